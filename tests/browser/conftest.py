"""Fixtures of the browser tests: one server, one browser and one page for all, one notebook for each test."""

from __future__ import annotations

import re
import sys
from collections.abc import Generator, Iterator

import chromium
import pytest
from lab import CHROMIUM_FLAGS, Lab, LabServer
from playwright.sync_api import Browser, Page, sync_playwright
from servers import Server, free_port

failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[failed] = item.stash.get(failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    server = LabServer(tmp_path_factory.mktemp("lab"))
    try:
        server.wait_until_up()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo app, which runs in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "gradio_nb.demo", "--port", str(port)]
    with Server(command, f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("demo") / "app.log") as server:
        server.wait_until_up()
        yield server.url


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
def page(browser: Browser) -> Iterator[Page]:
    """One page for all tests: a new one would take Lab five seconds more."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def lab(lab_server: LabServer, page: Page, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A notebook of the test's own; when the test fails, its last picture is kept."""
    lab = Lab(lab_server, page, re.sub(r"\W+", "-", request.node.name).strip("-"))
    try:
        yield lab
    finally:
        if request.node.stash.get(failed, False):
            lab.shot("failed")
        lab.close()


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A red picture of 40 × 30."""
    from PIL import Image

    path = tmp_path_factory.mktemp("pictures") / "red.png"
    Image.new("RGB", (40, 30), (255, 0, 0)).save(path)
    return str(path)
