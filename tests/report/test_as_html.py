from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pytest_ecsfargate import Plan, assert_health_checks, assert_no_plaintext_secrets
from pytest_ecsfargate.report.as_html import render
from pytest_ecsfargate.report.formats import RunResults
from pytest_ecsfargate.report.platform import platform_of
from pytest_ecsfargate.report.records import record_of
from tests.report.making import record, result

HOSTILE = "</script></style><img src=x onerror=alert(1)>\\u001b[31m\\u202e"
SECRET = "hunter2-canary-hunter2"
MODULE = f"""
resource "aws_lb_target_group" "web" {{
  for_each = toset(["{HOSTILE}", "plain"])
  name     = "web"
  health_check {{
    interval = 40
    path     = "<b>/health</b>"
  }}
}}

resource "aws_ecs_task_definition" "web" {{
  family                = "web"
  container_definitions = jsonencode([{{
    name        = "<i>web</i>"
    image       = "web"
    environment = [{{ name = "DB_PASSWORD", value = "{SECRET}" }}]
  }}])
}}

resource "aws_ecs_service" "web" {{
  for_each        = aws_lb_target_group.web
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {{
    target_group_arn = each.value.arn
    container_name   = "web"
    container_port   = 80
  }}
}}
"""
VOID = {"meta", "link", "input", "rect", "path", "circle", "polygon"}


class Reader(HTMLParser):
    """Reads a page as a browser does: elements, attributes and text; fails where an element is not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(module: Callable[..., Plan], tmp_path: Path) -> str:
    plan = module(MODULE)
    judged = [assert_health_checks.judge(plan), assert_no_plaintext_secrets.judge(plan)]
    records = tuple(record_of(each, plan, root=tmp_path) for each in judged)
    platforms = (platform_of(plan, root=tmp_path),)
    return render(RunResults(records, "0.1.0", "2026-11-25T12:00:00+00:00", 1.25, platforms=platforms))


def test_every_element_is_closed_and_every_id_is_there_once(page: str) -> None:
    ids = [attributes["id"] for _, attributes in Reader(page).elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_link_in_the_page_leads_somewhere(page: str) -> None:
    found = Reader(page)
    ids = {attributes.get("id") for _, attributes in found.elements}
    inside = [str(link["href"])[1:] for link in found.all("a") if str(link["href"]).startswith("#")]
    assert inside
    assert set(inside) <= ids


def test_nothing_is_loaded(page: str) -> None:
    found = Reader(page)
    sources = [value for _, attributes in found.elements for name, value in attributes.items() if name == "src"]
    assert sources == []
    assert [link["href"] for link in found.all("link")] == ["data:,"]
    assert "url(" not in page
    assert "@import" not in page
    assert all(str(link["href"]).startswith(("#", "https://docs.aws.amazon.com/")) for link in found.all("a"))


def test_only_the_style_and_the_script_of_the_page_are_allowed(page: str) -> None:
    (policy,) = (meta["content"] for meta in Reader(page).all("meta") if "http-equiv" in meta)
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in str(policy)
    assert str(policy).startswith("default-src 'none';")


def test_names_from_the_plan_are_text_and_nothing_else(page: str) -> None:
    found = Reader(page)
    assert found.all("img") == []
    assert len(found.all("script")) == 1
    assert "</script></style><img src=x onerror=alert(1)>" in found.text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", page)


def test_no_secret_is_in_it(page: str) -> None:
    assert "ECSF203" in page
    assert SECRET not in page


def test_a_finding_says_everything(page: str) -> None:
    text = " ".join(Reader(page).text.split())
    for said in (
        "ECSF401 health-checks",
        "not met main.tf:6:16",
        "expected30actual40",
        "fixSet interval = 30 in the health_check block.",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
        '[[waive]] id = "ECSF401" address = "aws_lb_target_group.web" reason = "<reason>"',
        "# ecsfargate:waive ECSF401 <reason>",
    ):
        assert said in text


def test_what_is_pointed_at_is_marked(page: str) -> None:
    assert '<span class="number">   6 </span>    interval = <mark>40</mark>\n' in page


def test_the_header_counts(page: str) -> None:
    head = " ".join(Reader(page).text.split())
    assert "pytest-ecsfargate 0.1.0" in head
    assert "Requirements: ✕ 2 not met ? 0 unknown ✓ 0 met" in head


def test_the_map_marks_faults_and_leads_to_them(page: str) -> None:
    found = re.findall(r'<a href="#([0-9a-f-]+)"><g class="node container"><title>(.*?)</title>', page)
    ((anchor, title),) = found
    assert title == "container &lt;i&gt;web&lt;/i&gt; of aws_ecs_task_definition.web, findings: 1 critical"
    assert f'<li id="{anchor}"' in page


def test_a_run_that_judged_nothing_says_so() -> None:
    page = render(RunResults((), "0.1.0", "2026-11-25T12:00:00+00:00", 0.0))
    assert "Nothing was judged in this run: no test used a requirement." in Reader(page).text


def test_a_run_where_everything_is_met_says_so(module: Callable[..., Plan], tmp_path: Path) -> None:
    plan = module('resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\n')
    record = record_of(assert_no_plaintext_secrets.judge(plan, allow_empty=True), plan, root=tmp_path)
    drawn = (platform_of(plan, root=tmp_path),)
    page = render(RunResults((record,), "0.1.0", "2026-11-25T12:00:00+00:00", 0.0, platforms=drawn))
    assert "Everything is met." in Reader(page).text
    assert "filters" not in [form.get("id") for form in Reader(page).all("form")]


def test_a_table_is_one() -> None:
    table = (("", "tasks", "USD/month"), ("aws_ecs_service.<b>web</b>", "2", "20.72"), ("total", "", "20.72"))
    page = render(RunResults((record(result(table=table)),), "0.1.0", "2026-11-25T12:00:00+00:00", 0.0))
    found = Reader(page)
    assert [head["scope"] for head in found.all("th") if head.get("scope") == "col"][-3:] == ["col"] * 3
    assert [each.get("class") for each in found.all("table")][-1] == "amounts"
    assert "aws_ecs_service.<b>web</b>" in found.text
    assert found.all("b") == []
