locals {
  environment = "prod"
  services = {
    web = { cpu = 256, port = 80, env = { A = "1" } }
    api = { cpu = 512, port = null, env = {} }
  }
  defaults = { A = "0", B = "2" }
  subnets  = [for i in range(3) : cidrsubnet("10.0.0.0/16", 8, i)]
  flat = flatten([
    for name, service in local.services : [
      for key, value in merge(local.defaults, service.env) : { id = "${name}.${key}", value = value }
    ]
  ])
  by_id = { for item in local.flat : item.id => item.value }
}
output "subnets" { value = local.subnets }
output "flat" { value = local.flat }
output "by_id" { value = local.by_id }
output "conditional_types" { value = [true ? 1 : "a", false ? [1] : ["a", "b"], true ? { a = 1 } : { b = 2 }] }
output "with_port" { value = { for name, s in local.services : name => s.port if s.port != null } }
output "retention" { value = lookup({ prod = 30 }, local.environment, 7) }
output "json" { value = jsonencode({ environment = [for k, v in local.defaults : { name = k, value = v }] }) }
output "heredoc" {
  value = <<-EOT
    name: ${local.environment}
      indented: ${local.services.web.cpu}
    %{~ for key in keys(local.services) }
    - ${key}
    %{~ endfor }
  EOT
}
output "arithmetic" { value = [1 + 2 * 3, 7 / 2, 10 % 3, -5, (1 + 2) * 3, 0.1 + 0.2, 1 / 3] }
output "logic" { value = [true && false || true, !false, 1 < 2, 1 == 1, "1" == 1, null == null] }
output "format" { value = format("%s-%03d-%v", "x", 7, ["a"]) }
output "merge" { value = merge({ a = 1 }, { a = "b", c = null }) }
output "expand" { value = max([1, 5, 3]...) }
output "distinct" { value = distinct(["a", "b", "a"]) }
output "nested_splat" { value = [{ a = [{ b = 1 }, { b = 2 }] }, { a = [] }][*].a[*].b }
output "shadow" { value = [for local in ["x"] : local] }
output "object_for" { value = { for k, v in { a = 1, b = 2 } : v => k } }
