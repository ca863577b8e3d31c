from __future__ import annotations

import copy
import os
import pickle
import wave
from pathlib import Path
from typing import Any

import numpy
import pytest

from gradio_nb.protocol.filedata import FileData
from gradio_nb.values import AudioFile, FileValue, ImageFile, VideoFile
from gradio_nb.values.display import EMBED_LIMIT
from gradio_nb.values.filevalue import file_value

ORIGIN = FileData("/srv/x", "Mein Bild.png", url="http://h/x", mime_type="image/png")


@pytest.fixture
def value(picture_file: Path) -> FileValue:
    return file_value(ORIGIN, picture_file)


# --- a path like any other


def test_it_opens_like_a_path(value: FileValue, picture_file: Path, png: bytes) -> None:
    assert isinstance(value, Path)
    assert os.fspath(value) == str(picture_file)
    assert value == picture_file
    assert hash(value) == hash(picture_file)
    assert {picture_file: 1}[value] == 1
    assert value.read_bytes() == value.bytes() == png
    with open(value, "rb") as stream:
        assert stream.read() == png
    assert (value.suffix, value.stem, value.exists()) == (".png", "cat", True)


def test_paths_beside_it_can_be_found(value: FileValue, picture_file: Path) -> None:
    assert value.parent == picture_file.parent
    assert value.with_name("dog.png") == picture_file.parent / "dog.png"
    assert value.parent / value.name == picture_file
    assert value.with_suffix(".jpg").name == "cat.jpg"
    assert value.resolve() == picture_file.resolve()
    assert value.absolute() == picture_file
    assert value.relative_to(picture_file.parent) == Path("cat.png")
    assert picture_file in set(value.parent.iterdir())
    assert value.joinpath("x") == picture_file / "x"


def test_paths_beside_it_do_not_pose_as_the_file(value: FileValue) -> None:
    beside = value.with_name("dog.txt")
    assert getattr(beside, "orig_name", "dog.txt") == "dog.txt"
    bundle = getattr(value.parent, "_repr_mimebundle_", lambda: {"text/plain": ""})()
    assert list(bundle) == ["text/plain"]


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_a_copy_is_the_same(again: Any, value: FileValue) -> None:
    twin = again(value)
    assert type(twin) is ImageFile
    assert (twin, twin.raw) == (value, value.raw)


def test_it_knows_its_origin(value: FileValue, picture_file: Path) -> None:
    assert value.orig_name == "Mein Bild.png"
    assert value.mime_type == "image/png"
    assert value.raw == {**ORIGIN.wire, "path": str(picture_file)}


def test_it_moves_like_a_path(value: FileValue, tmp_path: Path) -> None:
    moved = value.rename(tmp_path / "moved.png")
    assert moved.exists()
    assert not value.exists()


# --- showing itself


def show(path: Path, name: str, content: bytes, mime: str | None = None) -> dict[str, Any]:
    path = path / "local"
    path.write_bytes(content)
    return file_value(FileData("/srv/x", name, mime_type=mime), path)._repr_mimebundle_()


@pytest.mark.parametrize(("name", "mime"), [("a.png", "image/png"), ("a.jpg", "image/jpeg"), ("a.gif", "image/gif")])
def test_pictures_that_notebooks_know_are_given_as_they_are(name: str, mime: str, tmp_path: Path) -> None:
    assert show(tmp_path, name, b"abc")[mime] == "YWJj"


@pytest.mark.parametrize(("name", "mime"), [("a.webp", "image/webp"), ("a.svg", "image/svg+xml")])
def test_other_pictures_are_shown_by_the_browser(name: str, mime: str, tmp_path: Path) -> None:
    bundle = show(tmp_path, name, b"<svg onload='alert(1)'>")
    assert bundle["text/html"].startswith(f'<img src="data:{mime};base64,')
    assert "<svg" not in bundle["text/html"]
    assert mime not in bundle


def test_sound_and_film_get_a_player(tmp_path: Path) -> None:
    assert '<audio controls src="data:audio/' in show(tmp_path, "a.wav", b"abc")["text/html"]
    assert 'src="data:video/mp4;base64,YWJj"' in show(tmp_path, "a.mp4", b"abc")["text/html"]


def test_other_files_are_a_link_that_no_browser_renders(tmp_path: Path) -> None:
    html = show(tmp_path, "page.html", b"<script>")["text/html"]
    assert 'href="data:application/octet-stream;base64,' in html
    assert 'download="page.html"' in html
    assert "(8 bytes)" in html


def test_names_are_escaped(tmp_path: Path) -> None:
    name = '"><script>alert(1)</script>'
    for mime in ("text/x-unknown", "image/webp", 'image/webp"><script>'):
        assert "<script>" not in show(tmp_path, name, b"abc", mime)["text/html"]


def test_a_large_file_is_named_and_not_embedded(tmp_path: Path) -> None:
    path = tmp_path / "long <film>.mp4"
    with path.open("wb") as stream:
        stream.truncate(EMBED_LIMIT + 1)
    bundle = file_value(FileData("/srv/x", "long.mp4"), path)._repr_mimebundle_()
    assert bundle["text/html"] == f"<code><bdi>{tmp_path}/long &lt;film&gt;.mp4</bdi></code> (10 MB)"


def test_a_file_that_is_gone_shows_its_path(tmp_path: Path) -> None:
    value = ImageFile(tmp_path / "gone.png")
    assert value._repr_mimebundle_() == {"text/plain": repr(value)}


# --- opening


def test_pictures_open(value: ImageFile) -> None:
    assert value.to_pil().size == (1, 1)
    assert value.to_numpy().tolist() == [[[255, 0, 0]]]


def test_pictures_with_a_palette_become_colors(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("P", (2, 1)).save(tmp_path / "p.gif")
    assert ImageFile(tmp_path / "p.gif").to_numpy().shape == (1, 2, 3)


@pytest.mark.parametrize("method", ["to_pil", "to_numpy"])
def test_a_missing_package_is_named(method: str, value: ImageFile, without: Any) -> None:
    without("PIL", "numpy")
    with pytest.raises(ImportError, match=r'pip install "gradio_nb\[media\]"'):
        getattr(value, method)()


def write(path: Path, frames: bytes, width: int, channels: int = 1) -> AudioFile:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(frames)
    return AudioFile(path)


def test_wav_files_open(tmp_path: Path) -> None:
    rate, array = write(tmp_path / "a.wav", numpy.array([1, -2, 3, -4], "<i2").tobytes(), 2, 2).to_numpy()
    assert rate == 8000
    assert array.tolist() == [[1, -2], [3, -4]]
    assert array.dtype == "int16"
    assert write(tmp_path / "b.wav", bytes([0, 128, 255]), 1).to_numpy()[1].tolist() == [0, 128, 255]
    _, wide = write(tmp_path / "c.wav", b"\x01\x00\x00\xff\xff\xff", 3).to_numpy()
    assert wide.tolist() == [256, -256]


def test_other_sounds_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"ID3\x04" + b"\0" * 100)
    with pytest.raises(ValueError, match=r"soundfile\.read"):
        AudioFile(tmp_path / "a.mp3").to_numpy()


def test_films_know_their_subtitles(tmp_path: Path) -> None:
    assert VideoFile(tmp_path / "a.mp4").subtitles is None
    assert VideoFile(tmp_path / "a.mp4", {"subtitles": "/tmp/a.vtt"}).subtitles == Path("/tmp/a.vtt")
