variable "secret" {
  default   = "s3cr3t"
  sensitive = true
}
module "m" {
  source = "./m"
  secret = var.secret
}
locals { list = ["a", var.secret] }
output "plain" {
  value     = var.secret
  sensitive = true
}
output "template" {
  value     = "x-${var.secret}"
  sensitive = true
}
output "module" {
  value     = module.m.secret
  sensitive = true
}
output "declared" {
  value     = module.m.declared
  sensitive = true
}
output "partly" {
  value     = local.list
  sensitive = true
}
output "public" { value = local.list[0] }
output "revealed" { value = nonsensitive(var.secret) }
output "is" { value = [issensitive(var.secret), issensitive("x"), issensitive(local.list[0])] }
output "length" { value = length(local.list) }
