"""Connections that the server closes: which requests are sent again, and which never.

The server is a bare socket, for it matters on which connection a request came.
"""

from __future__ import annotations

import socket
import struct
import threading

import pytest

from gradio_nb import errors
from gradio_nb.client.http import adapter
from gradio_nb.client.http.abort import AbortHandle
from gradio_nb.client.http.client import HttpClient

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Head:
    """A move that is made after the head of a request, before its body has been read."""

    def __init__(self, move):
        self.move = move

    def __call__(self, connection):
        self.move(connection)


class Peer:
    """Plays one list of moves for each connection, a move for each request; keeps what came."""

    def __init__(self, *connections):
        self.connections, self.came = list(connections), []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        for number, moves in enumerate(self.connections):
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                for move in moves:
                    request = self._read(connection, body=not isinstance(move, Head))
                    if request is None:
                        break
                    self.came.append((number, request))
                    move(connection)

    @staticmethod
    def _read(connection, body=True):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            if not (byte := connection.recv(1)):
                return None
            head += byte
        if not body:
            return ""
        length = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
        body = bytearray()
        while len(body) < int(length[0] if length else 0):
            body += connection.recv(1 << 20)
        return body.decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()


def answer(connection):
    connection.sendall(ANSWER)


def close(connection):
    connection.shutdown(socket.SHUT_RDWR)


def reset(connection):
    """End as a firewall does that has forgotten the connection."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def begin(length):
    def move(connection):
        connection.sendall(ANSWER[:length])
        close(connection)

    return move


def post(peer, *bodies):
    """Send bodies one after the other; give what became of the last."""
    client = HttpClient(peer.url)
    try:
        for body in bodies:
            result = client.post_json(f"{peer.url}/queue/join", body)
        return result
    finally:
        client.close()


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """On a busy machine a second can go by between two requests; no connection is too old for that here."""
    monkeypatch.setattr(adapter, "MAX_IDLE", 3600.0)


@pytest.mark.parametrize("end", [close, reset])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_idempotent_request_is_repeated_once_when_a_reused_connection_breaks(method, end):
    with Peer([answer, end], [answer]) as peer:
        client = HttpClient(peer.url)
        client.get_json(peer.url)
        client.request(method, peer.url)
    assert [number for number, _ in peer.came] == [0, 0, 1]


@pytest.mark.parametrize("end", [close, reset])
def test_a_post_that_is_declared_idempotent_is_repeated(end):
    with Peer([answer, end], [answer]) as peer:
        client = HttpClient(peer.url)
        client.post_json(peer.url, 1)
        assert client.post_json(peer.url, 2, idempotent=True) == {}
    assert peer.came == [(0, "1"), (0, "2"), (1, "2")]


@pytest.mark.parametrize("end", [close, reset])
@pytest.mark.parametrize("seconds", [0, 0.3])
def test_a_post_is_never_repeated_once_it_has_been_sent_in_full(end, seconds):
    def move(connection):
        threading.Event().wait(seconds)
        end(connection)

    with Peer([answer, move], [answer]) as peer, pytest.raises(errors.ConnectionLost):
        post(peer, 1, 2)
    assert peer.came == [(0, "1"), (0, "2")]


@pytest.mark.parametrize("end", [close, reset])
def test_a_post_is_repeated_when_a_reused_connection_did_not_take_all_of_it(end):
    """The server cannot have processed it: it never received the length that was announced (RFC 9112 §8)."""
    with Peer([answer, Head(end)], [answer]) as peer:
        assert post(peer, 1, "x" * 50_000_000) == {}
    assert [number for number, _ in peer.came] == [0, 0, 1]


def test_a_post_goes_out_on_a_new_connection_when_the_last_one_was_idle_for_long(monkeypatch):
    monkeypatch.setattr(adapter, "MAX_IDLE", 0.0)
    with Peer([answer, answer], [answer]) as peer:
        client = HttpClient(peer.url)
        client.get_json(peer.url)
        client.get_json(peer.url)
        assert client.post_json(peer.url, 1) == {}
    assert [number for number, _ in peer.came] == [0, 0, 1]


def test_quick_posts_share_a_connection():
    with Peer([answer] * 100) as peer:
        post(peer, *range(100))
    assert {number for number, _ in peer.came} == {0}


def test_no_request_follows_a_server_error_on_its_connection():
    """Gradio closes the connection after a text/plain 500 (docs/protocol.md §8)."""

    def fail(connection):
        connection.sendall(b"HTTP/1.1 500 No\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno")

    with Peer([fail, answer], [answer]) as peer:
        client = HttpClient(peer.url)
        with pytest.raises(errors.Refused):
            client.post_json(peer.url, 1)
        assert client.post_json(peer.url, 2) == {}
    assert peer.came == [(0, "1"), (1, "2")]


@pytest.mark.parametrize("end", [close, reset])
def test_a_request_that_a_new_connection_swallowed_may_have_been_begun_and_is_not_sent_again(end):
    with Peer([end], [answer]) as peer, pytest.raises(errors.ConnectionLost):
        post(peer, 1)
    assert peer.came == [(0, "1")]


@pytest.mark.parametrize("length", [1, 10, 17, 30, len(ANSWER) - 4, len(ANSWER) - 1])
def test_a_request_whose_answer_has_begun_is_not_sent_again(length):
    with Peer([answer, begin(length)], [answer]) as peer, pytest.raises(errors.ConnectionLost):
        post(peer, 1, 2)
    assert peer.came == [(0, "1"), (0, "2")]


def test_nothing_is_sent_a_third_time():
    with Peer([answer, close], [close], [answer]) as peer:
        client = HttpClient(peer.url)
        client.get_json(peer.url)
        with pytest.raises(errors.ConnectionLost):
            client.get_json(peer.url)
    assert [number for number, _ in peer.came] == [0, 0, 1]


def test_connections_through_a_proxy_are_told_apart_too(monkeypatch):
    with Peer([answer, close], [answer]) as peer:
        monkeypatch.setenv("http_proxy", peer.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        client = HttpClient("http://app.example")
        assert [client.get_json(f"http://app.example/{n}") for n in (1, 2)] == [{}, {}]
        client.close()
    assert [number for number, _ in peer.came] == [0, 0, 1]


def test_a_line_that_is_cut_late_breaks_no_other_request_on_the_same_connection():
    first, second = AbortHandle(), AbortHandle()
    with Peer([answer, lambda connection: (first.abort(), answer(connection)), answer]) as peer:
        http = HttpClient(peer.url)
        for line in (first, second, None):
            assert http.get_json(peer.url, line=line) == {}
        assert [number for number, _ in peer.came] == [0, 0, 0]


def test_a_request_whose_line_was_cut_is_not_sent_again():
    line = AbortHandle()
    with Peer([answer, lambda connection: line.abort()], [answer]) as peer:
        http = HttpClient(peer.url)
        http.get_json(peer.url)
        with pytest.raises(errors.ConnectionLost):
            http.get_json(peer.url, line=line)
        assert [number for number, _ in peer.came] == [0, 0]
