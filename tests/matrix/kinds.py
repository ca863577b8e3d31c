"""The inputs and outputs of `tests/apps/every_values.py`, and what each output is for a caller."""

from __future__ import annotations

INPUTS = (
    "text", "lines", "markdown", "html", "number", "integer", "slider", "checkbox", "checks", "radio", "dropdown",
    "several", "custom", "color", "time", "code", "json", "table", "file", "files", "folder", "upload", "image",
    "audio", "video", "gallery", "films", "model", "chat", "pairs", "multimodal", "editor", "layers", "compare",
)  # fmt: skip

CHAT = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "there"}]

# Files are told by kind and size: `seen` in `test_matrix_values.py`.
OUTPUTS = {
    "text": "some text",
    "number": 4,
    "real": 0.5,
    "slider": 0.5,
    "flag": True,
    "checks": ["a", 3],
    "radio": 3,
    "dropdown": "a",
    "several": ["a", 3],
    "color": "#00ff00",
    "time": "2024-01-02 03:04:05",
    "html": "<b>bold</b>",
    "markdown": "# title",
    "code": "x = 1",
    "json": {"a": [1, 2.5, None, True]},
    "path": {"a": 1, "path": "/no/file/of/this/app"},
    "label": {"cat": 0.75, "dog": 0.25},
    "sure": {"cat": None},
    "highlight": [("the ", None), ("cat", "N")],
    "annotated": ("ImageFile 40x30", [("ImageFile 40x30", "box")]),
    "table": [(1, "a"), (2, "b")],
    "frame": [(1, "a"), (2, "b")],
    "styled": [(1, "a"), (2, "b")],
    "image": "ImageFile 40x30",
    "array": "ImageFile 40x30",
    "audio": "AudioFile 800 samples",
    "samples": "AudioFile 800 samples",
    "video": "VideoFile of 24 bytes",
    "subtitled": "VideoFile of 24 bytes with subtitles",
    "gallery": [("ImageFile 40x30", "red"), ("ImageFile 20x10", "blue")],
    "films": [("VideoFile of 24 bytes", "film"), ("ImageFile 40x30", None)],
    "compare": ("ImageFile 40x30", "ImageFile 20x10"),
    "editor": {"background": "ImageFile 40x30", "layers": ["ImageFile 20x10"], "composite": "ImageFile 40x30"},
    "file": "FileValue of 5 bytes",
    "files": ["FileValue of 5 bytes", "ImageFile 40x30"],
    "download": "FileValue of 5 bytes",
    "model": "ModelFile of 8 bytes",
    "chat": CHAT,
    "pairs": CHAT,
    "picture": [{"role": "assistant", "content": ["ImageFile 40x30"]}],
    "multimodal": {"text": "see", "files": ["FileValue of 5 bytes"]},
    "plot": "Plot of plotly",
    "chart": "Plot of altair",
    "drawing": "Plot of matplotlib",
    "invisible": "from an invisible box",
    "nothing": None,
}
