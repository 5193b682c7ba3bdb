environment = "prod"
domain_name = "payments.example.com"
