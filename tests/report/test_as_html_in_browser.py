"""What the page does in a browser. Needs selenium (dependency group `browser`), chromium and chromedriver."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate import Plan, plan_module
from pytest_ecsfargate.catalog import built_in
from pytest_ecsfargate.report.as_html import render
from pytest_ecsfargate.report.formats import RunResults
from pytest_ecsfargate.report.platform import platform_of
from pytest_ecsfargate.report.records import record_of

Chrome = Any
"""Selenium's driver, which is there only where the tests run."""

MODULE = """
variable "environment" {}

resource "aws_cloudwatch_log_group" "web" {
  name = "</script><img src=x onerror=alert(1)>"
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_lb_target_group" "web" {
  for_each = toset(["a", "b"])
  name     = "${each.key}-${var.environment}"
  health_check {
    interval = 40
  }
}

resource "aws_ecs_service" "web" {
  for_each = aws_lb_target_group.web
  name     = each.key
  cluster  = aws_ecs_cluster.main.id
  load_balancer {
    target_group_arn = each.value.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""
# The contrast of every text with what is painted behind it, by the formula of WCAG 2.2, and the least that it may be.
CONTRASTS = """
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function rgba(colour) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
}
function luminance([r, g, b]) {
  const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}
function behind(element) {
  for (let here = element; here; here = here.parentElement) {
    if (here.localName === "g") {
      const shape = here.querySelector(":scope > rect");
      const fill = shape && getComputedStyle(shape).fill;
      if (fill && fill !== "none") return rgba(fill);
    }
    const colour = rgba(getComputedStyle(here).backgroundColor);
    if (colour[3] === 255) return colour;
  }
  throw new Error("nothing is painted");
}
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const found = [];
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
  const style = getComputedStyle(element);
  const colour = rgba(element.closest("svg") ? style.fill : style.color);
  const [light, dark] = [luminance(colour), luminance(behind(element))].sort((a, b) => b - a);
  const contrast = (light + 0.05) / (dark + 0.05);
  found.push([contrast, element.outerHTML.slice(0, 90)]);
}
return found;
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    webdriver = pytest.importorskip(
        "selenium.webdriver", reason="selenium is not installed: pip install --group browser"
    )
    programs = [shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")]
    if None in programs:
        pytest.skip("there is no chromium, or no chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = str(programs[0])
    # The sandbox of Chromium does not run as root, as containers of CI do.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    for argument in ("--headless=new", "--window-size=1280,900", "--disable-dev-shm-usage", *sandbox):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(programs[1])))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "main.tf").write_text(MODULE, encoding="utf-8")
    plans = [_plan(folder, name) for name in ("dev", "prod")]
    requirements = [found for found in built_in() if not found.needs_deployment]
    judged = [(requirement.judge(plan), plan) for plan in plans for requirement in requirements]
    records = tuple(record_of(judgement, plan, root=folder) for judgement, plan in judged)
    platforms = tuple(platform_of(plan, root=folder) for plan in plans)
    path = folder / "report.html"
    path.write_text(
        render(RunResults(records, "0.1.0", "2026-11-25T12:00:00+00:00", 1.0, platforms=platforms)), encoding="utf-8"
    )
    return path


def _plan(folder: Path, environment: str) -> Plan:
    return replace(plan_module(folder, variables={"environment": environment}), environment=environment)


@pytest.fixture
def opened(browser: Chrome, page: Path) -> Chrome:
    browser.get("about:blank")
    for kind in ("browser", "performance"):
        browser.get_log(kind)
    browser.get(page.as_uri())
    return browser


def ask(browser: Chrome, script: str) -> Any:
    return browser.execute_script(script)


def shown(browser: Chrome) -> tuple[int, int]:
    """The number of places shown, as the page says it, and as it shows them."""
    said, _, _ = ask(browser, "return document.querySelector('output').value").partition(" of ")
    seen = ask(browser, "return document.querySelectorAll('.item:not([hidden]) .spots > li:not([hidden])').length")
    return int(said), seen


def click(browser: Chrome, selector: str) -> None:
    ask(browser, f"document.querySelector({selector!r}).click()")


def choose(browser: Chrome, name: str, value: str) -> None:
    ask(
        browser,
        f"const field = document.querySelector('[name={name}]'); field.value = {value!r};"
        "field.dispatchEvent(new Event('input', { bubbles: true }))",
    )


def test_it_loads_nothing_else_and_reports_no_error(opened: Chrome) -> None:
    assert opened.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in opened.get_log("performance")]
    sent = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    assert {url for url in sent if not url.startswith("data:")} == {opened.current_url}
    assert ask(opened, "return document.images.length") == 0


def test_outcomes_and_severities_are_filtered(opened: Chrome) -> None:
    everything, seen = shown(opened)
    assert everything == seen > 10
    click(opened, "[name=outcome][value='not met']")
    unknown = ask(opened, "return document.querySelectorAll('.item.unknown .spots > li').length")
    advice = ask(opened, "return document.querySelectorAll('.item.advice .spots > li').length")
    assert shown(opened) == (unknown + advice, unknown + advice)
    click(opened, "[type=reset]")
    for severity in ("critical", "high", "medium"):
        click(opened, f"[name=severity][value={severity}]")
    assert shown(opened)[0] < everything
    left = ask(opened, "return [...document.querySelectorAll('.item:not([hidden])')].map(i => i.dataset.severity)")
    assert set(left) == {"low"}


def test_text_and_environments_are_filtered(opened: Chrome) -> None:
    choose(opened, "text", "ECSF401 interval")
    assert shown(opened) == (2, 2)
    choose(opened, "text", "no such thing")
    assert shown(opened) == (0, 0)
    assert ask(opened, "return document.getElementById('nothing').checkVisibility()")
    choose(opened, "text", "")
    choose(opened, "environment", "1")
    labels = ask(
        opened,
        "return [...document.querySelectorAll('.spots > li:not([hidden])')].map(spot => spot.textContent)",
    )
    assert labels
    assert all("prod" in label for label in labels)


def test_a_link_to_a_finding_shows_it_though_it_was_filtered_away(opened: Chrome) -> None:
    choose(opened, "text", "no such thing")
    click(opened, "[name=close]")
    anchor = ask(opened, "return document.querySelector('svg a').getAttribute('href')")
    ask(opened, f"location.hash = {anchor!r}")
    ask(opened, "return new Promise(done => setTimeout(done, 100))")
    assert ask(opened, f"return document.getElementById({anchor[1:]!r}).checkVisibility()")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(opened: Chrome, scheme: str) -> None:
    feature = {"name": "prefers-color-scheme", "value": scheme}
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    ask(opened, "for (const fold of document.querySelectorAll('details')) fold.open = true")
    contrasts = ask(opened, CONTRASTS)
    assert len(contrasts) > 100
    assert [found for found in contrasts if found[0] < 4.5] == []


def test_the_button_turns_light_into_dark_and_back(opened: Chrome) -> None:
    opened.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "light"}]}
    )
    colours = []
    for _ in range(3):
        colours.append(ask(opened, "return getComputedStyle(document.body).backgroundColor"))
        click(opened, "#theme")
    assert colours == ["rgb(255, 255, 255)", "rgb(20, 24, 29)", "rgb(255, 255, 255)"]


@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_fits_its_window(opened: Chrome, width: int) -> None:
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    ask(opened, "for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert ask(opened, "return innerWidth") == width
    widths = ask(opened, "const page = document.documentElement; return [page.scrollWidth, page.clientWidth]")
    assert widths[0] <= widths[1]


def test_it_is_whole_without_scripts(opened: Chrome, page: Path) -> None:
    opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened.get(page.as_uri())
        assert not ask(opened, "return document.getElementById('filters').checkVisibility()")
        assert ask(opened, "return document.querySelectorAll('.item[hidden], .requirement[hidden]').length") == 0
    finally:
        opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
