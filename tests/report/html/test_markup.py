from __future__ import annotations

import pytest

from pytest_ecsfargate.report.html.markup import Html, element, joined


def test_text_is_escaped_and_markup_is_not() -> None:
    assert element("p", "a < b & c", element("b", "'d'")) == "<p>a &lt; b &amp; c<b>&#x27;d&#x27;</b></p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("</script><img src=x onerror=alert(1)>", "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("one\ntwo", "one\\ntwo"),
        ("left\u202eright", "left\\u202eright"),
        ("half of \ud83d", "half of \\ud83d"),
        ("\x00", "\\x00"),
    ],
)
def test_nothing_in_a_text_has_an_effect(text: str, shown: str) -> None:
    assert joined([text]) == shown
    assert element("a", href=text) == f'<a href="{shown}"></a>'


def test_attributes() -> None:
    made = element("input", type="checkbox", checked=True, hidden=False, class_="a", data_x=1, aria_label='"')
    assert made == '<input type="checkbox" checked class="a" data-x="1" aria-label="&quot;">'


def test_parts_of_drawings_close_themselves() -> None:
    assert element("rect", x=1.0, y=2.5, width=3) == '<rect x="1" y="2.5" width="3"/>'


def test_what_is_made_is_markup() -> None:
    assert isinstance(element("p"), Html)
    assert isinstance(joined(["a"]), Html)
