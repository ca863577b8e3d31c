"""What scripts of an app can reach from the sandbox in which the user runs them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest
from fake_server import CLOSE, Exchange, FakeApp, begun
from lab import DARK, LIGHT, Lab
from panel import Panel, connected
from playwright.sync_api import expect

# The app's own script tells when what it started has had its time.
RAN = "setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<p id=ran>ran</p>'), 700)"
RTC = (
    "const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:STUN'}]});"
    "peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));"
)
FRAME = f"<iframe srcdoc='<script>{RTC}</script>'></iframe>".replace("'stun:STUN'", "&quot;stun:STUN&quot;").replace(
    "'x'", "&quot;x&quot;"
)
# Within a script, where the end tag of the inner one would end it.
WRITTEN = FRAME.replace("</script", "<\\/script")
LINK = "<a href='NEAR/link' style='position: fixed; inset: 0'>x</a>"

# By what they try. Those that navigate cannot tell that they ran.
NAVIGATING = {
    "location": "<script>location = 'NEAR/location'</script>",
    "a clicked link": f"{LINK}<script>document.querySelector('a').click()</script>",
    "a form": "<form action='NEAR/form'></form><script>document.forms[0].submit()</script>",
    "the parent": "<script>try { parent.location = 'NEAR/parent' } catch {} top.location = 'NEAR/top'</script>",
    "another document": f"<script>location = URL.createObjectURL(new Blob([`<script>{RTC}<\\/script>`],"
    " {type: 'text/html'}))</script>",
}
STAYING = {
    "a refresh": "<meta http-equiv=refresh content='0;url=NEAR/refresh'><script></script>",
    "WebRTC": f"<script>{RTC}</script>",
    "WebRTC of a frame": f"{FRAME}<script></script>",
    "WebRTC of a frame in a shadow tree": f"<div></div><script>document.querySelector('div')"
    f".attachShadow({{mode: 'closed'}}).innerHTML = `{WRITTEN}`</script>",
    "WebRTC of a frame in two pieces": f"<script>document.write('<ifr');document.write(`{WRITTEN[4:]}`)</script>",
    "a window": "<script>open('NEAR/window')</script>",
    "requests": "<script>fetch('NEAR/fetch').catch(() => 0); navigator.sendBeacon('NEAR/beacon');"
    "new Image().src = 'NEAR/image'; import('NEAR/module').catch(() => 0)</script>",
    "links to resources": "<link rel=preconnect href='NEAR'><link rel=stylesheet href='NEAR/css'>"
    "<script>for (const rel of ['preconnect', 'prefetch', 'preload', 'dns-prefetch', 'icon'])"
    "{ const link = document.createElement('link'); Object.assign(link, {rel, href: 'NEAR/' + rel, as: 'image'});"
    "document.head.append(link) }</script>",
    "a style": "<style>@import 'NEAR/import'; body { background: url(NEAR/background) }</style><script></script>",
    "speculation rules": '<script type=speculationrules>{"prefetch": [{"urls": ["NEAR/rules"],'
    '"eagerness": "immediate"}]}</script>',
    "a replaced filter": "<div></div><script>String.prototype.replace = function () { return `${this}` };"
    "RegExp.prototype[Symbol.replace] = text => text; Reflect.apply = (_, it) => it;"
    f"document.querySelector('div').innerHTML = `{WRITTEN}`</script>",
}


class Canary:
    """A server that an app names: what reaches it has left the page."""

    def __init__(self, near: FakeApp) -> None:
        self._near = near
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.2", 0))
        self._stun = f"127.0.0.2:{self._socket.getsockname()[1]}"
        self.came: list[str] = []
        self._arrival = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while self._socket.recv(2000) != b"end":
            self.came.append("STUN")
            self._arrival.set()

    def named(self, html: str) -> str:
        """Write the addresses of the server into a page."""
        return html.replace("NEAR", self._near.url).replace("STUN", self._stun)

    def seen(self) -> list[str]:
        return self.came + [seen.path for seen in self._near.seen]

    def wait_for_stun(self) -> None:
        assert self._arrival.wait(20)

    def end(self) -> None:
        host, _, port = self._stun.partition(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"end", (host, int(port)))
        self._thread.join(10)
        self._socket.close()


@pytest.fixture
def near() -> Iterator[FakeApp]:
    with FakeApp("127.0.0.2") as server:
        yield server


@pytest.fixture
def canary(near: FakeApp) -> Iterator[Canary]:
    canary = Canary(near)
    yield canary
    canary.end()


class Shower:
    """An app whose answer is HTML, in the panel of a notebook."""

    def __init__(self, lab: Lab, fake: FakeApp) -> None:
        self._html = ""
        self._runs = 0

        def answer(x: Exchange) -> None:
            event = fake.event_of(x)
            output = {"data": [self._html]}
            done = {"msg": "process_completed", "event_id": event, "success": True, "output": output}
            x.stream(*begun(event), f"data: {json.dumps(done)}\n\n", CLOSE)

        fake.config["components"][1]["type"] = "html"
        fake.routes["GET /gradio_api/queue/data"] = answer
        self.panel: Panel = connected(lab, fake.url)
        self.panel.field("Text").fill("x")
        self.frame = lab.page.frame_locator("iframe.g-frame").frame_locator("iframe")

    def show(self, html: str) -> None:
        """Run the app, and its page in the sandbox."""
        self._html = html
        self._runs += 1
        self.panel.run()
        expect(self.panel.run_row(self._runs)).to_contain_text("done")
        self.panel.button("Show in a sandbox").click()


@pytest.fixture
def shower(lab: Lab, fake: FakeApp) -> Shower:
    return Shower(lab, fake)


def test_no_script_in_the_sandbox_reaches_another_host(shower: Shower, canary: Canary) -> None:
    for html in STAYING.values():
        shower.show(canary.named(f"{html}<script>{RAN}</script>"))
        expect(shower.frame.locator("#ran")).to_be_visible()
    for html in NAVIGATING.values():
        # What comes after it shows that its time has passed.
        shower.show(canary.named(html))
        shower.show(f"<script>{RAN}</script>")
        expect(shower.frame.locator("#ran")).to_be_visible()
    assert canary.seen() == []


def test_a_click_in_the_sandbox_leads_nowhere(shower: Shower, canary: Canary, lab: Lab) -> None:
    shower.show(canary.named(f"{LINK}<script>{RAN}</script>"))
    expect(shower.frame.locator("#ran")).to_be_visible()
    shower.frame.locator("a").click()
    expect(shower.frame.locator("#ran")).to_be_visible()
    assert canary.seen() == []
    assert len(lab.page.context.pages) == 1


def test_the_canary_notices_what_leaves_a_plain_sandbox(lab: Lab, canary: Canary, near: FakeApp) -> None:
    lab.open("1")
    add = """html => {
      const frame = document.createElement("iframe");
      frame.sandbox = "allow-scripts";
      frame.srcdoc = html;
      document.body.append(frame);
    }"""
    lab.page.evaluate(add, canary.named(STAYING["WebRTC"]))
    lab.page.evaluate(add, canary.named(NAVIGATING["location"]))
    canary.wait_for_stun()
    near.until(lambda: near.seen)
    assert "/location" in canary.seen()
    lab.page.evaluate("() => document.querySelectorAll('body > iframe').forEach(frame => frame.remove())")


def test_harmless_scripts_work_in_the_sandbox(shower: Shower, lab: Lab) -> None:
    shower.show(
        "<style>button { padding: 8px }</style><h3>Counter</h3><button>0</button> <span></span>"
        "<script>const button = document.querySelector('button');"
        "button.onclick = () => { button.innerHTML = `<b>${+button.textContent + 1}</b>` };"
        "const t = document.createElement('template'); t.innerHTML = '<i>made</i>';"
        "document.querySelector('span').append(t.content)</script>"
    )
    shower.frame.locator("button").click()
    expect(shower.frame.locator("button b")).to_have_text("1")
    expect(shower.frame.locator("span i")).to_have_text("made")
    for theme in (LIGHT, DARK):
        lab.theme(theme)
        for width in (560, 1000):
            shower.panel.root.evaluate("(root, width) => { root.style.width = `${width}px` }", width)
            lab.shot(f"{'light' if theme == LIGHT else 'dark'}-{width}")
