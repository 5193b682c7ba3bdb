"""What looks like a secret: by its name, by its value, or by both.

AWS asks that a container's secrets come from Secrets Manager or Parameter Store, not from its environment
(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html). Nothing here knows where a
value comes from, and no result holds a value.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

MAX_LENGTH = 20_000
"""How many characters of a value are looked at."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SECRET_WORDS = _set("""
    password passwords passwd pwd passphrase passcode secret secrets token tokens credential credentials creds dsn
    apikey privatekey secretkey accesskey authtoken accesstoken pgpassword dbpassword
    dbpass pgpass userpass mysqlpass smtppass redispass rootpass adminpass
""")
# These name a secret only at the end of a name: DB_PASS, but not PASS_THROUGH.
_LAST_WORDS = _set("pass pw")
# Two words that name a secret only together.
_SECRET_PAIRS = _set("""
    api_key private_key secret_key access_key auth_key encryption_key signing_key master_key shared_key account_key
    license_key session_key service_key hmac_key jwt_key ssh_key ssl_key tls_key cookie_key deploy_key storage_key
    connection_string connection_str conn_string conn_str basic_auth rediscli_auth github_pat
""")
# A name that goes on with one of these holds where the secret is, or how it is handled: DB_PASSWORD_PARAM, TOKEN_TTL.
_ABOUT = _set("""
    arn arns name names param params parameter parameters path paths id ids file files filename dir directory endpoint
    endpoints host hostname port url urls uri uris region ref reference location bucket prefix suffix alias field header
    headers cookie type kind algorithm alg provider providers source issuer audience scope version template manager
    store backend engine ttl length len policy expiry expire expires expiration timeout lifetime duration enabled enable
    disabled min minimum max maximum count limit size age rotation rotate interval days hours minutes seconds format
    mode rounds cost strength required validation verification mount volume namespace image kms
    table tables queue topic stream collection index column
""")
# A name that begins with one of these is a switch or a limit: ALLOW_EMPTY_PASSWORD, MAX_TOKENS.
_SWITCHES = _set("""
    allow enable enabled disable disabled require requires required use uses has is show hide skip no min minimum max
    maximum manage generate rotate force validate check public publishable
""")
# With one of these at the end of its name a value must also look random, because the word has other uses.
_WEAK_WORDS = _set("key auth salt seed signature cookie jwt hash pin pat")

# No match starts inside a run of these characters: that keeps a search linear.
_START = r"(?<![A-Za-z0-9_-])"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("private key", r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY"),
        ("AWS access key", _START + r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
        ("GitHub token", _START + r"(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})"),
        ("GitLab token", _START + r"glpat-[A-Za-z0-9_-]{20}"),
        ("Slack token", _START + r"(?:xox[abeprs]-[A-Za-z0-9-]{10}|xapp-[A-Za-z0-9-]{10})"),
        ("Slack webhook", r"https://hooks\.slack\.com/services/[A-Za-z0-9/]{20}"),
        ("Stripe key", _START + r"(?:[sr]k_(?:live|test)_|whsec_)[A-Za-z0-9]{10}"),
        ("Google API key", _START + r"AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
        ("SendGrid key", _START + r"SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16}"),
        ("npm token", _START + r"npm_[A-Za-z0-9]{36}"),
        ("OpenAI or Anthropic key", _START + r"sk-(?:proj-|ant-)?[A-Za-z0-9_-]{32}"),
        ("JSON Web Token", _START + r"eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8}"),
    )
)
_URL_PASSWORD = re.compile(r"[A-Za-z0-9]://[^\s:/@?#]{0,256}:([^\s/@]{1,256})@")
_ASSIGNED_PASSWORD = re.compile(
    r"(?<![a-z0-9])(?:pg)?(?:password|passwd|pwd|accountkey|sharedaccesskey) ?= ?[\"']?([^\s;&,\"']{1,256})",
    re.IGNORECASE,
)
# A member of JSON text, which may stand inside another string with its quotes escaped.
_JSON_MEMBER = re.compile(r'(?<![\\\w.-])\\{0,8}"([A-Za-z0-9_-]{1,64})\\{0,8}"\s{0,8}:\s{0,8}\\{0,8}"([^"\\]{1,256})')
_JSON_TYPES = _set("string number integer boolean object array")

_PLACEHOLDER_WORDS = _set("""
    changeme changeit placeholder replaceme replace todo tbd fixme dummy setme unset none null nil empty undefined
    overridden override
""")
_PLACEHOLDER_PAIRS = _set("""
    change_me change_it replace_me set_me fill_me fill_in to_be your_password your_secret your_token your_key your_api
    your_value your_access your_database your_db
""")
_REFERENCE = re.compile(
    r"arn:aws[a-z-]{0,20}:|alias/|\.{0,2}/|[A-Za-z]:\\|(?:https?|s3|file|ssm|secretsmanager|vault)://", re.IGNORECASE
)
_SUBSTITUTED = re.compile(
    r"\$\{[^{}]{0,200}\}|\$\([^()]{0,200}\)|\$[A-Z_][A-Z0-9_]{0,63}|\{\{[^{}]{0,200}\}\}|<[^<>]{1,60}>"
)
_PLAIN = _set("true false yes no on off enabled disabled required optional")
_RANDOM = re.compile(r"(?:base64:)?[A-Za-z0-9+/_=-]{20,512}")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")
_IDENTIFIER = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[a-z]{1,12}-[0-9a-f]{8,17}")


def _words(text: str) -> list[str]:
    """The words of a name or a value, in lower case: split at case changes and whatever is no letter."""
    return [word.lower() for word in _WORD.findall(text[:256])]


def names_secret(name: str) -> bool:
    """Whether something of this name holds a secret: `DB_PASSWORD`, `apiKey`, `SECRET_KEY_BASE`, `SENTRY_DSN`.

    False for what says it holds a reference (`DB_PASSWORD_PARAM`, `SECRET_ARN`) or a setting (`TOKEN_TTL`,
    `ALLOW_EMPTY_PASSWORD`), and for URLs, whose value tells (see `looks_secret`).
    """
    words = _words(name)
    for index, word in enumerate(words):
        length = 2 if "_".join(words[index : index + 2]) in _SECRET_PAIRS else 1
        if (length == 2 or word in _SECRET_WORDS) and not (
            _ABOUT.intersection(words[index + length :]) or _SWITCHES.intersection(words[:index])
        ):
            return True
    return len(words) > 0 and words[-1] in _LAST_WORDS and not _SWITCHES.intersection(words[:-1]) and "by" not in words


def looks_secret(value: str) -> str | None:
    """What kind of secret a text contains, whatever its name: "AWS access key", "password in a URL", …; None if none.

    Passwords that are placeholders or are filled in later (`postgres://app:${PASSWORD}@db`) do not count.
    """
    text = value[:MAX_LENGTH]
    for kind, pattern in _PATTERNS:
        if pattern.search(text):
            return kind
    for kind, pattern in (
        ("password in a URL", _URL_PASSWORD),
        ("password in a connection string", _ASSIGNED_PASSWORD),
    ):
        for found in pattern.finditer(text):
            if not (is_placeholder(found[1]) or is_reference(found[1])):
                return kind
    for found in _JSON_MEMBER.finditer(text):
        harmless = found[2] in _JSON_TYPES or is_placeholder(found[2]) or is_reference(found[2])
        if not harmless and names_secret(found[1]):
            return "password in JSON"
    return None


def is_placeholder(value: str) -> bool:
    """Whether a text stands for a value that is set elsewhere: "", "changeme", "REPLACE_ME", "<password>", "xxxx"."""
    text = value[:MAX_LENGTH].strip().strip("\"'")
    if len(set(text.lower()) - set("x*.-_?#")) == 0:
        return True
    if len(text) > 80:
        return False
    if text[0] == "<" and _SUBSTITUTED.fullmatch(text):
        return True
    if any(character.isdigit() for character in text):
        return False
    words = _words(text)
    return bool(_PLACEHOLDER_WORDS.intersection(words)) or any(
        "_".join(pair) in _PLACEHOLDER_PAIRS for pair in pairwise(words)
    )


def is_reference(value: str) -> bool:
    """Whether a text says where a value is, or is a switch.

    An ARN, the alias of a key, a path, a URL without password, `$NAME`, "true".
    """
    text = value[:MAX_LENGTH].strip()
    if text.lower() in _PLAIN or _SUBSTITUTED.fullmatch(text):
        return True
    return bool(_REFERENCE.match(text)) and not _URL_PASSWORD.search(text) and not any(map(str.isspace, text))


def looks_random(value: str) -> bool:
    """Whether a text could be a generated key: 20 or more characters, letters and digits, little repetition.

    Only for places whose name already raises a suspicion: identifiers and digests of software look the same.
    """
    if not _RANDOM.fullmatch(value) or _IDENTIFIER.fullmatch(value):
        return False
    if not any(map(str.isalpha, value)) or not any(map(str.isdigit, value)):
        return False
    entropy = -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values())
    # Random hexadecimal digits have at most 4 bits each, random base64 at most 6; words have about 3.
    return entropy > (3.0 if _HEXADECIMAL.fullmatch(value) else 3.7)


def secret_kind(name: str, value: str) -> str | None:
    """What makes a named value a secret in the clear; None if it is none, or a placeholder or a reference.

    The value is judged first; then the name; a name with a weak word such as KEY needs a value that looks random.
    """
    if kind := looks_secret(value):
        return kind
    if is_placeholder(value) or is_reference(value):
        return None
    if names_secret(name):
        return "secret by its name"
    words = _words(name)
    if words and words[-1] in _WEAK_WORDS and "public" not in words and looks_random(value):
        return "random value of a key"
    return None
