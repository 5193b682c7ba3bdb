"""Tags of scalable targets, which moto does not know.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TagResource.html
"""

from __future__ import annotations

from .exchange import Answer, Body, Moto, refusal

_SERVICE = "AnyScaleFrontendService"
_IDENTITY = ("ServiceNamespace", "ScalableDimension")


class ScalableTargets:
    """The tags of each scalable target, by its ARN."""

    def __init__(self) -> None:
        self._tags: dict[str, dict[str, str]] = {}

    def answers(self) -> dict[str, Answer]:
        """What is answered, by service and action."""
        return {
            f"{_SERVICE}.RegisterScalableTarget": self._register,
            f"{_SERVICE}.DeregisterScalableTarget": self._deregister,
            f"{_SERVICE}.ListTagsForResource": self._list,
            f"{_SERVICE}.TagResource": self._tag,
            f"{_SERVICE}.UntagResource": self._untag,
        }

    def _register(self, asked: Body, moto: Moto) -> Body:
        told = moto("RegisterScalableTarget", asked)
        self._tags.setdefault(told["ScalableTargetARN"], {}).update(asked.get("Tags", {}))
        return told

    def _deregister(self, asked: Body, moto: Moto) -> Body:
        question = {name: asked[name] for name in _IDENTITY if name in asked} | {"ResourceIds": [asked["ResourceId"]]}
        found = moto("DescribeScalableTargets", question)["ScalableTargets"]
        told = moto("DeregisterScalableTarget", asked)
        for target in found:
            self._tags.pop(target["ScalableTargetARN"], None)
        return told

    def _list(self, asked: Body, moto: Moto) -> Body:
        return {"Tags": dict(self._of(asked))}

    def _tag(self, asked: Body, moto: Moto) -> Body:
        self._of(asked).update(asked.get("Tags", {}))
        return {}

    def _untag(self, asked: Body, moto: Moto) -> Body:
        tags = self._of(asked)
        for key in asked.get("TagKeys", []):
            tags.pop(key, None)
        return {}

    def _of(self, asked: Body) -> dict[str, str]:
        arn = asked.get("ResourceARN", "")
        if arn not in self._tags:
            raise refusal("ResourceNotFoundException", f"The specified resource doesn't exist: {arn}")
        return self._tags[arn]
