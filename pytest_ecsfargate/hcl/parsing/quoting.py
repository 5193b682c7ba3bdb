"""Spelling of strings with escapes."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_GO: Final = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}


def go_quoted(text: str) -> str:
    """The text in double quotes with escapes for what cannot be printed, as Go's `%q` spells it."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(_GO.get(char) or (char if char.isprintable() else _escape(char)) for char in text) + '"'


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_JSON_ESCAPE: Final = re.compile(
    r"(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[0-9a-fA-F]{4}|\\."
)
_JSON_SHORT: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def json_unescaped(text: str) -> str:
    """What the inside of a JSON string says."""
    if "\\" not in text:
        return text
    return normal(_JSON_ESCAPE.sub(_one, text))


def _one(found: re.Match[str]) -> str:
    escape = found[0]
    if escape[1] != "u":
        return _JSON_SHORT.get(escape[1], escape[1])
    if len(escape) == 12:
        high, low = int(escape[2:6], 16), int(escape[8:12], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    code = int(escape[2:6], 16)
    # Half of a pair alone says nothing; Terraform puts the replacement character there.
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def normal(text: str) -> str:
    """The text in Unicode's normal form C, in which Terraform keeps every string."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
