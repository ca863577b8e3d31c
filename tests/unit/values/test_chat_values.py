from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from value_helpers import decode, encode, form, parameter, view, wire_file

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.filedata import FileData
from gradio_nb.protocol.schema import Parameter
from gradio_nb.values import ImageFile, Upload, family
from gradio_nb.values.chat import style_of
from gradio_nb.values.file import file_of

CAT = file_of(wire_file("cat.png"))
ONE_CONTENT = {"$defs": {"Message": {"properties": {"content": {"anyOf": [{"type": "string"}]}}}}}
PARTS_CONTENT = {"$defs": {"Message": {"properties": {"content": {"type": "array"}}}}}
STYLES: dict[str, dict[str, Any]] = {
    "pairs": {"props": {"type": "tuples"}},
    "messages": {"props": {"type": "messages"}},
    "parts": {"schema": PARTS_CONTENT},
}


def chat(value: Any, style: str) -> Any:
    return encode("chatbot", value, **STYLES[style])


# --- sending

TALK = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]


@pytest.mark.parametrize("value", [TALK, [("hi", "hello")], [["hi", "hello"]]])
def test_a_conversation_travels_in_the_form_of_its_server(value: Any) -> None:
    assert chat(value, "pairs") == [["hi", "hello"]]
    assert chat(value, "messages") == TALK
    assert chat(value, "parts") == [
        {"role": "user", "content": [{"type": "text", "text": "hi"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "hello"}]},
    ]


@pytest.mark.parametrize(
    ("made", "style"),
    [
        (Parameter("x", "X", "chatbot"), "pairs"),
        (Parameter("x", "X", "chatbot", props={"type": "tuples"}, schema=PARTS_CONTENT), "pairs"),
        (Parameter("x", "X", "chatbot", props={"type": "messages"}), "messages"),
        (Parameter("x", "X", "chatbot", schema=ONE_CONTENT), "messages"),
        (Parameter("x", "X", "chatbot", schema=PARTS_CONTENT), "parts"),
        (Parameter("x", "X", "chatbot", props={"allow_tags": True}), "parts"),
    ],
)
def test_the_form_is_told_by_the_component(made: Parameter, style: str) -> None:
    assert style_of(made) == style


def test_files_in_a_conversation(picture_file: Path) -> None:
    upload = Upload(picture_file, "cat.png", "image/png")
    value = [
        {"role": "user", "content": ["look", picture_file]},
        {"role": "assistant", "content": (str(picture_file),)},
    ]
    file = {"file": upload, "alt_text": None}
    assert chat(value, "parts") == [
        {"role": "user", "content": [{"type": "text", "text": "look"}, {"type": "file", **file}]},
        {"role": "assistant", "content": [{"type": "file", **file}]},
    ]
    assert chat(value, "messages") == [
        {"role": "user", "content": "look"},
        {"role": "user", "content": file},
        {"role": "assistant", "content": file},
    ]
    assert chat(value, "pairs") == [["look", None], [file, file]]


def test_text_in_a_conversation_is_never_a_path(picture_file: Path) -> None:
    assert chat([(str(picture_file), None)], "pairs") == [[str(picture_file), None]]


def test_pictures_in_memory_and_alternative_texts() -> None:
    (message,) = chat([{"role": "user", "content": {"file": CAT, "alt_text": "a cat"}}], "parts")
    assert message["content"] == [{"type": "file", "file": CAT.wire, "alt_text": "a cat"}]
    (message,) = chat([{"role": "user", "content": Image.new("L", (1, 1))}], "messages")
    assert message["content"]["file"].name == "image.png"


def test_titles_are_kept() -> None:
    thought = {"role": "assistant", "content": "hm", "metadata": {"title": "Thinking"}}
    assert chat([thought], "messages") == [thought]
    assert chat([{**thought, "metadata": None}], "messages") == [{"role": "assistant", "content": "hm"}]


@pytest.mark.parametrize("value", ["hi", {"role": "user"}, ["hi"], [{"text": "hi"}], [("a", "b", "c")]])
def test_what_is_no_conversation_is_refused(value: Any) -> None:
    with pytest.raises(BadArgument, match=r"expected (a list of )?messages"):
        chat(value, "parts")


def test_pairs_have_no_system_role() -> None:
    with pytest.raises(BadArgument, match="roles 'user' and 'assistant', got 'system'"):
        chat([{"role": "system", "content": "be kind"}], "pairs")


# --- what comes back

WIRES = [
    [["hi", "hello"]],
    TALK,
    [{"role": m["role"], "metadata": {"title": None}, "content": m["content"]} for m in TALK],
    [{"role": m["role"], "content": [{"text": m["content"], "type": "text"}], "options": None} for m in TALK],
]


@pytest.mark.parametrize("wire", WIRES)
def test_conversations_of_all_generations_are_the_same(wire: Any) -> None:
    assert decode("chatbot", wire) == TALK
    assert view("chatbot", wire) == {
        "kind": "chat",
        "value": [{"role": m["role"], "content": [{"text": m["content"]}], "title": None} for m in TALK],
    }


@pytest.mark.parametrize(
    "wire",
    [
        [[{"file": wire_file(), "alt_text": "a cat"}, None]],
        [{"role": "user", "content": {"file": wire_file(), "alt_text": "a cat"}}],
        [{"role": "user", "content": [{"type": "file", "file": wire_file(), "alt_text": "a cat"}]}],
    ],
)
def test_files_of_all_generations_are_the_same(wire: Any, fetch: Any) -> None:
    assert view("chatbot", wire)["value"] == [
        {"role": "user", "content": [{"file": CAT, "alt": "a cat"}], "title": None}
    ]
    (message,) = decode("chatbot", wire, fetch)
    assert [type(part) for part in message["content"]] == [ImageFile]


def test_a_conversation_that_came_can_be_sent_back(fetch: Any) -> None:
    wire = [
        {"role": "user", "content": [{"type": "text", "text": "look"}, {"type": "file", "file": wire_file()}]},
        {"role": "assistant", "content": [{"type": "text", "text": "ah"}], "metadata": {"title": "Thinking"}},
    ]
    came = decode("chatbot", wire, fetch)
    assert came[1] == {"role": "assistant", "content": "ah", "metadata": {"title": "Thinking"}}
    sent = chat(came, "parts")
    assert [part["type"] for part in sent[0]["content"]] == ["text", "file"]
    assert sent[1] == {**came[1], "content": wire[1]["content"]}


def test_components_in_a_conversation_are_shown_by_their_files() -> None:
    image = {"type": "component", "component": "image", "value": wire_file(), "props": {}, "constructor_args": {}}
    plot = {**image, "component": "plot", "value": {"type": "plotly"}}
    (message,) = view("chatbot", [{"role": "assistant", "content": [image, plot]}])["value"]
    assert message["content"] == [{"file": CAT, "alt": None}, {"text": "[plot]"}]


def test_odd_conversations_are_drawn_as_json() -> None:
    for wire in ({"a": 1}, [1], [{"content": "hi"}], "hi", [["a", "b", "c"]]):
        assert view("chatbot", wire) == {"kind": "json", "value": wire}
        assert decode("chatbot", wire) == wire


# --- MultimodalTextbox


def test_text_with_files(picture_file: Path) -> None:
    upload = Upload(picture_file, "cat.png", "image/png")
    assert encode("multimodaltextbox", "see") == {"text": "see", "files": []}
    assert encode("multimodaltextbox", {"text": "see", "files": [picture_file]}) == {"text": "see", "files": [upload]}
    assert encode("multimodaltextbox", {"files": picture_file}) == {"text": "", "files": [upload]}
    assert encode("multimodaltextbox", None) is None


@pytest.mark.parametrize("value", [3, {"txt": "see"}, {"text": 3}, ["see"]])
def test_what_is_no_text_with_files_is_refused(value: Any) -> None:
    with pytest.raises(BadArgument, match="expected"):
        encode("multimodaltextbox", value)


def test_types_of_files_are_checked(picture_file: Path) -> None:
    with pytest.raises(BadArgument, match=r"of type \.pdf, got cat.png"):
        encode("multimodaltextbox", {"text": "", "files": [picture_file]}, file_types=(".pdf",))


def test_text_with_files_comes_back(fetch: Any) -> None:
    wire = {"text": "see", "files": [wire_file()]}
    value = decode("multimodaltextbox", wire, fetch)
    assert (value["text"], [type(f) for f in value["files"]]) == ("see", [ImageFile])
    (message,) = view("multimodaltextbox", wire)["value"]
    assert message["content"] == [{"file": CAT, "alt": None}, {"text": "see"}]
    assert form("multimodaltextbox", wire) == {"text": "see", "files": [CAT]}
    assert encode("multimodaltextbox", form("multimodaltextbox", wire)) == wire
    assert form("multimodaltextbox", "see") == {"text": "see", "files": []}


def test_annotations() -> None:
    assert family("chatbot").annotation(parameter("chatbot")) == list[dict[str, Any]]
    assert family("multimodaltextbox").annotation(parameter("multimodaltextbox")) == str | dict[str, Any]


@pytest.mark.parametrize("kind", ["messages", "tuples"])
def test_the_form_holds_messages_which_travel_back(kind: str) -> None:
    wires: dict[str, Any] = {
        "messages": [
            {"role": "user", "content": "hi"},
            {"role": "user", "content": {"file": wire_file(), "alt_text": None}},
            {"role": "assistant", "content": "there", "metadata": {"title": "thought"}},
        ],
        "tuples": [["hi", None], [{"file": wire_file(), "alt_text": None}, "there"]],
    }
    props = {"type": kind}
    held = form("chatbot", wires[kind], props=props)
    assert [m["role"] for m in held] == ["user", "user", "assistant"]
    assert held[0]["content"] == ["hi"]
    assert isinstance(held[1]["content"][0]["file"], FileData)
    sent = encode("chatbot", held, props=props)
    assert sent == wires[kind]
    assert form("chatbot", None) is None
