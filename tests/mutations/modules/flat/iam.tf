resource "aws_iam_role" "execution" {
  for_each = var.services

  name               = "${local.prefix}-${each.key}-execution-${local.suffix}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = merge(local.tags, { Service = each.key, Type = each.value.kind })
}

resource "aws_iam_role_policy_attachment" "execution" {
  for_each = var.services

  role       = aws_iam_role.execution[each.key].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "secrets" {
  for_each = var.services

  name   = "secrets"
  role   = aws_iam_role.execution[each.key].id
  policy = data.aws_iam_policy_document.secrets.json
}

resource "aws_iam_role" "task" {
  for_each = var.services

  name               = "${local.prefix}-${each.key}-task-${local.suffix}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
  tags               = merge(local.tags, { Service = each.key, Type = each.value.kind })
}

resource "aws_iam_policy" "uploads" {
  name   = "${local.prefix}-uploads-${local.suffix}"
  policy = data.aws_iam_policy_document.uploads.json
  tags   = local.tags
}

resource "aws_iam_role_policy_attachment" "uploads" {
  role       = aws_iam_role.task["api"].name
  policy_arn = aws_iam_policy.uploads.arn
}
