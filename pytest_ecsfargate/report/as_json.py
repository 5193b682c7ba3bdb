"""The JSON report: everything that the records say, for other programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from .formats import RunResults

FORMAT_VERSION = "1.1"


def render(results: RunResults) -> str:
    """The results of a run as JSON text."""
    document = {
        "format_version": FORMAT_VERSION,
        "version": results.version,
        "started": results.started,
        "seconds": round(results.seconds, 3),
        "plans": [asdict(planning) for planning in results.plannings],
        "records": [{**asdict(record), "counts": dict(record.counts)} for record in results.records],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
