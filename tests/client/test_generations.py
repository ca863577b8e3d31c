"""Every generation of Gradio, as recordings of real servers played over real sockets (docs/protocol.md §5 to §10)."""

from __future__ import annotations

import pytest
from job_watch import Watch
from replay_server import CUT, HANG, ReplayApp, upto

from gradio_nb import Client, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

WS = ["3.23.0", "3.50.2"]
SSE = ["4.0.2"]
SESSION_STREAM = ["4.12.0", "4.19.2", "4.21.0", "4.26.0"]
ALL = [*WS, "3.41.2", *SSE, *SESSION_STREAM]


@pytest.fixture
def app(request):
    with ReplayApp(request.param) as app:
        yield app


@pytest.fixture
def client(app):
    with Client(app.url) as client:
        yield client


def on(*versions):
    return pytest.mark.parametrize("app", [v for group in versions for v in group], indirect=True)


def is_message(name):
    return lambda m: m.get("msg") == name


def kinds(job):
    return [type(e) for e in job.events]


@on(ALL)
def test_a_function_is_called_with_its_values(app, client):
    assert client.predict("Ann", api_name="/greet") == "Hello Ann!"
    assert [a["data"] for a in app.asked] == [["Ann"]]
    assert tuple(client.predict(5, 3, api_name="/two")) == (8, 2)


@on(ALL)
def test_a_job_tells_how_it_stands(client):
    job = client.submit("Ann", api_name="/greet")
    job.result(10)
    assert kinds(job) == [events.Connecting, events.Queued, events.Started, events.Completed, events.Ended]


@on(ALL)
def test_partial_results_come_whole_and_in_order(client):
    results = list(client.submit("hi", api_name="/stream_chat"))
    assert [words for _, words in results] == [
        {"words": ["One"]},
        {"words": ["One", "two"]},
        {"words": ["One", "two", "three."]},
    ]
    assert [chat[-1]["content"] for chat, _ in results] == ["One ", "One two ", "One two three."]


@on(ALL)
def test_updates_are_values_in_disguise(client):
    assert [r[0] for r in client.submit(3, api_name="/updates")] == ["step 0", "step 1", "step 2"]


@on(ALL)
def test_progress_is_told(client):
    job = client.submit(2, api_name="/progress")
    assert job.result(10) == "done"
    assert any(s.desc == "outer" for e in job.events if isinstance(e, events.Progressed) for s in e.steps)


@on(["3.41.2", "3.50.2"], SSE, SESSION_STREAM)
def test_logs_are_told(client):
    job = client.submit("x", api_name="/logs")
    job.result(10)
    assert [(line.level, line.message) for line in job.logs] == [("info", "info: x"), ("warning", "warning: x")]


@on(ALL)
def test_errors_of_the_app_are_told_without_quotes(client):
    for name, text in [("/fail_error", "shown: x"), ("/fail_bare", "bare: x"), ("/fail_midway", "failed midway")]:
        job = client.submit("x", api_name=name)
        with pytest.raises(errors.AppError) as caught:
            job.result(10)
        assert caught.value.message == text
    assert job.outputs() == ["x 0", "x 1", "x 2"]


@on(WS, SSE, ["4.12.0", "4.19.2"])
def test_jobs_with_state_share_a_session(app, client):
    client.predict(2, api_name="/counter")
    client.predict(3, api_name="/counter")
    client.predict("Ann", api_name="/greet")
    sessions = [a["session_hash"] for a in app.asked]
    assert sessions[0] == sessions[1] != sessions[2]
    assert [a["data"] for a in app.asked[:2]] == [[2, None], [3, None]]


@on(WS, SSE, SESSION_STREAM)
def test_a_generator_that_runs_is_cancelled(app, client, wait_for):
    script = app.jobs["stream_chat"]
    app.jobs["stream_text"] = upto(script, is_message("process_generating"), HANG)
    job = client.submit(3, 0, api_name="/stream_text")
    wait_for(job, events.Partial)
    assert job.cancel()
    assert job.status().state is State.CANCELLED
    assert app.gone.wait(10), "the line was not closed"
    assert client.predict("Ann", api_name="/greet") == "Hello Ann!"


@on(SSE, SESSION_STREAM)
def test_the_cancelling_event_of_the_app_is_called_where_there_is_one(app, client, wait_for):
    app.jobs["slow"] = upto(app.jobs["greet"], is_message("process_starts"), HANG)
    job = client.submit(3, api_name="/slow")
    wait_for(job, events.Started)
    assert job.cancel()
    assert job.status().state is State.CANCELLED
    stop = next(i for i, d in enumerate(app.config["dependencies"]) if d["cancels"])
    assert app.asked[-1] == {"data": [], "fn_index": stop, "session_hash": app.asked[0]["session_hash"]}
    assert not app.requests("POST /reset")


@on(SSE, SESSION_STREAM)
@pytest.mark.parametrize(("stopped", "end"), [(True, State.CANCELLED), (False, State.STOPPED)])
def test_a_job_that_no_event_cancels_is_reset_as_far_as_the_server_can(app, client, wait_for, stopped, end):
    app.routes["POST /reset"] = lambda x: x.json({"success": stopped})
    app.jobs["greet"] = upto(app.jobs["greet"], is_message("process_starts"), HANG)
    job = client.submit("Ann", api_name="/greet")
    wait_for(job, events.Started)
    assert job.cancel()
    assert job.status().state is end
    (reset,) = app.requests("POST /reset")
    assert reset.json == {"event_id": job.event_id}
    assert app.gone.wait(10), "the line was not closed"


@on(WS)
def test_a_plain_function_of_gradio_3_that_nobody_can_stop_is_said_to_go_on(app, client, wait_for):
    app.jobs["greet"] = upto(app.jobs["greet"], is_message("process_starts"), HANG)
    job = client.submit("Ann", api_name="/greet")
    wait_for(job, events.Started)
    assert job.cancel()
    assert job.status().state is State.STOPPED
    assert app.gone.wait(10)


@on(WS, SSE)
def test_a_job_in_the_queue_goes_with_its_line(app, client, wait_for):
    app.jobs["greet"] = upto(app.jobs["greet"], is_message("estimation"), HANG)
    job = client.submit("Ann", api_name="/greet")
    wait_for(job, events.Queued)
    assert job.cancel()
    assert job.status().state is State.CANCELLED
    assert app.gone.wait(10)


@on(SESSION_STREAM)
def test_a_job_in_a_queue_that_takes_nothing_back_is_said_to_go_on(app, client, wait_for):
    app.jobs["greet"] = upto(app.jobs["greet"], is_message("estimation"), HANG)
    job = client.submit("Ann", api_name="/greet")
    wait_for(job, events.Queued)
    assert job.cancel()
    assert job.status().state is State.STOPPED


@on(WS, SSE)
def test_a_full_queue_has_its_own_end(app, client):
    app.jobs["greet"] = [app.jobs["greet"][0], {"msg": "queue_full"}, {"close": 1000}]
    if app.config.get("protocol") == "sse":
        app.jobs["greet"] = [{"msg": "queue_full"}]
    job = client.submit("Ann", api_name="/greet")
    with pytest.raises(errors.QueueFull):
        job.result(10)
    assert job.status().state is State.QUEUE_FULL


@on(WS, SSE, ["4.26.0"])
def test_a_line_that_breaks_loses_the_job_and_nothing_is_sent_twice(app, client):
    app.jobs["stream_chat"] = upto(app.jobs["stream_chat"], is_message("process_generating"), CUT)
    if app.config.get("protocol") == "sse_v3":
        told = {"msg": "unexpected_error", "success": False, "message": "404: Session not found."}
        app.jobs["stream_chat"] += [{**told, "event_id": None}]
    job = client.submit("hi", api_name="/stream_chat")
    with pytest.raises(errors.ConnectionLost):
        job.result(10)
    assert job.status().state is State.LOST
    assert len(job.outputs()) == 1
    assert len(app.asked) == 1
    assert client.predict("Ann", api_name="/greet") == "Hello Ann!"


@on(ALL)
@pytest.mark.parametrize("fault", [CUT, HANG], ids=["cut", "silent"])
def test_all_who_wait_hear_of_a_line_that_breaks_or_falls_silent_and_the_next_job_runs(app, fault):
    usual = list(app.jobs["stream_chat"])
    app.jobs["stream_chat"] = upto(usual, is_message("process_generating"), fault)
    state, error = (State.TIMED_OUT, errors.TimedOut) if fault is HANG else (State.LOST, errors.ConnectionLost)
    with Client(app.url, silence=0.4) as client:
        watch = Watch(client.submit("hi", api_name="/stream_chat"))
        watch.ended(state, error)
        assert len(watch.job.outputs()) == len(watch.seen["iteration"]) == 1
        app.jobs["stream_chat"] = usual
        Watch(client.submit("hi", api_name="/stream_chat")).ended(State.DONE)


@on(WS, SSE, ["4.26.0"])
def test_a_job_whose_line_breaks_is_tried_again_when_asked(app, client, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.options.FIRST_RETRY_DELAY", 0.01)
    whole = app.jobs["stream_chat"]
    app.jobs["stream_chat"] = upto(whole, is_message("process_generating"), CUT)
    if app.config.get("protocol") == "sse_v3":
        told = {"msg": "unexpected_error", "success": False, "message": "404: Session not found."}
        app.jobs["stream_chat"] += [{**told, "event_id": None}]
    order = []
    app.routes["POST /reset"] = lambda x: (order.append(("reset", len(app.asked))), x.json({"success": True}))
    job = client.submit("hi", api_name="/stream_chat", retries=1)

    def mend():
        if isinstance(job.last_event, events.Retrying):
            app.jobs["stream_chat"] = whole

    job.listen(mend)
    mend()
    assert job.result(10)[1] == {"words": ["One", "two", "three."]}
    assert len(job.outputs()) == 4
    assert len(app.asked) == 2
    # A server that would not notice is told before the second try begins; a socket that is closed tells by itself.
    assert order == ([] if "protocol" not in app.config else [("reset", 1)])


@on(WS, SSE, ["4.26.0"])
def test_a_job_whose_time_is_over_is_stopped_in_the_way_of_its_generation(app, client):
    app.jobs["stream_chat"] = upto(app.jobs["stream_chat"], is_message("process_generating"), HANG)
    resets = []
    app.routes["POST /reset"] = lambda x: (resets.append(x.request.json), x.json({"success": True}))
    job = client.submit("hi", api_name="/stream_chat", time_limit=0.5)
    with pytest.raises(errors.TimedOut, match=r"not done after 0\.5 s"):
        job.result(10)
    assert job.status().state is State.TIMED_OUT
    assert "It was cancelled" in job.exception().hint
    assert app.gone.wait(10)
    assert resets == ([] if "protocol" not in app.config else [{"event_id": job.event_id}])
    assert client.predict("Ann", api_name="/greet") == "Hello Ann!"


@on(["4.19.2", "4.21.0"])
def test_a_stream_that_breaks_is_opened_once_more_and_edits_after_the_gap_are_left_out(app, client):
    script = app.jobs["stream_chat"]
    cut = [i for i, m in enumerate(script) if m["msg"] == "process_generating"][1]
    # The second partial result went into the dead line.
    app.jobs["stream_chat"] = [*script[:cut], CUT, *script[cut + 1 :]]
    job = client.submit("hi", api_name="/stream_chat")
    words = [words for _, words in job]
    assert words == [{"words": ["One"]}, {"words": ["One", "two", "three."]}]
    assert len(app.requests("GET /queue/data")) == 2
    assert len(app.asked) == 1


@on(SESSION_STREAM)
def test_a_server_that_goes_twice_loses_the_job(app, client):
    app.jobs["greet"] = [CUT, CUT, CUT, CUT]
    job = client.submit("Ann", api_name="/greet")
    with pytest.raises(errors.ConnectionLost):
        job.result(10)
    assert len(app.requests("GET /queue/data")) == 2


@on(["4.12.0", "4.19.2", "4.26.0"])
def test_a_job_that_joins_while_the_stream_closes_is_served_by_the_next(app, client):
    jobs = [client.submit(2, api_name="/counter") for _ in range(20)]
    assert {job.result(20) for job in jobs} == {"2"}
    assert len({a["session_hash"] for a in app.asked}) == 1


@on(SSE)
def test_a_job_that_is_next_and_does_not_begin_is_told(app, client, wait_for):
    heartbeat = {"msg": "heartbeat"}
    app.jobs["greet"] = [app.jobs["greet"][0], heartbeat, HANG]
    job = client.submit("Ann", api_name="/greet")
    told = wait_for(job, events.Logged)
    assert "not begun" in told.message
    assert told.title == "gradio_nb"
    job.cancel()


@on(SSE)
def test_data_that_the_server_does_not_take_ends_the_job(app, client):
    app.routes["POST /queue/data"] = lambda x: x.send(b"Internal Server Error", 500, "text/plain")
    with pytest.raises(errors.Refused):
        client.submit("Ann", api_name="/greet").result(10)


@on(["3.23.0"])
def test_an_app_without_an_info_route_is_described_by_its_config(app, client):
    assert client["/greet"].parameters.keys() == {"name"}
    describe = client["/describe"].parameters
    assert [describe[n].component for n in ("one_line", "drop", "checks", "image")] == [
        "textbox", "dropdown", "checkboxgroup", "image",
    ]  # fmt: skip
    assert describe["drop"].choices == (("a", "a"), ("b", "b"), ("c", "c"))
    assert describe["drop_many"].multiple
    assert client["/counter"].parameters.keys() == {"n"}
    assert client["/fn_2"].spec.rank == client["/greet"].spec.rank == 0
    assert client["/slow"].spec.cancelled_by == client["/stream_text"].spec.cancelled_by == 22


@on(["3.41.2"])
def test_choices_may_be_pairs_in_one_component_and_values_in_another(client):
    parameters = client["/describe"].parameters
    assert parameters["radio"].choices == parameters["drop"].choices == (("a", "a"), ("b", "b"), ("c", "c"))


@on(["3.41.2", "3.50.2"])
def test_an_endpoint_without_a_name_is_called_by_its_number(app, client):
    app.config["dependencies"][2]["api_name"] = "greet"  # the name of its recording
    assert client.predict("Ann", api_name="/fn_2") == "Hello Ann!"
    assert client.predict("Ann", fn_index=2) == "Hello Ann!"
    assert app.asked[0]["fn_index"] == 2
