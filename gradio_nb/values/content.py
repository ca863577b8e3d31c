"""What bytes are: kinds of files told by their first bytes or by their name."""

from __future__ import annotations

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"OggS", ".ogg"),
    (b"fLaC", ".flac"),
    (b"ID3", ".mp3"),
    (b"\xff\xfb", ".mp3"),
    (b"\xff\xf3", ".mp3"),
    (b"\xff\xf2", ".mp3"),
    (b"\x1aE\xdf\xa3", ".webm"),
    (b"%PDF", ".pdf"),
    (b"PK\x03\x04", ".zip"),
)
_RIFF = {b"WEBP": ".webp", b"WAVE": ".wav", b"AVI ": ".avi"}
_BRANDS = {b"avif": ".avif", b"M4A ": ".m4a", b"qt  ": ".mov"}

HEAD = 512
"""Number of bytes at the beginning of a file that `extension` wants to see."""


def extension(head: bytes) -> str:
    """Guess a file's extension, with its dot, from its first bytes; `.bin` where nothing fits."""
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], ".mp4")
    if not _is_text(head[:HEAD]):
        return ".bin"
    start = head[:HEAD].lstrip().lower()
    return ".svg" if start.startswith(b"<svg") or (start.startswith(b"<?xml") and b"<svg" in start) else ".txt"


def _is_text(head: bytes) -> bool:
    if b"\0" in head or not head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return len(head) == HEAD and error.start > HEAD - 4  # a character cut in two
    return True


def mime_type(name: str) -> str | None:
    """Guess a MIME type from a file's name."""
    import mimetypes

    added = {".webp": "image/webp", ".avif": "image/avif", ".vtt": "text/vtt"}  # unknown to Python 3.10
    return added.get("." + name.lower().rpartition(".")[2]) or mimetypes.guess_type(name)[0]


def parse_data_url(url: str) -> bytes:
    """Give the bytes of a `data:` URL.

    Raises
    ------
    ValueError
        It is none.
    """
    from base64 import b64decode
    from urllib.parse import unquote_to_bytes

    head, comma, body = url.partition(",")
    if not comma or not head.lower().startswith("data:"):
        raise ValueError("not a data: URL")
    return b64decode(unquote_to_bytes(body)) if head.lower().endswith(";base64") else unquote_to_bytes(body)


def data_url(mime: str, data: bytes) -> str:
    """Pack bytes into a `data:` URL."""
    from base64 import b64encode

    return f"data:{mime};base64,{b64encode(data).decode()}"
