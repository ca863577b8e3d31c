"""Pictures that are no files yet: PIL images and arrays, as PNG."""

from __future__ import annotations

import io
from typing import Any

from .base import Parameter, Upload, bad_value
from .helpers import import_optional, is_array

_PNG_MODES = ("1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA")


def picture(parameter: Parameter, value: Any) -> Upload | None:
    """Make a PNG of a PIL image, or of an array; None for anything else.

    Arrays are (height, width) or (height, width, 1, 3 or 4), of integers from 0 to 255 or of
    floats from 0 to 1.
    """
    if type(value).__module__.startswith("PIL.") and hasattr(value, "save"):
        return _png(value)
    if is_array(value):
        pil, numpy = (
            import_optional("PIL.Image", "sending an array as a picture"),
            import_optional("numpy", "sending a picture"),
        )
        return _png(pil.fromarray(_pixels(parameter, numpy.asarray(value), numpy)))
    return None


def _png(image: Any) -> Upload:
    if image.mode not in _PNG_MODES:
        image = image.convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return Upload(buffer.getvalue(), "image.png", "image/png")


def _pixels(parameter: Parameter, array: Any, numpy: Any) -> Any:
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.size == 0 or not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))):
        raise bad_value(
            parameter, f"expected an array (height, width) or (height, width, 3 or 4), got shape {array.shape}"
        )
    if array.dtype.kind == "b":
        return array.astype("uint8") * 255
    if array.dtype.kind not in "iuf":
        raise bad_value(parameter, f"expected an array of numbers, got {array.dtype}")
    top = 1 if array.dtype.kind == "f" else 255
    low, high = array.min(), array.max()
    if not (low >= 0 and high <= top):  # NaN, too, is not within
        raise bad_value(
            parameter,
            f"expected {array.dtype} values from 0 to {top}, got {low:g} to {high:g}",
            hint="Floats are taken as 0 to 1, integers as 0 to 255; array.astype('uint8') makes integers.",
        )
    return numpy.ascontiguousarray((array * 255).round().astype("uint8") if top == 1 else array.astype("uint8"))
