variable "other" { default = "unused" }
output "both" { value = "${var.name}+${var.other}" }
