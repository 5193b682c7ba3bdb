"""Plans as `terraform show -json` writes them."""
