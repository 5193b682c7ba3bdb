variable "name" {}
variable "other" {}
output "both" { value = "${var.name}/${var.other}" }
