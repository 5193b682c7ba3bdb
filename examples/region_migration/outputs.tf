output "load_balancer" {
  value = aws_lb.app.dns_name
}
