"""Terraform's JSON syntax against terraform's own plan of the same files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytest_ecsfargate.plan.from_source import plan_module

Planned = Callable[..., dict[str, Any]]

MAIN = r"""[
{
  "//": "a comment",
  "variable": {
    "verbatim": {"type": "string", "default": "it's ${not} a template %{ nor this"},
    "ports": {
      "type": "map(object({ port = number, on = optional(bool, true) }))",
      "default": {"web": {"port": 80}, "${api}": {"port": "81", "on": false}}
    },
    "list": {"type": "list", "default": [1, "a", true]},
    "any": {
      "default": [1, null, {"a": 1.50, "b": 1e3, "c": -0.25}],
      "validation": {"condition": "${length(var.any) > 0}", "error_message": "Empty: ${1}"}
    }
  },
  "locals": [
    {
      "team": "core",
      "escaped": "a\u00e9\"${upper(\"b\")}\n\t$${x} %%{y} \/ \ud83d\ude00 ${upper(\"z\")}"
    },
    {
      "n": "${1 + 2}",
      "s": "n=${local.n}",
      "list": ["${local.n}", "x", null, true, 1.5, 1e30],
      "object": {"k${local.n}": 1, "//": "kept", "${local.team}": "v"},
      "directives": "%{ for x in [1,2] }${x};%{ endfor ~}  %{ if false }yes%{ else }no%{ endif }"
    }
  ]
},
{
  "resource": {
    "terraform_data": {
      "one": {
        "//": "a comment",
        "input": "${local.object}",
        "lifecycle": {"precondition": [{"condition": "${local.n == 3}", "error_message": "No."}]}
      },
      "many": {
        "for_each": "${var.ports}",
        "input": "${each.key}:${each.value.port}:${each.value.on}",
        "depends_on": ["terraform_data.one"],
        "lifecycle": {"ignore_changes": ["input"], "create_before_destroy": true}
      },
      "counted": [{
        "count": 2,
        "input": ["${count.index}"],
        "triggers_replace": {"a": "${terraform_data.one.input}"},
        "lifecycle": [{"replace_triggered_by": ["terraform_data.one.input"], "ignore_changes": "all"}]
      }]
    }
  },
  "module": {"child": {"source": "./child", "for_each": "${toset([\"a\", \"b\"])}", "name": "${each.key}"}}
},
{
  "output": {
    "verbatim": {"value": "${var.verbatim}", "description": "${not a template"},
    "ports": {"value": "${var.ports}"},
    "list": {"value": "${var.list}"},
    "any": {"value": "${var.any}"},
    "escaped": {"value": "${local.escaped}"},
    "locals": {"value": ["${local.n}", "${local.s}", "${local.list}", "${local.object}", "${local.directives}"]},
    "literals": {"value": {"a": [], "b": {}, "c": 0.1, "d": -0, "e": 12345678901234567890.5}},
    "inputs": {"value": "${[for r in terraform_data.counted : r.input]}"},
    "child": {"value": "${ {for key, m in module.child : key => m.out} }"},
    "overridden": {"value": "base", "sensitive": false}
  }
}
]
"""

FILES = {
    "main.tf.json": MAIN,
    "a_override.tf.json": '{"output": {"overridden": {"value": "${local.team}!"}}, "locals": {"team": "other"}}',
    "b_override.tf": 'resource "terraform_data" "one" {\n  triggers_replace = ["x"]\n}\n',
    "child/main.tf.json": '{"variable": {"name": {}}, "output": {"out": [{"value": "<${var.name}>"}]}}',
    "ignored.tofu": 'output "tofu" { value = 1 }',
}


def test_outputs_and_resources_equal_the_plan(tmp_path: Path, planned: Planned) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    truth = planned(tmp_path)
    ours = plan_module(tmp_path)
    assert [str(found) for found in ours.diagnostics] == []
    assert {name: value.value for name, value in ours.outputs.items()} == {
        name: change["after"] for name, change in truth["output_changes"].items()
    }
    changes = {change["address"]: change["change"]["after"] for change in truth["resource_changes"]}
    assert list(ours.resources) == sorted(changes)
    for address, after in changes.items():
        for attribute in ("input", "triggers_replace"):
            assert ours.resources[address].values[attribute].value == after.get(attribute), address
