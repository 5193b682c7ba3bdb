resource "terraform_data" "one" { input = "1" }
resource "terraform_data" "counted" {
  count = 3
  input = count.index * 2
}
resource "terraform_data" "mapped" {
  for_each = { b = { n = 1 }, a = { n = 2 }, "with \"quote\"" = { n = 3 }, "$${x}" = { n = 4 }, "ü.é" = { n = 5 } }
  input    = { key = each.key, n = each.value.n }
}
resource "terraform_data" "set" {
  for_each = toset(["z", "a", "m", "a"])
  input    = "${each.key}-${each.value}"
}
resource "terraform_data" "maybe" {
  count = length(terraform_data.counted) > 5 ? 1 : 0
}
resource "terraform_data" "chained" {
  for_each = terraform_data.mapped
  input    = each.value.input.n
}
output "one" { value = terraform_data.one.input }
output "splat" { value = terraform_data.counted[*].input }
output "old" { value = terraform_data.counted.*.input }
output "second" { value = terraform_data.counted[1].input }
output "legacy" { value = terraform_data.counted.2.input }
output "mapped" { value = { for key, item in terraform_data.mapped : key => item.input.n } }
output "values" { value = values(terraform_data.mapped)[*].input }
output "set" { value = [for key, item in terraform_data.set : "${key}=${item.input}"] }
output "index" { value = terraform_data.set["m"].input }
output "length" { value = [length(terraform_data.set), length(terraform_data.counted), length(terraform_data.maybe)] }
output "try" { value = try(terraform_data.maybe[0].input, "none") }
output "one_of" { value = one(terraform_data.maybe[*].id) }
output "chained" { value = [for item in terraform_data.chained : item.input] }
output "keys" { value = keys(terraform_data.mapped) }
output "contains" { value = contains(keys(terraform_data.set), "z") }
output "lookup" { value = lookup(terraform_data.set, "nope", "none") }
output "concat" { value = concat(terraform_data.counted[*].input, ["x"]) }
output "element" { value = element(terraform_data.counted, 4).input }
output "single_splat" { value = terraform_data.one[*].input }
output "ids" { value = length(terraform_data.counted[*].id) }
