"""An app that means harm, in a notebook: nothing of it runs, nothing leaves, nothing reaches the kernel."""

from __future__ import annotations

import base64
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from fake_server import CLOSE, Exchange, FakeApp, begun
from lab import Lab
from panel import connected
from playwright.sync_api import Request, WebSocket, expect
from servers import Server, free_port

ROOT = __file__.rpartition("/tests/")[0]

# All that shows something of an app: the panel, and what cells have given.
AREAS = """() => [...document.querySelectorAll(".jp-Notebook .jp-OutputArea")]"""

# Endpoints that show something without being given anything.
SHOWING = "[name for name, e in app.client.app.endpoints.items() if e.public and not e.parameters]"

END = re.compile("done|failed")

# By what is odd in it: JSON, and what the panel shows of it.
ODD = {
    "half a surrogate pair": (r'"\ud800 is half"', "\ufffd is half"),
    "no number": ("[NaN, Infinity]", "null"),
    "depth": ("[" * 900 + "]" * 900, "nested too deep"),
}

# A picture of one red pixel.
RED = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="
)

# What a hand does on a page, at everything that the app has put there. The panel's own controls do what they should,
# and a link is followed by who wants to.
POKE = f"""() => {{
  const own = "button, input, select, textarea, summary, label, canvas, [role=application]";
  for (const root of ({AREAS})())
    for (const one of root.querySelectorAll("*")) {{
      if (one.closest(".g-plot")) continue;  // its libraries cannot bear events that no hand has made
      for (const name of ["mouseover", "mouseenter", "mousemove", "focus", "focusin", "pointerover", "toggle"])
        one.dispatchEvent(new Event(name, {{bubbles: true}}));
      if (!one.closest("a[href]") && !(one.closest(".gnb") && one.closest(own))) one.click?.();
    }}
}}"""

# All that would do something of its own accord, wherever it came from. A file of a result is a link to its bytes. Lab
# itself makes links of what looks like an address in plain text (browsers open no page from a data: one), and of the
# lines of a traceback.
SUSPECTS = f"""() => ({AREAS})().flatMap(root => [...root.querySelectorAll("*")]).flatMap(one => {{
  const found = [...one.attributes].filter(({{name}}) => /^on/i.test(name) || /commandlinker/.test(name))
    .map(({{name}}) => `${{one.localName}} ${{name}}`);
  const link = one.getAttribute("href") ?? one.getAttribute("xlink:href");
  const isBytes = one.hasAttribute("download") && /^data:application\\/octet-stream;/.test(link);
  const isLabs = one.closest(".jp-RenderedText pre") && /^data:|^\\/.*[.]py#line=\\d+$/.test(link);
  const isFine = !link || isBytes || isLabs || /^(https?:|mailto:|blob:|#)/i.test(link);
  if (!isFine) found.push(`${{one.localName}} ${{link}}`);
  if (["script", "object", "embed", "base", "meta", "link", "form"].includes(one.localName)) found.push(one.localName);
  if (one.localName === "iframe" && !["", "allow-scripts"].includes(one.getAttribute("sandbox"))) found.push("iframe");
  const prose = one.closest(".g-contained")?.getBoundingClientRect(), own = one.getBoundingClientRect();
  if (prose && getComputedStyle(one).position === "fixed" && (own.top < prose.top - 1 || own.bottom > prose.bottom + 1))
    found.push(`${{one.outerHTML}} covers the page`);
  return found;
}})"""

# Commands of Lab that are run from now on.
LISTEN = """() => {
  window.ranCommands = [];
  window.noteCommand ??= (_, {id}) => window.ranCommands.push(id);
  jupyterapp.commands.commandExecuted.disconnect(window.noteCommand);
  jupyterapp.commands.commandExecuted.connect(window.noteCommand);
}"""
UNLISTEN = """() => {
  jupyterapp.commands.commandExecuted.disconnect(window.noteCommand);
  return window.ranCommands;
}"""

# What the kernel has been told to run, and what it knows by it.
TOLD = "[len(In) - 1, sorted(name for name in globals() if not name.startswith('_'))]"


@pytest.fixture(scope="module")
def _near() -> Iterator[FakeApp]:
    with FakeApp("127.0.0.2") as server:
        server.routes["GET /picture.png"] = lambda x: x.send(RED, type="image/png")
        yield server


@pytest.fixture
def near(_near: FakeApp) -> FakeApp:
    """A server beside the app, which the app names and nobody may ask: neither page nor kernel."""
    _near.seen.clear()
    return _near


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory, _near: FakeApp) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("hostile")
    command = [
        sys.executable,
        f"{ROOT}/tests/apps/calm.py",
        f"{ROOT}/tests/apps/hostile.py",
        f"--port={port}",
        "--near",
        _near.url,
    ]
    env = os.environ | {"GRADIO_TEMP_DIR": str(folder / "files")}
    with Server(command, f"http://127.0.0.1:{port}", folder / "app.log", env) as server:
        server.wait_until_up()
        yield server.url


class Watch:
    """What leaves the page while it is looked at, and what reaches the kernel."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self._requests: list[Request] = []
        self.executions = 0
        lab.page.on("request", self._note)
        lab.page.on("websocket", self._listen)

    def _note(self, request: Request) -> None:
        url = request.url
        own = url.startswith((self.lab.url, self.lab.url.replace("http", "ws", 1), "data:", "blob:", "about:"))
        if not own or re.search(r"/harm|/x$|/x\?", url):
            self._requests.append(request)

    def _sent(self) -> list[str]:
        """List the requests that left the page; the browser also reports those that a policy of ours has blocked."""
        return [r.url[:200] for r in self._requests if r.response() is not None or r.failure != "csp"]

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._count)

    def _count(self, frame: bytes | str) -> None:
        words = frame if isinstance(frame, bytes) else frame.encode()
        self.executions += b'"execute_request"' in words

    def harm(self, cells: int) -> dict[str, Any]:
        """Do all that a hand could do, and tell what harm is done.

        Parameters
        ----------
        cells : int
            That were run so far; nothing else may have been.
        """
        page = self.lab.page
        before = self.lab.evaluate(TOLD)
        page.evaluate(LISTEN)
        page.evaluate(POKE)
        found = {
            "suspects": page.evaluate(SUSPECTS),
            "page": page.evaluate(
                "[window.harm, document.harm, ({}).harm, [].harm].filter(one => one !== undefined && one !== null)"
            ),
            "cover": page.evaluate("getComputedStyle(document.body).backgroundImage").removeprefix("none"),
            "commands": page.evaluate(UNLISTEN),
            "requests": self._sent(),
            "executions": self.executions - cells,
            "pages": [p.url for p in page.context.pages if p != page],
        }
        after = self.lab.evaluate(TOLD)
        found["kernel"] = [] if after == before and after[0] == cells else [before, after]
        return {what: harm for what, harm in found.items() if harm}

    def assert_unharmed(self, cells: int = 1) -> None:
        assert self.harm(cells) == {}

    def end(self) -> None:
        self.lab.page.remove_listener("request", self._note)
        self.lab.page.remove_listener("websocket", self._listen)


@pytest.fixture
def watch(lab: Lab) -> Iterator[Watch]:
    watch = Watch(lab)
    yield watch
    watch.end()


def test_no_output_of_an_app_does_harm(lab: Lab, hostile_url: str, watch: Watch, near: FakeApp) -> None:
    panel = connected(lab, hostile_url)
    names = lab.evaluate(SHOWING)
    assert len(names) > 25
    for number, name in enumerate(names, 1):
        panel.endpoint(name)
        panel.run()
        expect(panel.run_row(number)).to_contain_text(END)
        expect(panel.root.locator(".g-pending")).to_have_count(0)
        watch.assert_unharmed()
    states = lab.evaluate("{r.endpoint: str(r.state) for r in app.runs}")
    assert {name for name, state in states.items() if state != "done"} == set()
    assert near.seen == []
    assert not [e for e in lab.errors if "uncaught" in e]


def test_no_form_of_an_app_does_harm(lab: Lab, hostile_url: str, watch: Watch) -> None:
    panel = connected(lab, hostile_url)
    panel.endpoint("/form")
    expect(panel.root.locator(".g-field")).to_have_count(9)
    watch.assert_unharmed()
    lab.shot("form")


def test_no_control_does_harm_and_none_loads_what_is_elsewhere_unasked(
    lab: Lab, hostile_url: str, watch: Watch, near: FakeApp
) -> None:
    panel = connected(lab, hostile_url)
    panel.endpoint("/everything")
    expect(panel.root.locator(".g-field")).to_have_count(18)
    expect(panel.root.locator(".g-pending")).to_have_count(0)
    for summary in panel.root.locator("details:not([open]) > summary").all():
        summary.click()
    watch.assert_unharmed()
    lab.shot("everything")
    assert near.seen == []
    host = near.url.removeprefix("http://")
    panel.button(f"Load from {host}").click()
    near.until(lambda: near.seen)
    assert [seen.path for seen in near.seen] == ["/picture.png"]


def test_no_conversation_does_harm(lab: Lab, hostile_url: str, watch: Watch, near: FakeApp) -> None:
    panel = connected(lab, hostile_url)
    panel.endpoint("/talk")
    panel.root.locator(".g-say textarea").fill("hello <img src=x onerror=window.harm=1>")
    panel.root.locator(".g-say textarea").press("Enter")
    expect(panel.run_row(1)).to_contain_text("done")
    expect(panel.root.locator(".g-chat > li")).not_to_have_count(1)
    watch.assert_unharmed()
    assert near.seen == []
    lab.shot("talk")


def test_no_weight_of_an_app_does_harm(lab: Lab, hostile_url: str, watch: Watch) -> None:
    panel = connected(lab, hostile_url)
    for number, name in enumerate(("/huge_text", "/huge_json"), 1):
        panel.endpoint(name)
        panel.run()
        expect(panel.run_row(number)).to_contain_text("done", timeout=90_000)
        expect(panel.button("show all")).to_be_visible()
    assert lab.evaluate("[len(run.value) >= 3_000 for run in app.runs]") == [True, True]
    assert lab.evaluate("len(repr(app._snapshot()))") < 2_000_000
    watch.assert_unharmed()


@pytest.mark.parametrize(("value", "shown"), ODD.values(), ids=ODD)
def test_what_gradio_itself_would_not_send_does_no_harm(
    lab: Lab, fake: FakeApp, watch: Watch, value: str, shown: str
) -> None:
    def answer(x: Exchange) -> None:
        event = fake.event_of(x)
        message = '{"msg": "process_completed", "event_id": "%s", "success": true, "output": {"data": [%s]}}'
        x.stream(*begun(event), f"data: {message % (event, value)}\n\n", CLOSE)

    fake.config["components"][1]["type"] = "json"
    fake.routes["GET /gradio_api/queue/data"] = answer
    panel = connected(lab, fake.url)
    panel.field("Text").fill("x")
    panel.run()
    expect(panel.run_row(1)).to_contain_text(END)
    expect(panel.root.locator(".g-body")).to_contain_text(shown)
    watch.assert_unharmed()
    lab.reload()
    panel.wait_ready()
    expect(panel.run_row(1)).to_contain_text(END)


def test_no_word_of_a_failing_run_does_harm(lab: Lab, hostile_url: str, watch: Watch) -> None:
    panel = connected(lab, hostile_url)
    panel.endpoint("/fail")
    panel.run()
    expect(panel.run_row(1)).to_contain_text("failed")
    expect(panel.status).to_contain_text("<script>window.harm=1</script>")
    watch.assert_unharmed()
    lab.shot("failed-run")


def test_no_value_shown_by_a_cell_does_harm(lab: Lab, hostile_url: str, watch: Watch) -> None:
    connected(
        lab,
        hostile_url,
        "from IPython.display import display\n"
        f"for name in {SHOWING}:\n"
        "    value = app.client.predict(api_name=name)\n"
        "    display(value)\n"
        "    for one in value if isinstance(value, (tuple, list)) else []: display(one)",
        "app.client.predict(api_name='/fail', how='x')",
        "app.client.view_api()",
        "app['/form'].interactive()",
        "app.client.app.endpoints['/form'], app.runs, app.client.exchanges[-3:]",
    )
    cells = lab.page.locator(".jp-Notebook .jp-Cell")
    for cell in range(1, 6):
        lab.run_cell(cell)
        expect(cells.nth(cell).locator(".jp-OutputArea-child").first).to_be_visible()
    expect(cells.nth(4).locator(".widget-text, .jupyter-widgets").first).to_be_visible()
    watch.assert_unharmed(cells=6)
    lab.shot("values")


# Each is put into an output by hand, as if the panel had let it through; and where it has to be noticed.
HARMS = {
    "page": "root.innerHTML = '<img src=data:,x onerror=window.harm=1>'",
    "commands": "root.innerHTML = `<b data-commandlinker-command=notebook:run-all-cells>click</b>`",
    "executions": "jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code: '1'}).done",
    "kernel": "jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code: 'harm = 1'}).done",
    "requests": "root.innerHTML = '<img src=/api/harm>'",
    "suspects": "root.innerHTML = '<a href=javascript:1>x</a>'",
}


@pytest.mark.parametrize("what", HARMS)
def test_harm_would_be_noticed(lab: Lab, watch: Watch, what: str) -> None:
    lab.open("'an output'")
    lab.run_cell(0)
    area = lab.page.locator(".jp-OutputArea-output").first
    area.evaluate(f"async root => {{ await ({HARMS[what]}) }}")
    assert what in watch.harm(cells=1)
    lab.page.evaluate("delete window.harm")
