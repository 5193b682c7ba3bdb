"""What is deployed, read back through boto3."""
