module "m" { source = "./a/b" }
output "module" { value = path.module }
output "root" { value = path.root }
output "workspace" { value = terraform.workspace }
output "inner" { value = module.m.paths }
output "file" { value = file("${path.module}/data.txt") }
output "inner_file" { value = module.m.file }
output "template" { value = templatefile("${path.module}/t.tpl", { name = "x", list = ["a", "b"] }) }
output "wrapped" { value = templatefile("wrap.tpl", { value = [1, 2] }) }
output "exists" { value = [fileexists("data.txt"), fileexists("nope.txt")] }
output "string" { value = templatestring(local.text, { who = "you" }) }
locals { text = "hello $${who}" }
output "cwd" { value = [path.cwd, basename(path.cwd)] }
