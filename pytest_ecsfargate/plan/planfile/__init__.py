"""Binary plan files, as `terraform plan -out` writes them, read without terraform and without its providers."""
