variable "n" { type = number }
variable "s" { type = string }
variable "b" { type = bool }
variable "l" { type = list(string) }
variable "set" { type = set(number) }
variable "m" { type = map(number) }
variable "t" { type = tuple([string, number, bool]) }
variable "o" { type = object({ a = string, b = list(number) }) }
variable "any" { type = any }
variable "anyl" { type = list(any) }
variable "anym" { type = map(any) }
variable "none" {}
variable "lm" { type = list(map(string)) }
output "n" { value = var.n }
output "s" { value = var.s }
output "b" { value = var.b }
output "l" { value = var.l }
output "set" { value = var.set }
output "m" { value = var.m }
output "t" { value = var.t }
output "o" { value = var.o }
output "any" { value = var.any }
output "anyl" { value = var.anyl }
output "anym" { value = var.anym }
output "none" { value = var.none }
output "lm" { value = var.lm }
