"""Streams as the browser takes them: it learns the references of their parts, and no address."""

from __future__ import annotations

from functools import partial
from typing import Any

from ...client import Client
from ...protocol.filedata import FileData
from ...protocol.hls import Segment
from ...values.base import GeneratedFile
from ..comm.file_refs import FileRefs
from ..comm.messages import Parts


def parts_view(client: Client, refs: FileRefs, ask: Parts) -> dict[str, Any]:
    """Give the parts of a stream from the one numbered `offset` on; their bytes are asked for as those of any file."""
    file = refs.stream(ask.file)
    playlist = client.parts.playlist(file)
    fresh = playlist.parts[max(ask.offset, 0) :]
    return {"parts": [_part_view(client, refs, file, part) for part in fresh], "ended": playlist.ended}


def _part_view(client: Client, refs: FileRefs, file: FileData, part: Segment) -> dict[str, Any]:
    made = GeneratedFile(part.name, part.mime_type, partial(client.parts.fetch, file, part))
    return {
        "file": refs.ref_made(made, (file.path, part.name)),
        "seconds": part.seconds,
        "begins_anew": part.begins_anew,
    }
