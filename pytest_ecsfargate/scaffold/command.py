"""`python -m pytest_ecsfargate init DIR`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..catalog import built_in
from ..hcl.block_types import Language
from ..hcl.configuration.loader import load
from ..hcl.configuration.module import Configuration
from ..plan.from_source import plan_module
from ..plan.model import Plan
from ..settings.modules import holds_code
from ..settings.toml import FILE_NAME
from .environments import environments, modules_of_their_own
from .suggestions import suggestions
from .texts import Found, job_text, tests_text, toml_text, tox_text, workflow_text

_DESCRIPTION = """\
Begins the tests of a Terraform module: ecsfargate.toml with its environments and what may be agreed,
a file of tests with what holds and fails today, tox.ini, and a GitHub workflow. What exists is left alone."""


class InitError(ValueError):
    """Why nothing can be begun: one sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code: 1 with a sentence on stderr where there is no module."""
    parser = argparse.ArgumentParser(prog="python -m pytest_ecsfargate", description="Tests of Terraform code for ECS.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    init = commands.add_parser(
        "init",
        help="write the files that testing a module begins with",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    init.add_argument("module", metavar="DIR", type=Path, help="folder of the Terraform module")
    init.add_argument("--dry-run", action="store_true", help="print the files and write nothing")
    given = parser.parse_args(arguments)
    try:
        for line in run(given.module, dry_run=given.dry_run):
            print(line)  # noqa: T201 (what a command says)
    except InitError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{error.filename}: {error.strerror}." if error.filename else str(error)
    else:
        return 0
    print(f"init: {problem}", file=sys.stderr)  # noqa: T201
    return 1


def run(module: Path, *, dry_run: bool) -> Iterator[str]:
    """Writes the files, or with `dry_run` none of them; yields what there is to say of each.

    Raises InitError where the folder holds no module, or one with errors.
    """
    root = module.resolve()
    if not root.is_dir() or not holds_code(root):
        raise InitError(f"{module} is no folder with Terraform code.")
    found = _found(root)
    for path, text in _files(found):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        if path.exists():
            yield f"{name}: exists, left alone"
        elif dry_run:
            yield f"--- {name}\n{text}"
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            yield f"{name}: written"
    if _lacks_job(found):
        yield f"Add a job for this module there:\n{job_text(found)}"
    for folder in modules_of_their_own(root):
        yield f"{folder} is a module of its own: run init there too."


def _files(found: Found) -> Iterator[tuple[Path, str]]:
    module = found.module
    yield module / FILE_NAME, toml_text(found)
    # Of two test files with one name pytest imports only one in a run, and a repository may have many modules.
    yield module / "tests" / f"{found.job}.py", tests_text(found)
    yield module / "tox.ini", tox_text(found)
    yield _workflow(found), workflow_text(found)


def _workflow(found: Found) -> Path:
    return found.root / ".github" / "workflows" / "ecsfargate.yml"


def _lacks_job(found: Found) -> bool:
    """Whether there is a workflow, and it is one of other modules."""
    path = _workflow(found)
    if found.module == found.root or not path.exists():
        return False
    return f"working-directory: {found.folder}\n" not in path.read_text(encoding="utf-8")


def _found(module: Path) -> Found:
    only_tofu = not any(path.name.endswith((".tf", ".tf.json")) for path in module.iterdir())
    language = Language.OPENTOFU if only_tofu else Language.TERRAFORM
    configuration = load(module, language)
    named = environments(configuration)
    plans: dict[str | None, Plan] = {
        name: plan_module(
            module, variables=each.variables, var_files=each.var_files, environment=name, language=language
        )
        for name, each in named.items()
    } or {None: plan_module(module, language=language)}
    for plan in plans.values():
        problem = next((told for told in plan.diagnostics if told.severity == "error"), None)
        if problem is not None:
            raise InitError(str(problem))
    judged = {
        requirement: {name: requirement.judge(plan) for name, plan in plans.items()}
        for requirement in built_in()
        if requirement.takes_any_plan
    }
    some = {found: each for found, each in judged.items() if not all(judgement.empty for judgement in each.values())}
    root = next((folder for folder in (module, *module.parents) if (folder / ".git").exists()), module)
    return Found(module, root, named, _missing(configuration, plans), suggestions(plans), some)


def _missing(configuration: Configuration, plans: Mapping[str | None, Plan]) -> dict[str, str]:
    """The variables that have no value in some environment, with their types as written."""
    return {
        name: " ".join(block.body.attributes["type"].expression.span.text.split())
        if "type" in block.body.attributes
        else "any"
        for name, block in configuration.variables.items()
        if "default" not in block.body.attributes and any(plan.variables[name].is_unknown for plan in plans.values())
    }
