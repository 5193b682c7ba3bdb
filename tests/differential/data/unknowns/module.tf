resource "terraform_data" "u" {
  input = { name = "x", ports = [80] }
}

variable "secret" {
  default   = "s3cr3t"
  sensitive = true
}

variable "secrets" {
  default   = { a = "1", b = "2" }
  sensitive = true
}

locals {
  id      = terraform_data.u.id            # an unknown string
  any     = jsondecode(terraform_data.u.id) # unknown, of unknown type
  number  = length(terraform_data.u.id)    # an unknown number
  bool    = terraform_data.u.id == "x"     # an unknown bool
  list    = split(",", terraform_data.u.id)
  set     = toset(split(",", terraform_data.u.id))
  map     = { for part in split(",", terraform_data.u.id) : part => part }
  mixed   = [1, terraform_data.u.id, "three"]
  object  = { known = "k", unknown = terraform_data.u.id, deep = { list = ["x", terraform_data.u.id] } }
  secret  = var.secret
  secrets = var.secrets
  marked  = { plain = "p", secret = var.secret, list = ["a", var.secret] }
}
