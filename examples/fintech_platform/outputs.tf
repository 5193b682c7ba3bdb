output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = aws_ecs_cluster.main.name
}

output "service_names" {
  description = "Names of the ECS services, by service."
  value       = { for name, service in aws_ecs_service.services : name => service.name }
}

output "load_balancer_dns_name" {
  description = "Host name that the platform's domain points at."
  value       = aws_lb.main.dns_name
}

output "dashboard_name" {
  description = "Name of the CloudWatch dashboard."
  value       = aws_cloudwatch_dashboard.ecs.dashboard_name
}
