output "roles" {
  value = { for kind, role in aws_iam_role.this : kind => role.arn }
}
