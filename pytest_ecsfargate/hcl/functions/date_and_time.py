"""Date and time: https://developer.hashicorp.com/terraform/language/functions/formatdate and those beside it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ..errors import EvaluationError
from ..operations.numbers import counted
from ..types import NUMBER, STRING
from ..values import Value
from .declaring import Call, NotCertain, Parameter, function
from .shared import bounded, text

_TIMESTAMP: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))\Z", re.ASCII
)
_LENIENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)\Z", re.ASCII)
_NANOSECONDS: Final = 10**9
_DAY: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class _Time:
    """A moment: nanoseconds from the start of year 1 in UTC, and the offset in seconds in which it is written."""

    nanoseconds: int
    offset: int

    @property
    def days_and_seconds(self) -> tuple[int, int]:
        """The local day, counted from the first day of year 1, and the second in it."""
        return divmod(self.nanoseconds // _NANOSECONDS + self.offset, _DAY)

    @property
    def date(self) -> tuple[int, int, int]:
        """Year, month, day."""
        from datetime import date

        days, _ = self.days_and_seconds
        if not 0 <= days < date.max.toordinal():
            raise NotCertain("the year is before 1 or after 9999")
        found = date.fromordinal(days + 1)
        return found.year, found.month, found.day

    @property
    def weekday(self) -> int:
        """0 for Monday."""
        return self.days_and_seconds[0] % 7

    @property
    def clock(self) -> tuple[int, int, int]:
        """Hour, minute, second."""
        _, seconds = self.days_and_seconds
        return seconds // 3600, seconds // 60 % 60, seconds % 60

    def zone(self, separator: str) -> str:
        """The offset as +01:00."""
        minutes = abs(self.offset) // 60
        return f"{'-' if self.offset < 0 else '+'}{minutes // 60:02d}{separator}{minutes % 60:02d}"

    def __str__(self) -> str:
        year, month, day = self.date
        hour, minute, second = self.clock
        zone = self.zone(":") if self.offset else "Z"
        return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}"


def _time(value: Value, strict: bool) -> _Time:
    from datetime import date

    written = text(value)
    found = _TIMESTAMP.match(written)
    if found is None:
        if not strict and _LENIENT.match(written):
            raise NotCertain("an unusual spelling of a timestamp")
        raise EvaluationError("not a valid RFC3339 timestamp")
    year, month, day, hour, minute, second = (int(found[group]) for group in range(1, 7))
    if year == 0:
        raise NotCertain("the year is 0")
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise EvaluationError("not a valid RFC3339 timestamp: day or month out of range")
    if hour > 23 or minute > 59 or second > 59:
        raise EvaluationError("not a valid RFC3339 timestamp: hour, minute or second out of range")
    offset = 0
    if found[9]:
        if int(found[10]) > 23 or int(found[11]) > 59:
            raise EvaluationError("not a valid RFC3339 timestamp: UTC offset out of range")
        offset = (int(found[10]) * 3600 + int(found[11]) * 60) * (-1 if found[9] == "-" else 1)
    seconds = (date(year, month, day).toordinal() - 1) * _DAY + hour * 3600 + minute * 60 + second - offset
    part = int((found[7] or "0").ljust(9, "0")[:9])
    return _Time(seconds * _NANOSECONDS + part, offset)


_UNITS: Final = {
    "ns": 1,
    "us": 10**3,
    "\u00b5s": 10**3,
    "\u03bcs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_STEP: Final = re.compile("([0-9]*)(?:\\.([0-9]*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)")


def _duration(value: Value) -> int:
    """Nanoseconds of a duration such as `-1.5h30m`."""
    written = text(value)
    rest = written[1:] if written[:1] in ("+", "-") else written
    if rest == "0":
        return 0
    total = Fraction(0)
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None or not (found[1] or found[2]):
            raise EvaluationError("invalid duration")
        total += Fraction(f"{found[1] or '0'}.{found[2] or '0'}") * _UNITS[found[3]]
        at = found.end()
    if not rest:
        raise EvaluationError("invalid duration")
    if total.denominator != 1 or total >= 2**63:
        raise NotCertain("a duration of less than a nanosecond or more than 292 years")
    return -int(total) if written[0] == "-" else int(total)


@function("timestamp", returns=STRING)
def timestamp(call: Call) -> Value:
    """The time of apply."""
    raise NotCertain("it is the time at which Terraform applies")


@function("plantimestamp", returns=STRING)
def plantimestamp(call: Call) -> Value:
    """The time of the plan."""
    raise NotCertain("it is the time at which Terraform plans")


@function("timeadd", Parameter("timestamp", STRING), Parameter("duration", STRING), returns=STRING)
def timeadd(call: Call, value: Value, duration: Value) -> Value:
    """A moment so much later."""
    start = _time(value, strict=False)
    return call.result(str(_Time(start.nanoseconds + _duration(duration), start.offset)), STRING)


@function("timecmp", Parameter("timestamp_a", STRING), Parameter("timestamp_b", STRING), returns=NUMBER)
def timecmp(call: Call, first: Value, second: Value) -> Value:
    """-1, 0 or 1 as the first moment is before, at or after the second."""
    one, two = _time(first, strict=False).nanoseconds, _time(second, strict=False).nanoseconds
    return call.result(counted((one > two) - (one < two)), NUMBER)


_DATE_TOKEN: Final = re.compile(r"''|'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+")


@function("formatdate", Parameter("format", STRING), Parameter("time", STRING), returns=STRING)
def formatdate(call: Call, layout: Value, value: Value) -> Value:
    """A moment in another layout."""
    moment = _time(value, strict=True)
    pattern = text(layout)
    made: list[str] = []
    at = 0
    while at < len(pattern):
        found = _DATE_TOKEN.match(pattern, at)
        if found is None:
            raise EvaluationError("unterminated literal '")
        token, at = found[0], found.end()
        if token == "''":
            made.append("'")
        elif token[0] == "'":
            made.append(token[1:-1].replace("''", "'"))
        else:
            made.append(_dated(token, moment) if found[1] else token)
    return call.result(bounded("".join(made)), STRING)


def _dated(token: str, moment: _Time) -> str:
    year, month, day = moment.date
    hour, minute, second = moment.clock
    numbers = {"M": month, "D": day, "h": hour, "H": (hour - 1) % 12 + 1, "m": minute, "s": second}
    verb, size = token[0], len(token)
    if verb in numbers and size <= 2:
        return f"{numbers[verb]:0{size}d}"
    texts = {
        "YY": f"{year % 100:02d}",
        "YYYY": f"{year:04d}",
        "MMM": calendar.month_abbr[month],
        "MMMM": calendar.month_name[month],
        "EEE": calendar.day_abbr[moment.weekday],
        "EEEE": calendar.day_name[moment.weekday],
        "AA": "AM" if hour < 12 else "PM",
        "aa": "am" if hour < 12 else "pm",
        "Z": moment.zone(":") if moment.offset else "Z",
        "ZZZ": moment.zone("") if moment.offset else "UTC",
        "ZZZZ": moment.zone(""),
        "ZZZZZ": moment.zone(":"),
    }
    if token not in texts:
        raise EvaluationError(f'invalid date format verb "{token}"')
    return texts[token]
