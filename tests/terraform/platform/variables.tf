variable "environment" {
  type = string
}

variable "from_tfvars" {
  type      = string
  sensitive = true
}

variable "from_variable" {
  type      = string
  sensitive = true
}

variable "from_environment" {
  type      = string
  sensitive = true
}

variable "services" {
  type = map(object({ cpu = number, memory = number, port = number }))
  default = {
    web = { cpu = 256, memory = 512, port = 80 }
    api = { cpu = 512, memory = 1024, port = 8080 }
  }
}
