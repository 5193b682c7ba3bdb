variable "kept" { default = "inner" }
variable "never" {
  default  = "inner"
  nullable = false
}
output "all" { value = { kept = var.kept, never = var.never } }
