"""What the generations of Gradio do not have in common, as far as an app's caller meets it.

Everything else is the same on all of them, and tested as one. Sections are those of docs/protocol.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from gradio_nb.protocol.dialect import version_tuple

Version = tuple[int, ...]

NEVER = (999,)


@dataclass(frozen=True)
class Ability:
    """Something that not every generation can do.

    Attributes
    ----------
    since : tuple of int
        The first version that can, or the first that was tried.
    section : str
        Where the notes say so.
    until : tuple of int
        Versions before this one could do it, too.
    before : tuple of int
        The first version that cannot do it any more.
    """

    since: Version
    section: str
    until: Version = ()
    before: Version = NEVER


ABILITIES = {
    "the component ImageEditor": Ability((4, 12), "§12"),
    "the component MultimodalTextbox": Ability((4, 22), "§12"),
    "the component DateTime": Ability((4, 38), "§12"),
    "the component DownloadButton": Ability((4, 44), "§12"),
    "the component ImageSlider": Ability((5, 50), "§12"),
    "chats of pairs beside those of messages": Ability((4, 44), "§12", before=(6,)),
    "undocumented endpoints": Ability((4, 12), "§1: 4.0.2 does not say which they are"),
    "values that have to be given": Ability((4, 26), "§4: an empty text is the value of a text box before"),
    "whole numbers": Ability((4, 12), "§12"),
    "JSON with a path that is no file": Ability((4, 21), "§11: 4.0 takes it for a file and copies it", until=(4,)),
    "films without ffmpeg on the server": Ability((4, 12), "§12", until=(4,)),
    "films sent to a gallery": Ability((5, 0), "§12: only pictures in Gradio 4", until=(4,)),
    "films with subtitles": Ability(NEVER, "§12: the file alone in Gradio 6", until=(6,)),
    "folders": Ability((4, 44), "§12: 4.0.2 reads one file only", until=(4,)),
    "plots of matplotlib": Ability(NEVER, "it comes with Gradio before 5", until=(5,)),
    "batches": Ability((4, 9), "§5.2: on 4.0.2 they stop the queue", until=(4,)),
    "a limit for files": Ability((4, 28), "§11"),
    "a cancelled job leaves the queue": Ability((6, 14), "§9: it goes with its socket or stream", until=(4, 9)),
    "descriptions of endpoints": Ability((5, 0), "§4"),
    "titles of errors and logs": Ability((5, 2), "§6"),
    "validators": Ability((5, 45), "§8"),
    "a queue that is off": Ability(NEVER, "§5.3", until=(4,)),
}

# What an input or output of `tests/apps/every_values.py` wants of Gradio: to be there at all, and to work.
COMPONENTS = {
    "editor": "the component ImageEditor",
    "layers": "the component ImageEditor",
    "multimodal": "the component MultimodalTextbox",
    "time": "the component DateTime",
    "download": "the component DownloadButton",
    "compare": "the component ImageSlider",
    "pairs": "chats of pairs beside those of messages",
    "drawing": "plots of matplotlib",
}
SENT = {
    "video": "films without ffmpeg on the server",
    "films": "films sent to a gallery",
    "folder": "folders",
}
RECEIVED = {
    "path": "JSON with a path that is no file",
    "subtitled": "films with subtitles",
}

PROTOCOLS: dict[Version, str] = {(3,): "ws", (4, 0): "sse", (4, 9): "sse_v1", (4, 22): "sse_v3"}


def can(version: str, what: str) -> bool:
    """Tell whether a version of Gradio can do something of `ABILITIES`."""
    ability, numbers = ABILITIES[what], version_tuple(version)
    return ability.since <= numbers < ability.before or numbers < ability.until


def has(version: str, kind: str) -> bool:
    """Tell whether a version of Gradio has an input or output of `tests/apps/every_values.py`."""
    return kind not in COMPONENTS or can(version, COMPONENTS[kind])


def protocol(version: str) -> str:
    """Name the protocol of a version of Gradio."""
    return next(name for since, name in reversed(PROTOCOLS.items()) if version_tuple(version) >= since)
