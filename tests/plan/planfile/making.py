"""Makes the plan files that the tests read: `python -m tests.plan.planfile.making` with terraform 1.11 on PATH.

The module needs no provider. It is applied once, changed, and planned again, so that every action is in the plan.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

DATA = Path(__file__).parent / "data"
CANARY = "canary-9176-5ecret"

CHILD = """
variable "name" {
  type = string
}

resource "terraform_data" "inside" {
  input = { name = var.name, nothing = null, ratio = 0.25 }

  lifecycle {
    create_before_destroy = true
  }
}

data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "${path.module}/../../other.state" }
}

output "name" {
  value = terraform_data.inside.output
}
"""

SHARED = """
variable "secret" {
  type      = string
  sensitive = true
}

variable "sizes" {
  type    = map(number)
  default = { a = 1 }
}

locals {
  names = toset(["a", "$${b}", "c\\td", "e\\"f"])
}

resource "terraform_data" "same" {
  input = "same"
}

resource "terraform_data" "for_each" {
  for_each = local.names
  input    = { key = each.key, numbers = [0.1, 2.5, 123456789012345678901234567890, -3], empty = [], none = {} }
}

module "child" {
  source   = "./modules/child"
  for_each = toset(["eu", "us"])
  name     = "child-${each.key}"
}

data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "${path.module}/other.state" }
}
"""

BEFORE = """
resource "terraform_data" "updated" {
  input = { value = 1, secret = var.secret }
}

resource "terraform_data" "replaced" {
  input            = "replaced"
  triggers_replace = 1
}

resource "terraform_data" "replaced_first" {
  input            = "replaced"
  triggers_replace = [1]

  lifecycle {
    create_before_destroy = true
  }
}

resource "terraform_data" "deleted" {
  input = [var.secret]
}

resource "terraform_data" "forgotten" {
  input = "forgotten"
}

resource "terraform_data" "old_name" {
  input = "moved"
}

resource "terraform_data" "counted" {
  count = 3
  input = count.index
}

output "deleted" {
  value = 1
}
"""

AFTER = """
resource "terraform_data" "updated" {
  input = { value = 2, secret = var.secret }
}

resource "terraform_data" "replaced" {
  input            = "replaced"
  triggers_replace = 2
}

resource "terraform_data" "replaced_first" {
  input            = "replaced"
  triggers_replace = [2]
  depends_on       = [terraform_data.same, module.child]

  lifecycle {
    create_before_destroy = true
  }
}

removed {
  from = terraform_data.forgotten

  lifecycle {
    destroy = false
  }
}

moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}

import {
  to = terraform_data.imported
  id = "an-id"
}

resource "terraform_data" "imported" {
  input = true
}

resource "terraform_data" "new_name" {
  input = "moved"
}

resource "terraform_data" "counted" {
  count = 2
  input = count.index
}

resource "terraform_data" "created" {
  input = {
    unknown = [terraform_data.replaced.id, "known"]
    map     = tomap({ a = terraform_data.replaced.id, b = "b" })
    deep    = [{ secret = var.secret, open = 1 }, { secret = "none", open = 2 }]
    prefix  = "id-${terraform_data.replaced.id}"
    json    = jsonencode({ id = terraform_data.replaced.id, size = var.sizes["a"] })
    set     = toset([2, 0.1, 1])
    state   = data.terraform_remote_state.other.outputs.open
  }
}

output "object" {
  value = { known = [1, "x"], unknown = terraform_data.replaced.id, size = var.sizes["a"] }
}

output "secret" {
  value     = { a = var.secret }
  sensitive = true
}
"""

OTHER_STATE = {
    "version": 4,
    "terraform_version": "1.11.4",
    "serial": 1,
    "lineage": "",
    "outputs": {
        "open": {
            "value": {"value": "v", "type": "t", "ratio": 0.1},
            "type": ["object", {"value": "string", "type": "string", "ratio": "number"}],
        },
        "closed": {"value": CANARY, "type": "string", "sensitive": True},
    },
    "resources": [],
}


def make(folder: Path, terraform: str) -> tuple[bytes, str]:
    """The plan file, and what `terraform show -json` says of it."""

    def run(*arguments: str) -> str:
        command = [terraform, *arguments]
        return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=300).stdout

    (folder / "modules" / "child").mkdir(parents=True)
    (folder / "modules" / "child" / "main.tf").write_text(CHILD)
    (folder / "other.state").write_text(json.dumps(OTHER_STATE))
    (folder / "values.tfvars").write_text(f'secret = "{CANARY}"\nsizes = {{ a = 0.3, b = 2 }}\n')
    (folder / "main.tf").write_text(SHARED)
    (folder / "changing.tf").write_text(BEFORE)
    run("init", "-input=false")
    run("apply", "-auto-approve", "-input=false", "-var-file=values.tfvars")
    (folder / "changing.tf").write_text(AFTER)
    run("plan", "-input=false", "-out=out.bin", "-var-file=values.tfvars")
    return (folder / "out.bin").read_bytes(), run("show", "-json", "out.bin")


def packed(members: dict[str, bytes]) -> bytes:
    """A zip archive of these members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        binary, shown = make(Path(temporary), shutil.which("terraform") or sys.exit("terraform is not on PATH"))
    (DATA / "changes.plan").write_bytes(binary)
    (DATA / "changes.json").write_text(json.dumps(json.loads(shown), indent=1, sort_keys=True) + "\n")
