variable "environment" {
  description = "Stage that this copy of the platform serves."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "The environment is dev, staging or prod."
  }
}

variable "environment_suffix" {
  description = "Tells copies of one environment apart, in every name. Empty: the environment itself."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^[a-z0-9]{0,8}$", var.environment_suffix))
    error_message = "The suffix has at most 8 lower-case letters and digits: load balancer names end at 32 characters."
  }
}

variable "aws_region" {
  description = "Region of the platform."
  type        = string
  default     = "eu-central-1"
}

variable "domain_name" {
  description = "Domain of the certificate that the load balancer shows."
  type        = string
  default     = "payments.example.com"
}

variable "image_tag" {
  description = "Tag of the images that a new task definition starts from. Deployments change it later."
  type        = string
  default     = "1.0.0"
}

variable "services" {
  description = "Services of the platform. One without a port is not behind the load balancer."
  type = map(object({
    type              = string
    cpu               = number
    memory            = number
    port              = optional(number)
    desired_count     = optional(number, 2)
    max_count         = optional(number, 6)
    health_check_path = optional(string, "/health")
    path_patterns     = optional(list(string), [])
    priority          = optional(number)
  }))

  default = {
    web = {
      type          = "frontend"
      cpu           = 256
      memory        = 512
      port          = 3000
      path_patterns = ["/*"]
      priority      = 300
    }
    api = {
      type              = "backend"
      cpu               = 512
      memory            = 1024
      port              = 8080
      health_check_path = "/api/health"
      path_patterns     = ["/api/*"]
      priority          = 100
    }
    worker = {
      type              = "background"
      cpu               = 1024
      memory            = 2048
      port              = 9090
      health_check_path = "/webhooks/health"
      path_patterns     = ["/webhooks/*"]
      priority          = 200
    }
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept, by environment. Environments not listed keep them for 7."
  type        = map(number)

  default = {
    dev  = 7
    prod = 30
  }
}
