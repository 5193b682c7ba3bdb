output "load_balancer" {
  value = aws_lb.this.dns_name
}
