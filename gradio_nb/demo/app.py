"""How the demo app looks. The endpoints most worth trying come first."""

from __future__ import annotations

import gradio as gr

from . import endpoints
from .art import PALETTES
from .endpoints import known_to


def build_app() -> gr.Blocks:
    """Build the app, one tab for each endpoint."""
    app: gr.Blocks = gr.Blocks(title="gradio_nb demo", analytics_enabled=False)
    with app:
        gr.Markdown("# gradio_nb demo\nNo model and no network: everything here is computed.")
        _pictures_and_sound()
        _text()
        _data()
        _jobs()
        _form()
    return app


def _pictures_and_sound() -> None:
    with gr.Tab("Paint"), gr.Row():
        with gr.Column():
            paint_inputs = [
                gr.Textbox(label="Prompt", info="what to paint", lines=2, placeholder="a lake under the stars"),
                gr.Dropdown(list(PALETTES), value="dawn", label="Palette"),
                gr.Slider(1, 24, value=8, step=1, label="Steps", info="ridges; more is slower"),
                gr.Slider(256, 1280, value=768, step=64, label="Width", info="in pixels"),
                gr.Number(7, label="Seed", precision=0, info="the same seed gives the same land"),
                gr.Checkbox(False, label="Randomize seed"),
                gr.Checkbox(False, label="Transparent sky"),
            ]
            paint = gr.Button("Paint", variant="primary")
            examples = [
                ["a quiet lake", "dawn", 8],
                ["stars over a fjord", "night", 10],
                ["the far north", "aurora", 6],
            ]
            gr.Examples(examples, paint_inputs[:3])
        with gr.Column():
            paint_outputs = [gr.Image(label="Picture", format="png"), gr.Number(label="Seed", precision=0)]
    paint.click(endpoints.paint, paint_inputs, paint_outputs, api_name="paint", concurrency_limit=4)

    with gr.Tab("Palettes"):
        place = gr.Textbox("a lake", label="Prompt")
        seed = gr.Number(7, label="Seed", precision=0)
        palettes = gr.Button("Paint all", variant="primary")
        gallery = gr.Gallery(label="Pictures", columns=3)
    palettes.click(endpoints.palettes, [place, seed], gallery, api_name="palettes")

    with gr.Tab("Filter"), gr.Row():
        with gr.Column():
            filter_inputs = [
                gr.Image(label="Picture"),
                gr.Radio(["invert", "grey", "poster", "mirror"], value="invert", label="Effect"),
                gr.Slider(0, 1, value=1, step=0.05, label="Strength"),
            ]
            filter_ = gr.Button("Apply", variant="primary")
        filtered = gr.Image(label="Result", format="png")
    filter_.click(endpoints.filter_image, filter_inputs, filtered, api_name="filter")

    with gr.Tab("Tone"):
        tone_inputs = [
            gr.Slider(55, 1760, value=440, step=1, label="Frequency", info="in Hz; 440 is an A"),
            gr.Radio(["sine", "triangle", "square"], value="sine", label="Waveform"),
            gr.Slider(0.2, 5, value=1, step=0.1, label="Seconds"),
        ]
        tone = gr.Button("Play", variant="primary")
        sound = gr.Audio(label="Sound")
    tone.click(endpoints.tone, tone_inputs, sound, api_name="tone")


def _text() -> None:
    with gr.Tab("Haiku"):
        topic = gr.Textbox(label="Topic", placeholder="a pond")
        delay = gr.Slider(0, 2, value=0.15, step=0.01, label="Delay", info="seconds between two words")
        write = gr.Button("Write", variant="primary")
        poem = gr.Textbox(label="Haiku", lines=3)
        gr.Examples([["a pond"], ["an empty queue"]], [topic])
    write.click(endpoints.haiku, [topic, delay], poem, api_name="haiku", concurrency_limit=4)

    with gr.Tab("Classify"):
        text = gr.Textbox(label="Text", lines=3)
        judge = gr.Button("Judge", variant="primary")
        verdict = [gr.Label(label="Mood"), gr.HighlightedText(label="Words")]
        gr.Examples([["What a wonderful day, I love the sun!"], ["Lost and alone in the rain."]], [text])
    judge.click(endpoints.classify, text, verdict, api_name="classify")

    with gr.Tab("Chat"):
        chatbot = gr.Chatbot(label="Conversation", **known_to(gr.Chatbot.__init__, type="messages"))
        message = gr.Textbox(label="Message")
        send = gr.Button("Send", variant="primary")
    send.click(endpoints.chat, [message, chatbot], chatbot, api_name="chat")


def _data() -> None:
    with gr.Tab("Table"):
        rows = gr.Slider(1, 200, value=12, step=1, label="Rows")
        order = gr.Radio(["station", "height", "temperature"], value="station", label="Order")
        look_up = gr.Button("Look up", variant="primary")
        stations = [gr.Dataframe(label="Stations"), gr.Markdown(label="Warmest")]
    look_up.click(endpoints.table, [rows, order], stations, api_name="table")

    with gr.Tab("Count"):
        step = gr.Number(1, label="Step", precision=0)
        remembered = gr.State(0)
        add = gr.Button("Add", variant="primary")
        total = gr.Number(label="Total", precision=0)
    add.click(endpoints.count, [step, remembered], [total, remembered], api_name="count")


def _jobs() -> None:
    with gr.Tab("Slow"):
        seconds = gr.Slider(0.1, 30, value=3, step=0.1, label="Seconds")
        wait = gr.Button("Wait", variant="primary")
        waited = gr.Textbox(label="Outcome")
    wait.click(endpoints.slow, seconds, waited, api_name="slow", concurrency_limit=1)

    with gr.Tab("Logs"):
        text = gr.Textbox("a few words", label="Text")
        read = gr.Button("Read", variant="primary")
        findings = gr.Markdown(label="Findings")
    read.click(endpoints.logs, text, findings, api_name="logs")

    with gr.Tab("Fail"):
        message = gr.Textbox("The easel fell over.", label="Message")
        how = gr.Radio(
            [("with an error", "error"), ("half way", "midway"), ("by a crash", "crash")], value="error", label="How"
        )
        try_ = gr.Button("Try", variant="primary")
        outcome = gr.Textbox(label="Outcome")
    try_.click(endpoints.fail, [message, how], outcome, api_name="fail")


def _form() -> None:
    seasons = ["spring", "summer", "autumn", "winter"]
    with gr.Tab("Form"):
        inputs = [
            gr.Textbox(label="Text", max_lines=1, placeholder="one line"),
            gr.Textbox(label="Lines", lines=3),
            gr.Textbox(label="Password", type="password"),
            gr.Number(label="Number", minimum=-10, maximum=10),
            gr.Slider(0, 1, value=0.5, step=0.01, label="Slider"),
            gr.Checkbox(True, label="Checkbox"),
            gr.CheckboxGroup(seasons, value=["summer"], label="Checks"),
            gr.Radio(seasons, label="Radio"),
            gr.Dropdown(seasons, value="spring", label="Choice"),
            gr.Dropdown(seasons, value=["autumn"], multiselect=True, label="Choices"),
            gr.Dropdown(seasons, value="winter", allow_custom_value=True, label="Custom", info="or one of your own"),
            gr.ColorPicker("#c2410c", label="Colour"),
            gr.DateTime(label="Moment"),
            gr.Code("print('hello')", language="python", label="Code"),
            gr.JSON({"a": [1, 2]}, label="Data"),
            gr.File(label="File"),
            gr.File(label="Files", file_count="multiple", file_types=[".txt", ".csv"]),
            gr.Image(label="Image", type="filepath"),
            gr.Audio(label="Audio", type="filepath"),
            gr.Video(label="Video"),
            gr.Dataframe([["Ada", 36]], headers=["name", "age"], label="Table"),
        ]
        submit = gr.Button("Submit", variant="primary")
        arrived = gr.JSON(label="Arrived")
    submit.click(endpoints.form, inputs, arrived, api_name="form")
