"""Every attack against every way to use an app: no secret leaves, nothing is overwritten, nothing hangs."""

from __future__ import annotations

from pathlib import Path

import pytest
from attacks import ATTACKS, CANARY, Attack
from conftest import WAYS, within_limit
from fake_server import FakeApp

SECRETS = ("token", "password", "header", "bearer", "oauth", "cookie")
ESCAPES = frozenset(
    map(chr, (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_nothing(attack: Attack, way: str, app: FakeApp, evil: FakeApp, tmp_path: Path) -> None:
    folder, victim = tmp_path / "downloads" / "here", tmp_path / "victim.txt"
    folder.mkdir(parents=True)
    victim.write_text("mine")
    attack.arrange(app, evil)

    texts = within_limit(WAYS[way], app, folder)

    assert not any(CANARY in str(request) for request in evil.seen), "a server of the attacker's has received a secret"
    seen = "\n".join(texts)
    assert [name for name in SECRETS if f"{CANARY}{name}" in seen] == [], "a secret is shown"
    if way != "panel":  # the browser shows them as text
        assert ESCAPES.isdisjoint(seen), "a control character is shown"
    assert victim.read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted({"downloads", "victim.txt", *others(way)})
    assert [p for p in (tmp_path / "downloads").iterdir() if p != folder] == []
    assert app.seen, "the app was never asked"


def others(way: str) -> list[str]:
    return ["rows.csv"] if way == "command line" else []


def test_there_are_attacks_enough() -> None:
    assert len(ATTACKS) >= 60
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
