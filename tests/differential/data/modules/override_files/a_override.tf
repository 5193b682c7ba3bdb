variable "a" { default = "a_override" }
locals { x = "a_override" }
resource "terraform_data" "r" { input = "a_override" }
module "m" { name = "a_override" }
output "o" { value = "a_override" }
