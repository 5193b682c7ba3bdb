"""What one of pytest's reports carries besides its own: what was judged and planned since the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..report.platform import Platform
from ..report.records import Planning, Record
from .examined import Examined
from .metrics import Measurable


@dataclass(slots=True)
class Told:
    """Records of judgements, plans that were made, and what is asked for by some runs only."""

    records: list[Record] = field(default_factory=list)
    plannings: list[Planning] = field(default_factory=list)
    examined: list[Examined] = field(default_factory=list)
    platforms: list[Platform] = field(default_factory=list)
    measurable: list[Measurable] = field(default_factory=list)

    def to_text(self) -> str:
        """It as JSON text.

        A text, not data: execnet, by which workers send their reports, writes and reads each value of data by itself.
        """
        return json.dumps(
            {
                "records": [each.to_json() for each in self.records],
                "plannings": [each.to_json() for each in self.plannings],
                "examined": [each.to_json() for each in self.examined],
                "platforms": [each.to_json() for each in self.platforms],
                "measurable": [asdict(each) for each in self.measurable],
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Told:
        """What `to_text` gave."""
        data: Mapping[str, list[dict[str, Any]]] = json.loads(text)
        return cls(
            [Record.from_json(each) for each in data["records"]],
            [Planning(**each) for each in data["plannings"]],
            [Examined.from_json(each) for each in data["examined"]],
            [Platform.from_json(each) for each in data["platforms"]],
            [Measurable(**each) for each in data["measurable"]],
        )
