"""What scripts of an app can reach from the sandbox in which the user runs them."""

from __future__ import annotations

import pytest
from canary import Canary, Shower
from fake_server import FakeApp
from lab import DARK, LIGHT, Lab
from playwright.sync_api import FrameLocator, expect

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


@pytest.fixture
def shower(lab: Lab, fake: FakeApp) -> Shower:
    return Shower(lab, fake, "html")


def frame_of(lab: Lab) -> FrameLocator:
    return lab.page.frame_locator("iframe.g-frame").frame_locator("iframe")


def sandboxed(shower: Shower, html: str) -> None:
    """Run the app, and its page in the sandbox."""
    shower.show(html)
    shower.panel.button("Show in a sandbox").click()


def test_no_script_in_the_sandbox_reaches_another_host(lab: Lab, shower: Shower, canary: Canary) -> None:
    for html in STAYING.values():
        sandboxed(shower, canary.named(f"{html}<script>{RAN}</script>"))
        expect(frame_of(lab).locator("#ran")).to_be_visible()
    for html in NAVIGATING.values():
        # What comes after it shows that its time has passed.
        sandboxed(shower, canary.named(html))
        sandboxed(shower, f"<script>{RAN}</script>")
        expect(frame_of(lab).locator("#ran")).to_be_visible()
    assert canary.seen() == []


def test_a_click_in_the_sandbox_leads_nowhere(shower: Shower, canary: Canary, lab: Lab) -> None:
    sandboxed(shower, canary.named(f"{LINK}<script>{RAN}</script>"))
    expect(frame_of(lab).locator("#ran")).to_be_visible()
    frame_of(lab).locator("a").click()
    expect(frame_of(lab).locator("#ran")).to_be_visible()
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
    sandboxed(
        shower,
        "<style>button { padding: 8px }</style><h3>Counter</h3><button>0</button> <span></span>"
        "<script>const button = document.querySelector('button');"
        "button.onclick = () => { button.innerHTML = `<b>${+button.textContent + 1}</b>` };"
        "const t = document.createElement('template'); t.innerHTML = '<i>made</i>';"
        "document.querySelector('span').append(t.content)</script>",
    )
    frame_of(lab).locator("button").click()
    expect(frame_of(lab).locator("button b")).to_have_text("1")
    expect(frame_of(lab).locator("span i")).to_have_text("made")
    for theme in (LIGHT, DARK):
        lab.theme(theme)
        for width in (560, 1000):
            shower.panel.root.evaluate("(root, width) => { root.style.width = `${width}px` }", width)
            lab.shot(f"{'light' if theme == LIGHT else 'dark'}-{width}")
