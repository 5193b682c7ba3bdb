variable "suffix" {
  default = "dev"
  validation {
    condition     = can(regex("^[a-z0-9]{0,8}$", var.suffix))
    error_message = "Too long."
  }
}
resource "terraform_data" "x" {
  input = var.suffix
  lifecycle {
    precondition {
      condition     = length(var.suffix) < 9
      error_message = "Too long: ${var.suffix}"
    }
    postcondition {
      condition     = self.input == "dev"
      error_message = "Not dev."
    }
  }
}
check "fine" {
  assert {
    condition     = terraform_data.x.input == "dev"
    error_message = "Not dev."
  }
}
output "x" {
  value = terraform_data.x.input
  precondition {
    condition     = var.suffix != ""
    error_message = "Empty."
  }
}
