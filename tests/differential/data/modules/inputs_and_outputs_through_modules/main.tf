locals {
  base = { name = "app", ports = [80, 443] }
}
module "a" {
  source = "./pass"
  value  = merge(local.base, { extra = true })
  typed  = { name = "x", count = "3" }
}
module "b" {
  source = "./pass"
  value  = module.a.value.ports
  typed  = module.a.typed
}
output "a" { value = module.a }
output "b" { value = module.b.value }
output "typed" { value = module.b.typed }
output "whole" { value = { for key, value in { a = module.a.typed } : key => value.count + 1 } }
