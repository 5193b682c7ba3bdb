from __future__ import annotations

from pytest_ecsfargate.hcl.configuration.trees import Trees
from pytest_ecsfargate.source import SourceFile

TEXT = 'locals {\n  a = "b"\n}\n'


def test_the_same_text_at_the_same_path_is_parsed_once() -> None:
    trees = Trees()
    body, errors = trees.parse(SourceFile("main.tf", TEXT))
    assert trees.parse(SourceFile("main.tf", TEXT)) == (body, errors) == (body, ())
    assert trees.parse(SourceFile("main.tf", TEXT))[0] is body


def test_places_are_those_of_the_file_that_is_asked_for() -> None:
    trees = Trees()
    assert trees.parse(SourceFile("main.tf", TEXT))[0].blocks[0].span.location.path == "main.tf"
    assert trees.parse(SourceFile("a/main.tf", TEXT))[0].blocks[0].span.location.path == "a/main.tf"
    assert trees.parse(SourceFile("main.tf", "\n" + TEXT))[0].blocks[0].span.location.line == 2


def test_what_is_wrong_is_told_each_time() -> None:
    trees = Trees()
    told = [[error.message for error in trees.parse(SourceFile("main.tf", "a = (\n"))[1]] for _ in range(2)]
    assert told[0] == told[1] != []


def test_files_that_were_not_asked_for_lately_are_let_go() -> None:
    trees = Trees()
    first, _ = trees.parse(SourceFile("0.tf", TEXT))
    second, _ = trees.parse(SourceFile("1.tf", TEXT))
    for number in range(2, 129):
        trees.parse(SourceFile(f"{number}.tf", TEXT))
        assert trees.parse(SourceFile("0.tf", TEXT))[0] is first
    assert trees.parse(SourceFile("1.tf", TEXT))[0] is not second
