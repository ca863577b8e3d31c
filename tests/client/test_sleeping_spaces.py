"""A Space that falls asleep, is paused or built anew while a client is connected."""

from __future__ import annotations

import io
import threading

import pytest
from fake_hub import missing, refused
from fake_server import begun, in_turn, partial
from job_watch import TIMEOUT, Watch
from tcp_proxy import TcpProxy

import gradio_nb
from gradio_nb import Client, errors
from gradio_nb.client.hub.spaces import PERMANENT_STAGES
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

JOIN, DATA, UPLOAD = "POST /gradio_api/queue/join", "GET /gradio_api/queue/data", "POST /gradio_api/upload"
LOOK = "GET /api/spaces/ada/app"


@pytest.fixture
def space(hub, fake):
    """A Space whose server is the fake app, connected by its name."""
    fake.config["app_id"] = "1"
    fake.routes["GET /gradio_api/app_id"] = lambda x: x.json({"app_id": fake.config["app_id"]})
    hub.space("ada/app", "RUNNING", host=fake.url)
    with Client("ada/app") as client:
        hub.seen.clear()
        yield client


@pytest.fixture
def nap(hub, fake):
    """Have the Hub tell of these stages, one at each look; a page answers for the app until it is `RUNNING` again."""

    def nap(*stages, status=503):
        usual, left = dict(fake.routes), list(stages)
        fake.routes |= dict.fromkeys(usual, lambda x: x.send(b"<html>This Space ...</html>", status))
        hub.space("ada/app", *stages, host=fake.url)
        tell = hub.routes[LOOK]

        def told(x):
            if left and left.pop(0) == "RUNNING":
                fake.config["app_id"] = fake.config.get("app_id", "") + "1"
                fake.routes |= usual
            tell(x)

        hub.routes[LOOK] = told

    return nap


def steps(job):
    """What was said of the Space while the job waited for it."""
    return [e.doing.partition(",")[0] for e in job.events if isinstance(e, events.Waking)]


# A job that the Space has not taken


@pytest.mark.parametrize("status", [503, 404])
def test_a_job_wakes_a_space_that_fell_asleep_and_is_done(hub, fake, space, nap, status):
    nap("SLEEPING", "SLEEPING", "APP_STARTING", "RUNNING", status=status)
    watch = Watch(space.submit("x", api_name="/echo"))
    watch.ended(State.DONE, None, ["done"], [])
    assert steps(watch.job) == ["asking the Hub", "waking up", "starting", "starting"]
    assert fake.joins == 1
    # Nobody waits for a Space that rests: a request wakes it.
    assert len(fake.requests("GET /")) == 1
    assert not any(isinstance(e, events.Resting) for e in watch.job.events)
    asked = hub.looks("ada/app")
    assert space.predict("next", api_name="/echo") == "done"
    assert hub.looks("ada/app") == asked


def test_a_file_is_sent_to_the_process_that_takes_the_job(fake, space, nap):
    usual = fake.routes[UPLOAD]
    nap("SLEEPING", "RUNNING", "RUNNING")
    fake.routes[UPLOAD] = usual
    space.submit(io.BytesIO(b"contents"), api_name="/copy").exception(TIMEOUT)
    assert len(fake.requests(UPLOAD)) == 2
    assert fake.joins == 1


def test_an_upload_that_finds_the_space_asleep_wakes_it(fake, space, nap):
    nap("SLEEPING", "RUNNING")
    job = space.submit(io.BytesIO(b"contents"), api_name="/copy")
    job.exception(TIMEOUT)
    assert steps(job) == ["asking the Hub", "starting"]
    assert fake.joins == 1


@pytest.mark.parametrize("stage", PERMANENT_STAGES)
@pytest.mark.parametrize("status", [503, 404, 500])
def test_a_space_that_will_not_run_again_ends_the_job_with_why_and_what_to_do(hub, fake, space, nap, stage, status):
    nap(stage, status=status)
    watch = Watch(space.submit("x", api_name="/echo"))
    error = watch.ended(State.REFUSED, errors.SpaceNotRunning, [], [])
    assert error.stage == stage
    assert PERMANENT_STAGES[stage][0] in error.message
    assert error.hint == PERMANENT_STAGES[stage][1].format(
        page="https://huggingface.co/spaces/ada/app", space="ada/app"
    )
    assert (fake.joins, hub.looks("ada/app")) == (0, 1)


def test_a_space_that_breaks_on_the_way_up_ends_the_job(space, nap):
    nap("SLEEPING", "BUILDING", "BUILD_ERROR")
    Watch(space.submit("x", api_name="/echo")).ended(State.REFUSED, errors.SpaceNotRunning, [], [])


def test_a_space_that_was_deleted_meanwhile_is_told(hub, space, nap):
    nap("SLEEPING", missing)
    Watch(space.submit("x", api_name="/echo")).ended(State.REFUSED, errors.SpaceNotFound, [], [])


def test_a_space_that_does_not_come_up_in_time_is_told(hub, fake, nap):
    hub.space("ada/app", "RUNNING", host=fake.url)
    with Client("ada/app", wake_timeout=0.2) as client:
        nap("SLEEPING", "BUILDING")
        watch = Watch(client.submit("x", api_name="/echo"))
        error = watch.ended(State.REFUSED, errors.SpaceNotRunning, [], [])
    assert "still building after 0.2 s" in error.message
    assert "wake_timeout=" in error.hint


def test_the_status_tells_that_the_space_is_woken_which_can_be_broken_off(space, nap, wait_for, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.hub.spaces.POLL_INTERVAL", 3600)
    nap("SLEEPING")
    jobs = [Watch(space.submit("x", api_name="/echo")) for _ in range(2)]
    for watch in jobs:
        while not watch.job.status().notice.startswith("waking up"):
            watch.job._log.wait(lambda job=watch.job: "waking up" in steps(job), TIMEOUT)
        assert watch.job.status().state is State.CONNECTING
    (space_monitor,) = [t for t in threading.enumerate() if t.name == "gradio_nb-wake"]
    for watch in jobs:
        assert space_monitor.is_alive()
        assert watch.job.cancel()
        watch.ended(State.CANCELLED, errors.Cancelled, [], [])
    space_monitor.join(TIMEOUT)
    assert not space_monitor.is_alive(), "it wakes the Space for nobody"


def test_a_space_is_woken_once_for_all_jobs(hub, fake, space, nap):
    nap("SLEEPING", "SLEEPING", "BUILDING", "RUNNING")
    tell = hub.routes[LOOK]

    def told(x):
        # Not before all of them have been refused.
        fake.until(lambda: len(fake.requests(JOIN)) >= 20)
        tell(x)

    hub.routes[LOOK] = told
    jobs = [space.submit("x", api_name="/echo") for _ in range(20)]
    assert [job.result(TIMEOUT) for job in jobs] == ["done"] * 20
    assert fake.joins == 20
    assert hub.looks("ada/app") <= 6


def test_a_space_that_was_built_anew_with_another_endpoint_is_not_sent_what_was_meant_for_the_old(fake, space, nap):
    nap("BUILDING", "RUNNING")
    fake.config["dependencies"][0]["inputs"] = [1, 4]
    error = Watch(space.submit("x", api_name="/echo")).ended(State.REFUSED, errors.AppChanged, [], [])
    assert "its /echo takes (text: textbox, file: file) instead of (text: textbox)" in error.message
    assert fake.joins == 0


# What the app remembered


def test_a_space_that_slept_has_forgotten_and_says_so(fake, space, nap):
    assert space.predict("x", api_name="/remember") == "done"
    nap("SLEEPING", "RUNNING")
    watch = Watch(space.submit("x", api_name="/remember"))
    watch.ended(State.DONE, None, ["done"])
    assert [line.message for line in watch.job.logs] == [
        "The app was restarted since your last call: what it remembered of you is gone."
    ]


def test_a_space_that_slept_before_its_memory_was_used_has_forgotten_nothing(space, nap):
    nap("SLEEPING", "RUNNING")
    Watch(space.submit("x", api_name="/remember")).ended(State.DONE, None, ["done"], [])


def test_a_real_app_that_slept_goes_on_as_another_process(hub, fake, basics, start_basics):
    with start_basics() as server, TcpProxy(basics) as proxy:
        server.wait_until_up()
        hub.space("ada/app", "RUNNING", host=proxy.url)
        with Client("ada/app") as client:
            assert client.predict(5, api_name="/count") == 5
            hub.space("ada/app", "SLEEPING", "SLEEPING", "RUNNING", host=proxy.url)
            tell = hub.routes[LOOK]

            def told(x):
                if hub.looks("ada/app") == 4:
                    proxy.upstream = server.url
                    proxy.close()
                tell(x)

            hub.routes[LOOK] = told
            fake.routes = dict.fromkeys(
                [JOIN, "GET /", "GET /gradio_api/app_id"], lambda x: x.send(b"<html>asleep</html>", 503)
            )
            proxy.upstream = fake.url
            proxy.close()
            job = client.submit(1, api_name="/count")
            assert job.result(TIMEOUT) == 1
            assert ["restarted" in line.message for line in job.logs] == [True]
            assert client.predict(1, api_name="/count") == 2


# A job that the Space has taken


def taken(fake):
    """Begin a job, and break its line."""

    def data(x):
        event_id = fake.event_of(x)
        x.stream(*begun(event_id), partial(event_id, "so far"))
        go_on.wait(TIMEOUT)
        x.cut()

    go_on = threading.Event()
    fake.routes[DATA] = in_turn(data, fake.data)
    return go_on


@pytest.mark.parametrize(
    ("stage", "words", "remedy"),
    [
        ("SLEEPING", "was stopped, and the job is lost. It is waking up now", "Run it again"),
        ("PAUSED", "is paused. The job is lost", "gradio_nb.duplicate('ada/app')"),
    ],
)
def test_a_job_that_runs_when_its_space_is_stopped_is_lost_and_not_sent_again(
    fake, space, nap, wait_for, stage, words, remedy
):
    go_on = taken(fake)
    watch = Watch(space.submit("x", api_name="/echo"))
    wait_for(watch.job, events.Partial)
    nap(stage)
    go_on.set()
    error = watch.ended(State.LOST, errors.ConnectionLost, ["so far"], [])
    assert words in error.message
    assert remedy in error.hint
    assert fake.joins == 1


def test_a_job_that_runs_when_its_space_is_stopped_is_sent_again_on_demand(fake, space, nap, wait_for, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.options.FIRST_RETRY_DELAY", 0.01)
    go_on = taken(fake)
    watch = Watch(space.submit("x", api_name="/echo", retries=1))
    wait_for(watch.job, events.Partial)
    nap("SLEEPING", "SLEEPING", "RUNNING")
    go_on.set()
    watch.ended(State.DONE, None, ["so far", "done"], [])
    assert fake.joins == 2


# Other trouble


def test_a_space_that_is_busy_and_runs_is_left_alone_for_a_while(hub, fake, space, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.deadline.BACKOFF_DELAYS", (0.01, 0.02, 0.03))
    fake.routes[JOIN] = in_turn(*[lambda x: x.send(b"<html>", 503)] * 2, fake.join)
    watch = Watch(space.submit("x", api_name="/echo"))
    watch.ended(State.DONE, None, ["done"], [])
    assert [e.seconds for e in watch.job.events if isinstance(e, events.Resting)] == [0.01, 0.02]
    assert hub.looks("ada/app") == 1


@pytest.mark.parametrize("answer", [refused(500), lambda x: x.cut()])
def test_a_hub_that_says_nothing_leaves_the_words_of_the_server(hub, fake, space, restless, answer):
    usual = fake.routes[JOIN]
    fake.routes[JOIN] = lambda x: x.send(b"<html>", 503)
    hub.routes[LOOK] = answer
    error = Watch(space.submit("x", api_name="/echo")).ended(State.REFUSED, errors.Refused, [], [])
    assert "not available now (503)" in error.message
    fake.routes[JOIN] = usual
    assert space.predict("next", api_name="/echo") == "done"


@pytest.mark.parametrize("status", [404, 503])
def test_the_hub_is_not_asked_about_what_the_app_itself_says(hub, fake, space, status):
    fake.routes[JOIN] = lambda x: x.json({"detail": "Queue is full. Max size is 1."}, status)
    assert isinstance(space.submit("x", api_name="/echo").exception(TIMEOUT), errors.Refused | errors.QueueFull)
    assert not hub.seen


def test_the_hub_is_not_asked_about_an_app_that_is_no_space(hub, fake, restless):
    with Client(fake.url) as client:
        fake.routes[JOIN] = lambda x: x.send(b"<html>", 503)
        Watch(client.submit("x", api_name="/echo")).ended(State.REFUSED, errors.Refused, [], [])
    assert not hub.seen


# In a notebook


def test_a_panel_tells_of_its_space_that_is_woken_and_of_one_that_is_paused(hub, fake, nap):
    hub.space("ada/app", "RUNNING", host=fake.url)
    panel = gradio_nb.connect("ada/app")
    try:
        sent = []
        assert panel.predict("x", api_name="/echo") == "done"
        panel._panel.publisher._send = lambda content, buffers: sent.append(content)
        nap("SLEEPING", "SLEEPING", "RUNNING")
        assert panel.predict("x", api_name="/echo") == "done"
        nap("PAUSED")
        with pytest.raises(errors.SpaceNotRunning, match="is paused"):
            panel.predict("x", api_name="/echo")
        assert [str(run.state) for run in panel.runs] == ["done", "done", "refused"]
    finally:
        panel.close()
    panel._panel.publisher._thread.join(TIMEOUT)
    told = [m["set"] for m in sent if m.get("push") == "run"]
    assert any(s.get("error") and "duplicate" in s["error"]["hint"] for s in told)
