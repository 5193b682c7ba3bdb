"""What counts as a secret: by name, by value, by both."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_ecsfargate.aws.secret_names import (
    MAX_LENGTH,
    is_placeholder,
    is_reference,
    looks_random,
    looks_secret,
    names_secret,
    secret_kind,
)

SECRET_NAMES = """
    DB_PASSWORD dbPassword PGPASSWORD MYSQL_PWD API_KEY apiKey APIKey x-api-key SECRET_KEY_BASE AWS_SECRET_ACCESS_KEY
    SENTRY_DSN JWT_SECRET DATABASE_CONNECTION_STRING CREDENTIALS PRIVATE_KEY private_key_pem master_password SECRET_2
    Token GITHUB_TOKEN STRIPE_SECRET_KEY secret_string CLIENT_SECRET smtp.password auth_token AUTH_TOKEN ENCRYPTION_KEY
    AZURE_STORAGE_KEY GITHUB_PAT DJANGO_SECRET_KEY DB_PASSPHRASE DB_PASS SMTP_PASS dbPass MYSQL_PASS DBPASS DB_PW
"""

OTHER_NAMES = """
    DB_PASSWORD_PARAM DB_PASSWORD_NAME SECRET_ARN SECRET_PATH PASSWORD_FILE TOKEN_ENDPOINT TOKEN_URL AWS_ACCESS_KEY_ID
    secret_id SSH_KEY_PATH TOKEN_TTL PASSWORD_MIN_LENGTH PASSWORD_POLICY AWS_SECRETS_ENABLED ALLOW_EMPTY_PASSWORD
    MAX_TOKENS TOKEN_EXPIRES_IN API_KEY_HEADER SECRETS_MANAGER_PREFIX manage_master_user_password password_wo_version
    kms_key_id PUBLIC_KEY STRIPE_PUBLISHABLE_API_KEY TOKENIZER MONKEY BYPASS DATABASE_URL KEY_NAME PORT HOSTNAME
    BYPASS_CACHE COMPASS_HOST PASSENGER_APP_ENV PASSTHROUGH PASS_THROUGH SECRETS_TABLE TOKEN_QUEUE ALLOW_PASS
"""

SECRET_VALUES = {
    "AKIAIOSFODNN7EXAMPLE": "AWS access key",
    "key=ASIAIOSFODNN7EXAMPLE;": "AWS access key",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE": "private key",
    "-----BEGIN PRIVATE KEY-----": "private key",
    "ghp_" + "a1B2" * 9: "GitHub token",
    "github_pat_" + "a1B2" * 6: "GitHub token",
    "xoxb-" + "123456789012": "Slack token",
    "https://hooks.slack.com/services/" + "T0000/B0000/" + "x" * 20: "Slack webhook",
    "sk_live_" + "a1B2" * 6: "Stripe key",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl": "JSON Web Token",
    "postgres://app:hunter2@db/x": "password in a URL",
    "redis://:hunter2@cache:6379": "password in a URL",
    "jdbc:postgresql://h/db?user=a&password=hunter2": "password in a connection string",
    "Server=db;User Id=sa;Password=hunter2;": "password in a connection string",
    "mysql --password='hunter2' db": "password in a connection string",
    '{"db": {"password": "hunter2"}}': "password in JSON",
    '{\\"db_password\\" : \\"hunter2\\"}': "password in JSON",
}

OTHER_VALUES = [
    "postgres://db/x",
    '{"password": "${DB_PASSWORD}", "token": "changeme", "secret": "/dev/db", "tokenUrl": "x", "pwd": "string"}',
    "https://user@host/",
    "http://host:8080/a@b",
    "postgres://app:${DB_PASSWORD}@db/x",
    "postgres://app:changeme@db/x",
    "psql --password=$PGPASSWORD",
    "password=",
    "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf",
    "/dev/ecs/database_url",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "task-runner_sk_live",
    "AKIA",
    "hunter2",
    "",
]

PLACEHOLDERS = [
    "", "  ", "changeme", "CHANGE_ME", "change-me", "Change me in the console", "placeholder", "REPLACE_ME", "todo",
    "dummy", "dummy-secret", "<password>", "xxxxxxxx", "********", "...", "your-api-key-here", '"changeme"', "TBD",
    "to be set by CI",
]  # fmt: skip

NO_PLACEHOLDERS = ["hunter2", "changeme123", "password", "s3cr3t", "tobacco", "x1", "/dev/db", "<a><b>", "todo" * 30]


@pytest.mark.parametrize("name", SECRET_NAMES.split())
def test_names_of_secrets(name: str) -> None:
    assert names_secret(name)


@pytest.mark.parametrize("name", OTHER_NAMES.split())
def test_names_of_references_and_settings(name: str) -> None:
    assert not names_secret(name)


@pytest.mark.parametrize(("value", "kind"), SECRET_VALUES.items())
def test_values_that_are_secrets(value: str, kind: str) -> None:
    assert looks_secret(value) == kind


@pytest.mark.parametrize("value", OTHER_VALUES)
def test_values_that_are_not(value: str) -> None:
    assert looks_secret(value) is None


def test_a_secret_after_a_placeholder_is_found() -> None:
    assert looks_secret("postgres://a:changeme@x,postgres://a:hunter2@y") == "password in a URL"


@pytest.mark.parametrize("value", PLACEHOLDERS)
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", NO_PLACEHOLDERS)
def test_what_is_no_placeholder(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("arn:aws-cn:ssm:cn-north-1:1:parameter/x", True),
        ("/dev/db", True),
        ("alias/aws/s3", True),
        ("./secret.txt", True),
        ("https://auth.example.com/token", True),
        ("s3://bucket/key", True),
        ("${DB_PASSWORD}", True),
        ("$DB_PASSWORD", True),
        ("$ecret1", False),
        ("true", True),
        ("required", True),
        ("https://a:b@example.com", False),
        ("/dev/db and more", False),
        ("hunter2", False),
    ],
)
def test_references(value: str, expected: bool) -> None:
    assert is_reference(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a8f3c92b1e77d4a8f3c92b1e77d4a8f3", True),
        ("3Jv0pPHF2zwCqzd1ZzYeWQ==", True),
        ("base64:3Jv0pPHF2zwCqzd1ZzYeWQ==", True),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", True),
        ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", False),
        ("subnet-0123456789abcdef0", False),
        ("a-perfectly-ordinary-name", False),
        ("111111111111111111111a", False),
        ("short1", False),
    ],
)
def test_random_values(value: str, expected: bool) -> None:
    assert looks_random(value) is expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD_PARAM", "/dev/db", None),
        ("DB_PASSWORD", "hunter2", "secret by its name"),
        ("DB_PASSWORD", "changeme", None),
        ("DB_PASSWORD", "/dev/db", None),
        ("DATABASE_URL", "postgres://app:hunter2@db/x", "password in a URL"),
        ("DATABASE_URL", "postgres://db/x", None),
        ("TOKEN_TTL", "3600", None),
        ("PASSWORD_MIN_LENGTH", "8", None),
        ("AWS_SECRETS_ENABLED", "true", None),
        ("SECRET_KEY_BASE", "abcdef", "secret by its name"),
        ("GREETING", "AKIAIOSFODNN7EXAMPLE", "AWS access key"),
        ("APP_KEY", "base64:3Jv0pPHF2zwCqzd1ZzYeWQ==", "random value of a key"),
        ("SORT_KEY", "created_at", None),
        ("PUBLIC_KEY", "3Jv0pPHF2zwCqzd1ZzYeWQ==", None),
        ("LOG_LEVEL", "3Jv0pPHF2zwCqzd1ZzYeWQ==", None),
    ],
)
def test_name_and_value_together(name: str, value: str, expected: str | None) -> None:
    assert secret_kind(name, value) == expected


@given(st.text(), st.text())
def test_any_text_gives_an_answer_without_the_text(name: str, value: str) -> None:
    kind = secret_kind(name, value)
    assert kind is None or kind.replace(" ", "").isalpha()


@given(st.text(string.ascii_letters + string.digits, min_size=1, max_size=40))
def test_a_password_in_a_url_is_found_whatever_it_is(password: str) -> None:
    expected = None if is_placeholder(password) or is_reference(password) else "password in a URL"
    found = looks_secret(f"https://app:{password}@db.example.com")
    assert found == expected or found not in (None, "password in a URL")


@pytest.mark.parametrize(
    "piece",
    [
        "eyJ-",
        "://",
        "://a:",
        "-eyJa.eyJ",
        "-----BEGIN ",
        "password=",
        "SG.aaaaaaaaaaaaaaaa.",
        "<",
        "arn:aws",
        "aA",
        "$",
        '"password": ',
        '\\"',
        '"a',
    ],
)
def test_hostile_values_are_answered(piece: str) -> None:
    value = piece * MAX_LENGTH
    looks_secret(value)
    is_placeholder(value)
    is_reference(value)
    looks_random(value)
    names_secret(value)
