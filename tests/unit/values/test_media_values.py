"""Image, ImageEditor, ImageSlider, AnnotatedImage, Gallery, Plot, Audio, Video."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image
from value_helpers import decode, encode, form, parameter, view, wire_file

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.filedata import FileData
from gradio_nb.values import AudioFile, FileLike, ImageFile, Upload, VideoFile, family
from gradio_nb.values.file import file_of

CAT = file_of(wire_file("cat.png"))
DATA_URL = "data:image/png;base64,iVBORw0KGgo="


def opened(upload: Upload) -> Image.Image:
    assert (upload.name, upload.mime_type) == ("image.png", "image/png")
    return Image.open(io.BytesIO(upload.source))


# --- Image


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "F"])
def test_pil_images_become_png(mode: str) -> None:
    assert opened(encode("image", Image.new(mode, (3, 2)))).size == (3, 2)


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 1), (2, 3, 3), (2, 3, 4)])
@pytest.mark.parametrize("dtype", ["uint8", "int64", "float32", "float64", "bool"])
def test_arrays_become_png(shape: tuple[int, ...], dtype: str) -> None:
    assert opened(encode("image", numpy.ones(shape, dtype))).size == (3, 2)


@pytest.mark.parametrize(
    ("array", "pixel"),
    [
        (numpy.full((1, 1), 0.5), 128),
        (numpy.full((1, 1), 200), 200),
        (numpy.ones((1, 1), bool), 255),
        (numpy.ones((1, 1), "float32"), 255),
    ],
)
def test_floats_run_to_one_and_integers_to_255(array: Any, pixel: int) -> None:
    assert opened(encode("image", array)).getpixel((0, 0)) == pixel


@pytest.mark.parametrize(
    ("array", "told"),
    [
        (numpy.zeros(5), r"got shape \(5,\)"),
        (numpy.zeros((2, 3, 5)), r"got shape \(2, 3, 5\)"),
        (numpy.zeros((0, 3)), "got shape"),
        (numpy.full((2, 2), 255.0), "values from 0 to 1, got 255 to 255"),
        (numpy.full((2, 2), -1), "values from 0 to 255, got -1"),
        (numpy.full((2, 2), numpy.nan), "got nan to nan"),
        (numpy.full((2, 2), "a"), "array of numbers"),
    ],
)
def test_arrays_that_are_no_picture_are_told(array: Any, told: str) -> None:
    with pytest.raises(BadArgument, match=told):
        encode("image", array)


def test_an_array_needs_pillow(without: Any) -> None:
    without("PIL")
    with pytest.raises(ImportError, match=r'needs pillow: pip install "gradio_nb\[media\]"'):
        encode("image", numpy.zeros((2, 2)))


def test_a_picture_comes_as_a_file(fetch: Any) -> None:
    value = decode("image", wire_file("cat.png"), fetch)
    assert type(value) is ImageFile
    assert value.to_pil().size == (1, 1)


def test_a_picture_without_an_extension_is_a_picture_all_the_same(fetch: Any) -> None:
    assert type(decode("image", wire_file("image"), fetch)) is ImageFile


@pytest.mark.parametrize("wire", [DATA_URL, {"path": None, "url": DATA_URL, "meta": {"_type": "gradio.FileData"}}])
def test_embedded_pictures(wire: Any, fetch: Any) -> None:
    asked: list[FileData] = []
    assert view("image", wire) == {"kind": "image", "value": DATA_URL}
    value = decode("image", wire, lambda file: asked.append(file) or fetch(file))
    assert (asked[0].path, value.name, value.mime_type) == (DATA_URL, "file.png", "image/png")


def test_a_picture_is_drawn_by_its_file() -> None:
    assert view("image", wire_file()) == {"kind": "image", "value": CAT}
    assert view("image", None) == {"kind": "image", "value": None}
    assert view("image", 3) == {"kind": "json", "value": 3}


# --- ImageEditor


def test_one_picture_is_background_and_whole(picture_file: Path) -> None:
    upload = Upload(picture_file, "cat.png", "image/png")
    wanted = {"background": upload, "layers": [], "composite": upload, "id": None}
    assert encode("imageeditor", picture_file) == wanted
    assert encode("imageeditor", {"background": picture_file}) == wanted
    assert encode("imageeditor", CAT)["composite"] == CAT.wire


def test_a_picture_with_layers() -> None:
    image = Image.new("RGBA", (1, 1))
    wire = encode("imageeditor", {"background": None, "layers": [image], "composite": image})
    assert wire["background"] is None
    assert [layer.name for layer in wire["layers"]] == ["image.png"]
    with pytest.raises(BadArgument, match="got 'mask'"):
        encode("imageeditor", {"background": image, "mask": image})


def test_an_edited_picture_comes_in_parts(fetch: Any) -> None:
    wire = {"background": wire_file("a.png"), "layers": [wire_file("b.png")], "composite": None, "id": None}
    value = decode("imageeditor", wire, fetch)
    assert (value["background"].name, [v.name for v in value["layers"]], value["composite"]) == (
        "a.png",
        ["b.png"],
        None,
    )
    assert view("imageeditor", wire)["value"].name == "a.png"
    assert view("imageeditor", {**wire, "composite": wire_file("c.png")})["value"].name == "c.png"
    held = form("imageeditor", wire)
    assert [held["background"].name, held["layers"][0].name, held["composite"]] == ["a.png", "b.png", None]
    assert encode("imageeditor", held) == wire


# --- ImageSlider, AnnotatedImage


def test_two_pictures(picture_file: Path, fetch: Any) -> None:
    upload = Upload(picture_file, "cat.png", "image/png")
    assert encode("imageslider", (picture_file, None)) == [upload, None]
    with pytest.raises(BadArgument, match="two pictures"):
        encode("imageslider", picture_file)
    left, right = decode("imageslider", [wire_file(), None], fetch)
    assert (type(left), right) == (ImageFile, None)
    assert view("imageslider", [wire_file(), None])["value"] == [{"file": CAT, "caption": None, "video": False}]


def test_annotated_pictures(fetch: Any) -> None:
    wire = {"image": wire_file(), "annotations": [{"image": wire_file("mask.png"), "label": "box"}]}
    mask = file_of(wire_file("mask.png"))
    drawn = {"image": CAT, "annotations": [{"image": mask, "label": "box", "color": "rgb(255, 0, 0)", "turn": 0}]}
    assert view("annotatedimage", wire) == {"kind": "annotated", "value": drawn}
    picture, [(cut, label)] = decode("annotatedimage", wire, fetch)
    assert (picture.name, cut.name, label) == ("cat.png", "mask.png", "box")


# --- Gallery


def test_galleries_take_files_with_and_without_captions(picture_file: Path, tmp_path: Path) -> None:
    film = tmp_path / "a.mp4"
    film.write_bytes(b"x")
    wire = encode(
        "gallery", [picture_file, (CAT, "a cat"), {"video": film, "caption": "a film"}, Image.new("L", (1, 1))]
    )
    assert [list(item) for item in wire] == [["image", "caption"]] * 2 + [["video", "caption"], ["image", "caption"]]
    assert [item["caption"] for item in wire] == [None, "a cat", "a film", None]
    assert len(encode("gallery", picture_file)) == 1
    with pytest.raises(BadArgument, match="caption of text"):
        encode("gallery", [(picture_file, 3)])


def test_galleries_come_as_files_with_captions(fetch: Any) -> None:
    wire = [{"image": wire_file(), "caption": "red"}, {"video": wire_file("a.mp4"), "caption": None}]
    (picture, red), (film, nothing) = decode("gallery", wire, fetch)
    assert (type(picture), red, type(film), nothing) == (ImageFile, "red", VideoFile, None)
    drawn = view("gallery", wire)["value"]
    assert drawn[0] == {"file": CAT, "caption": "red", "video": False}
    assert drawn[1]["video"] is True
    held = form("gallery", wire)
    assert held[0] == {"image": CAT, "caption": "red"}
    assert [item["caption"] for item in encode("gallery", held)] == ["red", None]


def test_a_gallery_that_came_can_be_sent_back(fetch: Any) -> None:
    wire = [{"image": wire_file(), "caption": "red"}]
    (item,) = encode("gallery", decode("gallery", wire, fetch))
    assert (item["image"].name, item["caption"]) == ("cat.png", "red")


# --- Audio


def samples(upload: Upload) -> tuple[int, int, list[int]]:
    assert (upload.name, upload.mime_type) == ("audio.wav", "audio/wav")
    with wave.open(io.BytesIO(upload.source)) as file:
        frames = file.readframes(file.getnframes())
        return file.getframerate(), file.getnchannels(), numpy.frombuffer(frames, "<i2").tolist()


@pytest.mark.parametrize(
    ("array", "wanted"),
    [
        (numpy.array([1, -2], "int16"), [1, -2]),
        (numpy.array([1 << 16, -(1 << 16)], "int32"), [1, -1]),
        (numpy.array([0, 128, 255], "uint8"), [-32768, 0, 32512]),
        (numpy.array([1.0, -1.0, 0.5], "float32"), [32767, -32767, 16384]),
        (numpy.array([2.0, -1.0]), [32767, -16384]),
        (numpy.array([5, -5]), [5, -5]),
        ([5, -5], [5, -5]),
    ],
)
def test_samples_become_wav(array: Any, wanted: list[int]) -> None:
    assert samples(encode("audio", (8000, array))) == (8000, 1, wanted)


def test_channels_are_kept() -> None:
    stereo = numpy.array([[1, 2], [3, 4], [5, 6]], "int16")
    assert samples(encode("audio", (numpy.int64(8000), stereo))) == (8000, 2, [1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ((numpy.zeros(5), 8000), "samples a second as a whole number, got ndarray"),
        (numpy.zeros(5), "an array alone"),
        ((8000, numpy.zeros((2, 4000))), r"\(samples, channels\), got shape \(2, 4000\)"),
        ((8000, numpy.zeros(0)), "got shape"),
        ((8000, numpy.array([numpy.nan])), "NaN"),
        ((8000, numpy.array([100000])), "samples of int16"),
        ((0, numpy.zeros(5)), "samples a second"),
        (3, "expected a file"),
    ],
)
def test_what_is_no_sound_is_told(value: Any, told: str) -> None:
    with pytest.raises(BadArgument, match=told):
        encode("audio", value)


def test_a_sound_that_came_can_be_sent_back(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(encode("audio", (8000, numpy.array([1, -2], "int16"))).source)
    value = decode("audio", wire_file("a.wav"), lambda file: path)
    assert type(value) is AudioFile
    assert samples(encode("audio", value.to_numpy())) == (8000, 1, [1, -2])


# --- Video

PAIR = {"properties": {"video": {}, "subtitles": {}}}
PLAIN = {"properties": {"path": {}}}


def test_a_film_travels_as_its_generation_wants(tmp_path: Path) -> None:
    film = tmp_path / "a.mp4"
    film.write_bytes(b"x")
    upload = Upload(film, "a.mp4", "video/mp4")
    assert encode("video", film, schema=PLAIN) == upload
    assert encode("video", film, schema=PAIR) == {"video": upload, "subtitles": None}
    assert encode("video", film) == {"video": upload, "subtitles": None}
    assert encode("video", None, schema=PAIR) is None
    given = {"video": film, "subtitles": CAT}
    assert encode("video", given, schema=PAIR) == {"video": upload, "subtitles": CAT.wire}


def test_films_of_all_generations_are_drawn() -> None:
    film, words = file_of(wire_file("a.mp4")), file_of(wire_file("a.vtt"))
    assert view("video", wire_file("a.mp4")) == {"kind": "video", "value": film, "subtitles": None}
    pair = {"video": wire_file("a.mp4"), "subtitles": wire_file("a.vtt")}
    assert view("video", pair) == {"kind": "video", "value": film, "subtitles": words}
    assert view("video", None) == {"kind": "video", "value": None}
    assert form("video", pair) == film


def test_films_come_with_their_subtitles(fetch: Any, tmp_path: Path) -> None:
    value = decode("video", {"video": wire_file("a.mp4"), "subtitles": wire_file("a.vtt")}, fetch)
    assert type(value) is VideoFile
    assert (value.name, value.subtitles) == ("a.mp4", tmp_path / "a.vtt")
    assert decode("video", wire_file("a.mp4"), fetch).subtitles is None


@pytest.mark.parametrize("component", ["image", "audio", "video"])
def test_media_are_files_to_the_caller(component: str) -> None:
    assert family(component).annotation(parameter(component)) is FileLike
    assert family(component).control_of(parameter(component)) == component


@pytest.mark.parametrize("component", ["audio", "video"])
def test_what_is_being_streamed_says_so(component: str) -> None:
    stream = wire_file("playlist.m3u8", is_stream=True)
    assert view(component, stream)["streaming"] is True
    assert "streaming" not in view(component, wire_file("whole.mp4"))
    assert "streaming" not in view(component, None)
