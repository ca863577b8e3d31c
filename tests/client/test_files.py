"""Files up and down."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from gradio_nb import Client, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

TIMEOUT = 20


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "my letter #1 (ü).txt"
    path.write_text("Dear Ada")
    return path


def test_a_path_is_uploaded_and_comes_back_as_a_path(client, letter):
    told, copy = client.predict(letter, api_name="/read_file")
    assert told == "8 bytes"
    assert isinstance(copy, Path)
    assert copy.read_text() == "Dear Ada"
    assert copy != letter
    assert copy.raw["path"] == str(copy)


@pytest.mark.parametrize(
    "given",
    [
        lambda p: str(p),
        lambda p: p.read_bytes(),
        lambda p: p.open("rb"),
        lambda p: io.BytesIO(p.read_bytes()),
        lambda p: {"path": str(p), "meta": {"_type": "gradio.FileData"}},
    ],
    ids=["str", "bytes", "file", "BytesIO", "handle_file"],
)
def test_files_are_taken_in_many_forms(client, letter, given):
    assert client.predict(given(letter), api_name="/read_file")[0] == "8 bytes"


def test_what_gradio_client_makes_is_taken(client, letter):
    handle_file = pytest.importorskip("gradio_client").handle_file
    assert client.predict(handle_file(str(letter)), api_name="/read_file")[0] == "8 bytes"


def test_an_open_file_is_sent_from_where_it_stands(client, letter):
    with letter.open("rb") as file:
        file.seek(5)
        assert client.predict(file, api_name="/read_file")[0] == "3 bytes"


def test_a_file_of_a_result_is_given_to_the_next_job(client, letter):
    _, copy = client.predict(letter, api_name="/read_file")
    assert client.predict(copy, api_name="/read_file")[0] == "8 bytes"


def test_several_files_arrive_in_order(client, tmp_path):
    paths = [tmp_path / f"{name}.txt" for name in "cab"]
    for path in paths:
        path.write_text(path.stem * 2)
    told, copies = client.predict(paths, api_name="/read_files")
    assert told == "aa, bb, cc"
    assert [copy.read_text() for copy in copies] == ["cc", "aa", "bb"]
    assert client.predict(paths[0], api_name="/read_files").out == "cc"


def test_an_empty_file_is_a_file(client, tmp_path):
    path = tmp_path / "empty.txt"
    path.touch()
    assert client.predict(path, api_name="/read_file")[0] == "0 bytes"


def test_a_picture_goes_in_as_an_array_and_comes_out_as_a_picture(client):
    numpy, image = pytest.importorskip("numpy"), pytest.importorskip("PIL.Image")
    red = numpy.zeros((4, 6, 3), dtype="uint8")
    red[..., 0] = 255
    inverted = client.predict(red, api_name="/invert")
    assert inverted.to_pil().size == (6, 4)
    assert inverted.to_numpy()[0, 0].tolist() == [0, 255, 255]
    assert client.predict(image.fromarray(red), api_name="/invert").to_numpy()[0, 0].tolist() == [0, 255, 255]


def test_a_table_goes_in_as_rows_and_comes_out_as_a_table(client):
    table = client.predict([[1, "x"], [2, "y"]], api_name="/rows")
    assert list(table) == [("x", 1), ("y", 2)]


def test_an_upload_tells_how_far_it_is(client, tmp_path):
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 3_000_000)
    job = client.submit(path, api_name="/read_file")
    assert job.result(TIMEOUT)[0] == "3000000 bytes"
    told = [(e.done, e.total) for e in job.events if isinstance(e, events.Uploading)]
    assert told[0] == (0, 3_000_000)
    assert told[-1] == (3_000_000, 3_000_000)
    assert len(told) > 5
    assert told == sorted(told)


def test_a_download_tells_how_far_it_is(client):
    job = client.submit(3_000_000, api_name="/big_file")
    path = job.result(TIMEOUT)
    assert path.stat().st_size == 3_000_000
    told = [(e.done, e.total) for e in job.events if isinstance(e, events.Downloading)]
    assert told[-1] == (3_000_000, 3_000_000)
    assert len(told) > 5
    assert told == sorted(told)


def test_an_upload_is_read_from_disk_piece_by_piece(client, monkeypatch):
    class Counted(io.BytesIO):
        largest = 0

        def read(self, size=-1):
            assert size > 0
            self.largest = max(self.largest, size)
            return super().read(size)

    file = Counted(b"x" * 2_000_000)
    file.name = "x.bin"
    assert client.predict(file, api_name="/read_file")[0] == "2000000 bytes"
    assert 0 < file.largest <= 2**18


def test_downloads_go_where_the_caller_wants_and_never_over_another_file(basics, tmp_path, letter):
    folder = tmp_path / "new" / "folder"
    with Client(basics, download_dir=folder) as client:
        first = client.predict(letter, api_name="/read_file")[1]
        letter.write_text("Dear Bob")
        second = client.predict(letter, api_name="/read_file")[1]
    assert first.parent == second.parent == folder
    assert first != second
    assert (first.read_text(), second.read_text()) == ("Dear Ada", "Dear Bob")
    assert len(list(folder.iterdir())) == 2


def test_a_file_is_downloaded_once(client, letter, monkeypatch):
    job = client.submit(letter, api_name="/read_file")
    path = job.result(TIMEOUT).copy
    monkeypatch.setattr(client._http, "request", None)
    assert job.outputs()[0].copy == path
    assert job.result().copy == path


def test_odd_names_survive_the_journey(client, tmp_path):
    path = tmp_path / "100% #1?.txt"
    path.write_text("odd")
    copy = client.predict(path, api_name="/read_file").copy
    assert copy.read_text() == "odd"
    assert copy.suffix == ".txt"


def test_a_file_over_the_limit_of_the_app_is_not_even_sent(strict_client, tmp_path, monkeypatch):
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 2000)
    job = strict_client.submit(path, api_name="/read_file")
    with pytest.raises(errors.UploadTooLarge, match=r"big\.bin has 2,000 bytes; .* up to 1,0"):
        job.result(TIMEOUT)
    assert job.status().state is State.REFUSED
    path.write_bytes(b"x" * 100)
    assert strict_client.predict(path, api_name="/read_file")[0] == "100 bytes"


def test_a_limit_that_only_the_server_knows_is_told(strict_client, gradio_version, tmp_path):
    if gradio_version < (5, 0):
        pytest.skip("Gradio 4 does not keep to the limit in mounted apps")
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 2000)
    strict_client._files.limit = None
    with pytest.raises(errors.UploadTooLarge, match="exceeded"):
        strict_client.predict(path, api_name="/read_file")


def test_a_cancelled_upload_stops(fake, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a")
    fake.routes["POST /gradio_api/upload"] = fake.hang
    with Client(fake.url) as client:
        job = client.submit(path, api_name="/copy")
        fake.until(lambda: fake.requests("POST /gradio_api/upload"))
        assert job.cancel()
        assert isinstance(job.exception(), errors.Cancelled)
        fake.stop.set()
    assert fake.joins == 0


def file(name="x.bin", path="/tmp/gradio/1/x.bin"):
    return {"path": path, "orig_name": name, "url": "http://inner:1/x", "meta": {"_type": "gradio.FileData"}}


def serve(fake, answer, name="x.bin"):
    from fake_server import done

    fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(*done(fake.event_of(x), file(name)))
    fake.routes["GET /gradio_api/file=/tmp/gradio/1/x.bin"] = answer


def copied(fake, **options):
    with Client(fake.url, **options) as client:
        job = client.submit(None, api_name="/copy")
        return job, job.result(TIMEOUT)


def test_what_was_streamed_is_fetched_in_one_piece(fake):
    from fake_server import done

    stream = "/gradio_api/stream/abc/1/4"
    made = {
        **file("sound.mp3", "abc/1/4/playlist.m3u8"),
        "url": f"http://inner:1{stream}/playlist.m3u8",
        "is_stream": True,
    }
    fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(*done(fake.event_of(x), made))
    fake.routes[f"GET {stream}/playlist-file"] = lambda x: x.send(b"all of it")
    _, path = copied(fake)
    assert path.read_bytes() == b"all of it"


def test_a_file_that_the_app_writes_anew_is_fetched_anew(fake):
    now = [b"one", '"1"']

    def answer(x):
        x.head(etag=now[1], content_length=str(len(now[0])))
        x.write(b"" if x.request.method == "HEAD" else now[0])

    serve(fake, answer)
    fake.routes["HEAD /gradio_api/file=/tmp/gradio/1/x.bin"] = answer
    with Client(fake.url) as client:
        first, again = (client.predict(None, api_name="/copy") for _ in range(2))
        assert first == again
        now[:] = b"two", '"2"'
        job = client.submit(None, api_name="/copy")
        assert (job.result(TIMEOUT).read_bytes(), job.outputs()) == (b"two", [job.result()])
        assert (first.read_bytes(), len(fake.requests("GET /gradio_api/file=/tmp/gradio/1/x.bin"))) == (b"one", 2)


def test_a_download_goes_to_the_address_that_the_user_gave(fake):
    serve(fake, lambda x: x.send(b"data"))
    _, path = copied(fake)
    assert path.read_bytes() == b"data"


@pytest.mark.parametrize(
    "name",
    [
        "../../../evil",
        "/etc/passwd",
        "..\\x",
        "a\0b",
        "\ud800",
        "CON",
        "",
        ".." * 500,
        ".",
        "..",
        "/",
        "a/../../b",
        "....//x",
        "C:\\Windows\\x",
        "\\\\host\\share\\x",
        "~/x",
        "%2e%2e%2fx",
        "file:///etc/passwd",
        "x\n/../../y",
        "．．／x",
    ],
)
def test_no_name_of_a_server_leads_out_of_the_download_folder(fake, tmp_path, name):
    serve(fake, lambda x: x.send(b"data"), name)
    _, path = copied(fake, download_dir=tmp_path / "downloads")
    assert Path(path).resolve().parent == tmp_path / "downloads"
    assert path.read_bytes() == b"data"


def test_a_download_that_is_packed_is_unpacked(fake):
    serve(fake, lambda x: x.send(gzip.compress(b"data" * 1000), content_encoding="gzip"))
    job, path = copied(fake)
    assert path.read_bytes() == b"data" * 1000
    assert [e.total for e in job.events if isinstance(e, events.Downloading)][-1] is None


def test_a_download_of_unknown_length_is_told_so(fake):
    def answer(x):
        x.head(200, connection="close")
        x.write(b"data")

    serve(fake, answer)
    job, path = copied(fake)
    assert path.read_bytes() == b"data"
    assert [(e.done, e.total) for e in job.events if isinstance(e, events.Downloading)] == [(4, None)]


def test_a_path_in_plain_json_is_no_file(client, gradio_version):
    if gradio_version < (5, 5):
        pytest.skip("Gradio 4 takes it for a file itself")
    data = {"path": "/etc/passwd"}
    arrived = client["/describe"](
        line="", real=0, radio="a", many=[], custom="", colour="#000", when="2024-01-01 00:00:00", source="", data=data
    )
    assert arrived["data"] == f"dict {data!r}"


def test_the_temporary_folder_goes_with_python():
    import subprocess
    import sys

    code = """
from gradio_nb.client.files.transfers import FileTransfers
files = FileTransfers(None)
(files.folder / "x").write_text("x")
print(files.folder)
"""
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not Path(printed.stdout.strip()).exists()
