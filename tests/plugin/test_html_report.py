from __future__ import annotations

import re

import pytest

TOML = "[environments.dev]\n[environments.prod]\n"


def test_the_page_is_written_with_one_map_for_what_looks_alike(
    pytester: pytest.Pytester, module: str, workers: tuple[str, str]
) -> None:
    pytester.makefile(".toml", ecsfargate=TOML)
    arguments = ("--ecsfargate", "--ecsfargate-engine=source", "--ecsfargate-report=out/report.html", *workers)
    pytester.runpytest(*arguments)
    page = (pytester.path / "out" / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>\n")
    assert len(re.findall(r"<title id=", page)) == 1
    assert "rootdir (dev, prod)" in page


def test_tests_of_a_team_are_in_it(pytester: pytest.Pytester, module: str) -> None:
    pytester.makepyfile(
        """
        from pytest_ecsfargate import assert_log_retention

        def test_retention(plan):
            assert_log_retention(plan, allow_empty=True)
        """
    )
    result = pytester.runpytest("--ecsfargate-engine=source", "--ecsfargate-report=report.html")
    result.assert_outcomes(passed=1)
    assert "ECSF501" in (pytester.path / "report.html").read_text(encoding="utf-8")


def test_maps_are_drawn_only_for_reports(pytester: pytest.Pytester, module: str) -> None:
    pytester.makeconftest(
        """
        def pytest_runtest_logreport(report):
            told = getattr(report, "ecsfargate_results", None)
            with open("maps", "a") as file:
                file.writelines(found.module + "\\n" for found in (told.platforms if told is not None else ()))
        """
    )
    maps = pytester.path / "maps"
    for arguments, expected in (((), 0), (("--ecsfargate-report=report.html",), 1)):
        pytester.runpytest("--ecsfargate", "--ecsfargate-engine=source", *arguments)
        assert len(maps.read_text().splitlines()) == expected
        maps.unlink()
