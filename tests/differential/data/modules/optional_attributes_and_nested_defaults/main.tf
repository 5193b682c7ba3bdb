variable "services" {
  type = map(object({
    cpu    = number
    port   = optional(number)
    health = optional(object({
      path     = optional(string, "/health")
      interval = optional(number, 30)
      codes    = optional(list(string), ["200"])
    }), {})
    env  = optional(map(string), { LEVEL = "info" })
    tags = optional(set(string))
    deep = optional(list(object({ a = optional(string, "A"), b = optional(number) })), [{ b = 1 }, {}])
  }))
  default = {
    web    = { cpu = "256", port = 80, health = { path = "/up" } }
    api    = { cpu = 512, health = null, env = null, tags = ["b", "a", "b"] }
    worker = { cpu = 1024, extra = "dropped", deep = [{ a = null, b = "7" }] }
  }
}
output "services" { value = var.services }
output "web" { value = var.services["web"].health }
output "codes" { value = { for name, s in var.services : name => s.health.codes[0] } }
output "ports" { value = [for s in var.services : s.port if s.port != null] }
