"""How long names may be of what keeps, moves and works on data: databases, caches, queues, streams and jobs."""

from __future__ import annotations

from collections.abc import Mapping

NameRow = tuple[str, int, str, str] | tuple[str, int, str, str, str]
"""Type and attribute, length, scope or parent attribute, page, and the attribute of a prefix if there is one."""

DATA_NAMES: Mapping[str, tuple[NameRow, ...]] = {
    "amazondynamodb/latest/developerguide/": (
        ("aws_dynamodb_table.name", 255, "region", "HowItWorks.NamingRulesDataTypes"),
    ),
    "AmazonRDS/latest/APIReference/API_": (
        ("aws_db_instance.identifier", 63, "region", "CreateDBInstance", "identifier_prefix"),
        ("aws_db_option_group.name", 255, "region", "CreateOptionGroup", "name_prefix"),
        ("aws_db_parameter_group.name", 255, "region", "CreateDBParameterGroup", "name_prefix"),
        ("aws_db_proxy.name", 63, "region", "CreateDBProxy"),
        ("aws_db_subnet_group.name", 255, "region", "CreateDBSubnetGroup", "name_prefix"),
        ("aws_rds_cluster.cluster_identifier", 63, "region", "CreateDBCluster", "cluster_identifier_prefix"),
        ("aws_rds_cluster_instance.identifier", 63, "region", "CreateDBInstance", "identifier_prefix"),
        ("aws_rds_cluster_parameter_group.name", 255, "region", "CreateDBClusterParameterGroup", "name_prefix"),
    ),
    "documentdb/latest/developerguide/API_": (
        ("aws_docdb_cluster.cluster_identifier", 63, "region", "CreateDBCluster", "cluster_identifier_prefix"),
        ("aws_docdb_cluster_instance.identifier", 63, "region", "CreateDBInstance", "identifier_prefix"),
        ("aws_docdb_cluster_parameter_group.name", 255, "region", "CreateDBClusterParameterGroup", "name_prefix"),
        ("aws_docdb_subnet_group.name", 255, "region", "CreateDBSubnetGroup", "name_prefix"),
    ),
    "neptune/latest/apiref/API_": (
        ("aws_neptune_cluster.cluster_identifier", 63, "region", "CreateDBCluster", "cluster_identifier_prefix"),
        ("aws_neptune_cluster_instance.identifier", 63, "region", "CreateDBInstance", "identifier_prefix"),
        ("aws_neptune_cluster_parameter_group.name", 255, "region", "CreateDBClusterParameterGroup", "name_prefix"),
        ("aws_neptune_subnet_group.name", 255, "region", "CreateDBSubnetGroup", "name_prefix"),
    ),
    "AmazonElastiCache/latest/APIReference/API_": (
        ("aws_elasticache_cluster.cluster_id", 50, "region", "CreateCacheCluster"),
        ("aws_elasticache_replication_group.replication_group_id", 40, "region", "CreateReplicationGroup"),
        ("aws_elasticache_serverless_cache.name", 40, "region", "CreateServerlessCache"),
        ("aws_elasticache_subnet_group.name", 255, "region", "CreateCacheSubnetGroup"),
        ("aws_elasticache_parameter_group.name", 255, "region", "CreateCacheParameterGroup"),
    ),
    "memorydb/latest/APIReference/API_": (("aws_memorydb_cluster.name", 40, "region", "CreateCluster", "name_prefix"),),
    "redshift/latest/APIReference/API_": (("aws_redshift_cluster.cluster_identifier", 63, "region", "CreateCluster"),),
    "opensearch-service/latest/APIReference/API_": (
        ("aws_opensearch_domain.domain_name", 28, "region", "CreateDomain"),
        ("aws_elasticsearch_domain.domain_name", 28, "region", "CreateDomain"),
    ),
    "AmazonS3/latest/API/API_control_": (("aws_s3_access_point.name", 50, "region", "CreateAccessPoint"),),
    "aws-backup/latest/devguide/API_": (("aws_backup_vault.name", 50, "region", "CreateBackupVault"),),
    "amazon-mq/latest/api-reference/": (("aws_mq_broker.broker_name", 50, "region", "brokers"),),
    "msk/1.0/apireference/": (("aws_msk_cluster.cluster_name", 64, "region", "clusters"),),
    "kinesis/latest/APIReference/API_": (("aws_kinesis_stream.name", 128, "region", "CreateStream"),),
    "firehose/latest/APIReference/API_": (
        ("aws_kinesis_firehose_delivery_stream.name", 64, "region", "CreateDeliveryStream"),
    ),
    "step-functions/latest/apireference/API_": (
        ("aws_sfn_state_machine.name", 80, "region", "CreateStateMachine", "name_prefix"),
        ("aws_sfn_activity.name", 80, "region", "CreateActivity"),
    ),
    "batch/latest/APIReference/API_": (
        ("aws_batch_job_queue.name", 128, "region", "CreateJobQueue"),
        # Version 6 of the provider has it as `name`.
        (
            "aws_batch_compute_environment.compute_environment_name",
            128,
            "region",
            "CreateComputeEnvironment",
            "compute_environment_name_prefix",
        ),
        ("aws_batch_compute_environment.name", 128, "region", "CreateComputeEnvironment", "name_prefix"),
    ),
    "glue/latest/webapi/API_": (("aws_glue_job.name", 255, "region", "CreateJob"),),
    "athena/latest/APIReference/API_": (("aws_athena_workgroup.name", 128, "region", "CreateWorkGroup"),),
}
