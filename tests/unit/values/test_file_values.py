from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from value_helpers import decode, encode, form, parameter, view, wire_file

from gradio_nb.errors import BadArgument, DownloadFailed
from gradio_nb.protocol.filedata import MARK, FileData
from gradio_nb.values import FileLike, FileValue, ImageFile, Upload, family

URL = "https://example.org/a/cat.png?size=2"
CAT = FileData("/srv/cat.png", "cat.png", url="http://h/file=/srv/cat.png")


# --- what a caller may give


def test_paths_are_uploaded(picture_file: Path) -> None:
    wanted = Upload(picture_file, "cat.png", "image/png")
    assert encode("file", picture_file) == wanted
    assert encode("file", str(picture_file)) == wanted


def test_a_path_is_found_even_when_the_folder_changes(picture_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(picture_file.parent)
    assert encode("file", "cat.png").source == picture_file


def test_a_tilde_is_the_home(picture_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(picture_file.parent))
    monkeypatch.setenv("USERPROFILE", str(picture_file.parent))
    assert encode("file", "~/cat.png").source == picture_file


@pytest.mark.parametrize("value", ["nowhere.png", Path("nowhere.png"), "", "x" * 5000, "a\0b"])
def test_a_missing_file_is_told(value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadArgument, match=r"no such file|is a folder") as caught:
        encode("file", value)
    assert len(str(caught.value)) < 200


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match="is a folder"):
        encode("file", tmp_path)


def test_a_url_is_left_to_the_server() -> None:
    assert encode("image", URL) == {"path": URL, "url": URL, "orig_name": "cat.png", "meta": MARK}


def test_a_data_url_is_uploaded(png: bytes) -> None:
    import base64

    url = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    assert encode("image", url) == Upload(png, "file.png", "image/png")
    assert encode("file", "data:,a%20b") == Upload(b"a b", "file.txt", "text/plain")
    with pytest.raises(BadArgument, match="broken data: URL"):
        encode("image", "data:image/png")


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview])
def test_bytes_are_named_after_what_they_are(wrap: Any, png: bytes) -> None:
    assert encode("file", wrap(png)) == Upload(png, "file.png", "image/png")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xff\xd8\xff\xe0", "file.jpg"),
        (b"GIF89a", "file.gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "file.webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "file.wav"),
        (b"ID3\x04", "file.mp3"),
        (b"OggS\0", "file.ogg"),
        (b"fLaC\0", "file.flac"),
        (b"\0\0\0\x18ftypmp42", "file.mp4"),
        (b"\0\0\0\x18ftypavif", "file.avif"),
        (b"\x1aE\xdf\xa3", "file.webm"),
        (b"%PDF-1.7", "file.pdf"),
        (b"PK\x03\x04", "file.zip"),
        (b'<?xml version="1.0"?>\n<svg xmlns="x"/>', "file.svg"),
        ("grüße".encode() * 200, "file.txt"),
        (b"\0\1\2", "file.bin"),
        (b"", "file.bin"),
    ],
)
def test_kinds_are_told_by_the_first_bytes(head: bytes, name: str) -> None:
    assert encode("file", head).name == name


def test_open_files_are_uploaded_from_where_they_stand(picture_file: Path, png: bytes) -> None:
    with picture_file.open("rb") as stream:
        assert encode("file", stream) == Upload(stream, "cat.png", "image/png")
    memory = io.BytesIO(b"skipped" + png)
    memory.seek(7)
    upload = encode("file", memory)
    assert (upload.name, upload.source.tell()) == ("file.png", 7)


def test_a_file_without_a_name_gets_one() -> None:
    with tempfile.TemporaryFile() as stream:  # its name is a number
        stream.write(b"%PDF-1.7")
        stream.seek(0)
        assert encode("file", stream).name == "file.pdf"


def test_a_stream_that_cannot_be_measured_is_read() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert encode("file", Pipe(b"hello")) == Upload(b"hello", "file.txt", "text/plain")


def test_a_file_opened_as_text_is_refused(picture_file: Path) -> None:
    with picture_file.open(encoding="latin-1") as stream, pytest.raises(BadArgument, match="binary mode"):
        encode("file", stream)


def test_a_file_on_the_server_is_not_sent_again() -> None:
    assert encode("file", CAT) == CAT.wire
    assert encode("image", CAT) == CAT.wire


def test_a_result_is_sent_under_its_own_name(picture_file: Path) -> None:
    value = FileValue(picture_file, {"orig_name": "Kätzchen.png"})
    upload = encode("file", value)
    assert upload == Upload(picture_file, "Kätzchen.png", "image/png")
    assert type(upload.source) is type(picture_file)


def test_what_handle_file_makes_is_taken(picture_file: Path) -> None:
    local = {"path": str(picture_file), "meta": MARK, "orig_name": "cat.png"}
    assert encode("file", local) == Upload(picture_file, "cat.png", "image/png")
    remote = {"path": URL, "url": URL, "meta": MARK, "orig_name": "cat.png"}
    assert encode("file", remote) == remote


def test_a_path_that_the_server_named_is_never_read_here(picture_file: Path) -> None:
    """Otherwise an app could ask for any file by giving it as a default."""
    wire = wire_file(path=str(picture_file))
    assert encode("file", wire) == wire
    assert encode("file", {"path": str(picture_file)}) == {"path": str(picture_file)}
    default = form("file", {"path": str(picture_file), "meta": MARK})
    assert encode("file", default)["path"] == str(picture_file)


@pytest.mark.parametrize("value", [3, True, object(), {"a": 1}, ["a"]])
def test_what_is_no_file_is_refused(value: Any) -> None:
    with pytest.raises(BadArgument, match=r"expected (a|one) file"):
        encode("file", value)


@pytest.mark.parametrize("component", ["file", "image", "audio", "video", "model3d", "uploadbutton"])
def test_files_may_be_null(component: str) -> None:
    assert encode(component, None) is None


def test_several_files(picture_file: Path) -> None:
    one = Upload(picture_file, "cat.png", "image/png")
    assert encode("file", [picture_file, CAT], multiple=True) == [one, CAT.wire]
    assert encode("file", picture_file, props={"file_count": "multiple"}) == [one]


def test_a_folder_where_a_folder_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "sub/a.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    uploads = encode("file", tmp_path, props={"file_count": "directory"})
    assert [upload.name for upload in uploads] == ["b.txt", "a.txt"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadArgument, match="holds no files"):
        encode("file", str(tmp_path / "empty"), props={"file_count": "directory"})


@pytest.mark.parametrize("kinds", [(".png",), ("image",), (".PNG", ".txt"), ("file",), ("image/*",), ("image/png",)])
def test_types_that_fit(kinds: tuple[str, ...], picture_file: Path) -> None:
    assert encode("file", picture_file, file_types=kinds).name == "cat.png"


@pytest.mark.parametrize("kinds", [(".txt",), ("audio", "video"), ("text/plain",)])
def test_types_that_do_not_fit(kinds: tuple[str, ...], picture_file: Path) -> None:
    with pytest.raises(BadArgument, match=f"expected a file of type {' or '.join(kinds)}, got cat.png"):
        encode("file", picture_file, file_types=kinds)


# --- what comes back


def test_a_file_is_downloaded_and_known_by_its_type(fetch: Any, tmp_path: Path) -> None:
    value = decode("file", wire_file("cat.png"), fetch)
    assert type(value) is ImageFile
    assert value == tmp_path / "cat.png"
    assert value.raw == {**wire_file("cat.png"), "path": str(tmp_path / "cat.png")}
    assert type(decode("file", wire_file("notes.txt"), fetch)) is FileValue


def test_several_files_come_as_a_list(fetch: Any) -> None:
    assert [v.name for v in decode("file", [wire_file("a.txt"), wire_file("b.txt")], fetch)] == ["a.txt", "b.txt"]


def test_a_failed_download_is_not_hidden() -> None:
    def fail(file: FileData) -> Path:
        raise DownloadFailed("gone")

    with pytest.raises(DownloadFailed):
        decode("file", wire_file(), fail)


@pytest.mark.parametrize(
    "wire",
    [
        {"name": "/srv/cat.png", "orig_name": "cat.png", "is_file": True, "data": None, "size": 6},
        "/srv/cat.png",
        {"path": "/srv/cat.png"},
    ],
)
def test_files_of_old_servers_are_known(wire: Any) -> None:
    (file,) = view("file", wire)["value"]
    assert (file.path, file.name) == ("/srv/cat.png", "cat.png")


def test_an_embedded_file_of_gradio_3_is_asked_for_by_its_data_url(fetch: Any) -> None:
    wire = {"name": "a/note.txt", "data": "data:text/plain;base64,aGk="}
    (file,) = view("file", wire)["value"]
    assert (file.path, file.name, file.mime_type) == ("data:text/plain;base64,aGk=", "note.txt", "text/plain")


def test_files_are_drawn_as_a_list() -> None:
    assert view("file", wire_file()) == {"kind": "file", "value": [CAT]}
    assert view("file", [wire_file()]) == {"kind": "file", "value": [CAT]}
    assert view("file", None) == {"kind": "file", "value": None}
    assert view("file", {"odd": 1}) == {"kind": "json", "value": {"odd": 1}}


def test_the_form_holds_one_file_or_a_list() -> None:
    assert form("file", wire_file()) == CAT
    assert form("file", [wire_file()], multiple=True) == [CAT]
    assert form("file", None) is None
    assert form("image", "/srv/cat.png") == FileData("/srv/cat.png", "cat.png")


def test_annotations() -> None:
    assert family("file").annotation(parameter("file")) is FileLike
    assert family("file").annotation(parameter("file", multiple=True)) == list[FileLike]
