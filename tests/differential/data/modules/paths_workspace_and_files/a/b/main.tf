output "paths" { value = [path.module, path.root] }
output "file" { value = file("${path.module}/in.txt") }
