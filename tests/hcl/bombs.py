"""Modules made to exhaust whoever evaluates them, by what they do; each is small.

`python -m tests.hcl.bombs CHAPTER` evaluates those of a chapter, each in a process of its own with 15 seconds of
processor time and 700 MB of address space more than it starts with, and prints as JSON how each of them ended.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from pathlib import Path
from typing import Final

from pytest_ecsfargate.plan.from_source import plan_module

SECONDS: Final = 15
MEGABYTES: Final = 700


def doubled(start: str, times: int, link: str = '"${NEXT}${NEXT}"') -> str:
    """Locals `s0`, `s1`, … of which each is made from the one before it."""
    links = "".join(f"  s{at + 1} = {link.replace('NEXT', f'local.s{at}')}\n" for at in range(times))
    return f"locals {{\n  s0 = {start}\n{links}}}\n"


def output(expression: str) -> str:
    return f'output "o" {{\n  value = {expression}\n}}\n'


def again(expression: str) -> str:
    """The expression a thousand times; what it gives is not kept."""
    return output(f'[for again in range(1000) : try({expression}, "") == null]')


TEXT = doubled('"abcdefghij klmno\\n"', 16)  # one megabyte
FOREIGN = doubled('"\u00e4bcdefghij klmno\\n"', 16)
LONG = doubled('"abcdefghij klmno\\n"', 19)  # nine megabytes
LIST = doubled('"k1,k2,k3,k4,"', 15) + 'locals {\n  list = split(",", local.s15)\n}\n'  # 131,000 strings
PAIRS = "locals {\n  list = setproduct(range(50), range(1000))\n}\n"  # 50,000 lists
MAP = (
    'locals {\n  names = flatten([for a in range(20) : formatlist("k${a}-%s", range(1000))])\n'
    "  map = zipmap(local.names, local.names)\n}\n"
)
LOOPS = "for a in range(1000) : "
KEYED = "for a in range(1000) : a => "
CLUSTER = 'resource "aws_ecs_cluster" "c" {\n  name = "c"\n'

LOOPED = {
    "lists": output(f"[{LOOPS}[{LOOPS}[{LOOPS}a]]]"),
    "objects": output(f"{{{KEYED}{{{KEYED}{{{KEYED}a}}}}}}"),
    "objects in lists": output(f"[{LOOPS}[{LOOPS}{{ x = a, y = a }}]]"),
    "texts": output('"' + "%{ for a in range(1000) }" * 3 + "x" + "%{ endfor }" * 3 + '"'),
    "conditions": output(f"[{LOOPS}length([{LOOPS}a if length([{LOOPS}a]) > 1])]"),
    "splats": LIST + again("length(local.list[*])"),
    "comparisons": LIST + again("local.list == concat(local.list, [])"),
    "conditionals": LIST + output('[for a in range(1000) : length(a > 5 ? local.list : concat(local.list, ["x"]))]'),
    "a template that renders itself": 'locals {\n  t = "$${templatestring(t, { t = t })}"\n}\n'
    + output("templatestring(local.t, { t = local.t })"),
    "a validation": 'variable "v" {\n  default = 1\n  validation {\n    error_message = "x"\n'
    f"    condition = var.v == 1 && length([{LOOPS}[{LOOPS}[{LOOPS}a]]]) > 0\n  }}\n}}\n" + output("var.v"),
}
GROWN = {
    "strings": doubled('"abcdefgh"', 60) + output("local.s60"),
    "lists": doubled('["a"]', 60, "[NEXT, NEXT]") + output("local.s60"),
    "concat": doubled('["a"]', 60, "concat(NEXT, NEXT)") + output("local.s60"),
    "merge": doubled("{ a = 1 }", 60, "{ a = NEXT, b = merge(NEXT, { c = NEXT }) }") + output("local.s60"),
    "join": doubled('"abcdefgh"', 60, 'join("", [NEXT, NEXT])') + output("local.s60"),
    "format": doubled('"abcdefgh"', 60, 'format("%s%s", NEXT, NEXT)') + output("local.s60"),
    "replace": doubled('"aaaaaaaa"', 60, 'replace(NEXT, "a", "aa")') + output("local.s60"),
    "JSON in JSON": doubled('"x\\\\\\""', 60, "jsonencode([NEXT])") + output("local.s60"),
    "unknown strings": CLUSTER + "}\n" + doubled("aws_ecs_cluster.c.arn", 60) + output("local.s60"),
    "lists of the unknown": CLUSTER + "}\n" + doubled("[aws_ecs_cluster.c.arn]", 60, "concat(NEXT, NEXT)"),
    "products": doubled("1e999", 60, "NEXT * NEXT") + output("local.s60"),
    "products of fractions": doubled("1.123456789", 60, "NEXT * NEXT") + output("local.s60"),
}
TEXTS = {
    **{name: LONG + again(f"{name}(local.s19)") for name in ("upper", "title", "sha256", "base64encode", "urlencode")},
    **{f"{name} beyond ASCII": FOREIGN + again(f"{name}(local.s16)") for name in ("lower", "strrev", "length")},
    "substr": FOREIGN + again("substr(local.s16, again, 1)"),
    "split": LONG + output('split("a", local.s19)'),
    "split into characters": TEXT + again('split("", local.s16)'),
    "join": TEXT + output("join(local.s16, range(1000))"),
    "join of many": LIST + again('join(",", local.list)'),
    "indent": TEXT + again("indent(9, local.s16)"),
    "replace": LONG + output('[for a in range(1000) : replace(local.s19, "a", "b")]'),
    "strcontains": LONG + again('strcontains(local.s19, "no such text")'),
    "regexall": FOREIGN + output('regexall(".", local.s16)'),
    "regexall of nothing": TEXT + output('regexall("", local.s16)'),
    "regexall of groups": TEXT + output('regexall("(.)(.)(.)(.)", local.s16)'),
    "regex": TEXT + again('regex("(x+x+)+y", local.s16)'),
    "a large regex": TEXT + output('regex("((a{0,100}){0,100}){0,100}", local.s16)'),
    "replace by regex": FOREIGN + output('replace(local.s16, "/./", "$0$0$0$0$0$0$0$0$0")'),
    "widths": output('[for a in range(1000) : format("%99999s", "x")]'),
    "places": output('[for a in range(1000) : format("%.99999f", 1 / 3)]'),
    "formatlist": LIST + output('formatlist("%s-%s", local.list, local.list)'),
    "formatdate": TEXT + again('formatdate(local.s16, "2020-01-01T00:00:00Z")'),
}
COLLECTIONS = {
    "setproduct": output("setproduct(range(1000), range(1000))"),
    "setproduct of pairs": output("setproduct(" + ", ".join(["[1, 2]"] * 40) + ")"),
    **{name: PAIRS + output(f"{name}(local.list)") for name in ("toset", "distinct")},
    **{
        name: PAIRS + output(f"{name}(local.list, reverse(local.list))")
        for name in ("setunion", "setintersection", "setsubtract")
    },
    "index": LIST + output("[for item in local.list : index(local.list, item)]"),
    "contains": LIST + output('[for item in local.list : contains(local.list, "no such element")]'),
    "matchkeys": LIST + output("matchkeys(local.list, local.list, local.list)"),
    "transpose": LIST + output("transpose({ for a in range(100) : a => local.list })"),
    "zipmap": MAP + again("zipmap(local.names, local.names)"),
    "chunklist": LIST + again("chunklist(local.list, 1)"),
    "merge": MAP + again("merge(local.map, local.map)"),
    "merge of a thousand": MAP + output("merge([for a in range(1000) : local.map]...)"),
    "keys": MAP + again("keys(local.map)"),
    "values": MAP + again("values(local.map)"),
    "lookup": MAP + output('[for name in local.names : lookup(local.map, name, "")]'),
    "sort": MAP + again("sort(local.names)"),
    **{name: LIST + again(f"{name}(local.list)") for name in ("flatten", "compact", "reverse", "tolist", "toset")},
    "max": output("[for b in range(1000) : max(flatten([for a in range(100) : range(1000)])...)]"),
    "sum": output("[for b in range(1000) : sum(flatten([for a in range(100) : range(1000)]))]"),
}
ENCODED = {
    "CSV": 'locals {\n  row = join(",", [for a in range(1000) : "c${a}"])\n}\n'
    + output('csvdecode(join("\\n", [for a in range(1000) : local.row]))'),
    "thin CSV": TEXT + output('csvdecode(replace(local.s16, "/./", "x\\n"))'),
    "deep JSON": output(f'jsondecode("{"[" * 20000}{"]" * 20000}")'),
    "JSON": doubled('"[1,2,3],"', 17) + output('jsondecode("[${local.s17}1]")'),
    "JSON again": LIST + again('jsondecode("[${join(",", range(1000))}]")'),
    "jsonencode": LIST + output('[for a in range(1000) : "${jsonencode(local.list)}${a}"]'),
    "yamlencode": LIST + again("yamlencode(local.list)"),
    "deep YAML": output(f'yamldecode("{"[" * 20000}{"]" * 20000}")'),
    "YAML": doubled('"k1: [1,2]\\n"', 12) + again("yamldecode(local.s12)"),
    "YAML of aliases": output(
        'yamldecode("a: &a [x,x,x,x,x,x,x,x]\\n'
        + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 8)}]\\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + '")'
    ),
    "cidrsubnets": output('[for a in range(1000) : cidrsubnets("fd00::/8", [for x in range(1000) : 32]...)]'),
    "powers": output("[for a in range(1000) : pow(9, pow(9, 9))]"),
    "parseint": output(f'[for a in range(1000) : parseint("{"z" * 1000}", 36)]'),
    "large numbers as text": output('[for a in range(1000) : "${1e999 + a}"]'),
    "remainders": doubled("1e999", 4, "NEXT * NEXT") + output("[for a in range(1000) : local.s4 % (a + 3.7)]"),
}
INSTANCES = {
    "count": CLUSTER + "  count = 1000000000\n}\n",
    "a larger count": CLUSTER + "  count = 1e999\n}\n",
    "for_each": CLUSTER
    + '  for_each = toset(flatten([for a in range(1000) : [for b in range(1000) : "${a}-${b}"]]))\n}\n',
    "for_each of a large map": MAP
    + CLUSTER
    + '  for_each = merge(local.map, { for k in local.names : "x${k}" => 1 })\n}\n',
    "dynamic blocks": LIST + CLUSTER + '  dynamic "setting" {\n    for_each = local.list\n    content {\n'
    "      name  = setting.value\n      value = setting.key\n    }\n  }\n}\n",
    "dynamic blocks of lists": 'resource "aws_security_group" "g" {\n  dynamic "ingress" {\n'
    "    for_each = range(1000)\n    content {\n      from_port = ingress.value\n"
    "      cidr_blocks = [for a in range(1000) : a]\n    }\n  }\n}\n",
    "modules in themselves": 'module "m" {\n  source = "./"\n  count = 1000\n}\n',
    "a circle": "locals {\n  a = local.b\n  b = [for x in local.c : local.a]\n  c = { d = local.a }\n}\n"
    + output("local.c"),
    "deep expressions": output("(" * 5000 + "1" + ")" * 5000),
    "deep types": f'variable "v" {{\n  type = {"list(" * 150}string{")" * 150}\n}}\n' + output("var.v"),
}
CHAPTERS: Final = {
    "loops": LOOPED,
    "growth": GROWN,
    "texts": TEXTS,
    "collections": COLLECTIONS,
    "encodings": ENCODED,
    "instances": INSTANCES,
}


def evaluated(main: str) -> str:
    """What is said of a module, with the reasons of what it does not know."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.tf").write_text(main)
        plan = plan_module(folder)
    reasons = {trace.reason for value in plan.outputs.values() for trace in value.origins if trace.reason}
    return "; ".join([*(found.summary for found in plan.diagnostics), *sorted(reasons)])


def alone(name: str, main: str) -> int:
    """Evaluates the module in another process; how that ended, 0 where it came back with a plan."""
    child = os.fork()
    if child == 0:
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEGABYTES * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        _tell(name, evaluated(main))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _tell(name: str, how: str) -> None:
    sys.stdout.write(json.dumps([name, how]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    for bomb, text in CHAPTERS[sys.argv[1]].items():
        if code := alone(bomb, text):
            _tell(bomb, f"ended with {code}")
