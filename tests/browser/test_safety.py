"""An app that means harm, in a notebook: nothing of it runs, nothing leaves, nothing reaches the kernel."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator

import pytest
from lab import Lab
from panel import Panel, connected
from playwright.sync_api import Request, expect
from servers import Server, free_port

ROOT = __file__.rpartition("/tests/")[0]

# What a hand does on a page, at everything that the app has put there.
POKE = """root => {
  for (const one of root.querySelectorAll("*")) {
    if (one.closest(".g-plot")) continue;  // its libraries cannot bear events that no hand has made
    for (const name of ["mouseover", "mouseenter", "mousemove", "focus", "focusin", "pointerover", "toggle"])
      one.dispatchEvent(new Event(name, {bubbles: true}));
    if (one.closest(".g-prose") && !one.closest("a[href]")) one.click?.();
  }
}"""

# All that would do something of its own accord, wherever it came from.
SUSPECTS = """root => [...root.querySelectorAll("*")].flatMap(one => {
  const found = [...one.attributes].filter(({name}) => /^on/i.test(name) || /commandlinker/.test(name))
    .map(({name}) => `${one.localName} ${name}`);
  const link = one.getAttribute("href") ?? one.getAttribute("xlink:href");
  if (link && !/^(https?:|mailto:|blob:|#)/i.test(link)) found.push(`${one.localName} ${link}`);
  if (["script", "object", "embed", "base", "meta", "link", "form"].includes(one.localName)) found.push(one.localName);
  if (one.localName === "iframe" && one.getAttribute("sandbox") !== "allow-scripts") found.push("iframe");
  const prose = one.closest(".g-contained")?.getBoundingClientRect(), own = one.getBoundingClientRect();
  if (prose && getComputedStyle(one).position === "fixed" && (own.top < prose.top - 1 || own.bottom > prose.bottom + 1))
    found.push(`${one.outerHTML} covers the page`);
  return found;
})"""


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("hostile")
    command = [sys.executable, f"{ROOT}/tests/apps/hostile.py", "--port", str(port)]
    env = os.environ | {"GRADIO_TEMP_DIR": str(folder / "files")}
    with Server(command, f"http://127.0.0.1:{port}", folder / "app.log", env) as server:
        server.wait_until_up()
        yield server.url


class Watch:
    """What leaves the page while it is looked at."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.requests: list[str] = []
        lab.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        url = request.url
        own = url.startswith((self.lab.url, self.lab.url.replace("http", "ws", 1), "data:", "blob:", "about:"))
        if not own or re.search(r"/harm|/x$|/x\?", url):
            self.requests.append(url[:200])

    def assert_unharmed(self, panel: Panel) -> None:
        page = self.lab.page
        panel.root.evaluate(POKE)
        assert panel.root.evaluate(SUSPECTS) == []
        assert page.evaluate("[window.harm, document.harm, ({}).harm, [].harm]") == [None] * 4
        assert page.evaluate("getComputedStyle(document.body).backgroundImage") == "none"
        assert self.requests == []
        assert "harm" not in self.lab.evaluate("list(globals())")
        assert [p for p in page.context.pages if p != page] == []

    def end(self) -> None:
        self.lab.page.remove_listener("request", self._note)


@pytest.fixture
def watch(lab: Lab) -> Iterator[Watch]:
    watch = Watch(lab)
    yield watch
    watch.end()


def test_no_output_of_an_app_does_harm(lab: Lab, hostile_url: str, watch: Watch) -> None:
    panel = connected(lab, hostile_url)
    names = lab.evaluate("[e for e in app.client.app.endpoints if e not in ('/form', '/fail', '/load_example')]")
    assert len(names) > 25
    for number, name in enumerate(names, 1):
        panel.endpoint(name)
        panel.run()
        expect(panel.run_row(number)).to_contain_text(re.compile("done|failed"))
        expect(panel.root.locator(".g-pending")).to_have_count(0)
        watch.assert_unharmed(panel)
    states = lab.evaluate("{r.endpoint: str(r.state) for r in app.runs}")
    assert {name for name, state in states.items() if state != "done"} == set()
    assert not [e for e in lab.errors if "uncaught" in e]


def test_no_form_of_an_app_does_harm(lab: Lab, hostile_url: str, watch: Watch) -> None:
    panel = connected(lab, hostile_url)
    panel.endpoint("/form")
    expect(panel.root.locator(".g-field")).to_have_count(9)
    watch.assert_unharmed(panel)
    lab.shot("form")


def test_no_word_of_a_failing_run_does_harm(lab: Lab, hostile_url: str, watch: Watch) -> None:
    panel = connected(lab, hostile_url)
    panel.endpoint("/fail")
    panel.run()
    expect(panel.run_row(1)).to_contain_text("failed")
    expect(panel.status).to_contain_text("<script>window.harm=1</script>")
    watch.assert_unharmed(panel)
    lab.shot("failed-run")


def test_no_value_shown_by_a_cell_does_harm(lab: Lab, hostile_url: str, watch: Watch) -> None:
    panel = connected(
        lab,
        hostile_url,
        "from IPython.display import display\n"
        "for name in app.client.app.endpoints:\n"
        "    if name in ('/form', '/fail', '/load_example'): continue\n"
        "    value = app.client.predict(api_name=name)\n"
        "    display(value)\n"
        "    for one in value if isinstance(value, (tuple, list)) else []: display(one)",
        "app.client.predict(api_name='/fail', how='x')",
        "app.client.view_api()",
    )
    for cell in (1, 2, 3):
        lab.run_cell(cell)
    shown = lab.page.locator(".jp-Notebook .jp-Cell .jp-OutputArea").nth(1)
    shown.evaluate(POKE)
    watch.assert_unharmed(panel)
    lab.shot("values")
