locals {
  region = "eu-central-1"
  suffix = var.environment_suffix == "" ? var.environment : var.environment_suffix
  name   = join("-", [var.environment, "shop", local.suffix])

  services = {
    web    = { type = "frontend", size = [256, 512], port = 8080, paths = ["/", "/assets/*"], priority = 300 }
    api    = { type = "backend", size = [512, 1024], port = 9000, paths = ["/api/*"], priority = 200 }
    worker = { type = "background", size = [1024, 2048], port = 9100, paths = ["/jobs/*"], priority = 100 }
  }
}

module "network" {
  source = "./modules/network"

  name   = local.name
  region = local.region
  ports  = { for name, service in local.services : name => service.port }
}

module "cluster" {
  source = "./modules/cluster"

  name = local.name
}

module "alb" {
  source = "./modules/alb"

  name            = local.name
  subnets         = module.network.public_subnets
  security_groups = [module.network.alb_security_group]
  certificate_arn = var.certificate_arn
}

module "iam" {
  source   = "./modules/iam"
  for_each = local.services

  name       = "${local.name}-${each.key}"
  repository = aws_ecr_repository.service[each.key].arn
  parameters = [for parameter in aws_ssm_parameter.secret : parameter.arn]
  queue      = aws_sqs_queue.jobs.arn
  tags       = { Service = each.key, Type = each.value.type }
}

module "service" {
  source   = "./modules/service"
  for_each = local.services

  name            = each.key
  prefix          = local.name
  cluster         = module.cluster.cluster
  cpu             = each.value.size[0]
  memory          = each.value.size[1]
  port            = each.value.port
  paths           = each.value.paths
  priority        = each.value.priority
  image           = "${aws_ecr_repository.service[each.key].repository_url}:v7"
  log_router      = "${aws_ecr_repository.log_router.repository_url}:v2"
  secrets         = { for name, parameter in aws_ssm_parameter.secret : name => parameter.arn }
  roles           = module.iam[each.key].roles
  vpc_id          = module.network.vpc_id
  subnets         = module.network.private_subnets
  security_groups = [module.network.task_security_group]
  listener_arn    = module.alb.listener_arn
  region          = local.region
  retention       = var.environment == "prod" ? 30 : 7
  firelens        = each.key == "worker"
  tags            = { Service = each.key, Type = each.value.type }
}

module "dashboard" {
  source = "./modules/dashboard"

  name     = local.name
  region   = local.region
  cluster  = module.cluster.cluster.name
  services = values(module.service)[*].service_name
}
