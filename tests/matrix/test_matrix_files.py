"""Files up and down."""

from __future__ import annotations

import pytest

from gradio_nb import errors
from gradio_nb.protocol import events
from gradio_nb.values.file import file_of


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
