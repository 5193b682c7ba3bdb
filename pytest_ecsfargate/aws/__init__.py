"""Facts about AWS: the provider's schema, Fargate's task sizes, limits of names, what looks like a secret."""
