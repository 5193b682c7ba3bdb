"""Our parser against `terraform fmt` and python-hcl2: the same texts accepted, the same outline read."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import hcl2
import pytest

from pytest_ecsfargate.hcl.parsing.parser import parse_file
from pytest_ecsfargate.hcl.syntax import Body
from pytest_ecsfargate.source import SourceFile
from tests.hcl.traps import ACCEPTED, REFUSED

MODULE = """\
# A service behind a load balancer.
locals {
  name   = "${var.project}-${terraform.workspace}"
  ports  = [for port in var.ports : port if port != null]
  by_az  = { for index, subnet in var.subnets : subnet.zone => subnet... if subnet.private }
  policy = <<-EOT
    {
      "Statement": [
        %{~ for arn in var.roles ~}
        {"Resource": "${arn}", "Effect": "Allow"}
        %{~ endfor ~}
      ]
    }
  EOT
}

resource "aws_ecs_service" "main" {
  count           = var.enabled && !var.external ? 1 : 0
  name            = local.name
  cluster         = aws_ecs_cluster.main[0].id
  task_definition = "${aws_ecs_task_definition.main.family}:${max(1, aws_ecs_task_definition.main.revision)}"

  network_configuration {
    subnets         = module.network.private_subnets[*].id
    security_groups = concat([aws_security_group.service.id], var.security_groups.*.id)
  }

  dynamic "load_balancer" {
    for_each = { for name, port in local.ports : name => port }
    content {
      container_name   = "app"
      container_port   = load_balancer.value % 65536
      target_group_arn = aws_lb_target_group.main[load_balancer.key].arn
    }
  }

  lifecycle { ignore_changes = [desired_count, tags["built"]] }

  tags = merge(var.tags, {
    Name    = local.name, /* as shown */ "Cost Center" : 1.5e3
    (var.k) = "%{ if var.prod }prod%{ else }test%{ endif }" // stage
  })
}
"""
WORDS = """
" ${ %{ ${~ ~} } { ( ) [ ] [*] .* , = : ? ... => . * <<E <<-E E # // /* */ if for in else endif endfor true null 1 0.1
1e5 a a.b :: - ! && || == < <= + / % $ $$ %% $${ \\ \\n \\u00 é f( x= b{ ' ; [for %{if 1.2.3
"""
PIECES = WORDS.split()
GAPS = [" ", "\n", "\r\n", "\r", "\t", "<<E\n", "\nE\n", "\0", "\xa0", "\u0301"]


def terraform_accepts(terraform: Path, folder: Path, texts: list[str]) -> list[bool]:
    """What `terraform fmt` says to each text; one run for all."""
    for number, text in enumerate(texts):
        (folder / f"{number:06}.tf").write_bytes(text.encode())
    command = [str(terraform), "fmt", "-check", "-list=false", "-no-color", str(folder)]
    run = subprocess.run(command, capture_output=True, check=False, timeout=300)
    refused = {int(number) for number in re.findall(rb"(\d{6})\.tf", run.stderr)}
    return [number not in refused for number in range(len(texts))]


def we_accept(text: str) -> bool:
    return not parse_file(SourceFile("main.tf", text))[1]


def damaged(text: str, chance: random.Random) -> str:
    """The text with a few small things taken out, put in or copied elsewhere."""
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        at = chance.randrange(len(text) + 1)
        behind = at + chance.choice([0, 0, 1, 1, 5])
        other = chance.randrange(len(text) + 1)
        piece = chance.choice([chance.choice(PIECES), chance.choice(GAPS), text[other : other + 8], ""])
        text = text[:at] + piece + text[behind:]
    return text


def some_lines(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return "".join(lines[at : at + chance.randrange(1, 9)])


def test_the_table_of_traps_says_what_terraform_says(terraform_binary: Path, tmp_path: Path) -> None:
    verdicts = terraform_accepts(terraform_binary, tmp_path, [*ACCEPTED, *REFUSED])
    assert [text for text, accepted in zip(ACCEPTED, verdicts, strict=False) if not accepted] == []
    assert [text for text, accepted in zip(REFUSED, verdicts[len(ACCEPTED) :], strict=True) if accepted] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_accepts_what_terraform_accepts_of_damaged_texts(seed: int, terraform_binary: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)
    traps = [*ACCEPTED, *REFUSED]
    texts = [MODULE]
    while len(texts) < 1500:
        source = chance.choice([chance.choice(traps), some_lines(MODULE, chance), MODULE])
        texts.append(damaged(source, chance))
        texts.append("x = " + "".join(chance.choice(PIECES + GAPS) for _ in range(chance.randrange(1, 8))) + "\n")
    texts = [text for text in texts if not re.search(r"[0-9]e[+-]?[0-9]{4}", text, re.IGNORECASE)]
    verdicts = terraform_accepts(terraform_binary, tmp_path, texts)
    assert True in verdicts
    assert [
        (text, verdict) for text, verdict in zip(texts, verdicts, strict=True) if we_accept(text) is not verdict
    ] == []


def outline(body: Body) -> list[object]:
    """Names of arguments, and of blocks with labels, level by level."""
    blocks = [[block.type, *block.labels, outline(block.body)] for block in body.blocks]
    return [sorted(body.attributes), sorted(blocks, key=str)]


def their_outline(body: dict[str, object]) -> list[object]:
    attributes: list[str] = []
    blocks: list[list[object]] = []
    for name, value in body.items():
        if name.startswith("__"):
            continue
        if isinstance(value, list) and value and all(isinstance(item, dict) and _is_block(item) for item in value):
            blocks.extend(_their_block(name, item) for item in value)
        else:
            attributes.append(name)
    return [sorted(attributes), sorted(blocks, key=str)]


def _is_block(item: dict[str, object]) -> bool:
    inner = next(iter(item.values()), None)
    return "__is_block__" in item or (isinstance(inner, dict) and _is_block(inner))


def _their_block(type: str, item: dict[str, object]) -> list[object]:
    header: list[object] = [type]
    while "__is_block__" not in item:
        ((label, inner),) = item.items()
        assert isinstance(inner, dict)
        header.append(label.strip('"'))
        item = inner
    return [*header, their_outline(item)]


def test_reads_the_outline_that_python_hcl2_reads() -> None:
    tree, errors = parse_file(SourceFile("main.tf", MODULE))
    assert errors == []
    assert outline(tree) == their_outline(hcl2.loads(MODULE))
