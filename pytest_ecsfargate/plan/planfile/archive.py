"""The members of a plan file, which is a zip archive: read into memory, never written anywhere, and of bounded size.

https://github.com/hashicorp/terraform/blob/main/internal/plans/planfile/writer.go lists what terraform puts in.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Final

from .errors import Malformed

LARGEST_MEMBER: Final = 64 * 1024 * 1024
_LARGEST_TOTAL: Final = 128 * 1024 * 1024
_MOST_MEMBERS: Final = 20_000
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """The archive in some bytes. Every method raises Malformed for what cannot be read, or is too large once unpacked.

    What a header says of sizes is not believed: only so much is unpacked as may be there, over all that is read.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
            raise Malformed("its archive is damaged or cut off") from error
        if len(self._zip.infolist()) > _MOST_MEMBERS:
            raise Malformed(f"its archive has more than {_MOST_MEMBERS} members")
        self._left = _LARGEST_TOTAL

    def names(self) -> list[str]:
        """The names of the members, as written; they may be anything."""
        return self._zip.namelist()

    def read(self, name: str, largest: int = LARGEST_MEMBER) -> bytes:
        """The content of a member, of so many bytes at most."""
        largest = min(largest, self._left)
        try:
            found = self._zip.getinfo(name)
            if found.compress_type not in _METHODS:
                raise Malformed(f"{_shown(name)} in it is packed in a way that terraform does not use")
            with self._zip.open(found) as stream:
                content = stream.read(largest + 1)
        except KeyError:
            raise Malformed(f"there is no {_shown(name)} in it") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError, OverflowError) as error:
            raise Malformed(f"{_shown(name)} in it is damaged") from error
        if len(content) > largest:
            raise Malformed(f"{_shown(name)} in it has more than {largest // 2**20} MB once unpacked")
        self._left -= len(content)
        return content


def _shown(name: str) -> str:
    return ascii(name[:60])[1:-1]
