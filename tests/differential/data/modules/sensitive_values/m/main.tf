variable "secret" {}
output "secret" {
  value     = var.secret
  sensitive = true
}
output "declared" {
  value     = "public"
  sensitive = true
}
