"""Repairs of what keeps data and keys: ElastiCache, KMS, RDS, S3."""

from __future__ import annotations

from typing import Any

# Stand-ins for what AWS takes where no version is given:
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html
_CACHE_VERSIONS = {"memcached": "1.6.22", "redis": "7.1.0", "valkey": "8.0.1"}


def elasticache() -> None:
    """What is deleted goes, and is not deleting for ever: clients wait until it is gone.

    A cluster has a version and security groups, and a subnet group can be deleted.
    """
    from moto.core.responses import EmptyResult
    from moto.elasticache.models import ElastiCacheBackend
    from moto.elasticache.responses import ElastiCacheResponse

    usual_creation = ElastiCacheBackend.create_cache_cluster
    usual_cluster = ElastiCacheBackend.delete_cache_cluster
    usual_group = ElastiCacheBackend.delete_replication_group

    def create_cache_cluster(self: Any, *args: Any, **kwargs: Any) -> Any:
        made: Any = usual_creation(self, *args, **kwargs)
        made.engine_version = made.engine_version or _CACHE_VERSIONS[made.engine]
        made.security_groups = [{"SecurityGroupId": name, "Status": "active"} for name in made.security_group_ids]
        return made

    def delete_cache_cluster(self: Any, cache_cluster_id: str) -> Any:
        deleted = usual_cluster(self, cache_cluster_id)
        del self.cache_clusters[cache_cluster_id]
        return deleted

    def delete_replication_group(self: Any, replication_group_id: str, *args: Any, **kwargs: Any) -> Any:
        deleted = usual_group(self, replication_group_id, *args, **kwargs)
        del self.replication_groups[replication_group_id]
        return deleted

    for action in (create_cache_cluster, delete_cache_cluster, delete_replication_group):
        setattr(ElastiCacheBackend, action.__name__, action)

    def delete_cache_subnet_group(self: Any) -> EmptyResult:
        self.elasticache_backend.cache_subnet_groups.pop(self._get_param("CacheSubnetGroupName"), None)
        return EmptyResult()

    setattr(ElastiCacheResponse, delete_cache_subnet_group.__name__, delete_cache_subnet_group)


def kms() -> None:
    """Key policies count for nothing, as IAM's do: moto denies what they deny to others, conditions unread."""
    from moto.kms import responses

    def validate_policy(key: Any, action: str) -> None:
        """Whoever asks may do it."""

    setattr(responses, validate_policy.__name__, validate_policy)


def rds() -> None:
    """Each instance has an id of its own, by which the provider finds it; only what is serverless has its scaling."""
    from moto.moto_api._internal import mock_random
    from moto.rds.models import DBCluster, DBInstance

    usual: Any = DBInstance.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - the name that it replaces
        usual(self, *args, **kwargs)
        self.dbi_resource_id = f"db-{mock_random.get_random_string(length=26).upper()}"

    setattr(DBInstance, __init__.__name__, __init__)

    usual_scaling: Any = DBCluster.scaling_configuration_info

    def scaling_configuration_info(self: Any) -> dict[str, Any] | None:
        return usual_scaling.fget(self) if self.scaling_configuration else None

    setattr(DBCluster, scaling_configuration_info.__name__, property(scaling_configuration_info))


def s3() -> None:
    """Bucket policies count for nothing, as IAM's do: moto denies all where they ask for TLS, conditions unread."""
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    def get_permission(self: Any, action: str, resource: str) -> PermissionResult:
        return PermissionResult.NEUTRAL

    setattr(FakeBucket, get_permission.__name__, get_permission)
