"""Take secrets out of texts that people may share: bug reports, logs, error messages."""

from __future__ import annotations

import contextlib
import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from ...secret import REDACTED

MIN_LENGTH = 4
"""Shorter secrets would blank half of every text: they are redacted where they are a whole value of JSON."""

# Names of query parameters and of JSON members that hold secrets.
_QUERY_NAME = "token|sign|key|secret|password"
_MEMBER_NAME = r"\w[_-]token|password|authorization|cookie|secret|api[_-]?key"


def _query(found: re.Match[str]) -> str:
    secret = re.search(_QUERY_NAME, found[1], re.IGNORECASE)
    return f"{found[1]}={REDACTED}" if secret else found[0]


def _member(found: re.Match[str]) -> str:
    secret = re.search(_MEMBER_NAME, found[1], re.IGNORECASE)
    return found[1] + REDACTED if secret else found[0]


# What looks like a secret. Every pattern takes time linear in the length of the text: none can begin a match at many
# places and read on to the end from each. Compiled when first used, to keep importing the client quick.
_PATTERNS = (
    # user:password@ of a URL
    (r"(?<=//)[^/\s@\"']+@", f"{REDACTED}@"),
    # …token=, …sign=, …key= and the like in the query of a URL
    (r"([?&][^?&=\s\"]*)=[^&#\s\"']+", _query),
    # members of a JSON object whose names say what they are
    (r'("[^"]*"\s*:\s*")(?:[^"\\]|\\.)*', _member),
    (r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}", rf"\1 {REDACTED}"),
    # tokens of the Hub, and JSON web tokens (RFC 7519)
    (r"\bhf_\w{8,}", REDACTED),
    (r"(?<![\w.-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?", REDACTED),
)


def redact(text: str, secrets: Iterable[str] = (), *, cut: bool = False) -> str:
    """Redact the known secrets of a text, and what looks like one.

    Parameters
    ----------
    text : str
    secrets : iterable of str
        Values of headers and cookies, passwords.
    cut : bool
        The text was cut off, perhaps in the middle of a secret.
    """
    text = redact_known(text, secrets, cut=cut)
    for pattern, replacement in _PATTERNS:
        text = re.sub(pattern, replacement, text)
    return text


def redact_known(text: str, secrets: Iterable[str], *, cut: bool = False) -> str:
    """Redact the known secrets of a text, in every form in which they may stand there; as `redact`."""
    replacements = dict(form for secret in secrets for form in _forms(secret))
    known = sorted(replacements, key=len, reverse=True)
    for form in known:
        text = text.replace(form, replacements[form])
    return _without_fragment(text, known) if cut else text


def _forms(secret: str) -> Iterator[tuple[str, str]]:
    """Yield a secret and its parts as they look in text, in JSON and in URLs, each with its replacement."""
    kind, _, credentials = secret.partition(" ")
    parts = {secret, credentials or secret}
    if kind.lower() == "basic":
        with contextlib.suppress(ValueError):
            parts.add(b64decode(credentials).decode().partition(":")[2])
    for part in parts:
        if len(part) >= MIN_LENGTH:
            for form in (part, json.dumps(part)[1:-1], quote(part), quote(part, safe=""), quote_plus(part)):
                yield form, REDACTED
        elif part:
            yield json.dumps(part), f'"{REDACTED}"'


def _without_fragment(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        for length in range(len(secret) - 1, MIN_LENGTH - 1, -1):
            if text.endswith(secret[:length]):
                return text[:-length] + REDACTED
    return text
