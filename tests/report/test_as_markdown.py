"""The Markdown report: what it says, that nothing in a module becomes Markdown, and how long it may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_ecsfargate.report.as_markdown import LIMIT, render
from tests.report.making import (
    MET,
    NOT_MET,
    UNKNOWN,
    Line,
    Planning,
    Waiver,
    record,
    result,
    run,
)

ONE = """\
## Terraform for ECS Fargate

1 not met, 1 met.

| requirement | severity | dev | prod |
| --- | --- | --- | --- |
| ECSF401 health-checks | medium | met | **1 not met** |

### Not met

<details><summary>ECSF401 health-checks: <code>aws_lb_target_group.web&#91;"a"&#93; \
health_check&#91;0&#93;.healthy_threshold</code> (prod)</summary>

Every target group of a service has the agreed health check.

<code>infra/web/alb.tf:30:27</code>

```text
30 |     healthy_threshold   = each.value
```

- expected: <code>3</code>
- actual: <code>2</code>
- fix: Set healthy_threshold = 3 in the health_check block.
- aws: https://docs.aws.amazon.com/elasticloadbalancing/

</details>
"""


def test_one_finding() -> None:
    assert render(run(record(environment="dev"), record(result(), environment="prod"))) == ONE


def test_a_run_that_judged_nothing() -> None:
    assert render(run()) == "## Terraform for ECS Fargate\n\nNothing was judged.\n"


def test_everything_is_met() -> None:
    assert render(run(record(), record(module="infra/api"))) == (
        "## Terraform for ECS Fargate\n\n2 met.\n\n"
        "Everything is met in <code>infra/api</code>, <code>infra/web</code>.\n"
    )


def test_the_groups_come_in_their_order() -> None:
    accepted = result(address="aws_x.w", waiver=Waiver("It is old", "alb.tf:3", "2027-01-31"))
    advised = result(MET, address="aws_x.a", advice="mind the gap")
    text = render(run(record(advised, accepted, result(UNKNOWN, address="aws_x.u"), result(address="aws_x.n"))))
    headings = [line for line in text.splitlines() if line.startswith("### ")]
    assert headings == ["### Not met", "### Unknown", "### Advice", "### Waived"]
    assert "| ECSF401 health-checks | medium | **1 not met, 1 unknown, 1 waived** |" in text
    assert "- waived: It is old, until 2027-01-31 (<code>alb.tf:3</code>)" in text
    assert "- advice: mind the gap" in text


def test_a_plan_that_could_not_be_made() -> None:
    plannings = (Planning("infra/web", "prod", "source", 0.1, "main.tf:3:1: variable x has no value.\nfix: set it"),)
    text = render(run(record(result(), environment="dev"), plannings=plannings))
    assert "1 not met; 1 plan failed.\n" in text
    assert (
        "There is no plan of <code>infra/web</code> in prod:\n\n"
        "```text\nmain.tf:3:1: variable x has no value.\nfix: set it\n```\n" in text
    )
    assert "| ECSF401 health-checks | medium | **1 not met** | no plan |" in text
    assert "\n\n1 plan failed.\n" in render(run(plannings=plannings))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("a|b", "a&#124;b"),
        ("`rm`", "&#96;rm&#96;"),
        ("<script>x</script>", "&#60;script&#62;x&#60;/script&#62;"),
        ("**bold** _it_ my_name", "&#42;&#42;bold&#42;&#42; &#95;it&#95; my_name"),
        ("[a](http://x)", "&#91;a&#93;(http://x)"),
        ("&lt;", "&#38;lt;"),
        ("\\", "&#92;"),
        ("two\nlines", "two lines"),
    ],
)
def test_nothing_in_a_text_becomes_markdown(given: str, wanted: str) -> None:
    text = render(run(record(result(note=given, actual=given, snippet=()))))
    assert f"- note: {wanted}\n" in text
    assert f"- actual: <code>{wanted}</code>\n" in text


def test_nobody_is_mentioned() -> None:
    text = render(run(record(result(note="ask @team/web, see #12", fix="mail a@b.c"), summary="@here #1")))
    for mention in ("@team", "@here", "@b", "#12", "#1\n"):
        assert mention not in text
    assert "ask @\u200bteam/web, see #\u200b12" in text


def test_a_snippet_stays_in_its_fence() -> None:
    lines = (Line(9, "x = <<EOT", 0, 1), Line(10, "````` </details> | @team", 0, 1))
    text = render(run(record(result(snippet=lines))))
    assert "``````text\n 9 | x = <<EOT\n10 | ````` </details> | @team\n``````\n" in text


def test_the_rest_of_many_findings_is_left_out_and_counted() -> None:
    many = [result(address=f"aws_x.y[{number}]") for number in range(1000)]
    severe = replace(record(result(address="aws_severe.x")), requirement="ECSF101", severity="critical")
    text = render(run(record(*many), severe))
    shown = text.count("<details>")
    assert LIMIT - 2000 < len(text) <= LIMIT
    assert text.endswith(f"{1001 - shown} more findings are left out: a comment has room for 65,000 characters.\n")
    assert text.count("</details>") == shown
    assert "aws_severe.x" in text


def test_many_modules_fit_too() -> None:
    records = [
        record(result(), module=f"stacks/{'x' * 60}/{number}", requirement=f"ECSF{requirement}")
        for number in range(60)
        for requirement in range(101, 131)
    ]
    text = render(run(*records))
    assert len(text) <= LIMIT
    assert text.count("| ECSF") == 200
    assert "more requirements of <code>stacks/" in text


def test_one_text_that_is_too_long_is_cut() -> None:
    problem = "long " * 20_000
    text = render(
        run(record(outcome=NOT_MET, examined=0, reason="x"), plannings=(Planning("a", "", "source", 1, problem),))
    )
    assert len(text) <= LIMIT
    assert text.endswith("The rest is left out.\n")


def test_a_table_stands_in_columns() -> None:
    table = (("", "tasks", "USD/month"), ("aws_ecs_service.web", "2", "20.72"), ("total", "", "20.72"))
    text = render(run(record(result(table=table))))
    assert (
        "\n```text\n"
        "                     tasks  USD/month\n"
        "aws_ecs_service.web      2      20.72\n"
        "total                           20.72\n"
        "```\n"
    ) in text
