"""Secrets out of texts that people paste elsewhere."""

from __future__ import annotations

import contextlib
import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

BLANK = "•••"
# Shorter ones would blank half of every text: they are blanked where they are a whole value of JSON.
SHORTEST = 4

# Compiled when first used, for importing the client is to be quick.
_SHAPES = (
    # user:password@ of an address
    (r"(?<=//)[^/\s@\"']+@", f"{BLANK}@"),
    # …token=, …sign=, …key= and the like in the query of an address
    (r"(?i)([?&][^=&\s\"]*(?:token|sign|key|secret|password)[^=&\s\"]*=)[^&#\s\"']+", rf"\1{BLANK}"),
    # members of a JSON object whose names tell what they are
    (
        r'(?i)("[^"]*(?:\w[_-]token|password|authorization|cookie|secret|api[_-]?key)[^"]*"\s*:\s*")(?:[^"\\]|\\.)*',
        rf"\1{BLANK}",
    ),
    (r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}", rf"\1 {BLANK}"),
    # tokens of the Hub, and JSON web tokens
    (r"\bhf_\w{8,}", BLANK),
    (r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?", BLANK),
)


def blank(text: str, secrets: Iterable[str] = (), *, cut: bool = False) -> str:
    """Take secrets out of a text: those that are known, and what looks like one.

    Parameters
    ----------
    text : str
    secrets : iterable of str
        Values of headers and cookies, passwords.
    cut : bool
        The text was cut off, perhaps in the middle of a secret.
    """
    forms = dict(form for secret in secrets for form in _forms(secret))
    known = sorted(forms, key=len, reverse=True)
    for form in known:
        text = text.replace(form, forms[form])
    if cut:
        text = _without_stump(text, known)
    for shape, instead in _SHAPES:
        text = re.sub(shape, instead, text)
    return text


def _forms(secret: str) -> Iterator[tuple[str, str]]:
    """Give a secret, its parts, and how they look in JSON and in addresses, each with what stands in its place."""
    kind, _, credentials = secret.partition(" ")
    parts = {secret, credentials or secret}
    if kind.lower() == "basic":
        with contextlib.suppress(ValueError):
            parts.add(b64decode(credentials).decode().partition(":")[2])
    for part in parts:
        if len(part) >= SHORTEST:
            for form in (part, json.dumps(part)[1:-1], quote(part), quote(part, safe=""), quote_plus(part)):
                yield form, BLANK
        elif part:
            yield json.dumps(part), f'"{BLANK}"'


def _without_stump(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        for length in range(len(secret) - 1, SHORTEST - 1, -1):
            if text.endswith(secret[:length]):
                return text[:-length] + BLANK
    return text
