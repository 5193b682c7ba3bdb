variable "name" {
  type = string
}

variable "prefix" {
  type = string
}

variable "cluster" {
  type = object({ id = string, name = string })
}

variable "cpu" {
  type = number
}

variable "memory" {
  type = number
}

variable "port" {
  type = number
}

variable "paths" {
  type = list(string)
}

variable "priority" {
  type = number
}

variable "image" {
  type = string
}

variable "log_router" {
  type = string
}

variable "secrets" {
  type = map(string)
}

variable "roles" {
  type = map(string)
}

variable "vpc_id" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "security_groups" {
  type = list(string)
}

variable "listener_arn" {
  type = string
}

variable "region" {
  type = string
}

variable "retention" {
  type = number
}

variable "firelens" {
  type = bool
}

variable "tags" {
  type = map(string)
}

variable "health_check" {
  type = object({
    path      = optional(string, "/up")
    interval  = optional(number, 30)
    timeout   = optional(number, 5)
    healthy   = optional(number, 3)
    unhealthy = optional(number, 2)
  })
  default = {}
}
