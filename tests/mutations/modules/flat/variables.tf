variable "environment" {
  type    = string
  default = "dev"
}

variable "environment_suffix" {
  type    = string
  default = ""
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "release" {
  type    = string
  default = "2024.11.3"
}

variable "vpc_name" {
  type    = string
  default = "shared"
}

variable "retention" {
  type    = map(number)
  default = { dev = 7, prod = 30 }
}

variable "services" {
  type = map(object({
    kind     = string
    cpu      = number
    memory   = number
    port     = optional(number)
    path     = optional(string)
    priority = optional(number)
    count    = optional(number, 2)
  }))

  default = {
    web    = { kind = "frontend", cpu = 256, memory = 512, port = 3000, path = "/*", priority = 90 }
    api    = { kind = "backend", cpu = 512, memory = 1024, port = 8080, path = "/api/*", priority = 10 }
    worker = { kind = "background", cpu = 1024, memory = 2048, count = 1 }
  }
}
