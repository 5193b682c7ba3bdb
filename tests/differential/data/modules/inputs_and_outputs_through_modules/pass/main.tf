variable "value" {}
variable "typed" {
  type = object({ name = string, count = optional(number, 1), note = optional(string) })
}
output "value" { value = var.value }
output "typed" { value = var.typed }
