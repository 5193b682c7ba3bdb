variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "ports" {
  type = map(number)
}
