"""Every attack against every way to use an app: no secret leaves, nothing is overwritten, nothing hangs."""

from __future__ import annotations

from pathlib import Path

import pytest
from arrange import CANARY, ESCAPES, Attack
from attacks import ATTACKS
from fake_server import FakeApp
from ways import WAYS, within_limit

SECRETS = ("token", "password", "header", "bearer", "oauth", "cookie")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_nothing(attack: Attack, app: FakeApp, evil: FakeApp, tmp_path: Path) -> None:
    attack.arrange(app, evil)
    for way, use in WAYS.items():
        folder, victim = tmp_path / way / "downloads" / "here", tmp_path / way / "victim.txt"
        folder.mkdir(parents=True)
        victim.write_text("mine")
        asked = len(app.seen)

        texts = within_limit(use, app, folder)

        leaked = any(CANARY in str(request) for request in evil.seen)
        assert not leaked, f"{way}: a server of the attacker's has received a secret"
        seen = "\n".join(texts)
        assert [name for name in SECRETS if f"{CANARY}{name}" in seen] == [], f"{way}: a secret is shown"
        if way != "panel":  # the browser shows them as text
            assert ESCAPES.isdisjoint(seen), f"{way}: a control character is shown"
        assert victim.read_text() == "mine", way
        left = {path.relative_to(tmp_path / way).parts[0] for path in (tmp_path / way).rglob("*")}
        assert left <= {"downloads", "victim.txt", "rows.csv"}, way
        assert [path for path in folder.parent.iterdir() if path != folder] == [], way
        assert len(app.seen) > asked, f"{way}: the app was never asked"


def test_there_are_attacks_enough() -> None:
    assert len(ATTACKS) >= 60
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
