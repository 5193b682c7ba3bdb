"""The values of literals: numbers, and strings with their escapes resolved."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final
from unicodedata import normalize

from ...source import SourceFile
from ..syntax import HCLError

MAX_DIGITS: Final = 4000
"""Numbers with more digits than this, written or implied by an exponent, are refused."""

_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([$%])\4\{")
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def number(file: SourceFile, start: int, end: int) -> int | Fraction:
    """The exact value of the number literal between two offsets: an int wherever it is a whole number.

    Raises HCLError where it is no number, or one of more than MAX_DIGITS digits.
    """
    text = file.text[start:end]
    if text.isdecimal() and end - start <= MAX_DIGITS:
        return int(text)
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise HCLError(f'"{text[:40]}" is not a number.', file, start, end)
    fraction = found[2] or ""
    exponent = found[3] or "0"
    if end - start > MAX_DIGITS or len(exponent) > 9 or abs(int(exponent)) > MAX_DIGITS:
        raise HCLError(f"This number has more than the {MAX_DIGITS} digits that can be read.", file, start, end)
    value = Fraction(int(found[1] + fraction)) * Fraction(10) ** (int(exponent) - len(fraction))
    return value.numerator if value.denominator == 1 else value


def text(raw: str) -> str:
    """The value of text without escapes: Unicode normalisation form C, as Terraform keeps all strings."""
    return raw if raw.isascii() else normalize("NFC", raw)


def unescaped_template(raw: str) -> str:
    """The value of literal text in a heredoc or template file, where only `$${` and `%%{` are escapes."""
    return raw.replace("$${", "${").replace("%%{", "%{") if "{" in raw else raw


def unescaped_quoted(raw: str, file: SourceFile, start: int) -> str:
    """The value of literal text, beginning at offset `start`, between quotes. Raises HCLError on an unknown escape."""
    if "\\" not in raw and "{" not in raw:
        return raw

    def resolve(found: re.Match[str]) -> str:
        if found[4]:
            return found[4] + "{"
        code = found[1] or found[2]
        if code is None:
            plain = _SIMPLE.get(found[3])
            if plain is not None:
                return plain
            message = f'There is no escape "\\{found[3]}"; expected \\n, \\r, \\t, \\", \\\\, \\uNNNN or \\UNNNNNNNN.'
            if found[3] in "uU":
                digits = 4 if found[3] == "u" else 8
                message = f'Expected {digits} hexadecimal digits after "\\{found[3]}".'
            raise HCLError(message, file, start + found.start(), start + found.end())
        number = int(code, 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise HCLError(f"There is no character U+{number:04X}.", file, start + found.start(), start + found.end())
        return chr(number)

    return _ESCAPE.sub(resolve, raw)
