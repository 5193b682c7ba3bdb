output "listener_arn" {
  value = aws_lb_listener.https.arn
}
