variable "name" {
  type = string
}

variable "repository" {
  type = string
}

variable "parameters" {
  type = list(string)
}

variable "queue" {
  type = string
}

variable "tags" {
  type = map(string)
}
