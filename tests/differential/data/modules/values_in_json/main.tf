variable "n" { type = number }
variable "o" { type = any }
variable "template" {}
output "n" { value = var.n }
output "o" { value = var.o }
output "template" { value = var.template }
