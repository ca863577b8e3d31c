"""Plots: as figures of the library that made them, as pictures, as Vega-Lite."""

from __future__ import annotations

import base64
import io
import json
import pickle
from pathlib import Path
from typing import Any

import altair
import pandas
import plotly.graph_objects
import pytest
from bokeh.embed import json_item
from bokeh.plotting import figure
from PIL import Image
from value_helpers import encode, view

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.schema import Return
from gradio_nb.values import Plot, family
from gradio_nb.values.vega import closed

VEGA, PLOTLY = "application/vnd.vegalite.v5+json", "application/vnd.plotly.v1+json"
FRAME = pandas.DataFrame({"x": [1, 2], "y": [3, 4]})
CHART = altair.Chart(FRAME).mark_line().encode(x="x", y="y")
NATIVE = {
    "columns": ["day", "sales.net", "shop"],
    "data": [["Mon", 1, "A"], ["Tue", 2, "B"]],
    "datatypes": {"day": "nominal", "sales.net": "quantitative", "shop": "nominal"},
    "mark": "bar",
}
AXES = {"x": "day", "y": "sales.net", "color": "shop"}


def plotly_wire(**layout: Any) -> dict[str, Any]:
    return {"type": "plotly", "plot": plotly.graph_objects.Figure([{"y": [1, 2]}], layout).to_json()}


def altair_wire(chart: Any = CHART) -> dict[str, Any]:
    return {"type": "altair", "plot": chart.to_json()}


def native(wire: Any = NATIVE, **props: Any) -> Plot:
    made = family("nativeplot").decode(Return("y", "Y", "nativeplot", props={**AXES, **props}), wire, None)  # type: ignore[arg-type]
    assert isinstance(made, Plot)
    return made


@pytest.fixture(scope="module")
def picture() -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2)).save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


@pytest.fixture(scope="module")
def bokeh_wire() -> dict[str, Any]:
    drawn = figure(title="waves")
    drawn.line([1, 2], [3, 4])
    return {"type": "bokeh", "plot": json.dumps(json_item(drawn))}


def test_plots_of_matplotlib_are_pictures(picture: str) -> None:
    wire = {"type": "matplotlib", "plot": picture}
    assert view("plot", wire) == {"kind": "image", "value": picture}
    plot = Plot(wire)
    assert plot.to_pil().size == (3, 2)
    assert f'<img src="{picture}"' in plot._repr_mimebundle_()["text/html"]
    with pytest.raises(ValueError, match=r"of matplotlib; to_pil\(\) gives it"):
        plot.to_plotly()
    assert "<script>" not in Plot({"plot": 'data:image/png,"><script>'})._repr_mimebundle_()["text/html"]


def test_plotly_comes_back_as_its_figure() -> None:
    plot = Plot(plotly_wire(title="Sales"))
    drawn = plot.to_plotly()
    assert isinstance(drawn, plotly.graph_objects.Figure)
    assert (drawn.layout.title.text, list(drawn.data[0].y)) == ("Sales", [1, 2])
    assert plot._repr_mimebundle_()[PLOTLY]["layout"]["title"] == {"text": "Sales"}
    assert view("plot", plot.raw) == {"kind": "plot", "value": plot.raw}


def test_altair_comes_back_as_its_chart() -> None:
    plot = Plot(altair_wire())
    assert plot.to_altair().to_dict()["encoding"] == CHART.to_dict()["encoding"]
    assert plot._repr_mimebundle_()[VEGA]["mark"] == {"type": "line"}
    assert view("plot", plot.raw) == {"kind": "plot", "value": {"type": "vega-lite", "plot": plot.to_vega()}}


def test_bokeh_comes_back_as_its_figure_and_runs_nothing_by_itself(bokeh_wire: dict[str, Any]) -> None:
    plot = Plot(bokeh_wire)
    drawn = plot.to_bokeh()
    assert (type(drawn).__name__, drawn.title.text, drawn.document) == ("figure", "waves", None)
    assert plot._repr_mimebundle_() == {"text/plain": "<Plot of bokeh>: to_bokeh() gives it"}
    assert view("plot", bokeh_wire) == {"kind": "plot", "value": bokeh_wire}


@pytest.mark.parametrize(
    ("module", "call", "told"),
    [
        ("plotly", lambda: Plot({"type": "plotly", "plot": "{}"}).to_plotly(), "pip install plotly"),
        ("altair", lambda: native().to_altair(), "pip install altair"),
        ("bokeh", lambda: Plot({"type": "bokeh", "plot": '{"doc": {}}'}).to_bokeh(), "pip install bokeh"),
    ],
)
def test_what_is_not_installed_is_named(without: Any, module: str, call: Any, told: str) -> None:
    without(module)
    with pytest.raises(ImportError, match=told):
        call()


def test_native_plots_are_vega_lite() -> None:
    plot = native(title="Week", y_lim=[0, None], sort="-y", color_map={"A": "red", "B": "blue"})
    spec = plot.to_vega()
    assert spec["data"]["values"][1] == {"day": "Tue", "sales.net": 2, "shop": "B"}
    assert (spec["mark"]["type"], spec["title"]) == ("bar", "Week")
    x, y, color = (spec["encoding"][axis] for axis in ("x", "y", "color"))
    assert x == {
        "field": "day",
        "type": "nominal",
        "title": "day",
        "sort": {"field": "sales\\.net", "order": "descending"},
    }
    assert (y["field"], y["title"], y["aggregate"]) == ("sales\\.net", "sales.net", "sum")
    assert color["scale"] == {"domain": ["A", "B"], "range": ["red", "blue"]}
    assert type(plot.to_altair()) is altair.Chart  # Altair checks it against the schema of Vega-Lite
    assert plot._repr_mimebundle_()[VEGA] == spec


def test_times_are_in_the_units_of_vega() -> None:
    wire = {
        "columns": ["t", "v"],
        "data": [[0, 1], [60000, 2]],
        "datatypes": {"t": "temporal", "v": "quantitative"},
        "mark": "line",
    }
    spec = native(wire, x="t", y="v", color=None, x_bin="5m", x_lim=[10, 20], y_aggregate="mean").to_vega()
    assert spec["encoding"]["x"]["bin"] == {"step": 300_000}
    assert spec["encoding"]["x"]["scale"] == {"domainMin": 10_000, "domainMax": 20_000}
    assert spec["encoding"]["y"]["aggregate"] == "mean"
    points = native({**wire, "mark": "point"}, x="t", y="v", color=None).to_vega()
    assert "aggregate" not in points["encoding"]["y"]
    assert [tip["field"] for tip in points["encoding"]["tooltip"]] == ["t", "v"]


def test_the_panel_draws_native_plots_of_all_generations() -> None:
    output = Return("y", "Y", "nativeplot", props=AXES)
    drawn = family("nativeplot").view(output, NATIVE)
    assert drawn == {"kind": "plot", "value": {"type": "vega-lite", "plot": native().to_vega()}}
    old = {**altair_wire(), "chart": "line"}  # Gradio 3 and 4.0
    assert view("plot", old)["value"]["type"] == "vega-lite"


@pytest.mark.parametrize(
    "wire",
    [
        altair_wire(altair.Chart("https://other.example/data.csv").mark_line()),
        altair_wire(CHART.mark_image(url="data:image/png;base64,")),
        altair_wire(CHART.mark_image().encode(url="x")),
        plotly_wire(images=[{"source": "https://other.example/a.png"}]),
        {"type": "plotly", "plot": '{"data": [{"type": "scattergeo", "lat": [1], "lon": [2]}]}'},
        {"type": "plotly", "plot": '{"data": [{"type": "choroplethmap"}]}'},
    ],
)
def test_a_plot_that_would_ask_other_hosts_does_not_show_itself(wire: dict[str, Any]) -> None:
    assert list(Plot(wire)._repr_mimebundle_()) == ["text/plain"]


def test_options_of_the_renderer_are_not_the_apps_to_set() -> None:
    chart = CHART.properties(usermeta={"embedOptions": {"patch": "https://other.example/patch.json"}})
    assert "usermeta" not in Plot(altair_wire(chart))._repr_mimebundle_()[VEGA]


@pytest.mark.parametrize(
    "wire",
    [
        {"type": "plotly", "plot": "no JSON"},
        {"type": "altair", "plot": "[]"},
        {"type": "new", "plot": None},
        {"type": "plotly", "plot": '{"data": 3, "layout": {"images": "x"}}'},
    ],
)
def test_a_broken_plot_shows_its_name(wire: dict[str, Any]) -> None:
    assert Plot(wire)._repr_mimebundle_()["text/plain"].startswith("<Plot of ")
    json.dumps(view("plot", wire))


def test_plots_travel_back_and_pickle() -> None:
    for plot in (native(), Plot(plotly_wire())):
        assert encode("plot", plot) == plot.raw == encode("plot", plot.raw)
        twin = pickle.loads(pickle.dumps(plot))
        assert (twin, repr(twin)) == (plot, repr(plot))
        assert twin.json == plot.json
    with pytest.raises(BadArgument, match="expected a plot"):
        encode("plot", "x")


FIGURES = json.loads((Path(__file__).parents[2] / "fixtures" / "figures.json").read_text())


@pytest.mark.parametrize("case", FIGURES, ids=[case["text"] for case in FIGURES])
def test_a_figure_is_given_to_the_notebooks_renderer_only_if_its_texts_load_nothing(case: dict[str, Any]) -> None:
    figure = {"data": [{"type": "scatter", "text": [case["text"]]}], "layout": {}}
    shown = Plot({"type": "plotly", "plot": json.dumps(figure)})._repr_mimebundle_()
    assert ("application/vnd.plotly.v1+json" in shown) == case["closed"]


@pytest.mark.parametrize(
    ("spec", "is_closed"),
    [
        ({"mark": {"type": "point", "cursor": "pointer"}}, True),
        ({"mark": {"type": "point", "cursor": "url(http://127.0.0.2/x), auto"}}, False),
        ({"mark": {"type": "point", "cursor": {"expr": "'u' + 'rl(http://127.0.0.2/x)'"}}}, False),
        ({"mark": {"type": "point", "fill": "url(http://127.0.0.2/x#a)"}}, False),
        ({"mark": "point", "data": {"values": [{"color": "url(http://127.0.0.2/x#a)"}]}}, False),
        ({"mark": "point", "params": [{"name": "a", "bind": {"input": "range", "min": 0}}]}, True),
        ({"mark": "point", "params": [{"name": "a", "bind": "scales"}]}, True),
        ({"mark": "point", "params": [{"name": "a", "bind": {"x": {"input": "range"}}}]}, True),
        ({"mark": "point", "params": [{"name": "a", "bind": {"input": "image", "src": "http://127.0.0.2/x"}}]}, False),
        ({"mark": "point", "params": [{"name": "a", "bind": {"input": "text", "style": "--x: y"}}]}, False),
    ],
)
def test_a_spec_of_vega_is_closed_only_if_nothing_in_it_loads(spec: dict[str, Any], is_closed: bool) -> None:
    assert closed(spec) == is_closed
