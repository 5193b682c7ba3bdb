from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_ecsfargate.hcl.configuration.loader import load
from pytest_ecsfargate.terraform.copies import Copies
from pytest_ecsfargate.terraform.errors import TerraformError
from pytest_ecsfargate.terraform.folder import PrivateFolder, sweep
from pytest_ecsfargate.terraform.tree import needed
from pytest_ecsfargate.terraform.workspace import Workspace, last_override

Picture = Callable[[Path], dict[str, Any]]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_tf", ".tf")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def copied(work: Workspace) -> set[str]:
    return {str(path.relative_to(work.directory)) for path in work.directory.rglob("*") if path.is_file()}


def test_a_copy_holds_what_terraform_needs_and_nothing_else(tmp_path: Path, temporary: Path) -> None:
    module = write(tmp_path / "module", main_tf="", templates__task_json="{}", sub__main_tf="")
    for name in (".git/config", ".terraform/x", "node_modules/a/b.js", "terraform.tfstate", "terraform.tfstate.backup"):
        path = module / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (module / ".terraform.lock.hcl").write_text("# lock")
    (module / "secret.auto.tfvars").write_text("a = 1")
    with Workspace(module) as work:
        assert work.directory.name == "module"
        assert copied(work) == {
            "main.tf",
            "templates/task_json",
            "sub/main.tf",
            ".terraform.lock.hcl",
            "secret.auto.tfvars",
        }
        assert stat.S_IMODE(work.path.stat().st_mode) == 0o700
        assert stat.S_IMODE((work.directory / "main.tf").stat().st_mode) == 0o600
    assert list(temporary.iterdir()) == []


def test_the_layout_around_a_module_is_kept(tmp_path: Path) -> None:
    write(tmp_path, repo__live__dev__main_tf='module "a" {\n  source = "../../modules/a"\n}\n')
    write(tmp_path, repo__modules__a__main_tf='locals { t = file("${path.module}/../../files/task.json") }\n')
    write(tmp_path, repo__files__other="")
    (tmp_path / "repo" / "files" / "task.json").write_text("{}")
    (tmp_path / "repo" / ".git").mkdir()
    module = tmp_path / "repo" / "live" / "dev"
    with Workspace(module, load(module).module_directories) as work:
        assert (work.directory / "../../modules/a/main.tf").is_file()
        assert (work.directory / "../../modules/a/../../files/task.json").read_text() == "{}"
        assert not (work.directory / "../../files/other").exists()
        assert work.original("../../modules/a/main.tf") == tmp_path / "repo/modules/a/main.tf"
        assert work.in_users_words(f"in {work.directory}/main.tf") == f"in {module}/main.tf"


def test_nothing_outside_of_the_checkout_comes_along(tmp_path: Path) -> None:
    write(tmp_path, outside="secret", repo__main_tf='locals { a = file("../outside") }')
    (tmp_path / "repo" / ".git").mkdir()
    assert needed([tmp_path / "repo"], tmp_path / "repo") == (tmp_path / "repo",)


def test_a_computed_name_brings_its_folder(tmp_path: Path) -> None:
    write(tmp_path, m__main_tf='locals { a = file("${path.module}/../tasks/${var.name}.json") }', tasks__a="")
    assert set(needed([tmp_path / "m"], tmp_path)) == {tmp_path / "m", tmp_path / "tasks"}


@pytest.mark.parametrize(
    "text",
    [
        'locals { repo = "${path.module}/../../.." }',
        'locals { set = fileset("${path.module}/../../..", "services/*.json") }',
        'locals { text = file(join("/", [path.module, "../../..", "services", "web.json"])) }',
        'locals { text = file(format("%s/../../../services/web.json", path.module)) }',
        'locals { text = file("${abspath(path.module)}/../../../services/web.json") }',
        'locals { text = file("${path.module}/../../../services/${var.name}.json") }',
        'locals { text = file("${path.module}/../../../serv${var.rest}/web.json") }',
        'locals { text = file("${path.module}/../../../${var.folder}/web.json") }',
        'locals { text = file("../../../services/web.json") }',
        'locals { text = fileset(path.module, "../../../services/*.json") }',
        'locals { text = fileset("${path.module}/../../../serv*", "*.json") }',
        'variable "repo" {\n  default = "../../.."\n}',
    ],
)
def test_a_path_upward_brings_all_that_it_may_mean(tmp_path: Path, text: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "web.json").write_text("{}")
    module = write(tmp_path / "env" / "prod" / "ecs", main_tf=text)
    with Workspace(module) as work:
        assert (work.directory / "../../../services/web.json").read_text() == "{}"
        assert not (work.directory / "../../../.git").exists()


def test_values_files_may_name_what_lies_above(tmp_path: Path) -> None:
    write(tmp_path, module__main_tf="", shared__x_tf="")
    (tmp_path / "module" / "terraform.tfvars").write_text('shared = "../shared"\n')
    assert set(needed([tmp_path / "module"], tmp_path)) == {tmp_path / "module", tmp_path / "shared"}


def test_a_name_that_is_whole_brings_nothing_beside_it(tmp_path: Path) -> None:
    text = 'locals { a = [fileexists("../none.json"), file("../one.json")] }\nmodule "x" {\n  source = "../x"\n}\n'
    write(tmp_path, module__main_tf=text, x__main_tf="", other__main_tf="")
    (tmp_path / "one.json").write_text("{}")
    found = needed([tmp_path / "module", tmp_path / "x"], tmp_path)
    assert set(found) == {tmp_path / "module", tmp_path / "x", tmp_path / "one.json"}


def test_what_is_asked_for_and_is_not_there(tmp_path: Path) -> None:
    module = write(tmp_path / "module", main_tf="")
    with Workspace(module, [tmp_path / "none.json"], tmp_path) as work:
        assert not os.path.lexists(work.directory / "../none.json")


def test_what_is_left_out_comes_along_where_it_is_asked_for(tmp_path: Path) -> None:
    module = write(tmp_path / "module", main_tf="", node_modules__kit__x_tf="", node_modules__other__x_tf="")
    with Workspace(module, [module / "node_modules" / "kit", module / "main.tf"]) as work:
        assert copied(work) == {"main.tf", "node_modules/kit/x.tf"}


def test_too_much_above_is_left_out_and_said_where_it_is_surely_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_ecsfargate.terraform.tree._MOST_FILES", 5)
    repo, module = tmp_path / "repo", tmp_path / "repo" / "module"
    write(module, main_tf='locals { root = "${path.module}/.." }')
    for number in range(5):
        (repo / str(number)).write_text("")
    assert needed([module], repo) == (module,)
    with pytest.raises(TerraformError, match="too large to be copied") as caught:
        needed([module, repo], repo)
    assert f"reads from {repo}" in str(caught.value)
    assert set(needed([module, repo / "1"], repo)) == {module, repo / "1"}
    write(repo, outer_tf="")
    assert needed([module, repo], repo) == (repo,)


def test_a_copy_holds_no_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    module = write(tmp_path / "module", main_tf='locals { root = ".." }')
    with Workspace(module, (), tmp_path) as work:
        assert list((work.directory / "../tmp").iterdir()) == []


def test_the_folders_above_keep_their_names(tmp_path: Path) -> None:
    module = write(tmp_path / "environments" / "prod" / "ecs", main_tf="")
    with Workspace(module) as work:
        assert work.directory.parent.name == "prod"
        assert work.directory.parent.parent.name == "environments"
        assert work.in_users_words(f"{work.directory.parent}") == str(module.parent)


def test_a_link_to_a_module_stays_a_link(tmp_path: Path) -> None:
    write(tmp_path, sl__main_tf='module "x" {\n  source = "./modules/x"\n}\n', sl__modules__y__m_tf="# wrong")
    write(tmp_path, other__x__m_tf='module "y" {\n  source = "../y"\n}\n', other__y__m_tf="# right")
    (tmp_path / "sl" / "modules" / "x").symlink_to("../../other/x")
    module = tmp_path / "sl"
    with Workspace(module, load(module).module_directories, tmp_path) as work:
        assert (work.directory / "modules" / "x" / ".." / "y" / "m.tf").read_text() == "# right"
        assert (work.directory / "modules" / "y" / "m.tf").read_text() == "# wrong"
        assert work.path in (work.directory / "modules" / "x").resolve().parents


def test_a_link_on_the_way_to_what_is_named(tmp_path: Path) -> None:
    write(tmp_path, module__main_tf='locals { a = file("../current/a.json") }', v2__a="")
    (tmp_path / "v2" / "a.json").write_text("{}")
    (tmp_path / "current").symlink_to("v2")
    with Workspace(tmp_path / "module", (), tmp_path) as work:
        assert (work.directory / "../current/a.json").read_text() == "{}"


def test_without_a_checkout_modules_have_what_is_around_all_of_them(tmp_path: Path) -> None:
    write(tmp_path, env__main_tf='module "a" {\n  source = "../modules/a"\n}\n')
    write(tmp_path, modules__a__main_tf='locals { a = file("${path.module}/../shared.json") }')
    (tmp_path / "modules" / "shared.json").write_text("{}")
    module = tmp_path / "env"
    with Workspace(module, load(module).module_directories) as work:
        assert (work.directory / "../modules/shared.json").read_text() == "{}"


def test_a_module_that_cannot_be_written_is_copied_so_that_the_copy_can(tmp_path: Path, unchanged: Picture) -> None:
    module = write(tmp_path / "module", main_tf="", sub__a_tf="")
    for path in (*module.rglob("*"), module):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = unchanged(module)
    with Workspace(module) as work:
        (work.directory / "main.tf").write_text("changed")
        (work.directory / "sub" / "new").write_text("")
    assert unchanged(module) == before
    for path in (module, module / "sub"):
        path.chmod(0o755)


def test_names_with_blanks_and_letters_of_the_world(tmp_path: Path) -> None:
    module = write(tmp_path / "mein modül 部署", main_tf="")
    with Workspace(module) as work:
        assert work.directory.name == "mein modül 部署"
        assert copied(work) == {"main.tf"}


def test_links_are_followed_and_circles_are_not(tmp_path: Path) -> None:
    shared = write(tmp_path / "shared", x_tf="# shared")
    module = write(tmp_path / "module", main_tf="")
    (module / "linked").symlink_to(shared)
    (module / "circle").symlink_to(module)
    (module / "broken").symlink_to(tmp_path / "nothing")
    link = tmp_path / "link"
    link.symlink_to(module)
    with Workspace(link) as work:
        assert copied(work) == {"main.tf", "linked/x.tf"}
        assert not (work.directory / "linked" / "x.tf").is_symlink()


def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    module = write(tmp_path / "module", main_tf="")
    os.mkfifo(module / "pipe")
    with Workspace(module) as work:
        assert copied(work) == {"main.tf"}


def test_installed_modules_and_providers_are_taken_along(tmp_path: Path) -> None:
    module = write(tmp_path / "module", main_tf="")
    installed = module / ".terraform"
    write(installed, modules__vpc__main_tf="")
    (installed / "modules" / "modules.json").write_text("{}")
    platform = installed / "providers" / "registry.terraform.io" / "hashicorp" / "aws" / "5.0.0" / "linux_amd64"
    platform.mkdir(parents=True)
    with Workspace(module) as work:
        assert (work.directory / ".terraform" / "modules" / "vpc" / "main.tf").is_file()
        link = work.directory / platform.relative_to(module)
        assert link.is_symlink()
        assert link.resolve() == platform
    assert platform.is_dir()


def test_variables_are_written_for_this_user_only(tmp_path: Path) -> None:
    with Workspace(write(tmp_path / "module", main_tf="")) as work:
        path = work.variable_file({"a": True, "b": None, "c": {"d": [1, 2.5]}})
        assert path.read_text() == '{"a": true, "b": null, "c": {"d": [1, 2.5]}}'
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_failure_leaves_nothing(tmp_path: Path, temporary: Path) -> None:
    with pytest.raises(ZeroDivisionError), Workspace(write(tmp_path / "module", main_tf="")):
        raise ZeroDivisionError
    assert list(temporary.iterdir()) == []


def test_folders_of_dead_runs_are_swept_and_those_of_living_ones_are_not(temporary: Path) -> None:
    dead = temporary / "ecsfargate-dead"
    dead.mkdir(mode=0o700)
    (dead / ".owner").write_text("")
    (dead / "plan").write_text("secret")
    somebodys = temporary / "ecsfargate-else"
    somebodys.mkdir()
    with PrivateFolder() as living:
        for folder in (dead, living.path):
            os.utime(folder / ".owner", (time.time() - 3600,) * 2)
        sweep()
        assert set(temporary.iterdir()) == {living.path, somebodys}


@pytest.mark.parametrize(
    "name",
    [
        "zzzzz_override.tf",
        "zzzz_ecsfargate_overridee_override.tf",
        "zzzz_ecsfargate_override.tf.json",
        "zzzz_ecsfargate~_override.tf",
        "zzzz_ecsfargate_override.tff_override.tf",
        "\u00fcber_override.tf",
        "~~_override.tofu",
        "override.tf",
        "_override.tf",
    ],
)
def test_ours_is_the_last_override_whatever_the_module_s_are_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    ours = last_override(tmp_path)
    assert not ours.exists()
    assert ours.name.endswith("_override.tf")
    assert max((name, ours.name), key=os.fsencode) == ours.name


def test_a_module_that_reads_its_json_files_sees_none_of_ours(tmp_path: Path) -> None:
    module = write(tmp_path / "module", main_tf="")
    with Workspace(module) as work:
        work.override({module: {"terraform": [{"backend": {"local": {}}}]}})
        work.add({module: {"resource": {"terraform_data": {"x": {}}}}})
        assert len(copied(work)) == 3
        assert not list(work.directory.glob("**/*.json"))


def test_what_cannot_be_read_is_left_to_terraform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = write(tmp_path / "module", main_tf="", hidden_tf="secret")
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **settings: Any) -> Any:
        if path.name == "hidden.tf":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **settings)

    monkeypatch.setattr(Path, "open", refuse)
    with Workspace(module) as work:
        assert (work.directory / "hidden.tf").readlink() == module / "hidden.tf"


def test_a_full_disk(tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pytest_ecsfargate.terraform.tree.shutil.copyfileobj", fill)
    with pytest.raises(TerraformError) as caught:
        Workspace(write(tmp_path / "module", main_tf=""))
    assert str(caught.value) == (
        f"the module cannot be copied to {temporary}: No space left on device. "
        "Make room there, or name another folder in TMPDIR."
    )
    assert list(temporary.iterdir()) == []


def test_what_belongs_to_one_plan_goes_and_the_copy_stays(tmp_path: Path) -> None:
    with Workspace(write(tmp_path / "module", main_tf="")) as work:
        before = {path.name for path in work.path.iterdir()}
        work.variable_file({"a": 1})
        (work.path / "plan").write_text("secret")
        work.clear()
        assert {path.name for path in work.path.iterdir()} == before
        assert copied(work) == {"main.tf"}


def test_copies_are_kept_while_they_are_used(tmp_path: Path, temporary: Path) -> None:
    copies = Copies()
    module = write(tmp_path / "module", main_tf="")
    first, again, *_ = [copies.get(key, lambda: Workspace(module)) for key in ("a", "a", "b", "c")]
    assert first is again
    assert not first.path.exists()
    assert len(list(temporary.iterdir())) == 2
    copies.close()
    assert list(temporary.iterdir()) == []
