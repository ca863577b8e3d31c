"""Lists of parts, as Gradio 5 and 6 write them, and as nobody should."""

from __future__ import annotations

import pytest

from gradio_nb.errors import ProtocolError
from gradio_nb.protocol import hls
from gradio_nb.protocol.filedata import FileData
from gradio_nb.protocol.hls import Playlist, Segment, read

GRADIO_5 = """#EXTM3U
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-TARGETDURATION:7
#EXT-X-VERSION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXTINF:2.023,
d7ababb3-fe9d-453f-b2b2-efa4c8434d36.ts
#EXT-X-DISCONTINUITY
#EXTINF:2.000,
5ac5c344-047e-473b-9fad-5d397fc941d3.ts
#EXT-X-DISCONTINUITY
#EXT-X-ENDLIST
"""
GRADIO_6 = """#EXTM3U
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-TARGETDURATION:2
#EXT-X-VERSION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-START:TIME-OFFSET=0
#EXTINF:0.042667,
056ea4f9-fc40-4888-928d-cf799597835f.aac?__sign=abc
"""


def test_parts_are_read_with_their_length_and_where_the_clock_begins_anew() -> None:
    first, second = "d7ababb3-fe9d-453f-b2b2-efa4c8434d36.ts", "5ac5c344-047e-473b-9fad-5d397fc941d3.ts"
    assert read(GRADIO_5) == Playlist((Segment(first, 2.023), Segment(second, 2.0, True)), True)
    assert read(GRADIO_5).parts[0].mime_type == "video/mp2t"


def test_a_list_that_goes_on_has_not_ended_and_names_lose_their_signature() -> None:
    assert read(GRADIO_6) == Playlist((Segment("056ea4f9-fc40-4888-928d-cf799597835f.aac", 0.042667),), False)
    assert read(GRADIO_6).parts[0].mime_type == "audio/aac"
    assert read("#EXTM3U\n") == Playlist()


@pytest.mark.parametrize(
    "name",
    [
        "http://10.0.0.1/admin.ts",
        "//evil.example/a.ts",
        "/gradio_api/file=/etc/passwd.ts",
        "../../../config.ts",
        "..%2f..%2fconfig.ts",
        "a/b.ts",
        "..\\a.ts",
        "file.mp4",
        ".ts",
        "a.ts.sh",
    ],
)
def test_a_list_that_names_anything_else_is_refused(name: str) -> None:
    with pytest.raises(ProtocolError):
        read(f"#EXTM3U\n#EXTINF:1.0,\n{name}\n")


@pytest.mark.parametrize("seconds", ["", "-1", "nan", "inf", "1e9", "long"])
def test_a_part_of_no_length_is_refused(seconds: str) -> None:
    with pytest.raises(ProtocolError):
        read(f"#EXTM3U\n#EXTINF:{seconds},\na.ts\n")


@pytest.mark.parametrize("text", ["", "<html></html>", '{"detail": "Not Found"}', "a.ts"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ProtocolError):
        read(text)


def test_a_list_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hls, "MOST", 2)
    with pytest.raises(ProtocolError):
        read("#EXTM3U\n" + "#EXTINF:1.0,\na.ts\n" * 3)


@pytest.mark.parametrize(
    ("path", "is_stream", "in_parts"),
    [
        ("060f55/16fd87fb8de5/3/playlist.m3u8", True, True),  # Gradio 6
        ("060f55/140479035804496/3/playlist.m3u8", True, True),  # Gradio 5
        ("060f55/140479035804496/3", True, False),  # Gradio 4
        ("060f55/140479035804496/3/playlist.m3u8", False, False),
        ("../../file=/etc/3/playlist.m3u8", True, False),
        ("a/b/3/playlist.m3u8?x=/../", True, False),
        ("http://evil.example/b/3/playlist.m3u8", True, False),
    ],
)
def test_only_a_stream_of_gradio_5_or_later_comes_in_parts(path: str, is_stream: bool, in_parts: bool) -> None:
    assert FileData(path, "a.mp3", is_stream=is_stream).in_parts is in_parts
