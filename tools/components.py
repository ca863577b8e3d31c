"""The table of all components in docs/components.md, out of the registry of `gradio_nb.values`.

::

    python tools/components.py             # write it
    python tools/components.py --record    # ask each Gradio of the matrix for its classes first
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matrix

from gradio_nb.protocol.config import NO_VALUES
from gradio_nb.values import family

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "tests" / "fixtures" / "components.json"
PAGE = ROOT / "docs" / "components.md"
ASK = ROOT / "tests" / "apps" / "classes.py"

# Release to class to its name in `/config`, which is null for what has no value.
Record = Mapping[str, Mapping[str, str | None]]

HEAD = """\
# Components

What a call takes and gives for every component of Gradio {oldest} to {newest}. "Files" are paths, URLs, bytes, open
binary files, `data:` URLs, what `handle_file` makes, and files of earlier results. None is a value of all of them.
Components that are not listed, custom ones among them, travel as their JSON schema says: the form is built of it,
values are checked against it, and files are taken wherever it has one. The control `schema` is such a form, with its
JSON one click away; `json` is a box of JSON, for what has no other shape.

Made by `python tools/components.py`.

| Component | Gradio | Control | Viewer | Takes | Gives | On the wire |
|---|---|---|---|---|---|---|
"""

TAIL = """
These have no value that a call could take or give: {names}.
"""


def record() -> None:
    """Ask each Gradio of the matrix which classes it has."""
    made: dict[str, Any] = {}
    for release in matrix.RELEASES:
        python = matrix.python_of(release)
        if python is None:
            raise SystemExit(f"Gradio {release.version} has no environment yet: run `make matrix`")
        asked = subprocess.run([str(python), str(ASK)], check=True, capture_output=True, text=True)
        made[release.version] = json.loads(asked.stdout)["classes"]
    RECORD.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def load() -> Record:
    """Read what the Gradios of the matrix have said."""
    found: Record = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def page(record: Record) -> str:
    """Make the page."""
    versions = list(record)
    names = sorted({name for classes in record.values() for name in classes}, key=str.lower)
    valued = [name for name in names if kinds(record, name)]
    others = [f"`{name}`" for name in names if name not in valued]
    head = HEAD.format(oldest=versions[0], newest=versions[-1])
    return head + "".join(row(record, name) for name in valued) + TAIL.format(names=", ".join(others))


def kinds(record: Record, name: str) -> dict[str, str]:
    """Give what a class is called in `/config`, by the versions of Gradio where it has a value."""
    found = {version: kind for version, classes in record.items() if (kind := classes.get(name))}
    # Gradio 3 gives a schema to buttons, too.
    return {v: kind for v, kind in found.items() if not v.startswith("3.") or kind not in NO_VALUES}


def row(record: Record, name: str) -> str:
    """Make the row of a class."""
    known = kinds(record, name)
    newest = family(list(known.values())[-1])
    cells = [f"`{name}`", _span(list(known), list(record)), newest.control, newest.kind]
    return f"| {' | '.join([*cells, newest.input_doc, newest.output_doc, _wire(known)])} |\n"


def _span(versions: list[str], all_versions: list[str]) -> str:
    first, last = _short(versions[0]), _short(versions[-1])
    if versions[-1] == all_versions[-1]:
        return "all" if versions[0] == all_versions[0] else f"{first} and later"
    return first if first == last else f"{first} to {last}"


def _wire(known: Mapping[str, str]) -> str:
    """Say how the values travel, in each generation where that changes."""
    parts: list[tuple[str, str]] = []
    for version, kind in known.items():
        form = wire_form(kind, version)
        if not parts or parts[-1][1] != form:
            parts.append((version, form))
    if len(parts) == 1:
        return parts[0][1]
    return "; ".join(f"{_short(version)}: {form}" for version, form in parts)


def wire_form(kind: str, version: str) -> str:
    """Give the words of a component's family for one version of Gradio."""
    forms, major = family(kind).wire, int(version.partition(".")[0])
    fit = [since for since in forms if since <= major]
    return forms[max(fit)] if fit else forms[min(forms)]


def _short(version: str) -> str:
    return ".".join(version.split(".")[:2])


def main() -> None:
    if "--record" in sys.argv[1:]:
        record()
    PAGE.write_text(page(load()), encoding="utf-8")


if __name__ == "__main__":
    main()
