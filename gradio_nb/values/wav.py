"""WAV files: arrays of samples into one, and out of one."""

from __future__ import annotations

import io
import os
from typing import Any

from .base import Parameter, bad_value
from .helpers import describe, import_optional, plain


def write_wav(parameter: Parameter, rate: Any, array: Any) -> bytes:
    """Pack samples into a WAV file of 16 bits.

    Parameters
    ----------
    parameter : Parameter
    rate : int
        Samples a second.
    array : array
        (samples,) or (samples, channels). Integers are taken at their full width, floats as -1
        to 1 and made quieter as a whole where they go beyond.
    """
    import wave

    rate = plain(rate)
    if not isinstance(rate, int) or isinstance(rate, bool) or rate <= 0:
        raise bad_value(
            parameter, f"expected (rate, array) with the samples a second as a whole number, got {describe(rate)}"
        )
    numpy = import_optional("numpy", "sending an array as sound")
    samples = _samples(parameter, numpy.asarray(array), numpy)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def _samples(parameter: Parameter, array: Any, numpy: Any) -> Any:
    if array.ndim not in (1, 2) or array.size == 0 or (array.ndim == 2 and array.shape[1] > 32):
        hint = "array.T turns (channels, samples) round." if array.ndim == 2 else None
        raise bad_value(parameter, f"expected (samples,) or (samples, channels), got shape {array.shape}", hint=hint)
    if array.dtype.kind == "f":
        if not numpy.isfinite(array).all():
            raise bad_value(parameter, "expected finite samples, got NaN or infinity")
        return (array / max(1.0, float(abs(array).max())) * 32767).round().astype("int16")
    if array.dtype == "uint8":
        return (array.astype("int16") - 128) * 256
    if array.dtype == "int32":
        return (array >> 16).astype("int16")
    if array.dtype.kind not in "iu" or abs(array.astype("int64")).max() > 32768:
        raise bad_value(parameter, f"expected samples of int16, int32, uint8 or float, got {array.dtype}")
    return array.astype("int16")


def read_wav(path: os.PathLike[str]) -> tuple[int, Any]:
    """Read a PCM WAV file: its rate, and its samples as int16, int32 or uint8."""
    import wave

    try:
        with wave.open(os.fspath(path), "rb") as file:
            rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        advice = "soundfile.read(path) of the package soundfile reads most formats"
        raise ValueError(f"{os.fspath(path)} is no PCM WAV file ({error}); {advice}") from error
    numpy = import_optional("numpy", "to_numpy()")
    if width == 3:  # widened to 32 bits: no array has elements of 24
        triples = numpy.frombuffer(frames, "u1").reshape(-1, 3)
        array = numpy.pad(triples, ((0, 0), (1, 0))).reshape(-1).view("<i4")
    else:
        array = numpy.frombuffer(frames, {1: "u1", 2: "<i2", 4: "<i4"}[width])
    return rate, array if channels == 1 else array.reshape(-1, channels)
