"""Which copies of files are remembered."""

import pytest

from gradio_nb.client.files import cache
from gradio_nb.client.files.cache import DownloadCache
from gradio_nb.protocol.filedata import FileData


def file(n):
    return FileData(f"/tmp/gradio/{n}/image.webp", "image.webp")


@pytest.fixture
def three(monkeypatch):
    monkeypatch.setattr(cache, "KEPT", 3)
    copies = DownloadCache()
    return copies, [copies.get_or_create(file(n)) for n in range(3)]


def test_a_file_has_one_copy_and_is_unknown_before(three):
    copies, kept = three
    assert [copies.get_or_create(file(n)) for n in range(3)] == kept
    assert copies.peek(file(2)) is kept[2]
    assert copies.peek(file(3)) is None


@pytest.mark.parametrize("ask", [DownloadCache.get_or_create, DownloadCache.peek])
def test_what_nobody_has_asked_for_the_longest_is_forgotten(three, ask):
    copies, kept = three
    ask(copies, file(0))
    copies.get_or_create(file(3))
    assert [copies.peek(file(n)) is not None for n in range(4)] == [True, False, True, True]
    assert copies.peek(file(0)) is kept[0]


def test_a_copy_on_its_way_is_not_forgotten(three):
    copies, kept = three
    with kept[0].busy:
        copies.get_or_create(file(3))
        assert copies.peek(file(0)) is kept[0]
        assert copies.peek(file(1)) is None


def test_all_of_them_may_be_on_their_way(three):
    copies, kept = three
    for copy in kept:
        copy.busy.acquire()
    more = copies.get_or_create(file(3))
    assert [copies.get_or_create(file(n)) for n in range(4)] == [*kept, more]


def test_a_picture_that_is_its_own_address_is_remembered_in_few_letters():
    picture = FileData("data:image/png;base64," + "A" * 1_000_000, "x.png")
    copies = DownloadCache()
    assert copies.get_or_create(picture) is copies.peek(picture)
    assert sum(map(len, copies._copies)) < 100


def test_a_copy_that_somebody_has_written_into_is_not_what_it_was(tmp_path):
    copy, path = DownloadCache().get_or_create(file(0)), tmp_path / "image.webp"
    path.write_bytes(b"data")
    copy.path, copy.fingerprint = path, cache.fingerprint(path)
    assert copy.is_unchanged(path)
    assert not copy.is_unchanged(tmp_path / "other.webp")
    path.write_bytes(b"more data")
    assert not copy.is_unchanged(path)
    path.unlink()
    assert not copy.is_unchanged(path)
