locals {
  words   = toset(["b", "B", "a", "é", "Z", "10", "9", "-"])
  numbers = toset([10, 9, -1, 1.5, 100])
  objects = toset([{ a = 2, b = "x" }, { a = 1, b = "y" }])
  lists   = toset([["b"], ["a", "c"], []])
  bools   = toset([true, false])
  map     = { b = 1, B = 2, a = 3, "1" = 4, "é" = 5, _ = 6 }
}
output "words" { value = local.words }
output "numbers" { value = local.numbers }
output "objects" { value = local.objects }
output "lists" { value = local.lists }
output "bools" { value = local.bools }
output "keys" { value = keys(local.map) }
output "values" { value = values(local.map) }
output "for_map" { value = [for key, value in local.map : "${key}${value}"] }
output "for_set" { value = [for word in local.words : upper(word)] }
output "set_keys" { value = { for key, value in local.words : key => value } }
output "tolist" { value = tolist(local.words) }
output "json" { value = jsonencode({ words = local.words, map = local.map }) }
output "grouped" { value = { for word in ["apple", "avocado", "banana"] : substr(word, 0, 1) => word... } }
output "mixed" { value = toset([1, "1", "a"]) }
