"""Spaces by their name: every stage, every refusal, and who gets the token."""

from __future__ import annotations

import logging
import threading
import traceback

import pytest
from fake_hub import FakeHub, busy, missing, refused

import gradio_nb
from gradio_nb import Client, errors
from gradio_nb.client.connect import resolve_source
from gradio_nb.client.hub.api import token_goes_to
from gradio_nb.client.hub.source import Source
from gradio_nb.protocol.filedata import FileData
from gradio_nb.widget.connection import Connection

CANARY = "hf_canaryCANARYcanary0123456789"


def test_a_running_space_is_connected_by_its_name(hub, basics):
    hub.space("ada/app", "RUNNING", host=basics)
    told = []
    with Client(" ada/app ", on_progress=told.append) as client:
        assert client.predict("hi", api_name="/echo") == "hi"
        assert client.source.name == "ada/app"
        assert client.anonymous
    assert told == ["asking the Hub", "connecting"]
    assert hub.looks("ada/app") == 1


@pytest.mark.parametrize(
    "src",
    [
        "ada/app", "spaces/ada/app", "https://huggingface.co/spaces/ada/app", "https://huggingface.co/spaces/ada/app/",
        "huggingface.co/spaces/ada/app?logs=container", "https://hf.co/spaces/ada/app/tree/main#top",
    ],
)  # fmt: skip
def test_whatever_people_paste_for_a_space_leads_to_it(hub, fake, src):
    hub.space("ada/app", "RUNNING", host=fake.url)
    with Client(src) as client:
        assert client.source.name == "ada/app"
        assert client.predict("hi", api_name="/echo") == "done"
    assert hub.looks("ada/app") == 1


def test_connect_gives_the_panel_at_once_and_goes_on_waking_the_space_behind_it(hub, fake):
    go_on = threading.Event()

    def slow(x):
        assert go_on.wait(20)
        asleep(x)

    hub.space("ada/app", "SLEEPING", "RUNNING", host=fake.url)
    asleep = hub.routes["GET /api/spaces/ada/app"]
    hub.routes["GET /api/spaces/ada/app"] = slow
    panel = gradio_nb.connect("ada/app")
    try:
        hub.until(lambda: hub.looks("ada/app"))
        assert not go_on.is_set()
        go_on.set()
        assert panel.predict("hi", api_name="/echo") == "done"
    finally:
        go_on.set()
        panel.close()


@pytest.mark.parametrize("stage", ["RUNNING", "RUNNING_BUILDING", "RUNNING_APP_STARTING", "A_STAGE_OF_TOMORROW", ""])
def test_stages_in_which_the_server_tells_for_itself(hub, fake, stage):
    hub.space("ada/app", stage, host=fake.url)
    Client("ada/app").close()


def test_a_sleeping_space_is_woken_and_each_step_is_told(hub, fake):
    hub.space("ada/app", "SLEEPING", "STOPPED", "BUILDING", "APP_STARTING", "RUNNING", host=fake.url)
    told = []
    Client("ada/app", on_progress=told.append).close()
    assert [text.partition(",")[0] for text in told] == [
        "asking the Hub", "waking up", "waking up", "building", "starting", "connecting"
    ]  # fmt: skip
    assert told[1] == "waking up, 0 s"
    # A request wakes it: one at each look while it sleeps.
    assert len(fake.requests("GET /")) == 2


@pytest.mark.parametrize(
    ("stage", "words", "remedy"),
    [
        ("PAUSED", "is paused", "gradio_nb.duplicate('ada/app')"),
        ("BUILD_ERROR", "could not be built", "https://huggingface.co/spaces/ada/app?logs=build"),
        ("RUNTIME_ERROR", "has crashed", "https://huggingface.co/spaces/ada/app?logs=container"),
        ("CONFIG_ERROR", "wrong configuration", "README.md"),
        ("NO_APP_FILE", "no app in it yet", "app.py"),
        ("DELETING", "is being deleted", "search_spaces"),
    ],
)
def test_a_space_that_will_not_run_says_why_and_what_to_do(hub, stage, words, remedy):
    hub.space("ada/app", stage, trouble="Exit code 1")
    with pytest.raises(errors.SpaceNotRunning, match=words) as caught:
        Client("ada/app")
    assert caught.value.stage == stage
    assert "Exit code 1" in caught.value.message
    assert remedy in caught.value.hint
    assert hub.looks("ada/app") == 1


def test_a_space_that_breaks_while_it_is_built_ends_the_waiting(hub):
    hub.space("ada/app", "BUILDING", "BUILD_ERROR")
    with pytest.raises(errors.SpaceNotRunning, match="could not be built"):
        Client("ada/app")


def test_waiting_has_a_limit(hub):
    hub.space("ada/app", "BUILDING")
    with pytest.raises(errors.SpaceNotRunning, match=r"still building after 0\.1 s") as caught:
        Client("ada/app", wake_timeout=0.1)
    assert "wake_timeout=" in caught.value.hint
    assert hub.looks("ada/app") > 1


def test_waiting_ends_at_once_when_it_is_stopped(hub, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.hub.spaces.POLL_INTERVAL", 3600)
    hub.space("ada/app", "BUILDING")
    stop, raised = threading.Event(), []
    waits = threading.Event()

    def told(text):
        if text.startswith("building"):
            waits.set()

    def connect():
        try:
            Client("ada/app", stop=stop, wake_timeout=3600, on_progress=told)
        except errors.NotReachable as e:
            raised.append(e.message)

    thread = threading.Thread(target=connect)
    thread.start()
    assert waits.wait(20)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert raised == ["Connecting was stopped before the app answered."]


def test_a_panel_shows_each_step_of_waking_and_can_be_closed_meanwhile(hub, fake, monkeypatch):
    hub.space("ada/app", "SLEEPING", "BUILDING", host=fake.url)
    shown, building = [], threading.Event()

    def changed():
        state = connection.state()
        shown.append((state["state"], state["detail"].partition(",")[0]))
        if state["detail"].startswith("building"):
            monkeypatch.setattr("gradio_nb.client.hub.spaces.POLL_INTERVAL", 3600)
            building.set()

    connection = Connection("ada/app", changed, wake_timeout=3600)
    connection.start()
    assert building.wait(20)
    connection.close()
    assert connection._thread is not None
    connection._thread.join(5)
    assert not connection._thread.is_alive()
    steps = dict.fromkeys(detail for state, detail in shown if state == "connecting")
    assert [step for step in steps if step != "connecting"] == ["asking the Hub", "waking up", "building"]
    assert shown[-1][0] == "closed"


def test_a_panel_says_that_its_space_is_used_by_nobody_in_particular(hub, fake):
    hub.space("ada/app", "RUNNING", host=fake.url)
    connections = [Connection(src, lambda: None) for src in ("ada/app", fake.url)]
    for connection in connections:
        connection.start()
        connection.wait()
    assert [connection.state()["anonymous"] for connection in connections] == [True, False]
    for connection in connections:
        connection.close()


@pytest.mark.parametrize("sdk", ["static", "streamlit"])
def test_a_space_that_is_no_gradio_app_is_told(hub, sdk):
    hub.space("ada/app", "RUNNING", sdk=sdk)
    with pytest.raises(errors.NotGradio, match=f"made with {sdk}"):
        Client("ada/app")


def test_a_space_without_an_address_is_told(hub):
    hub.space("ada/app", "RUNNING")
    with pytest.raises(errors.SpaceNotRunning, match="no address"):
        Client("ada/app")


@pytest.mark.parametrize(
    ("answer", "signed_in", "error", "words", "remedy"),
    [
        (missing, False, errors.SpaceNotFound, "or it is private", "hf auth login"),
        (refused(404, "RepoNotFound"), True, errors.SpaceNotFound, "your token does not open it", "spelling"),
        (refused(403, "GatedRepo"), True, errors.SpaceGated, "is gated", "Ask for access on https://huggingface.co/spaces/ada/app"),
        (refused(401, message="Invalid credentials in Authorization header"), True, errors.LoginRefused,
         "does not accept your Hugging Face token", "settings/tokens"),
        (refused(403, message="Access to this resource is disabled."), False, errors.SpaceNotRunning,
         "has disabled the Space", "page"),
        (busy("7"), False, errors.RateLimited, "no more requests", "Wait"),
        (refused(502), False, errors.NotReachable, "status 502", "few minutes"),
        (lambda x: x.send(b"<html>Welcome to our hotel"), False, errors.ProtocolError, "makes no sense", ""),
        (lambda x: x.json([1]), False, errors.ProtocolError, "makes no sense", ""),
        (lambda x: x.cut(), False, errors.NotReachable, "cannot be reached", "HF_ENDPOINT"),
    ],
)  # fmt: skip
def test_what_the_hub_refuses_is_told_in_words_of_its_own(hub, answer, signed_in, error, words, remedy):
    hub.routes["GET /api/spaces/ada/app"] = answer
    with pytest.raises(error, match=words) as caught:
        Client("ada/app", token=CANARY if signed_in else None)
    assert type(caught.value) is error
    assert remedy in caught.value.hint
    assert CANARY not in str(caught.value)


def test_too_many_requests_say_when_to_come_again(hub):
    hub.routes["GET /api/spaces/ada/app"] = busy("7")
    with pytest.raises(errors.RateLimited) as caught:
        Client("ada/app")
    assert caught.value.retry_after == 7


def test_a_hub_that_is_busy_for_a_moment_does_not_end_the_waiting(hub, fake):
    hub.space("ada/app", "BUILDING", busy("0"), refused(500), "RUNNING", host=fake.url)
    told = []
    Client("ada/app", on_progress=told.append).close()
    assert "the Hub is busy, asking again in 0 s" in told
    assert "The Hub answered with status 500, asking again" in told


def test_a_hub_that_stays_busy_ends_the_waiting(hub):
    hub.space("ada/app", "BUILDING", busy("0"))
    with pytest.raises(errors.RateLimited):
        Client("ada/app")
    assert hub.looks("ada/app") == 4


def test_a_slow_hub_is_not_waited_for_without_end(hub, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.hub.api.TIMEOUT", 0.2)
    hub.routes["GET /api/spaces/ada/app"] = lambda x: hub.stop.wait(20)
    with pytest.raises(errors.NotReachable, match=r"within 0\.2 s"):
        Client("ada/app")


def test_a_name_that_the_hub_does_not_take_is_told(hub):
    with pytest.raises(errors.SpaceNotFound, match="no Space ada/no-such"):
        Client("ada/no-such")


def test_offline_mode_is_told(hub, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(errors.NotReachable, match="offline mode") as caught:
        Client("ada/app")
    assert "HF_HUB_OFFLINE" in caught.value.hint


# An address of a Space: it is asked itself first, and the Hub when it does not answer.


def space_at(fake):
    return Source("ada-app.hf.space", fake.url, space="ada-app")


def test_the_address_of_a_running_space_needs_no_hub(hub, fake):
    Client(space_at(fake)).close()
    assert not hub.seen


def test_a_space_that_does_not_answer_at_its_address_is_woken(hub, fake):
    hub.space("ada/app", "SLEEPING", "APP_STARTING", "RUNNING", host=fake.url)
    asleep = [503, 503]

    def config(x):
        x.send(b"<html>starting", asleep.pop()) if asleep else x.json(fake.config)

    fake.routes["GET /config"] = config
    told = []
    Client(space_at(fake), on_progress=told.append).close()
    steps = [text.partition(",")[0] for text in told]
    assert steps == ["connecting", "asking the Hub", "waking up", "starting", "starting", "starting"]


def test_a_paused_space_says_so_at_its_address(hub, fake):
    hub.space("ada/app", "PAUSED")
    fake.routes["GET /config"] = lambda x: x.json({"detail": "Not Found"}, 404)
    with pytest.raises(errors.SpaceNotRunning, match="The Space ada/app is paused"):
        Client(space_at(fake))


def test_a_private_space_says_so_at_its_address(hub, fake):
    hub.routes["GET /api/spaces/by-subdomain/ada-app"] = missing
    fake.routes["GET /config"] = lambda x: x.json({"detail": "Not Found"}, 404)
    with pytest.raises(errors.SpaceNotFound, match=r"no Space at ada-app\.hf\.space, or it is private"):
        Client(space_at(fake))


def test_a_space_that_runs_and_never_answers_is_given_up(hub, fake, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.connect.GRACE", 0.05)
    hub.space("ada/app", "RUNNING", host=fake.url)
    fake.routes["GET /config"] = lambda x: x.send(b"<html>", 503)
    with pytest.raises(errors.NotReachable, match="503"):
        Client("ada/app")


# The token.


@pytest.mark.parametrize(
    ("url", "goes"),
    [
        ("https://ada-app.hf.space", True),
        ("https://ADA-app.hf.space:443/x", True),
        ("http://ada-app.hf.space", False),
        ("https://hf.space.evil.org", False),
        ("https://evil-hf.space", False),
        ("https://ada-app.hf.space@evil.org", False),
        ("https://evil.org/ada-app.hf.space", False),
        ("https://abc.gradio.live", False),
        ("http://127.0.0.1:7860", False),
        ("", False),
    ],
)
def test_only_spaces_see_a_token_unasked(url, goes):
    assert token_goes_to(url) is goes


@pytest.mark.parametrize("given", ["token=", "HF_TOKEN", "saved login"])
def test_the_hub_sees_the_token_and_a_host_that_it_names_does_not(hub, fake, monkeypatch, tmp_path, given):
    if given == "HF_TOKEN":
        monkeypatch.setenv("HF_TOKEN", CANARY)
    elif given == "saved login":
        (tmp_path / "token").write_text(CANARY)
    hub.space("ada/app", "SLEEPING", "RUNNING", host=fake.url)
    with Client("ada/app", token=CANARY if given == "token=" else None) as client:
        client.predict("hi", api_name="/echo")
    assert {s.headers["authorization"] for s in hub.seen} == {f"Bearer {CANARY}"}
    assert not any(CANARY in str(s.headers) for s in fake.seen)


def test_a_space_sees_the_token_in_the_header_of_the_hub(hub, fake, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.hub.api.token_goes_to", lambda url: url.startswith(fake.url))
    monkeypatch.setenv("HF_TOKEN", CANARY)
    hub.space("ada/app", "SLEEPING", "RUNNING", host=fake.url)
    with Client("ada/app") as client:
        client.predict("hi", api_name="/echo")
        assert not client.anonymous
    assert {s.headers["x-hf-authorization"] for s in fake.seen} == {f"Bearer {CANARY}"}
    assert not any("authorization" in s.headers for s in fake.seen)


def test_other_addresses_see_a_token_only_when_it_was_given_for_them(fake, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_saved_and_not_for_others")
    Client(fake.url).close()
    assert not any("x-hf-authorization" in s.headers for s in fake.seen)
    fake.seen.clear()
    Client(fake.url, token=CANARY).close()
    assert {s.headers["x-hf-authorization"] for s in fake.seen} == {f"Bearer {CANARY}"}


def test_addresses_of_spaces_get_the_known_token_over_https(hub, monkeypatch):
    assert resolve_source("https://ada-app.hf.space").anonymous
    monkeypatch.setenv("HF_TOKEN", CANARY)
    found = resolve_source("http://ada-app.hf.space/?x=1")
    assert (found.url, found.space, found.anonymous) == ("https://ada-app.hf.space", "ada-app", False)
    assert found.headers == {"x-hf-authorization": f"Bearer {CANARY}"}
    assert CANARY not in repr(found)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    assert resolve_source("ada-app.hf.space").anonymous


def test_a_redirect_of_the_hub_takes_the_token_to_no_other_host(hub, fake):
    hub.space("ada/app", "RUNNING", host=fake.url)
    with FakeHub() as elsewhere:
        elsewhere.space("ada/app", "RUNNING", host=fake.url)
        hub.routes["GET /api/spaces/ada/app"] = lambda x: x.send(
            b"", 302, location=f"{elsewhere.url}/api/spaces/ada/app"
        )
        Client("ada/app", token=CANARY).close()
        assert elsewhere.looks("ada/app") == 1
        assert not any(CANARY in str(s.headers) for s in elsewhere.seen)
    assert {s.headers["authorization"] for s in hub.seen} == {f"Bearer {CANARY}"}


def test_a_redirect_of_a_space_takes_the_token_to_no_other_host(hub, fake, monkeypatch, tmp_path):
    monkeypatch.setattr("gradio_nb.client.hub.api.token_goes_to", lambda url: url.startswith(fake.url))
    hub.space("ada/app", "RUNNING", host=fake.url)
    with FakeHub() as elsewhere:
        elsewhere.routes["GET /x"] = lambda x: x.send(b"data")
        fake.routes["GET /gradio_api/file=/a/x"] = lambda x: x.send(b"", 302, location=f"{elsewhere.url}/x")
        with Client("ada/app", token=CANARY, download_dir=tmp_path) as client:
            assert client.fetch(FileData("/a/x", "x")).read_bytes() == b"data"
        assert not any(CANARY in str(s.headers) for s in elsewhere.seen)
    assert all(s.headers["x-hf-authorization"] == f"Bearer {CANARY}" for s in fake.seen)


def test_no_token_is_in_any_repr_error_or_log(hub, fake, caplog):
    caplog.set_level(logging.DEBUG, "gradio_nb")
    hub.space("ada/app", "RUNNING", host=fake.url)
    with Client("ada/app", token=CANARY, oauth_token=f"{CANARY}2") as client:
        client.predict("hi", api_name="/echo")
        shown = [repr(client), repr(client.source), repr(client._http), client.report(), repr(client.exchanges)]
    hub.routes["GET /api/spaces/ada/app"] = refused(401, message="Invalid credentials in Authorization header")
    with pytest.raises(errors.LoginRefused) as caught:
        Client("ada/app", token=CANARY)
    trace = "".join(traceback.format_exception(caught.value))
    assert CANARY not in "".join([*shown, caplog.text, trace, str(caught.value.__context__)])
