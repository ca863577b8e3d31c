"""What one run gave is handed to the next: of the same app without a byte of it moving, of another one from disk."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from gradio_nb import Client
from gradio_nb.protocol import events
from gradio_nb.protocol.filedata import FileData

SIZE = 3_000_000


@pytest.fixture
def result(client):
    return client.predict(b"x" * SIZE, api_name="/read_file").copy


def read(client, file):
    """Have an app read a file; give what it says, and whether the file was uploaded."""
    job = client.submit(file, api_name="/read_file")
    told = job.result(30)[0]
    return told, any(isinstance(e, events.Uploading) for e in job.events)


def test_a_result_given_back_to_its_app_is_not_sent_again(client, result):
    assert read(client, result) == (f"{SIZE} bytes", False)
    files = client.submit([result, b"yz", result], api_name="/read_files")
    assert files.result(30)[0] == ", ".join(["x" * SIZE, "x" * SIZE, "yz"])
    assert {e.total for e in files.events if isinstance(e, events.Uploading)} == {2}


def test_a_result_that_was_written_into_is_sent(client, result):
    result.write_bytes(b"changed")
    assert read(client, result) == ("7 bytes", True)


def test_a_copy_of_a_result_is_sent(client, result, tmp_path):
    copy = tmp_path / result.name
    copy.write_bytes(result.read_bytes())
    assert read(client, copy) == (f"{SIZE} bytes", True)


def test_a_result_that_the_server_has_lost_is_sent(client, result):
    Path(result.origin.path).unlink()  # as `delete_cache` of an app does
    assert read(client, result) == (f"{SIZE} bytes", True)


def test_a_file_that_its_app_would_not_take_back_is_sent(client, result, tmp_path):
    assert client._files.is_on_server(result.origin, result)
    outside = FileData(str(tmp_path / "a.bin"), "a.bin")
    assert not client._files.is_on_server(outside, result)


def test_another_app_gets_a_result_from_disk_piece_by_piece(basics, result, monkeypatch):
    monkeypatch.setattr(type(result), "read_bytes", None)
    with Client(basics) as other:  # of its downloads it knows nothing: as good as another app
        job = other.submit(result, api_name="/read_file")
        assert job.result(30)[0] == f"{SIZE} bytes"
    told = [e.done for e in job.events if isinstance(e, events.Uploading)]
    assert (told[0], told[-1]) == (0, SIZE)
    assert len(told) > 5


def test_a_picture_goes_round_as_what_it_is(client):
    first = client.predict(numpy.zeros((4, 3, 3), "uint8"), api_name="/invert")
    again = client.submit(first, api_name="/invert")
    assert again.result(30).to_numpy().max() == 0
    assert not [e for e in again.events if isinstance(e, events.Uploading)]
