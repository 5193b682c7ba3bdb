resource "aws_s3_bucket" "uploads" {
  bucket = "${local.prefix}-uploads-${local.suffix}"
  tags   = local.tags
}
