from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from pytest_ecsfargate.account import wanted
from pytest_ecsfargate.account.front import FAULTS_PATH, IP_RANGES_PATH, Front

Application = Callable[..., Iterable[bytes]]


def ask(application: Application, **environ: str) -> tuple[int, dict[str, str], str]:
    told: list[Any] = []
    body = environ.pop("body", "").encode()
    full = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), **environ}
    answer = application(full, lambda status, headers, *_: told.append((status, headers)))
    text = b"".join(answer).decode()
    return int(told[0][0].split()[0]), dict(told[0][1]), text


def fails(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    raise NotImplementedError("The delete_it action has not been implemented")


def says(status: str, text: bytes) -> Application:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(status, [("X-Kept", "yes")])
        return [text]

    return application


def test_an_answer_is_passed_on() -> None:
    assert ask(Front(says("404 NOT FOUND", b"no"))) == (404, {"X-Kept": "yes"}, "no")


UNROUTED = b"<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>"


@pytest.mark.parametrize(
    "application",
    [fails, says("500 OOPS", b"broken"), says("501 NO", b""), says("404 NOT FOUND", UNROUTED)],
)
def test_a_fault_is_a_refusal_that_is_not_tried_again(application: Application) -> None:
    front = Front(application)
    status, headers, text = ask(front, HTTP_X_AMZ_TARGET="CodeDeploy.DeleteIt")
    assert status == 400
    assert headers["x-amzn-ErrorType"] == "UnsupportedOperation"
    assert json.loads(text)["message"] == "The emulated account cannot do CodeDeploy.DeleteIt."
    assert "CodeDeploy.DeleteIt" in ask(front, PATH_INFO=FAULTS_PATH)[2]


@pytest.mark.parametrize(
    ("service", "beginning"), [("ec2", "<Response><Errors>"), ("s3", "<Error><Code>"), ("iam", "<ErrorResponse>")]
)
def test_a_refusal_is_in_the_words_of_the_service(service: str, beginning: str) -> None:
    _, _, text = ask(
        Front(fails),
        CONTENT_TYPE="application/x-www-form-urlencoded; charset=utf-8",
        HTTP_AUTHORIZATION=f"AWS4-HMAC-SHA256 Credential=X/20250101/eu-west-1/{service}/aws4_request, Signature=1",
        body="Action=DoIt&Version=1",
    )
    assert text.startswith(beginning)
    assert f"The emulated account cannot do {service} DoIt." in text


def test_a_rest_service_without_xml_is_refused_in_json() -> None:
    signed = "AWS4-HMAC-SHA256 Credential=X/20250101/eu-west-1/grafana/aws4_request, Signature=1"
    _, headers, text = ask(Front(fails), HTTP_AUTHORIZATION=signed, REQUEST_METHOD="GET", PATH_INFO="/workspaces")
    assert headers["Content-Type"] == "application/x-amz-json-1.1"
    assert json.loads(text)["message"] == "The emulated account cannot do grafana GET /workspaces."


def test_ip_ranges_are_those_of_documentation() -> None:
    status, _, text = ask(Front(fails), PATH_INFO=IP_RANGES_PATH)
    ranges = json.loads(text)
    assert status == 200
    assert {item["ip_prefix"] for item in ranges["prefixes"]} == {"192.0.2.0/24"}
    assert {item["ipv6_prefix"] for item in ranges["ipv6_prefixes"]} == {"2001:db8::/32"}
    assert ("eu-west-1", "EC2") in {(item["region"], item["service"]) for item in ranges["prefixes"]}


def test_managed_policies_of_cloudfront_are_answered_and_no_others() -> None:
    front = Front(says("404 NOT FOUND", b"Not Found"))
    listed = ask(front, REQUEST_METHOD="GET", PATH_INFO="/2020-05-31/cache-policy")[2]
    assert "<Name>Managed-CachingDisabled</Name>" in listed
    identifier = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    one = ask(front, REQUEST_METHOD="GET", PATH_INFO=f"/2020-05-31/cache-policy/{identifier}")[2]
    assert one.startswith(f"<CachePolicy><Id>{identifier}</Id>")
    assert ask(front, REQUEST_METHOD="GET", PATH_INFO="/2020-05-31/cache-policy/other")[0] == 400
    assert ask(front, REQUEST_METHOD="POST", PATH_INFO="/2020-05-31/cache-policy")[0] == 400


def test_the_application_can_still_read_the_body() -> None:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    asked = ask(Front(application), CONTENT_TYPE="application/x-www-form-urlencoded", body="Action=A&B=c")
    assert asked[2] == "Action=A&B=c"


def test_a_wanted_name_is_given_once_and_only_to_its_request() -> None:
    seen = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        seen.append([wanted.wanted("vpc"), wanted.wanted("vpc"), wanted.wanted("subnet")])
        start_response("200 OK", [])
        return []

    front = Front(application)
    ask(front, HTTP_X_ECSFARGATE_WANTED="vpc=vpc-1 other=x")
    ask(front)
    assert seen == [["vpc-1", None, None], [None, None, None]]
