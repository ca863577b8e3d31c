r"""The answer of the two-step API, as people meet it in the output of curl (docs/protocol.md §5.5).

The first request sends the arguments and gets the name of an event, the second listens to it::

    $ curl -X POST http://127.0.0.1:7860/gradio_api/call/count -H "Content-Type: application/json" \
           -d '{"data": [3]}'
    {"event_id": "48b241e8"}
    $ curl -N http://127.0.0.1:7860/gradio_api/call/count/48b241e8
    event: generating
    data: ["one"]

    event: complete
    data: ["one two"]

That answer has three layers. It is an *event stream*: blocks of lines, with an empty line after each;
`event:` names what has happened, `data:` says it. What is said is *JSON*. And the JSON is a list
with one *value* for each output of the function, in its wire form: `"one two"` is the value of a text
box, and a picture would be an object with the path and the address of a file.
"""

from __future__ import annotations

from typing import Any

from ..errors import ProtocolError
from .json_text import parse_json


def read_call(answer: str | bytes) -> list[tuple[str, Any]]:
    r"""Take the first two layers off: what has happened, and what was said.

    Parameters
    ----------
    answer : str or bytes
        The whole answer, or its beginning: a block that is cut off is left out.

    Returns
    -------
    list of (str, object)
        In order. The first is `"generating"` for a partial result, `"complete"` for the last one,
        `"error"`, or `"heartbeat"`; the second is a list of values, or what is known of the error: the
        object of the message, None before Gradio 6.13. A `"heartbeat"` comes with None.

    Raises
    ------
    ProtocolError
        For what is no event stream of JSON.

    Examples
    --------
    >>> read_call('event: generating\ndata: ["one"]\n\nevent: complete\ndata: ["one two"]\n\n')
    [('generating', ['one']), ('complete', ['one two'])]
    """
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return [_event(block) for block in blocks[:-1] if block.strip()]


def _event(block: str) -> tuple[str, Any]:
    # Not `splitlines`: JSON may hold line separators of Unicode as they are.
    lines = [line.partition(":") for line in block.strip("\n").split("\n")]
    fields = [(name, value.removeprefix(" ")) for name, _, value in lines]
    said = "\n".join(value for name, value in fields if name == "data")
    happened = [value for name, value in fields if name == "event"]
    try:
        return (happened[-1] if happened else "message"), parse_json(said)
    except (ValueError, RecursionError) as e:
        raise ProtocolError(f"This is no answer of a Gradio API: {block[:80]!r}") from e
