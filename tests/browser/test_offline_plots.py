"""Plots of an app: nothing in them reaches another host, however it is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from canary import Shower
from fake_server import FakeApp
from lab import Lab
from playwright.sync_api import expect

PAINTS = ("background:url({0})", "filter:url({0}#a)", "cursor:url({0}),auto", "mask:url({0})", "fill:url({0}#a)")


def styled(near: str, word: str) -> str:
    """Write a text of plotly each of whose tags would load something."""
    tags = [f"<span style='{paint.format(f'{near}/{word}{i}')}'>{word}</span>" for i, paint in enumerate(PAINTS)]
    return "".join([*tags, f"<img src='{near}/{word}.png'>"])


def plotly(near: str) -> dict[str, Any]:
    texts = {word: styled(near, word) for word in ("title", "tick", "point", "note", "axis", "legend", "hover", "menu")}
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [1, 2],
        "y": [1, 2],
        "text": texts["point"],
        "name": texts["legend"],
        "customdata": [["yle='filter:url(", f"{near}/assembled#a)'"]] * 2,
        "hovertemplate": texts["hover"] + "<span st%{customdata[0]}%{customdata[1]}>assembled</span>",
        "texttemplate": "%{text}<span st%{customdata[0]}%{customdata[1]}>assembled</span>",
    }
    button = {"label": texts["menu"], "method": "relayout", "args": ["images[0].source", f"{near}/button.png"]}
    layout = {
        "showlegend": True,
        "title": {"text": texts["title"]},
        "xaxis": {"title": {"text": texts["axis"]}, "tickvals": [1, 2], "ticktext": [texts["tick"]] * 2},
        "annotations": [{"text": texts["note"], "x": 1.5, "y": 1.5, "hovertext": texts["hover"]}],
        "images": [{"source": f"{near}/image.png", "x": 0, "y": 1, "sizex": 1, "sizey": 1}],
        "updatemenus": [{"type": "buttons", "buttons": [button]}],
    }
    return {"type": "plotly", "plot": json.dumps({"data": [trace], "layout": layout})}


def vega(near: str) -> dict[str, Any]:
    outside = {"signal": f"'u' + 'rl({near}/paint#a)'"}
    spec = {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "width": 300,
        "height": 200,
        "signals": [
            {"name": "cursor", "value": f"url({near}/cursor), auto"},
            {"name": "input", "value": 1, "bind": {"input": "image", "src": f"{near}/input.png"}},
            {"name": "styled", "value": 1, "bind": {"input": "text", "style": f"background:url({near}/style)"}},
        ],
        "marks": [
            {"type": "rect", "encode": {"enter": {"width": {"value": 300}, "height": {"value": 200}, "fill": outside}}},
            {"type": "rect", "encode": {"enter": {"width": {"value": 9}, "height": {"value": 9}, "stroke": outside}}},
            {"type": "image", "encode": {"enter": {"url": {"value": f"{near}/mark.png"}, "width": {"value": 9}}}},
            {
                "type": "symbol",
                "encode": {
                    "enter": {
                        "x": {"value": 150},
                        "y": {"value": 100},
                        "size": {"value": 9000},
                        "fill": {"value": "red"},
                        "cursor": {"value": f"url({near}/mark-cursor), auto"},
                        "tooltip": {"signal": f"{{image: '{near}/tooltip.png', title: 'x'}}"},
                    }
                },
            },
        ],
    }
    return {"type": "altair", "plot": json.dumps(spec)}


@pytest.mark.parametrize("make", [plotly, vega])
def test_no_text_of_a_plot_reaches_another_host(lab: Lab, fake: FakeApp, near: FakeApp, make: Any) -> None:
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(request.url) if request.url.startswith(near.url) else None)
    shower = Shower(lab, fake, "plot")
    shower.show(make(near.url))
    plot = shower.panel.root.locator(".g-plot")
    expect(plot.locator("svg").first).to_be_visible()
    for x, y in ((150, 100), (151, 101), (100, 300)):
        plot.hover(position={"x": x, "y": y}, force=True)
    for button in plot.locator(".updatemenu-button").all():
        button.click(force=True)
    assert plot.locator("input[type=image], [style*='url(\"http']").count() == 0
    # What is to be loaded is asked for with the next picture of the page.
    lab.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    lab.page.evaluate("() => fetch(location.href).then(() => undefined)")
    assert asked == []
    assert near.seen == []
    lab.shot(make.__name__)
