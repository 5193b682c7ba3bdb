from __future__ import annotations

import io
import json
from typing import Any

import pytest

from pytest_ecsfargate.account.read_back.exchange import Body, Exchange, Moto, Told, refusal

ASKED: Body = {"name": "x"}


def request(body: Body) -> dict[str, Any]:
    text = json.dumps(body).encode()
    return {"wsgi.input": io.BytesIO(text), "CONTENT_LENGTH": str(len(text)), "HTTP_X_AMZ_TARGET": "S.Make"}


def echo(environ: Body) -> Told:
    """Answers with the action and the body that it was asked for."""
    asked = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
    return 200, [("X-Moto", "yes")], json.dumps({environ["HTTP_X_AMZ_TARGET"]: json.loads(asked)}).encode(), ""


def refuses(environ: Body) -> Told:
    return 404, [("X-Moto", "yes")], b'{"__type": "NotFound"}', ""


def test_what_nothing_else_answers_goes_to_moto_untouched() -> None:
    told = Exchange(echo, {}).ask("S.Make", request(ASKED))
    assert told == (200, [("X-Moto", "yes")], b'{"S.Make": {"name": "x"}}', "")


def test_an_answer_can_ask_moto_for_several_actions_of_its_service() -> None:
    def answer(asked: Body, moto: Moto) -> Body:
        return moto("Make", asked) | moto("Show", {"all": True}) | moto("Make", {"again": 1})

    status, headers, body, fault = Exchange(echo, {"S.Make": answer}).ask("S.Make", request(ASKED))
    assert (status, fault) == (200, "")
    assert json.loads(body) == {"S.Make": {"again": 1}, "S.Show": {"all": True}}
    assert dict(headers) == {"Content-Type": "application/x-amz-json-1.1", "Content-Length": str(len(body))}


def test_moto_s_refusal_is_passed_on_as_it_is() -> None:
    def answer(asked: Body, moto: Moto) -> Body:
        return {"never": moto("Make", asked)}

    assert Exchange(refuses, {"S.Make": answer}).ask("S.Make", request(ASKED)) == refuses({})


@pytest.mark.parametrize("status", [400, 500])
def test_what_goes_wrong_in_moto_is_told_with_the_refusal(status: int) -> None:
    def fails(environ: Body) -> Told:
        return status, [], b"", "KeyError: 'x'"

    answers = {"S.Make": lambda asked, moto: moto("Make", asked)}
    assert Exchange(fails, answers).ask("S.Make", request(ASKED)) == (status, [], b"", "KeyError: 'x'")


def test_an_answer_can_be_a_refusal_of_its_own() -> None:
    def answer(asked: Body, moto: Moto) -> Body:
        raise refusal("ResourceNotFoundException", "There is no x.")

    status, headers, body, _ = Exchange(echo, {"S.Make": answer}).ask("S.Make", request(ASKED))
    assert status == 400
    assert dict(headers)["x-amzn-ErrorType"] == "ResourceNotFoundException"
    assert json.loads(body)["message"] == "There is no x."
