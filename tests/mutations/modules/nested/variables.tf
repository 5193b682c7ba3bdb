variable "environment" {
  type    = string
  default = "prod"
}

variable "environment_suffix" {
  type    = string
  default = ""
}

variable "certificate_arn" {
  type    = string
  default = "arn:aws:acm:eu-central-1:222233334444:certificate/5f1e8c2a-0000-4000-8000-2b9d1c7a6e55"
}
