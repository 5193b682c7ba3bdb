variable "name" {}
variable "size" { type = number }
module "leaf" {
  count  = var.size
  source = "../leaf"
  name   = "${var.name}-${count.index}"
}
output "names" { value = module.leaf[*].name }
output "path" { value = [path.module, module.leaf[0].path, path.root] }
