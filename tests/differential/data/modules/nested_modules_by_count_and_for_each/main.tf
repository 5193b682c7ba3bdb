locals {
  regions = { eu = { size = 2 }, us = { size = 1 } }
}
module "region" {
  for_each = local.regions
  source   = "./modules/region"
  name     = each.key
  size     = each.value.size
}
module "twice" {
  count  = 2
  source = "./modules/leaf"
  name   = "n${count.index}"
}
module "none" {
  count  = 0
  source = "./modules/leaf"
  name   = "none"
}
output "names" { value = { for key, region in module.region : key => region.names } }
output "all" { value = flatten([for region in module.region : region.names]) }
output "splat" { value = module.twice[*].name }
output "old_splat" { value = module.twice.*.name }
output "values" { value = values(module.region)[*].names }
output "first" { value = module.twice[0].name }
output "eu" { value = module.region["eu"].names }
output "none" { value = module.none[*].name }
output "one" { value = one(module.none[*].name) }
output "try" { value = try(module.none[0].name, "absent") }
output "length" { value = [length(module.region), length(module.twice), length(module.none)] }
output "keys" { value = keys(module.region) }
output "paths" { value = values(module.region)[*].path }
