variable "name" {}
resource "terraform_data" "this" {
  input = upper(var.name)
}
output "name" { value = terraform_data.this.input }
output "path" { value = path.module }
