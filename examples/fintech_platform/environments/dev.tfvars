environment = "dev"
domain_name = "dev.payments.example.com"
