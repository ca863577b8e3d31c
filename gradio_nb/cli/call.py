"""`call`: one call of an endpoint."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import Any

from .. import errors
from ..client import Client, Job
from ..client.arguments import find_endpoint
from ..client.jobs.options import CallOptions
from ..control_characters import clean
from ..protocol.events import Logged
from ..protocol.schema import Endpoint
from . import exit_codes
from .convert import plain, to_json
from .options import calling, for_endpoint, values
from .terminal import Terminal, attach_terminal, describe
from .view import connect

TICK = 1.0
"""Seconds between two looks at a job that waits for its next try."""


def call(prog: str, arguments: Sequence[str]) -> int:
    """Call an endpoint and print its value; `arguments` are what stands behind `call`."""
    src, name, rest = _places(arguments)
    # The options of the endpoint are not known before the app is, nor is the help.
    known = calling(prog).parse_known_args([a for a in rest if a not in ("-h", "--help")])[0]
    terminal = attach_terminal(known)
    with connect(src, known, terminal, known.out) as client:
        terminal.clear()
        spec = _endpoint(client, name)
        options = for_endpoint(prog, src, spec).parse_args(rest)
        try:
            job = client.start(spec, (), values(spec, options), CallOptions(options.retries, options.timeout))
        except errors.BadArgument as e:
            e.hint = f"{prog} call {src} {spec.name} --help tells more."
            raise
        show(follow(job, terminal), options.json)
    return exit_codes.FINE


def _endpoint(client: Client, name: str | None) -> Endpoint:
    try:
        spec: Endpoint = find_endpoint(client.app.endpoints, name)
    except errors.UnknownEndpoint as e:
        if name is None:
            e.hint = f"Name one behind SRC: {', '.join(n for n, s in client.app.endpoints.items() if s.public)}."
        raise
    return spec


def _places(arguments: Sequence[str]) -> tuple[str, str | None, list[str]]:
    """Split into SRC, endpoint, and the options that follow."""
    until = next((n for n, a in enumerate(arguments) if a.startswith("-")), len(arguments))
    if until > 2:
        raise errors.UsageError(f"What is {arguments[2]!r} for?", hint="Values are given by name: --text 'two words'.")
    return arguments[0], arguments[1] if until > 1 else None, list(arguments[until:])


def follow(job: Job, terminal: Terminal) -> Any:
    """Wait for a job and tell how it stands. Ctrl-C cancels it."""
    changed = threading.Event()
    job.listen(changed.set)
    seen = 0
    try:
        while True:
            changed.clear()
            events = job.events_since(seen)
            seen += len(events)
            for event in events:
                if isinstance(event, Logged) and event.visible:
                    terminal.note(f"{event.level}: {event.message}")
            if job.done():
                return job.result()
            status = job.status()
            terminal.status(*describe(status))
            changed.wait(TICK if status.trouble else None)
    except KeyboardInterrupt:
        job.cancel()
        raise
    finally:
        terminal.clear()


def show(value: Any, as_json: bool) -> None:
    """Print a value on stdout."""
    text = to_json(value, indent=2) if as_json else plain(value)
    if value is not None or as_json:
        print(clean(text) if sys.stdout.isatty() else text)
