locals {
  none   = null
  object = { a = 1 }
  list   = []
}
output "unchosen" { value = true ? "ok" : tonumber("x") }
output "unchosen_attribute" { value = local.none == null ? "none" : local.none.name }
output "unchosen_index" { value = length(local.list) > 0 ? local.list[0] : "empty" }
output "try" { value = try(local.object.b, local.list[0], "last") }
output "try_function" { value = try(nofunction(1), 2) }
output "try_nested" { value = try(try(local.object.b, local.object.c), "outer") }
output "can" { value = [can(local.object.a), can(local.object.b), can(regex("^x", "abc"))] }
output "lookup" { value = lookup(local.object, "b", "default") }
output "coalesce" { value = coalesce(null, "", "x") }
output "null_splat" { value = local.none[*] }
output "for_null" { value = [for x in local.none[*] : x] }
output "template" { value = "%{ if true }a%{ else }${tonumber("x")}%{ endif }" }
output "unchosen_types" {
  value = [true ? 1 : tonumber("x"), true ? [1] : local.list[0], true ? { a = 1 } : tobool("x"), false ? [][0] : 2]
}
output "try_type" { value = try(tolist(local.object.a), [local.object.a]) }
