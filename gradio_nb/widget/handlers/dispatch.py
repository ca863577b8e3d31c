"""What the browser asks of a panel, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...client.arguments import find_endpoint
from ...client.threads.pool import DaemonThreadPool
from ...errors import BadArgument, GradioNbError, ProtocolError
from .. import send_to
from ..comm import assets, messages
from ..conversations import Conversations
from ..notebook import variables
from ..notebook.namespace import can_store, check_name
from ..panel import Panel
from .stream_segments import parts_view
from .table_pages import Pages

Answer = dict[str, Any]


class RequestHandler:
    """Answers the pages of one panel.

    A handler does what it has to at once and leaves, for the next message waits. What takes long goes to a worker.
    """

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._pages = Pages()
        self._slow = DaemonThreadPool(4, "gradio_nb-media")
        self._talks = DaemonThreadPool(4, "gradio_nb-chat")

    def receive(self, content: Any, buffers: Sequence[Any]) -> None:
        """Answer a request, now or when a worker is through with it."""
        self._panel.publisher.adopt_context()
        id = content.get("id") if isinstance(content, Mapping) else None
        try:
            ask = messages.read(content)
            answer = _HANDLERS[type(ask)](self, ask, buffers)
        except Exception as e:
            self._fail(id, e)
        else:
            if answer is not None:
                self._reply(ask.id, answer)

    def _reply(self, id: str, result: Answer, data: bytes | None = None) -> None:
        self._panel.publisher.post({"reply": id, "result": result}, None if data is None else [data])

    def _fail(self, id: Any, error: BaseException) -> None:
        if not isinstance(error, GradioNbError):
            import logging

            logging.getLogger("gradio_nb").error("The panel's request failed", exc_info=error)
        if isinstance(id, str):
            self._panel.publisher.post({"reply": id, "error": messages.failure(error)})

    def _reply_later(self, ask: messages.Request, answer: Callable[[], tuple[Answer, bytes | None]]) -> None:
        """Answer with what may take long to come by."""

        def give() -> None:
            try:
                head, data = answer()
            except BaseException as e:
                self._fail(ask.id, e)
            else:
                self._reply(ask.id, head, data)

        self._slow.run(give)

    def _hello(self, ask: messages.Hello, _: Sequence[Any]) -> None:
        state_sync, publisher = self._panel.state_sync, self._panel.publisher

        def greet() -> Answer:
            known = ask.seq == state_sync.seq
            return {"snapshot": None if known else state_sync.snapshot(), "settled": publisher.on_subshell}

        # Worked out where pushes are sent, so that the two are in order.
        publisher.reply(ask.id, greet)

    def _run(self, ask: messages.Start, _: Sequence[Any]) -> Answer:
        return {"run": self._panel.run_form(ask.endpoint, ask.values).id}

    def _again(self, ask: messages.Again, _: Sequence[Any]) -> Answer:
        return {"run": self._panel.run_again(ask.run).id}

    def _cancel(self, ask: messages.Cancel, _: Sequence[Any]) -> Answer:
        self._panel.cancel(self._panel.runs.by_id(ask.run).job)
        return {}

    def _chats(self) -> Conversations:
        self._panel.ready()  # which is no wait
        return self._panel.chats

    def _say(self, ask: messages.Say, _: Sequence[Any]) -> Answer | None:
        chats = self._chats()
        conversation, long = chats.prepare(ask)

        def say() -> None:
            try:
                chats.say(ask, conversation)
            except BaseException as e:
                if long:
                    chats.fail(conversation, e)
                else:
                    self._fail(ask.id, e)
            else:
                if not long:
                    self._reply(ask.id, {})

        self._talks.run(say)
        return {} if long else None

    def _unsay(self, ask: messages.Unsay, _: Sequence[Any]) -> Answer:
        return {"message": self._chats().undo(ask.endpoint, ask.at)}

    def _reset(self, ask: messages.Reset, _: Sequence[Any]) -> Answer:
        self._chats().reset(ask.endpoint)
        return {}

    def _draft(self, ask: messages.Draft, _: Sequence[Any]) -> Answer:
        secrets = self._panel.draft(ask.endpoint, ask.values, ask.unset)
        return {"secrets": secrets} if secrets else {}

    def _select(self, ask: messages.Select, _: Sequence[Any]) -> Answer:
        self._panel.open(ask.endpoint)
        return {}

    def _name(self, ask: messages.Variable, _: Sequence[Any]) -> Answer:
        name = check_name(ask.name)
        if name and not can_store():
            raise BadArgument("No variable can be set from here: in a cell, app.result is the newest result.")
        self._panel.set_result_variable(name)
        return {}

    def _variables(self, ask: messages.Variables, _: Sequence[Any]) -> None:
        spec = find_endpoint(self._panel.ready().app.endpoints, ask.endpoint)
        parameter = next((p for p in spec.parameters if p.name == ask.parameter), None)
        if parameter is None:
            raise BadArgument(f"{spec.name} has no parameter {ask.parameter!r}.")
        # What people have made may take long to look at.
        self._reply_later(ask, lambda: ({"variables": variables.fitting(parameter)}, None))

    def _targets(self, ask: messages.Targets, _: Sequence[Any]) -> None:
        self._reply_later(ask, lambda: ({"targets": send_to.targets(self._panel, ask.run, ask.output)}, None))

    def _hand(self, ask: messages.Hand, _: Sequence[Any]) -> None:
        # It may have to be fetched for another app.
        self._reply_later(ask, lambda: (send_to.send(self._panel, ask.run, ask.output, ask.target), None))

    def _upload(self, ask: messages.UploadPiece, buffers: Sequence[Any]) -> Answer:
        if len(buffers) != 1:
            raise ProtocolError("A piece of a file came without its bytes.", hint="Choose the file again.")
        ref = self._panel.refs.receive_chunk(ask, bytes(buffers[0]))
        return {} if ref is None else {"file": ref}

    def _drop(self, ask: messages.DropUpload, _: Sequence[Any]) -> Answer:
        self._panel.refs.discard_upload(ask.upload)
        return {}

    def _media(self, ask: messages.Media, _: Sequence[Any]) -> None:
        self._reply_later(ask, lambda: self._panel.refs.read_chunk(ask.file, ask.offset))

    def _parts(self, ask: messages.Parts, _: Sequence[Any]) -> None:
        self._reply_later(ask, lambda: (parts_view(self._panel.ready(), self._panel.refs, ask), None))

    def _asset(self, ask: messages.Asset, _: Sequence[Any]) -> None:
        self._reply_later(ask, lambda: assets.read_chunk(ask.name, ask.offset))

    def _rows(self, ask: messages.Rows, _: Sequence[Any]) -> None:
        self._reply_later(ask, lambda: (self._pages.read(self._panel.runs.by_id(ask.run), ask), None))

    def _reconnect(self, ask: messages.Reconnect, _: Sequence[Any]) -> Answer:
        self._panel.connection.start()
        return {}


_HANDLERS: dict[type[messages.Request], Callable[[RequestHandler, Any, Sequence[Any]], Answer | None]] = {
    messages.Hello: RequestHandler._hello,
    messages.Start: RequestHandler._run,
    messages.Again: RequestHandler._again,
    messages.Cancel: RequestHandler._cancel,
    messages.Say: RequestHandler._say,
    messages.Unsay: RequestHandler._unsay,
    messages.Reset: RequestHandler._reset,
    messages.Draft: RequestHandler._draft,
    messages.Select: RequestHandler._select,
    messages.Variable: RequestHandler._name,
    messages.Variables: RequestHandler._variables,
    messages.Targets: RequestHandler._targets,
    messages.Hand: RequestHandler._hand,
    messages.UploadPiece: RequestHandler._upload,
    messages.DropUpload: RequestHandler._drop,
    messages.Media: RequestHandler._media,
    messages.Parts: RequestHandler._parts,
    messages.Asset: RequestHandler._asset,
    messages.Rows: RequestHandler._rows,
    messages.Reconnect: RequestHandler._reconnect,
}
