"""What is done with a hostile app in each of the ways to use it."""

from __future__ import annotations

import contextlib
import io
import json
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from arrange import CANARY
from fake_server import FakeApp
from page import Page

from gradio_nb import Client, errors
from gradio_nb.cli import main
from gradio_nb.client.endpoint import docstring, summary
from gradio_nb.widget.handlers.dispatch import RequestHandler
from gradio_nb.widget.panel import Panel

CREDENTIALS: dict[str, Any] = {
    "token": f"hf_{CANARY}token",
    "auth": ("ada", f"{CANARY}password"),
    "headers": {"X-Key": f"{CANARY}header", "Authorization": f"Bearer {CANARY}bearer"},
    "oauth_token": f"{CANARY}oauth",
}
COOKIE = f"session={CANARY}cookie"
LIMIT = 60.0
"""Seconds after which an attack counts as a hang; the slowest takes two."""
JOB_LIMIT = 1.0

Use = Callable[[FakeApp, Path], list[str]]


def verbose(error: BaseException) -> str:
    """Everything that a traceback can print, but for the frame of whoever called."""
    frames = error.__traceback__.tb_next if error.__traceback__ else None
    shown = traceback.TracebackException(type(error), error, frames, capture_locals=True)
    return "".join(shown.format()) + repr(error.args)


def through_client(app: FakeApp, folder: Path) -> list[str]:
    """Connect, read the API, and call every endpoint; give all that people would see but results."""
    try:
        client = Client(app.url, download_dir=folder, max_download=2**20, wake_timeout=1.0, **CREDENTIALS)
    except errors.GradioNbError as e:
        return [str(e), verbose(e)]
    with client:
        texts = [repr(client), repr(client.source), str(client.view_api(True, return_format="str"))]
        for endpoint in client.endpoints.values():
            texts += [docstring(endpoint.spec), summary(endpoint.spec), repr(endpoint), str(endpoint.__doc__)]
            given = [f"{CANARY}value" if p.component == "textbox" else b"data" for p in endpoint.spec.parameters]
            job = client.start(endpoint.spec, given, {}, _limited())
            with contextlib.suppress(errors.GradioNbError):
                list(job)
            error = job.exception(LIMIT)
            texts += [repr(job), *(line.message + line.title for line in job.logs)]
            texts += [] if error is None else [str(error), verbose(error)]
        texts += [client.report(), *map(repr, client.exchanges)]
    return texts


def _limited() -> Any:
    from gradio_nb.client.jobs.options import CallOptions

    return CallOptions(time_limit=JOB_LIMIT)


def through_command_line(app: FakeApp, folder: Path) -> list[str]:
    """Run `view`, `call` and `batch`; give what they print, but for values."""
    options = ["--auth", f"ada:{CANARY}password", "--header", f"X-Key: {CANARY}header"]
    limits = ["--timeout", str(JOB_LIMIT), "--out", str(folder), "-v"]
    rows = folder.parents[1] / "rows.csv"
    rows.write_text(f"text\n{CANARY}value\n")
    texts = []
    for arguments, values in (
        (["view", app.url, "--all"], False),
        (["view", app.url, "--all", "--json"], False),
        (["call", app.url, "/echo", "--help"], False),
        (["call", app.url, "/copy", *limits], True),
        (["batch", app.url, "/echo", str(rows), "--retries", "0", *limits], True),
    ):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*arguments, *options])
        assert code != 1, err.getvalue()  # 1 is an error that nobody thought of
        texts += [err.getvalue()] if values else [out.getvalue(), err.getvalue()]
    return texts


def through_panel(app: FakeApp, folder: Path) -> list[str]:
    """Open a panel and run every form of it; give all that the browser is sent."""
    page = Page()
    page.panel = Panel(app.url, "", page.publish, lambda: None, download_dir=folder, wake_timeout=1.0, **CREDENTIALS)
    page.answers = RequestHandler(page.panel)
    try:
        page.wait(lambda: page.panel.connection.state()["state"] in ("ready", "failed"))
        page.ask("hello", seq=-1)
        client = page.panel.connection.ready
        for name, endpoint in client.endpoints.items() if client is not None else ():
            values = {p.name: f"{CANARY}value" for p in endpoint.spec.parameters if p.component == "textbox"}
            page.ask("run", endpoint=name, values=values)
        for run in list(page.panel.runs):
            with contextlib.suppress(errors.GradioNbError):
                run.job.exception(JOB_LIMIT)
            run.job.cancel()
        page.ask("hello", seq=-1)
        assert page.unpacked == []
        sent = json.dumps([message for message, _ in page.messages])
        # What was typed is shown again to whoever typed it.
        return [sent.replace(f"{CANARY}value", "")]
    finally:
        page.panel.close()


WAYS: dict[str, Use] = {
    "client": through_client,
    "command line": through_command_line,
    "panel": through_panel,
}


def within_limit(use: Use, app: FakeApp, folder: Path) -> list[str]:
    """Use an app on a thread of its own, and fail when that does not end."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(use(app, folder))
        except BaseException as e:
            found.append(e)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(LIMIT)
    assert not thread.is_alive(), "hangs"
    if isinstance(found[0], BaseException):
        raise found[0]
    texts: list[str] = found[0]
    return texts
