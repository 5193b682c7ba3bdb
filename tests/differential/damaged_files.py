"""Terraform files with small damages, and what `terraform fmt` and our parser say to them."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pytest_ecsfargate.hcl.parsing.parser import parse_file
from pytest_ecsfargate.source import SourceFile
from tests.hcl.traps import ACCEPTED, REFUSED

MODULES = Path(__file__).parent / "data" / "modules"
EXAMPLES = Path(__file__).parents[2] / "examples"

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
    run = subprocess.run(command, capture_output=True, check=False, timeout=600)
    refused = {int(number) for number in re.findall(rb"(\d{6})\.tf", run.stderr)}
    return [number not in refused for number in range(len(texts))]


def we_accept(text: str) -> bool:
    """Whether our parser finds nothing wrong."""
    return not parse_file(SourceFile("main.tf", text))[1]


def damaged(text: str, chance: random.Random) -> str:
    """The text with a few small things taken out, put in or copied elsewhere, or with lines moved."""
    if chance.random() < 0.2:
        return _with_lines_moved(text, chance)
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        at = chance.randrange(len(text) + 1)
        behind = at + chance.choice([0, 0, 1, 1, 5])
        other = chance.randrange(len(text) + 1)
        piece = chance.choice([chance.choice(PIECES), chance.choice(GAPS), text[other : other + 8], ""])
        text = text[:at] + piece + text[behind:]
    return text


def _with_lines_moved(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randrange(1, 4)):
        taken = lines.pop(chance.randrange(len(lines))) if lines else ""
        if chance.random() < 0.6:
            lines.insert(chance.randrange(len(lines) + 1), taken)
    return "".join(lines)


def some_lines(text: str, chance: random.Random) -> str:
    """A few lines of the text that stand together."""
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return "".join(lines[at : at + chance.randrange(1, 9)])


def corpus(*folders: Path) -> list[str]:
    """Texts that are valid: ours, and those of the folders."""
    paths = [path for folder in (MODULES, EXAMPLES, *folders) for path in sorted(folder.rglob("*.tf"))]
    texts = [path.read_bytes().decode(errors="replace") for path in paths if path.is_file()]
    return [MODULE, *(text for text in dict.fromkeys(texts) if text)]


def damaged_texts(count: int, seed: int, sound: Sequence[str]) -> list[str]:
    """Texts of which some are valid still: whole files, a few lines and traps, damaged, and heaps of fragments."""
    chance = random.Random(seed)
    traps = [*ACCEPTED, *REFUSED]
    texts: list[str] = [MODULE]
    while len(texts) < count:
        file = chance.choice(sound)
        texts.append(damaged(chance.choice([chance.choice(traps), some_lines(file, chance), file]), chance))
        texts.append("x = " + "".join(chance.choice(PIECES + GAPS) for _ in range(chance.randrange(1, 8))) + "\n")
    # A number with an exponent of four digits is refused here, and read by Terraform up to about 10^600000000.
    return [text for text in texts if not re.search(r"[0-9]e[+-]?[0-9]{4}", text, re.IGNORECASE)]


def disagreements(terraform: Path, folder: Path, texts: list[str]) -> list[tuple[str, bool]]:
    """The texts that terraform and we judge differently, with what terraform says."""
    verdicts = terraform_accepts(terraform, folder, texts)
    assert True in verdicts
    return [(text, verdict) for text, verdict in zip(texts, verdicts, strict=True) if we_accept(text) is not verdict]
