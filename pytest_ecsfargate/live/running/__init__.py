"""What runs of a deployment, asked of AWS: services, tasks, targets, images, secrets, logs."""
