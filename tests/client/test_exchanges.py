"""What is kept of the exchanges with a server, the report, and the log."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time

import pytest
from fake_server import CLOSE, begun, completed, partial

from gradio_nb import Client, errors
from gradio_nb.client.recording import recorder
from gradio_nb.secret import REDACTED

CANARY = "canary-4711-secret"
TIMEOUT = 20


def last(client, route):
    return next(x for x in reversed(client.exchanges) if route in x.url)


def test_exchanges_tell_methods_addresses_statuses_sizes_and_times(client):
    before = time.time()
    client.predict("hi", api_name="/echo")
    join, stream = last(client, "/queue/join"), last(client, "/queue/data")
    assert (join.method, join.status, stream.method, stream.status) == ("POST", 200, "GET", 200)
    assert json.loads(join.sent)["data"] == ["hi"]
    assert join.sent_size == len(join.sent)
    assert set(json.loads(join.received)) == {"event_id"}
    assert join.received_size == len(join.received)
    assert before - 1 <= join.began <= stream.began <= time.time() + 1
    assert 0 < join.seconds < TIMEOUT
    assert join.error is None


def test_messages_are_kept_as_they_came(client):
    client.submit("a b", 0.01, api_name="/stream").result(TIMEOUT)
    stream = last(client, "/queue/data")
    read = [json.loads(m.text.removeprefix("data: ")) for m in stream.messages]
    assert [m["msg"] for m in read][:2] == ["estimation", "process_starts"]
    assert "process_completed" in [m["msg"] for m in read]
    times = [m.seconds for m in stream.messages]
    assert times == sorted(times)
    assert stream.received_size == sum(m.size for m in stream.messages)


def test_a_stream_under_way_is_told_with_what_has_come(fake):
    def data(x):
        x.stream(*begun("event1"), partial("event1", "half"))
        fake.stop.wait()

    fake.routes["GET /gradio_api/queue/data"] = data
    with Client(fake.url) as client:
        job = client.submit("hi", api_name="/echo")
        assert next(iter(job)) == "half"
        stream = last(client, "/queue/data")
        assert stream.seconds is None
        assert len(stream.messages) == 3
        assert "under way" in client.report()


def test_a_request_without_an_answer_is_told(fake):
    with Client(fake.url) as client:
        fake.routes["POST /gradio_api/queue/join"] = lambda x: x.cut()
        with pytest.raises(errors.ConnectionLost):
            client.predict("hi", api_name="/echo")
        join = last(client, "/queue/join")
        assert join.status is None
        assert "Connection" in join.error
        assert "no answer" in client.report()


def test_errors_are_told_with_the_words_of_the_server(fake):
    with Client(fake.url) as client:
        fake.routes["POST /gradio_api/queue/join"] = lambda x: x.json({"detail": "not on Sundays"}, 403)
        with pytest.raises(errors.Refused):
            client.predict("hi", api_name="/echo")
        assert last(client, "/queue/join").status == 403
        assert "not on Sundays" in client.report()


def test_what_is_kept_is_bounded(fake):
    log = {"msg": "log", "event_id": "event1", "log": "x" * 10_000, "level": "info"}
    messages = [*begun("event1"), *[log] * (recorder.KEPT_MESSAGES + 100), completed("event1", "done"), CLOSE]
    with Client(fake.url) as client:
        fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(*messages)
        client.predict("y" * 10_000, api_name="/echo")
        stream, join = last(client, "/queue/data"), last(client, "/queue/join")
        assert len(stream.messages) == recorder.KEPT_MESSAGES
        assert stream.received_size > 10_000_000
        assert max(len(m.text) for m in stream.messages) < recorder.KEPT_BYTES + 100
        assert len(join.sent) < recorder.KEPT_BYTES + 100
        assert join.sent_size > 10_000
        for _ in range(recorder.KEPT_EXCHANGES):
            client._http.request("GET", f"{fake.url}/config")
        assert len(client.exchanges) == recorder.KEPT_EXCHANGES
        assert "/config" in client.exchanges[0].url


@pytest.mark.parametrize("password", ['open sesame \u00e4"1', "ab"])
def test_what_is_typed_into_a_password_box_is_blanked(fake, password):
    fake.config["components"][0]["props"]["type"] = "password"
    fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(*begun("event1"), completed("event1", password))
    with Client(fake.url) as client:
        assert client.predict(password, api_name="/echo") == password
        assert json.loads(last(client, "/queue/join").sent)["data"] == [REDACTED]
        assert json.loads(last(client, "/queue/data").messages[-1].text[6:])["output"]["data"] == [REDACTED]
        assert json.dumps(password)[1:-1] not in repr(client.exchanges) or len(password) < 4
        # No other value is.
        fake.config["components"][0]["props"]["type"] = "text"
    with Client(fake.url) as client:
        client.submit("plain", api_name="/echo").exception(TIMEOUT)
        assert json.loads(last(client, "/queue/join").sent)["data"] == ["plain"]


def test_files_are_told_by_their_size_only(client, tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("what is in it")
    client.predict(path, api_name="/read_file")
    upload, download = last(client, "/upload"), last(client, "/file=")
    assert upload.sent == ""
    assert upload.sent_size > path.stat().st_size
    assert download.received == ""
    assert download.received_size == path.stat().st_size


def test_the_login_is_not_kept(strict_client):
    login = last(strict_client, "/login")
    assert (login.method, login.status) == ("POST", 200)
    assert login.sent == ""
    assert "secret" not in repr(strict_client.exchanges) + strict_client.report()


def test_no_secret_is_in_exchanges_report_and_log(basics, caplog):
    caplog.set_level(logging.DEBUG, "gradio_nb")
    with Client(basics, headers={"Authorization": f"Bearer {CANARY}"}) as client:
        seen = client.predict(api_name="/ask")
        assert CANARY in str(seen), "the app does say it"
        client.predict(f"so {CANARY}", api_name="/echo")
        client._http.get_json(f"{basics}/config?token={CANARY}")
        told = [x.url + x.sent + x.received + "".join(m.text for m in x.messages) for x in client.exchanges]
        assert CANARY not in "".join(told) + repr(client.exchanges) + client.report() + caplog.text
        assert "session" in "".join(told)
        assert "token=•••" in caplog.text


def test_a_secret_that_was_cut_in_two_is_blanked(fake):
    with Client(fake.url, headers={"X-Key": CANARY}) as client:
        body = b'{"data":["'
        client.predict("x" * (recorder.KEPT_BYTES - len(body) - 8) + CANARY, api_name="/echo")
        assert CANARY[:6] not in last(client, "/queue/join").sent


def test_the_report_names_versions_and_app_and_leaves_values_out(client):
    client.predict("my own words", api_name="/echo")
    with pytest.raises(errors.AppError):
        client.predict("plain", api_name="/fail")
    told = client.report()
    for word in ("gradio_nb ", "Python ", "requests ", f"Gradio {client.app.version}", client.url, "/queue/join"):
        assert word in told
    assert "process_completed (failed)" in told
    assert "my own words" not in told


def test_requests_and_ends_of_jobs_are_logged_for_debugging(client, caplog):
    caplog.set_level(logging.DEBUG, "gradio_nb")
    ended = threading.Event()
    # A job wakes who waits for it before its end is logged.
    with caplog.filtering(lambda record: "<Job" not in record.getMessage() or ended.set() is None):
        client.predict("my own words", api_name="/echo")
        assert ended.wait(TIMEOUT)
    said = [r.getMessage() for r in caplog.records]
    assert any(r.startswith("POST ") and "/queue/join: 200" in r for r in said)
    assert any(r.startswith("<Job /echo done") for r in said)
    assert {r.levelno for r in caplog.records if r.name.startswith("gradio_nb")} == {logging.DEBUG}
    assert "my own words" not in caplog.text


def test_without_logging_set_up_nothing_is_printed(fake):
    code = """
import logging, sys
from gradio_nb import Client
logging.getLogger("gradio_nb.batch").warning("nobody listens")
Client(sys.argv[1]).predict("hi", api_name="/echo")
"""
    done = subprocess.run([sys.executable, "-c", code, fake.url], capture_output=True, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)
