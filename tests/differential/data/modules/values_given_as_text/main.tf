variable "list" { type = list(string) }
variable "map" { type = map(number) }
variable "object" { type = object({ a = optional(string, "x") }) }
variable "free" {}
variable "number" { type = number }
variable "bool" { type = bool }
variable "env_list" { type = list(number) }
variable "env_any" { type = any }
variable "env_free" {}
variable "env_text" { type = string }
output "list" { value = var.list }
output "map" { value = var.map }
output "object" { value = var.object }
output "free" { value = var.free }
output "number" { value = var.number }
output "bool" { value = var.bool }
output "env_list" { value = var.env_list }
output "env_any" { value = var.env_any }
output "env_free" { value = var.env_free }
output "env_text" { value = var.env_text }
