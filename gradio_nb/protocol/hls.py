"""The list of the parts of a stream, as Gradio 5 and later write it: a media playlist of HLS (RFC 8216)."""

from __future__ import annotations

import math
import re

from ..errors import ProtocolError
from ..frozen import Frozen

MOST = 100_000
"""Parts of one stream."""
LONGEST = 3600.0
"""Seconds of one part."""

TYPES = {"aac": "audio/aac", "ts": "video/mp2t"}

# A list could name any address: those of Gradio name what lies beside them.
_NAME = re.compile(r"([\w-]+)\.(aac|ts)", re.ASCII)


class Segment(Frozen):
    """A piece of a sound or film.

    Attributes
    ----------
    name : str
        Of a file beside the list, and never anything else.
    seconds : float
    begins_anew : bool
        Its clock does not go on from the part before.
    """

    name: str
    seconds: float
    begins_anew: bool = False

    @property
    def mime_type(self) -> str:
        return TYPES[self.name.rpartition(".")[2]]


class Playlist(Frozen):
    """What there is of a stream, and whether that is all."""

    parts: tuple[Segment, ...] = ()
    ended: bool = False


def read(text: str) -> Playlist:
    """Read a list; what is of no use here is skipped.

    Raises
    ------
    ProtocolError
        It names something that is no part of a stream of Gradio, or far too much.
    """
    lines = [line.strip() for line in text.splitlines()]
    if not lines or lines[0] != "#EXTM3U":
        raise ProtocolError("The server sent something that is no list of parts.")
    parts: list[Segment] = []
    seconds, begins_anew = math.nan, False
    for line in lines:
        if line.startswith("#EXTINF:"):
            seconds = _seconds(line[len("#EXTINF:") :].partition(",")[0])
        elif line == "#EXT-X-DISCONTINUITY":
            begins_anew = True
        elif line and not line.startswith("#"):
            # A signature of the Hub may follow, which is for those who send no token.
            name = line.partition("?")[0]
            if not _NAME.fullmatch(name) or math.isnan(seconds) or len(parts) == MOST:
                raise ProtocolError("The server's list of parts is none that a player could follow.")
            parts.append(Segment(name, seconds, begins_anew))
            seconds, begins_anew = math.nan, False
    return Playlist(tuple(parts), "#EXT-X-ENDLIST" in lines)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        return math.nan
    return seconds if 0 <= seconds <= LONGEST else math.nan
