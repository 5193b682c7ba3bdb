variable "kept" { default = "default" }
variable "never" {
  default  = "default"
  nullable = false
}
variable "typed" {
  type     = number
  default  = 3
  nullable = false
}
variable "list" {
  type    = list(string)
  default = null
}
module "m" {
  source = "./m"
  kept   = null
  never  = null
}
module "unset" {
  source = "./m"
}
output "kept" { value = var.kept }
output "never" { value = var.never }
output "typed" { value = var.typed }
output "list" { value = var.list }
output "m" { value = module.m }
output "unset" { value = module.unset.all }
