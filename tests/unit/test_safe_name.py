import os
import random
import unicodedata

import pytest

from gradio_nb.client.files.names import make_folder, open_partial, reserve, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("cat.png", "cat.png"),
        ("my note (1).txt", "my note (1).txt"),
        ("Größe 猫.png", "Größe 猫.png"),
        ("archive.tar.gz", "archive.tar.gz"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\x\\y.txt", "y.txt"),
        ("C:y.txt", "C_y.txt"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("a/", "file"),
        (".bashrc", "bashrc"),
        ("...x", "x"),
        ("a.txt. . ", "a.txt"),
        ("a\nb\0c.txt", "a_b_c.txt"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("txt.\u202egnp.exe", "txt._gnp.exe"),
        ("a.png\u200b\ufeff.exe", "a.png__.exe"),
        ("می\u200cخواهم.txt", "می\u200cخواهم.txt"),
        ("a\ud800b.txt", "a?b.txt".replace("?", "_")),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("console.txt", "console.txt"),
    ],
)
def test_known_names(name, safe):
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["x" * 500 + ".png", "猫" * 300 + ".jpeg", "y" * 500, "z." + "s" * 500, "." * 500])
def test_long_names_become_short_ones(name):
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= 160
    for suffix in (".png", ".jpeg"):
        assert safe.endswith(suffix) == name.endswith(suffix)


def test_no_name_leads_out_of_the_folder_or_cannot_be_written(tmp_path):
    dice = random.Random(3)
    pieces = [*"/\\.aé\0\n ~猫:\u202e\udfff-", "..", "CON", "%2e", "x" * 90]
    for _ in range(500):
        name = safe_name("".join(dice.choices(pieces, k=dice.randrange(9))))
        path = tmp_path / name
        assert path.resolve().parent == tmp_path
        assert os.path.basename(name) == name
        assert not name.startswith(".")
        assert not any(unicodedata.category(c) == "Cc" for c in name)
        path.write_bytes(b"")


def test_a_name_that_is_taken_gets_the_next_number(tmp_path):
    names = [reserve(tmp_path, "image.tar.gz").name for _ in range(40)]
    assert names == ["image.tar.gz", *(f"image-{n}.tar.gz" for n in range(1, 40))]


def test_what_somebody_else_has_put_there_is_never_written_over(tmp_path):
    """Also a link to nowhere is something."""
    (tmp_path / "x.txt").symlink_to(tmp_path / "nowhere")
    for n in (1, 3, 4, 8):
        (tmp_path / f"x-{n}.txt").write_text("mine")
    made = [reserve(tmp_path, "x.txt") for _ in range(6)]
    assert len(set(made)) == 6
    assert all(path.read_text() == "" for path in made)
    assert {p.name for p in tmp_path.iterdir() if not p.is_symlink() and p.read_text() == "mine"} == {
        f"x-{n}.txt" for n in (1, 3, 4, 8)
    }


def test_a_name_is_found_in_few_steps_however_many_are_taken(tmp_path, monkeypatch):
    for n in range(500):
        (tmp_path / (f"x-{n}" if n else "x")).touch()
    asked = []
    exists = os.path.lexists
    monkeypatch.setattr(os.path, "lexists", lambda path: asked.append(path) or exists(path))
    assert reserve(tmp_path, "x").name == "x-500"
    assert len(asked) < 25


def test_a_partial_download_is_written_to_a_file_that_nobody_could_prepare(tmp_path):
    """In a folder that others may write to, a link at a name that can be guessed would have its target overwritten."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    target = reserve(tmp_path, "a.txt")
    names = set()
    for _ in range(3):
        path, stream = open_partial(target)
        with stream:
            stream.write(b"data")
        names.add(path.name)
    assert len(names) == 3
    assert all(name.startswith(".a.txt.") and len(name) >= len(".a.txt..part") + 16 for name in names)
    assert victim.read_text() == "mine"


def test_a_link_that_somebody_has_put_there_is_not_followed(tmp_path, monkeypatch):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    monkeypatch.setattr("secrets.token_hex", lambda n: "guessed")
    target = reserve(tmp_path, "a.txt")
    (tmp_path / ".a.txt.guessed.part").symlink_to(victim)
    with pytest.raises(FileExistsError):
        open_partial(target)
    assert victim.read_text() == "mine"


def test_folders_that_are_made_are_for_this_user_only(tmp_path):
    make_folder(tmp_path / "a" / "b" / "c")
    assert [(tmp_path / p).stat().st_mode & 0o777 for p in ("a", "a/b", "a/b/c")] == [0o700] * 3


@pytest.mark.parametrize(
    "name", ["CON", "conin$", "CONOUT$.txt", "com1", "COM\u00b9.log", "lpt\u00b3", "aux .txt", "CLOCK$"]
)
def test_device_names_of_windows_are_not_used(name):
    assert safe_name(name).startswith("_")


@pytest.mark.parametrize("mark", ["\u061c", "\u180e", "\u202e", "\u2066"])
def test_marks_that_change_the_direction_of_text_are_not_in_names(mark):
    assert safe_name(f"a{mark}b.txt") == "a_b.txt"
