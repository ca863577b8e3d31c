"""A WebSocket for each job: Gradio 3 (docs/protocol.md §5.3)."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import requests
import websocket
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from ... import errors
from ...protocol import events
from ...protocol.json_text import parse_json
from ...protocol.sse import MAX_MESSAGE
from ...protocol.urls import parse_url
from ..http.client import HandshakeOptions
from ..http.errors import error_from_response, is_overloaded, out_of_resources, tls_failure
from .base import JobChannel, Transport

if TYPE_CHECKING:
    from ..recording.recorder import PendingExchange

HANDSHAKE_TIMEOUT = 15.0
GOODBYE_TIMEOUT = 1.0  # seconds to wait for the server's half of it
NORMAL = 1000


class Socket(websocket.WebSocket):
    """A WebSocket that limits how large a message may be, as `sse.Decoder` does for an event stream."""

    received = 0
    """Bytes since the last message; whoever reads the messages sets it back."""

    def _recv(self, bufsize: int) -> Any:
        data = super()._recv(bufsize)  # type: ignore[no-untyped-call]
        self.received += len(data)
        if self.received > MAX_MESSAGE:
            raise websocket.WebSocketPayloadException
        return data


class WebSocketTransport(Transport):
    """Opens a socket, and answers what the server asks on it. To cancel is to hang up."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._lock = threading.Lock()
        self._sockets: dict[JobChannel, Socket] = {}
        self._turns: dict[int, threading.Lock] = {}

    def run(self, job: JobChannel, data: list[Any]) -> None:
        # The server keeps one generator for a function and a session: two jobs at a time would share it.
        alone = job.endpoint.generator and job.endpoint.has_state
        if not alone:
            self._run(job, data)
            return
        with self._function_lock(job.endpoint.fn_index):
            if not job.done():
                job.check_app()  # the job before may have taken hours
                self._run(job, data)

    def _function_lock(self, fn_index: int) -> threading.Lock:
        with self._lock:
            return self._turns.setdefault(fn_index, threading.Lock())

    def _run(self, job: JobChannel, data: list[Any]) -> None:
        connection = self._connect(job)
        with self._lock:
            self._sockets[job] = connection
        # A job that ends meanwhile has left a line on which nothing may ever come.
        stop = job.listen(partial(self._close_if_done, job))
        try:
            self._close_if_done(job)
            self._run_protocol(connection, job, data)
        except (websocket.WebSocketException, OSError) as e:
            # After a cancel the line is broken, and nothing is said of it.
            if job in self._sockets:
                raise self._explain_disconnect(_broken(e, self._http.base)) from e
        finally:
            stop()
            self._unregister(job)
            connection.close(timeout=GOODBYE_TIMEOUT)

    def _unregister(self, job: JobChannel) -> Socket | None:
        with self._lock:
            return self._sockets.pop(job, None)

    def _close_if_done(self, job: JobChannel) -> None:
        if job.done() and (connection := self._unregister(job)):
            _hang_up(connection)

    def cancel(self, job: JobChannel) -> bool:
        connection = self._unregister(job)
        if connection is None:
            return True
        # A queued job goes with its socket, a generator stops at its next step; a plain function runs on
        # (docs/protocol.md §9).
        running = job.status().state is events.State.RUNNING
        stopped = self._stop_legacy(job) if running and not job.endpoint.generator else True
        _hang_up(connection)
        return stopped

    def _run_protocol(self, connection: Socket, job: JobChannel, data: list[Any]) -> None:
        who = {"fn_index": job.endpoint.fn_index, "session_hash": self.hash}
        url = self._http.url("/queue/join")
        with self._http.record.start("GET", url) as call:
            call.status = connection.getstatus()
            for message in self._messages(connection, call):
                if job.done():
                    return
                name = message.get("msg")
                if name == "send_hash":
                    connection.send(json.dumps(who))
                elif name == "send_data":
                    connection.send(json.dumps({**who, "data": data, "event_data": None}, allow_nan=False))
                elif name == "queue_full":
                    raise errors.QueueFull("The queue of the app is full.")
                else:
                    if name == "process_completed":
                        # The server takes its leave in order.
                        self._unregister(job)
                    self._receive(job, message)
                if job.done():
                    return
        if job in self._sockets:
            # In order, and yet without a result: while a job runs, an event of the app has cancelled it
            # (docs/protocol.md §9).
            running = job.status().state is events.State.RUNNING
            raise (
                errors.Cancelled("The job was cancelled on the server.") if running else self._explain_disconnect(None)
            )

    def _messages(self, connection: Socket, call: PendingExchange) -> Iterator[dict[str, Any]]:
        """Give messages until the server hangs up in order."""
        while True:
            opcode, payload = connection.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                if int.from_bytes(payload[:2], "big") == NORMAL:
                    return
                raise self._explain_disconnect(None)
            connection.received = 0
            self._http.record.message(call, payload)
            try:
                message = parse_json(payload)
            except (ValueError, RecursionError):
                said = errors.ProtocolError(f"The server sent something that is no JSON: {payload[:80]!r}")
                raise self._http.redacted(said) from None
            if isinstance(message, dict):
                yield message

    def _connect(self, job: JobChannel) -> Socket:
        """Open a socket, and wait for a server that is too busy for one."""
        while True:
            try:
                return self._with_login()
            except (errors.RateLimited, errors.Refused) as e:
                if not is_overloaded(e) or not job.rest(e):
                    raise

    def _with_login(self) -> Socket:
        """Open a socket; once more after a login, where that is what is missing."""
        logins = self._http.logins
        try:
            return self._open()
        except errors.LoginRequired:
            if not self._http.log_in(logins):
                raise
        try:
            return self._open()
        except errors.LoginRequired as e:
            raise errors.LoginRefused("The login is not valid any more.") from e

    def _open(self) -> Socket:
        url = self._http.url("/queue/join")
        greeting = self._http.handshake_options(url)
        connection = Socket(sslopt=_tls(greeting.verify), enable_multithread=True)
        connect: Any = connection.connect
        # Given as headers, these two would be sent beside those that websocket-client makes itself.
        own = {name.lower(): value for name, value in greeting.headers.items() if name.lower() in ("host", "origin")}
        try:
            connect(
                "ws" + url.removeprefix("http"),
                header={name: value for name, value in greeting.headers.items() if name.lower() not in own},
                **own,
                cookie=greeting.cookies,
                timeout=HANDSHAKE_TIMEOUT,
                redirect_limit=0,  # a redirect would take tokens along
                socket=None if greeting.proxy else self._dial(greeting.verify),
                **_proxy(greeting),
            )
        except (websocket.WebSocketException, OSError) as e:
            raise self._http.redacted(_refused(e, self._http.base)) from None
        # There is no heartbeat (docs/protocol.md §10): without a limit that was set, a peer that is gone is found by
        # TCP.
        connection.settimeout(self._dialect.silence)
        return connection

    def _dial(self, verify: bool | str) -> socket.socket:
        """Open a connection to the app, and check where it leads before the handshake sends headers."""
        base = parse_url(self._http.base)
        plain = socket.create_connection((base.host, base.port), HANDSHAKE_TIMEOUT)
        try:
            self._http.guard.check(base.host, base.port, plain.getpeername()[0])
            if base.scheme == "http":
                return plain
            return _context(verify).wrap_socket(plain, server_hostname=base.host.rstrip("."))
        except BaseException:
            plain.close()
            raise


def _context(verify: bool | str) -> ssl.SSLContext:
    """Make the TLS context that requests would use."""
    import os

    if verify is False:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context
    trusted = DEFAULT_CA_BUNDLE_PATH if verify is True else verify
    folder = os.path.isdir(trusted)
    return ssl.create_default_context(cafile=None if folder else trusted, capath=trusted if folder else None)


def _hang_up(connection: Socket) -> None:
    with contextlib.suppress(websocket.WebSocketException, OSError):
        connection.send_close()
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _tls(verify: bool | str) -> dict[str, Any]:
    """Say to websocket-client what to say to it, as requests takes it."""
    import os

    if verify is False:
        return {"cert_reqs": ssl.CERT_NONE, "check_hostname": False}
    trusted = DEFAULT_CA_BUNDLE_PATH if verify is True else verify
    return {"ca_cert_path" if os.path.isdir(trusted) else "ca_certs": trusted}


def _proxy(greeting: HandshakeOptions) -> dict[str, Any]:
    """Name the proxy that requests would use, or none, whatever the environment says."""
    if not greeting.proxy:
        return {"http_no_proxy": ["*"]}
    parts = urlsplit(greeting.proxy)
    login = (unquote(parts.username or ""), unquote(parts.password or "")) if parts.username else None
    return {
        "http_proxy_host": parts.hostname,
        "http_proxy_port": parts.port or (1080 if parts.scheme.startswith("socks") else 80),
        "http_proxy_auth": login,
        "proxy_type": parts.scheme if parts.scheme.startswith("socks") else "http",
        "http_no_proxy": ["-"],  # an empty list would be asked of the environment
    }


def _refused(e: BaseException, base: str) -> errors.GradioNbError:
    """Say why a socket could not be opened."""
    if isinstance(e, websocket.WebSocketBadStatusException):
        answer = requests.Response()
        # Without a login the handshake is forbidden (docs/protocol.md §8).
        answer.status_code = 401 if e.status_code == 403 else e.status_code
        answer.headers.update(e.resp_headers or {})
        answer._content = e.resp_body or b""
        return error_from_response(answer)
    return _broken(e, base)


def _broken(e: BaseException, base: str) -> errors.GradioNbError:
    where = parse_url(base).authority
    limit = out_of_resources(e, f"No connection to {where} could be opened")
    if limit is not None:
        return limit
    if isinstance(e, ssl.SSLError):
        return tls_failure(e, where)
    if isinstance(e, websocket.WebSocketPayloadException | websocket.WebSocketProtocolException):
        return errors.ProtocolError("The server sent something that is no JSON, or no message at all.")
    if isinstance(e, websocket.WebSocketTimeoutException | TimeoutError):
        return errors.TimedOut(f"{where} did not answer in time.", hint="The queue of the app may hang: try again.")
    if isinstance(e, ConnectionRefusedError | socket.gaierror | websocket.WebSocketAddressException):
        return errors.NotReachable(f"Nothing answers at {where}.")
    return errors.ConnectionLost(f"The connection to {where} broke.")
