"""`ecsfargate.toml`: what is read, and the message for each thing that makes no sense."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pytest_ecsfargate.settings.toml import ModuleToml, TomlError, read_toml

GOOD = """
profile = "platform"
select = ["ECSF4*"]
ignore = ["task-sizes"]

[variables]
image_tag = "1.4.2"

[environments.dev]

[environments.prod]
variables = { replicas = 3, zones = ["a", "b"] }
var_files = ["prod.tfvars"]

[requirements.health-checks]
interval = 15

[[waive]]
id = "ECSF501"
address = "module.legacy.*"
reason = "Moves in spring"
until = 2027-03-31
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "prod.tfvars").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(folder: Path, text: str) -> ModuleToml:
    path = folder / "ecsfargate.toml"
    path.write_text(text)
    return read_toml(path)


def test_everything(folder: Path) -> None:
    toml = read(folder, GOOD)
    assert toml.profile == "platform"
    assert (toml.select, toml.ignore) == (("ECSF4*",), ("task-sizes",))
    assert toml.variables == {"image_tag": "1.4.2"}
    assert list(toml.environments) == ["dev", "prod"]
    assert toml.environments["prod"].variables == {"replicas": 3, "zones": ["a", "b"]}
    assert toml.environments["prod"].var_files == (folder / "prod.tfvars",)
    assert toml.requirements == {"health-checks": {"interval": 15}}
    assert [(waiver.id, waiver.address, waiver.until) for waiver in toml.waivers] == [
        ("ECSF501", "module.legacy.*", date(2027, 3, 31))
    ]


def test_where_waivers_stand(folder: Path) -> None:
    table = '[[waive]]\nid = "ECSF501"\naddress = "*"\nreason = "x"\nowner = "Team A"\n'
    assert [(waiver.place, waiver.owner) for waiver in read(folder, f"{table}\n# more\n{table}").waivers] == [
        ("ecsfargate.toml:1", "Team A"),
        ("ecsfargate.toml:8", "Team A"),
    ]
    each = '{ id = "ECSF501", address = "*", reason = """\n[[waive]]\n""" }'
    inline = f"waive = [{each}, {each.replace('[[waive]]', 'x')}]"
    assert [waiver.place for waiver in read(folder, inline).waivers] == ["ecsfargate.toml", "ecsfargate.toml"]


def test_what_may_differ(folder: Path) -> None:
    assert read(folder, '[compare]\nallow = ["tags.Environment"]').allowed == ("tags.Environment",)
    assert read(folder, "").allowed == ()


def test_an_empty_file(folder: Path) -> None:
    toml = read(folder, "")
    assert not toml.environments
    assert toml.profile is None


def test_no_value_is_in_the_repr(folder: Path) -> None:
    toml = read(folder, '[variables]\npassword = "hunter2"\n[environments.dev.variables]\npassword = "hunter2"')
    assert "hunter2" not in repr(toml)


WRONG = {
    "enviroments = 1": ":1: unknown key 'enviroments' (did you mean 'environments'?).",
    "[colours]": (
        ":1: unknown key 'colours' "
        "(it takes environments, variables, profile, requirements, select, ignore, waive, compare)."
    ),
    "# x\n[environments.prod]\nvar_file = []": (
        ":3: unknown key 'var_file' in [environments.prod] (did you mean 'var_files'?)."
    ),
    '[environments.dev]\n[environments.prod]\nvar_files = ["prd.tfvars"]': (
        ":3: there is no file 'prd.tfvars' (did you mean 'prod.tfvars'?)."
    ),
    '[environments.prod]\nvar_files = "prod.tfvars"': (':2: var_files must be a list of strings, not "prod.tfvars".'),
    "environments = 3": ":1: environments must be a table [environments], not a number.",
    "[environments]\nprod = 3": ":2: prod must be a table [environments.prod], not a number.",
    'profile = "platfrom"': ':1: profile must be "platform", not "platfrom" (did you mean \'platform\'?).',
    "[variables]\nday = 2027-01-01": ":2: day is a date or time, which Terraform does not have: quote it.",
    "select = [1]": ":1: select must be a list of strings, not a list.",
    "waive = 1": ":1: waive must be tables [[waive]].",
    '[[waive]]\nid = "ECSF501"\naddress = "*"': ":1: each [[waive]] needs a reason.",
    '[[waive]]\nid = "ECSF501"\naddress = "*"\nreason = ""': ':4: reason must be a text, not "".',
    '[[waive]]\nid = "ECSF501"\naddress = "*"\nreason = "x"\nuntil = "spring"': (
        ':5: until must be a day such as 2027-01-31, not "spring".'
    ),
    '[[waive]]\nid = "ECSF501"\nadress = "*"\nreason = "x"': (
        ":3: unknown key 'adress' in [waive] (did you mean 'address'?)."
    ),
    f"{GOOD}[[waive]]\nid = 'ECSF501'\naddress = '*'": ":23: each [[waive]] needs a reason.",
    f"{GOOD}[[waive]]\nid = 'ECSF501'\naddress = '*'\nreason = 1": ":26: reason must be a text, not a number.",
    f"{GOOD}[[waive]]\nid = 'ECSF501'\nuntil = 'spring'": (
        ':25: until must be a day such as 2027-01-31, not "spring".'
    ),
    "[compare]\nallowed = []": ":2: unknown key 'allowed' in [compare] (did you mean 'allow'?).",
    '[compare]\nallow = "tags"': ':2: allow must be a list of strings, not "tags".',
    "compare = true": ":1: compare must be a table [compare], not true or false.",
    "a = ": " cannot be read: Invalid value (at end of document).",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_makes_no_sense(folder: Path, text: str) -> None:
    with pytest.raises(TomlError) as raised:
        read(folder, text)
    assert str(raised.value) == f"ecsfargate.toml{WRONG[text]}"
