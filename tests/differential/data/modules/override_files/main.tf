variable "a" {
  type    = string
  default = "base"
}
locals {
  x = "base"
  y = "base"
}
resource "terraform_data" "r" {
  input            = "base"
  triggers_replace = "kept"
}
module "m" {
  source = "./m"
  name   = "base"
  other  = "kept"
}
output "a" { value = var.a }
output "x" { value = local.x }
output "y" { value = local.y }
output "r" { value = [terraform_data.r.input, terraform_data.r.triggers_replace] }
output "m" { value = module.m.both }
output "o" { value = "base" }
