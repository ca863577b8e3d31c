"""What the generations of Gradio do not have in common, as far as an app's caller meets it.

Everything else is the same on all of them, and tested as one. Sections are those of the protocol notes.
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
    """

    since: Version
    section: str
    until: Version = ()


ABILITIES = {
    "the component ImageEditor": Ability((4, 12), "§12"),
    "the component MultimodalTextbox": Ability((4, 22), "§12"),
    "the component DateTime": Ability((4, 38), "§12"),
    "undocumented endpoints": Ability((4, 12), "§1: 4.0.2 does not say which they are"),
    "values that have to be given": Ability((4, 26), "§4: an empty text is the value of a text box before"),
    "whole numbers": Ability((4, 12), "§12"),
    "JSON with a path that is no file": Ability((4, 21), "§11: 4.0 takes it for a file and copies it", until=(4,)),
    "films without ffmpeg on the server": Ability((4, 12), "§12", until=(4,)),
    "batches": Ability((4, 9), "§5.2: on 4.0.2 they stop the queue", until=(4,)),
    "a limit for files": Ability((4, 28), "§11"),
    "a cancelled job leaves the queue": Ability((6, 14), "§9: it goes with its socket or stream", until=(4, 9)),
    "descriptions of endpoints": Ability((5, 0), "§4"),
    "titles of errors and logs": Ability((5, 2), "§6"),
    "validators": Ability((5, 45), "§8"),
    "a queue that is off": Ability(NEVER, "§5.3", until=(4,)),
}

COMPONENTS = {"editor": "ImageEditor", "multimodal": "MultimodalTextbox", "time": "DateTime"}

PROTOCOLS: dict[Version, str] = {(3,): "ws", (4, 0): "sse", (4, 9): "sse_v1", (4, 22): "sse_v3"}


def can(version: str, what: str) -> bool:
    """Tell whether a version of Gradio can do something of `ABILITIES`."""
    ability, numbers = ABILITIES[what], version_tuple(version)
    return numbers >= ability.since or numbers < ability.until


def has_input(version: str, kind: str) -> bool:
    """Tell whether a version of Gradio has an input of `tests/apps/every.py`."""
    return kind not in COMPONENTS or can(version, f"the component {COMPONENTS[kind]}")


def protocol(version: str) -> str:
    """Name the protocol of a version of Gradio."""
    return next(name for since, name in reversed(PROTOCOLS.items()) if version_tuple(version) >= since)
