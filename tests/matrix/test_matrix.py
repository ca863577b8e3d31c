"""One suite for all generations of Gradio: `make test-matrix`."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest
from generations import can, has_input, protocol

from gradio_nb import Client, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State
from gradio_nb.values.file import file_of

INPUTS = (
    "text", "lines", "number", "integer", "slider", "checkbox", "checks", "radio", "dropdown", "several", "custom",
    "color", "time", "code", "json", "table", "file", "files", "image", "audio", "video", "gallery", "model", "chat",
    "multimodal", "editor",
)  # fmt: skip
OUTPUTS = {
    "text": "some text",
    "number": 4,
    "real": 0.5,
    "flag": True,
    "html": "<b>bold</b>",
    "markdown": "# title",
    "code": "x = 1",
    "json": {"a": [1, 2.5, None, True]},
    "path": {"a": 1, "path": "/no/file/of/this/app"},
    "label": {"cat": 0.75, "dog": 0.25},
    "highlight": [("the ", None), ("cat", "N")],
    "annotated": ("ImageFile 40x30", [("ImageFile 40x30", "box")]),
    "table": [(1, "a"), (2, "b")],
    "image": "ImageFile 40x30",
    "audio": "AudioFile 800 samples",
    "video": "VideoFile of 24 bytes",
    "gallery": [("ImageFile 40x30", "red"), ("ImageFile 20x10", "blue")],
    "file": "FileValue of 5 bytes",
    "files": ["FileValue of 5 bytes", "ImageFile 40x30"],
    "model": "FileValue of 8 bytes",
    "chat": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "there"}],
    "plot": "Plot of plotly",
    "invisible": "from an invisible box",
    "nothing": None,
}


@pytest.fixture
def version(release):
    return release.version


@pytest.fixture
def needs(version):
    """Skip where a generation cannot do a thing."""

    def needs(what):
        if not can(version, what):
            pytest.skip(f"not on Gradio {version}: {what}")

    return needs


# ---- what the app offers


def test_the_server_is_the_one_that_is_meant(client, version):
    assert client.app.version.split(".")[0] == version.split(".")[0]
    assert client.app.protocol == protocol(version)
    assert client.app.title == "Every"


def test_the_schema_tells_names_types_and_defaults(client, version):
    text, times = client["/both"].parameters.values()
    assert (text.name, text.label, text.component) == ("text", "Text", "textbox")
    assert text.required == can(version, "values that have to be given")
    assert (times.name, times.component, times.required, times.default) == ("times", "number", False, 2)
    assert (times.precision, times.minimum, times.maximum) == (0, 0, 300)
    assert [(r.name, r.component) for r in client["/both"].returns] == [("out", "textbox"), ("count", "number")]
    assert client["/greet"].parameters["name"].info == "Who it is"
    choices = client["/take_dropdown"].spec.parameters[0]
    assert choices.choices == (("First", "a"), ("Second", "b"), ("Third", 3))
    assert [e.label for e in client["/greet"].examples] == ["Ada", "Grace"]


def test_the_schema_tells_the_description(client, needs):
    needs("descriptions of endpoints")
    assert client["/greet"].spec.description == "Say hello."


def test_all_inputs_and_outputs_that_this_gradio_has_are_endpoints(client, version):
    taken = {name.removeprefix("/take_") for name in client.endpoints if name.startswith("/take_")}
    assert taken == {kind for kind in INPUTS if has_input(version, kind)}
    given = {name.removeprefix("/give_") for name in client.endpoints if name.startswith("/give_")}
    assert given == set(OUTPUTS)


def test_private_endpoints_are_not_there_and_unlisted_ones_can_be_called(client, needs):
    assert "/private" not in client.endpoints
    assert client.predict("you", api_name="/unlisted") == "Hello you!"
    needs("undocumented endpoints")
    assert "/unlisted" not in client.view_api(return_format="str")


# ---- values


@pytest.fixture
def given(media, tmp_path):
    """A value for each input, and what is to arrive in the app."""
    model = tmp_path / "shape.obj"
    model.write_text("v 0 0 0\n")
    chat = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "there"}]
    return {
        "text": ("one", "str 'one'"),
        "lines": ("two\nthree", "str 'two\\nthree'"),
        "number": (2.5, "float 2.5"),
        "integer": (7.0, "int 7"),
        "slider": (0.3, "float 0.3"),
        "checkbox": (True, "bool True"),
        "checks": (["b", 3], "list ['b', 3]"),
        "radio": (3, "int 3"),
        "dropdown": ("a", "str 'a'"),
        "several": (["a", 3], "list ['a', 3]"),
        "custom": ("anything", "str 'anything'"),
        "color": ("#00ff00", "str '#00ff00'"),
        "time": ("2024-01-02 03:04:05", "str '2024-01-02 03:04:05'"),
        "code": ("x = 1", "str 'x = 1'"),
        "json": ({"k": [1, None, True]}, "dict {'k': [1, None, True]}"),
        "table": ([[1, "a"], [2, "b"]], "list [[1, 'a'], [2, 'b']]"),
        "file": (media["text"], "str '<txt of 5 bytes>'"),
        "files": ([media["text"], media["picture"]], "list ['<txt of 5 bytes>', '<40x30 red>']"),
        "image": (media["picture"], "str '<40x30 red>'"),
        "audio": (media["sound"], "str '<800 frames>'"),
        "video": (media["film"], "str '<mp4 of 24 bytes>'"),
        "gallery": ([(media["picture"], "red")], "list [['<40x30 red>', 'red']]"),
        "model": (model, "str '<obj of 8 bytes>'"),
        "chat": (chat, "list ['user: hi', 'assistant: there']"),
        "multimodal": (
            {"text": "see", "files": [media["text"]]},
            "dict {'text': 'see', 'files': ['<txt of 5 bytes>']}",
        ),
        "editor": (
            media["picture"],
            "dict {'background': '<40x30 red>', 'layers': [], 'composite': '<40x30 red>'}",
        ),
    }


@pytest.mark.parametrize("kind", INPUTS)
def test_an_input_arrives_as_the_app_expects_it(client, version, needs, given, kind):
    if not has_input(version, kind):
        pytest.skip(f"not on Gradio {version}")
    if kind == "video":
        needs("films without ffmpeg on the server")
    value, arrived = given[kind]
    assert client.predict(value, api_name=f"/take_{kind}") == arrived


def test_whole_numbers_stay_whole(client, needs):
    needs("whole numbers")
    assert client.predict(2, api_name="/take_number") == "int 2"


def test_defaults_of_the_server_are_sent_when_nothing_is_given(client):
    assert client.predict(api_name="/take_lines") == "str 'some\\nlines'"
    assert client.predict(api_name="/take_checks") == "list ['a']"


@pytest.mark.parametrize("kind", OUTPUTS)
def test_an_output_is_given_as_python_expects_it(client, version, needs, kind):
    if kind == "path":
        needs("JSON with a path that is no file")
    value = seen(client.predict(api_name=f"/give_{kind}"))
    assert value == OUTPUTS[kind]
    assert isinstance(value, type(OUTPUTS[kind])) or not can(version, "whole numbers")


def seen(value):
    """What can be compared: files by kind and size."""
    if isinstance(value, Path):
        name = type(value).__name__
        if hasattr(value, "to_pil"):
            return "{} {}x{}".format(name, *value.to_pil().size)
        if hasattr(value, "to_numpy"):
            return f"{name} {len(value.to_numpy()[1])} samples"
        return f"{name} of {value.stat().st_size} bytes"
    if isinstance(value, dict):
        return {key: seen(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(seen(item) for item in value)
    if hasattr(value, "headers"):
        return list(value)
    return f"Plot of {value.type}" if hasattr(value, "type") else value


# ---- calls


def test_a_call_gives_the_value_of_one_output_and_a_named_tuple_of_several(client):
    assert client.predict("Ada", api_name="/greet") == "Hello Ada!"
    result = client["/both"]("ab", times=3)
    assert (result.out, result.count) == ("ababab", 4)
    assert client.predict(api_name="/nothing") is None


def test_an_endpoint_without_the_queue_is_called_like_any_other(client):
    assert client.predict("Ada", api_name="/direct") == "Hello Ada!"


def test_partial_results_come_one_by_one_and_in_order(client):
    expected = list(itertools.accumulate(f"w{i} " for i in range(20)))
    job = client.submit(20, 0.01, api_name="/stream")
    assert list(job) == expected
    assert (job.result(), job.outputs()) == (expected[-1], expected)


def test_a_chat_grows_word_by_word(client):
    job = client.submit("hi", api_name="/talk")
    answers = [(chat[-1]["content"], words) for chat, words in job]
    assert answers == [
        (" ".join(words), {"words": words, "last": words[-1]})
        for words in (["One"], ["One", "two"], ["One", "two", "three"])
    ]


def test_updates_of_properties_are_taken_for_what_they_say_of_the_value(client):
    job = client.submit("a", api_name="/updates")
    assert [tuple(values) for values in job] == [("a 1", "begun"), ("a 1", "begun"), ("a 3", "ended")]


def test_progress_is_told_while_it_happens(client):
    job = client.submit(3, api_name="/progress")
    assert job.result(60) == "through"
    steps = [step for e in job.events if isinstance(e, events.Progressed) for step in e.steps]
    outer = [step for step in steps if step.desc == "Outer"]
    assert {(step.length, step.unit) for step in outer} == {(3, "rounds")}
    assert [step.index for step in outer] == sorted(step.index for step in outer)
    assert [step.fraction for step in steps if step.desc == "Half"] == [0.5]


def test_logs_are_kept(client, version):
    job = client.submit("x", api_name="/logs")
    assert job.result() == "x"
    assert [(log.level, log.message) for log in job.logs] == [("info", "info: x"), ("warning", "warning: x")]
    assert job.logs[1].title == ("Careful" if can(version, "titles of errors and logs") else "")


def test_the_queue_and_the_start_are_told(client):
    job = client.submit("x", api_name="/logs")
    job.result()
    kinds = [type(e) for e in job.events]
    assert kinds.index(events.Queued) < kinds.index(events.Started) < kinds.index(events.Completed)


def test_state_is_kept_by_the_server_for_this_client_only(client, every):
    count = client["/count"]
    assert [count(2), count(3), count(1)] == [2, 5, 6]
    with Client(every) as other:
        assert other.predict(1, api_name="/count") == 1
    client.reset_session()
    assert count(1) == 1


def test_a_batch_function_is_called_with_single_values(client, needs):
    needs("batches")
    assert client.predict("quiet", api_name="/shout") == "QUIET"


# ---- files


def test_a_file_goes_up_and_comes_down_as_it_is(client, tmp_path):
    path = tmp_path / "my note (1) #2 100% é.bin"
    path.write_bytes(bytes(range(256)) * 5000)
    copy = client.predict(path, api_name="/copy_file")
    assert copy.read_bytes() == path.read_bytes()
    assert copy.resolve().parent == client.download_dir.resolve()


def test_a_file_of_the_server_is_sent_back_without_an_upload(client):
    first = client.submit(b"hello", api_name="/copy_file")
    first.result()
    again = client.submit(file_of(first.partial()[0]), api_name="/copy_file")
    assert again.result().read_bytes() == b"hello"
    assert not [e for e in again.events if isinstance(e, events.Uploading)]


def test_a_file_over_the_limit_is_refused_before_it_is_sent(strict_client, needs):
    needs("a limit for files")
    with pytest.raises(errors.UploadTooLarge):
        strict_client.predict(b"x" * 2000, api_name="/copy_file")


# ---- errors


def test_the_error_of_the_app_is_told_in_its_words(client, version):
    with pytest.raises(errors.AppError) as caught:
        client.predict("error", api_name="/fail")
    assert caught.value.message == "it's <b>broken</b>\nfor good"
    assert caught.value.title == ("Bad day" if can(version, "titles of errors and logs") else "Error")


def test_other_exceptions_are_told_where_the_app_shows_them(client, strict_client):
    with pytest.raises(errors.AppError, match="bare words"):
        client.predict("bare", api_name="/fail")
    with pytest.raises(errors.AppError) as caught:
        strict_client.predict("bare", api_name="/fail")
    assert "bare words" not in str(caught.value)


def test_what_came_before_an_error_is_kept(client):
    job = client.submit("midway", api_name="/fail")
    assert isinstance(job.exception(60), errors.AppError)
    assert job.outputs() == ["so far so good"]
    assert client.predict("Ada", api_name="/greet") == "Hello Ada!"


def test_a_validator_names_the_parameter(client, needs):
    needs("validators")
    with pytest.raises(errors.InvalidInput) as caught:
        client.predict(7, api_name="/validated")
    assert caught.value.fields == {"seconds": "must be under 5"}


# ---- cancelling, the queue, login, paths


def test_a_running_job_is_cancelled_and_makes_room(client, wait_for):
    job = client.submit(60, api_name="/slow")
    wait_for(job, events.Partial)
    assert job.cancel()
    assert job.status().state is State.CANCELLED
    # The next one has to wait for this one's place, if the server did not hear of it.
    assert client.submit(0, api_name="/slow").result(30) == "done"


def test_a_queued_job_is_cancelled_and_a_full_queue_says_so(strict_client, version, wait_for):
    running = strict_client.submit(60, api_name="/slow")
    wait_for(running, events.Partial)
    queued = strict_client.submit(60, api_name="/slow")
    wait_for(queued, events.Queued)
    with pytest.raises(errors.QueueFull):
        strict_client.predict(0, api_name="/slow")
    assert queued.cancel()
    assert queued.status().state is State.CANCELLED
    assert running.cancel()
    assert isinstance(running.exception(10), errors.Cancelled)
    if can(version, "a cancelled job leaves the queue"):
        assert until_there_is_room(strict_client) == "done"


def until_there_is_room(client):
    """Try until the server has noticed that a place in its queue is free; it does not say so."""
    give_up = time.monotonic() + 30
    while True:
        try:
            return client.submit(0, api_name="/slow").result(30)
        except errors.QueueFull:
            if time.monotonic() > give_up:
                raise


def test_a_login_is_wanted_and_used(strict, strict_client):
    with pytest.raises(errors.LoginRequired):
        Client(strict)
    with pytest.raises(errors.LoginRefused):
        Client(strict, auth=("user", "wrong"))
    assert strict_client.predict(api_name="/who")["user"] == "user"


def test_an_app_under_a_path_gives_and_takes_files(strict_client):
    assert strict_client.url.endswith("/behind/a%20path")
    assert strict_client.predict(b"hello", api_name="/copy_file").read_bytes() == b"hello"
    assert strict_client.predict(api_name="/give_image").to_pil().size == (40, 30)


def test_headers_are_sent_with_every_job(every):
    with Client(every, headers={"X-Test": "yes"}) as client:
        assert client.predict(api_name="/who")["x-test"] == "yes"


def test_many_jobs_at_once_all_get_their_own_answer(client):
    jobs = [client.submit(str(i), api_name="/greet") for i in range(30)]
    assert [job.result(60) for job in jobs] == [f"Hello {i}!" for i in range(30)]


def test_a_job_that_ends_after_its_client_began_another_is_not_mixed_up(client):
    stream = client.submit(15, 0.02, api_name="/stream")
    assert client.predict("Ada", api_name="/greet") == "Hello Ada!"
    assert stream.result(30).endswith("w14 ")


def test_without_a_queue_all_is_one_request(unqueued):
    with Client(unqueued) as client:
        assert client.predict("Ada", api_name="/greet") == "Hello Ada!"
        assert client["/count"](2) == 2
        assert client["/count"](3) == 5
        assert client.predict(b"hello", api_name="/copy_file").read_bytes() == b"hello"
