"""Fixtures of the browser tests: one server, one browser and one page for all, one notebook for each test."""

from __future__ import annotations

import re
import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import chromium
import pytest
from canary import Canary
from fake_server import FakeApp
from hosts import Host, InLab, InMarimo, InNotebook, InVoila
from lab import CHROMIUM_FLAGS, Lab, LabServer
from panel import Panel, connected
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

expect.set_options(timeout=60_000)  # ms: what is certain to come may be late on a busy machine

H = TypeVar("H", bound=Host)

failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[failed] = item.stash.get(failed, False) or report.failed
    return report


@pytest.fixture(scope="session", autouse=True)
def orderly_end() -> Iterator[None]:
    """Ended by `timeout` or by CI, the session still stops the servers that it has started."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    server = LabServer(tmp_path_factory.mktemp("lab"))
    try:
        server.wait_until_up()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.fail("No Chromium: `make chromium` gets one, CHROMIUM=/path/to/chromium names one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """What the tests have in common: its page is used again, as a new one would take Lab five seconds more."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)  # ms: a busy machine takes half of that to load Lab
    yield context
    context.close()


@pytest.fixture
def lab(lab_server: LabServer, context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A notebook of the test's own in JupyterLab."""
    with _kept(InLab(lab_server, _page_of_lab(context), _name(request)), request) as lab:
        yield lab


@pytest.fixture(params=["lab", "notebook", "voila"])
def host(lab_server: LabServer, context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Host]:
    """A notebook of the test's own in each of the hosts that have ipywidgets."""
    name = _name(request)
    made: Host
    if request.param == "lab":
        made = InLab(lab_server, _page_of_lab(context), name)
    elif request.param == "notebook":
        made = InNotebook(lab_server, context.new_page(), name)
    else:
        made = InVoila(lab_server, context.new_page(), name)
    with _kept(made, request):
        yield made


@pytest.fixture(params=["run", "edit"])
def marimo(tmp_path: Path, context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[InMarimo]:
    """A notebook of the test's own in marimo, as an app and to work on."""
    with _kept(InMarimo(tmp_path, context.new_page(), _name(request), request.param), request) as marimo:
        yield marimo


def _page_of_lab(context: BrowserContext) -> Page:
    return context.pages[0] if context.pages else context.new_page()


def _name(request: pytest.FixtureRequest) -> str:
    return re.sub(r"\W+", "-", request.node.name).strip("-")


@contextmanager
def _kept(host: H, request: pytest.FixtureRequest) -> Iterator[H]:
    """Close it after its test. A test that fails leaves a picture, and its page to nobody."""
    yield host
    has_failed = request.node.stash.get(failed, False)
    if has_failed:
        with suppress(PlaywrightError):  # the page may hang
            host.shot("failed")
    host.close(page_too=has_failed)


@pytest.fixture
def opened(lab: Lab, controls_url: str) -> Any:
    """Open the form of an endpoint."""

    def open_(endpoint: str, *more: str) -> Panel:
        panel = connected(lab, controls_url, *more)
        panel.endpoint(endpoint)
        return panel

    return open_


@pytest.fixture
def near() -> Iterator[FakeApp]:
    """A server beside the app, which the app names and nobody may ask."""
    with FakeApp("127.0.0.2") as server:
        yield server


@pytest.fixture
def canary(near: FakeApp) -> Iterator[Canary]:
    canary = Canary(near)
    yield canary
    canary.end()
