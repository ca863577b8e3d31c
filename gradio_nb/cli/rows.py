"""The rows of a batch, and the file of its results."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .. import errors
from ..client.arguments import did_you_mean
from ..client.files.names import make_folder
from ..protocol.schema import Endpoint, Parameter
from .convert import read


@dataclass(frozen=True)
class Row:
    """A row of the file, numbered from 1; with `error` it is wrong in itself.

    Attributes
    ----------
    key : str
        The same for all rows of the same contents for the same endpoint, wherever they stand.
    """

    number: int
    key: str
    inputs: Any
    error: errors.BadArgument | None = None


def read_rows(path: Path, spec: Endpoint) -> list[Row]:
    """Read a file of rows: `.csv`, `.tsv`, or else one JSON value a line.

    Raises
    ------
    UsageError
        When the file cannot be read, or has a column that is no parameter.
    """
    try:
        if path.suffix.lower() in (".csv", ".tsv"):
            return list(_read_table(path, spec))
        return list(_read_lines(path, spec))
    except (OSError, UnicodeDecodeError, csv.Error) as e:
        raise errors.UsageError(f"{path} cannot be read: {e}", hint="ROWS is a .csv or a .jsonl file.") from None


def _read_table(path: Path, spec: Endpoint) -> Iterator[Row]:
    parameters = {p.name: p for p in spec.parameters}
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",", restkey="")
        for column in table.fieldnames or ():
            if column not in parameters:
                meant = did_you_mean(column, list(parameters))
                raise errors.UsageError(
                    f"{path} has the column {column!r}; {spec.name} has no such parameter.{meant}",
                    hint=f"Its parameters are: {', '.join(parameters)}.",
                )
        for number, cells in enumerate(table, 1):
            inputs, error = {}, None
            try:
                if cells.pop("", None):
                    raise errors.BadArgument("The row has more cells than there are columns.")
                inputs = {n: read(parameters[n], c) for n, c in cells.items() if _given(parameters[n], c)}
            except errors.BadArgument as e:
                error = e
            yield Row(number, _key(spec, cells), inputs, error)


def _given(parameter: Parameter, cell: str | None) -> bool:
    """Whether a cell says something: an empty one leaves the default, and is a text where there is none."""
    return bool(cell) or (cell is not None and parameter.required and parameter.component == "textbox")


def _read_lines(path: Path, spec: Endpoint) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig") as file:
        lines = (line for line in file if line.strip())
        for number, line in enumerate(lines, 1):
            inputs, error = None, None
            try:
                inputs = json.loads(line)
            except (ValueError, RecursionError) as e:
                error = errors.BadArgument(f"The line is no JSON: {e}")
            yield Row(number, _key(spec, inputs if error is None else line), _placed(inputs), error)


def _placed(inputs: Any) -> Any:
    return tuple(inputs) if isinstance(inputs, list) else inputs


def _key(spec: Endpoint, inputs: Any) -> str:
    text = json.dumps([spec.name, inputs], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Results:
    """The file of results: a JSON object a line, written as rows finish.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def left(self, rows: list[Row]) -> list[Row]:
        """Give the rows that have not gone well yet; of those with the same contents, as many as are missing."""
        well = self._well()
        left = []
        for row in rows:
            if well[row.key]:
                well[row.key] -= 1
            else:
                left.append(row)
        return left

    def _well(self) -> Counter[str]:
        """Count by their keys the rows that went well; a line that was cut off is dropped from the file."""
        found: Counter[str] = Counter()
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return found
        except OSError as e:
            raise errors.UsageError(
                f"{self.path} cannot be read: {e.strerror or e}.", hint="Give another --out, or remove it."
            ) from e
        # Only a line feed ends a line: JSON may hold U+2028, U+2029 and U+0085 as they are.
        for start, line in _lines(data):
            try:
                result = json.loads(line)
                if result["ok"]:
                    found[result["key"]] += 1
            except (ValueError, LookupError, TypeError):
                if start + len(line) == len(data):
                    self._cut(start)
        return found

    def add(self, result: dict[str, Any]) -> str:
        """Write a line, and give it.

        Raises
        ------
        FileError
            When it cannot be written, as on a full disk; nothing of it stays in the file.
        """
        line = json.dumps(result, ensure_ascii=False)
        try:
            data = line.encode()
        except UnicodeEncodeError:  # half of a surrogate pair
            line = json.dumps(result)
            data = line.encode()
        try:
            make_folder(self.path.parent)
            with self.path.open("ab+", buffering=0) as file:
                size = file.seek(0, 2)
                try:
                    _write(file, self._separator(file, size) + data + b"\n")
                except OSError:
                    with suppress(OSError):
                        file.truncate(size)
                    raise
        except OSError as e:
            raise _unwritten(self.path, e) from e
        return line

    @staticmethod
    def _separator(file: IO[bytes], size: int) -> bytes:
        """What ends a last line that has no end of its own, as an editor may have left it."""
        if not size:
            return b""
        file.seek(-1, 2)
        return b"" if file.read(1) == b"\n" else b"\n"

    def _cut(self, size: int) -> None:
        try:
            os.truncate(self.path, size)
        except OSError as e:
            raise _unwritten(self.path, e) from e


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each line, without its end, and where it begins."""
    start = 0
    for line in data.split(b"\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _write(file: Any, data: bytes) -> None:
    """Write all of it: a file without a buffer may take only a part."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _unwritten(path: Path, e: OSError) -> errors.FileError:
    return errors.FileError(
        f"{path} cannot be written: {e.strerror or e}.",
        hint="Make sure that there is space and that you may write there; then go on with --resume.",
    )
