"""A module's files as python-hcl2 reads them: raw, with nothing evaluated.

For tests of how something is written. What it comes to is in the plan.
https://github.com/amplify-education/python-hcl2
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


class Documents(Mapping[str, dict[str, Any]]):
    """The `.tf` files of a folder by name, each as the dict that `hcl2.load` gives; parsed when asked for.

    Raises KeyError for a file that is not there, and ValueError with file and line for one that does not parse.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._paths = {path.name: path for path in sorted(folder.glob("*.tf")) if not path.name.startswith(".")}
        self._views: dict[str, Any] = {}

    def __getitem__(self, name: str) -> dict[str, Any]:
        import hcl2

        found: dict[str, Any] = hcl2.serialize(self.view(name).raw)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __repr__(self) -> str:
        return f"<Documents of {self.folder.name}: {', '.join(self._paths) or 'none'}>"

    def view(self, name: str) -> Any:
        """A file as a `hcl2.query.DocumentView`, which has `blocks`, `attributes` and `find_all`."""
        from hcl2.query import DocumentView

        if name not in self._views:
            path = self._paths[name]
            try:
                self._views[name] = DocumentView.parse(path.read_text(encoding="utf-8"))
            except Exception as error:
                line = getattr(error, "line", None)
                if line is None:
                    raise
                raise ValueError(f"{path.name}:{line}: python-hcl2 cannot parse this file") from None
        return self._views[name]

    def blocks(self, type: str, *labels: str) -> list[Any]:
        """The blocks of a type, with these labels in front, through all files: `hcl.blocks("resource", "aws_lb")`."""
        return [block for name in self for block in self.view(name).blocks(type, *labels)]

    def query(self, text: str) -> list[Any]:
        """What a query in python-hcl2's own language finds in all files: `hcl.query("resource.aws_lb[*]")`."""
        from hcl2.query import classify_stage, execute_pipeline, split_pipeline

        stages = [classify_stage(stage) for stage in split_pipeline(text)]
        return [found for name in self for found in execute_pipeline(self.view(name), stages)]
