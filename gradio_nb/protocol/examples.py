"""Examples of an app, found where they lie: in `dataset` components.

`gr.Examples` and `gr.Interface(examples=...)` make a dataset whose click fills components:
the dependency with the dataset as its target has those components as its outputs, in the order
of the columns (seen on 4.44.1, 5.50.0 and 6.31.0).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..control_characters import clean
from .schema import Example

Found = Callable[[Mapping[int, str]], list[Example]]

LABEL_LENGTH = 48
# Their values are objects; a bare text in an example is a name to show, and of no use to the server.
FILES = frozenset(("file", "image", "audio", "video", "model3d", "uploadbutton", "downloadbutton", "imageeditor"))


class Examples:
    """The examples of an app.

    Parameters
    ----------
    by_id : mapping
        The components of `/config` by their ids.
    dependencies : sequence of mapping
        Those of `/config`.
    """

    def __init__(self, by_id: Mapping[int, Mapping[str, Any]], dependencies: Sequence[Mapping[str, Any]]) -> None:
        # Under the first component that each set fills: an app of thousands of endpoints has as many sets.
        self._filling: dict[int, dict[tuple[int, ...], Found]] = {}
        for dependency in dependencies:
            for target in dependency.get("targets") or ():
                dataset = by_id.get(target[0] if isinstance(target, list) else target) or {}
                if dataset.get("type") != "dataset":
                    continue
                props = dataset.get("props") or {}
                samples = [s if isinstance(s, list) else [s] for s in props.get("samples") or ()]
                width = len(props.get("components") or ()) or max(map(len, samples), default=0)
                # With cached examples the outputs of the function are filled as well, after the inputs.
                ids = tuple(dependency.get("outputs") or ())[:width]
                if samples and ids:
                    files = {i for i in ids if (by_id.get(i) or {}).get("type") in FILES}
                    maker = _maker(ids, samples, props.get("sample_labels"), files)
                    self._filling.setdefault(ids[0], {}).setdefault(ids, maker)

    def of(self, names: Mapping[int, str]) -> tuple[Example, ...]:
        """Give the examples that fill nothing but these components, given the parameter name of each."""
        sets = (found for i in names for found in self._filling.get(i, {}).items())
        return tuple(example for ids, make in sets if set(ids) <= set(names) for example in make(names))


def _maker(ids: tuple[int, ...], samples: Sequence[Sequence[Any]], labels: Any, files: set[int]) -> Found:
    def make(names: Mapping[int, str]) -> list[Example]:
        made = []
        for i, sample in enumerate(samples):
            label = clean(labels[i]) if isinstance(labels, list) and i < len(labels) else _label(sample[: len(ids)])
            sent = zip(ids, sample, strict=False)
            values = {names[c]: v for c, v in sent if not (c in files and isinstance(v, str))}
            if values:
                made.append(Example(label, values))
        return made

    return make


def _label(sample: Sequence[Any]) -> str:
    words = [_word(v) for v in sample if v not in (None, "", [])]
    text = " · ".join(words) or "empty"
    return text if len(text) <= LABEL_LENGTH else f"{text[: LABEL_LENGTH - 1]}…"


def _word(value: Any) -> str:
    if isinstance(value, Mapping):
        return clean(value.get("orig_name") or value.get("text") or value.get("path") or "{…}").rsplit("/", 1)[-1]
    return clean(value)
