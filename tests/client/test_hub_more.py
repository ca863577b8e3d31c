"""What else the Hub is for: copies, search, quota, tokens that act in one's name."""

from __future__ import annotations

import json

import pytest
from fake_hub import FakeHub, missing, refused

import gradio_nb
from gradio_nb import Client, errors
from gradio_nb.client.hub.quota import Quota
from gradio_nb.client.hub.search import SpaceInfo, SpaceList

TOKEN = "hf_ada0123456789"


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """The Hub, with Ada signed in."""
    with FakeHub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
        monkeypatch.setattr("gradio_nb.client.hub.spaces.POLL_INTERVAL", 0.01)
        hub.routes["GET /api/whoami-v2"] = lambda x: x.json({"name": "ada", "type": "user"})
        yield hub


@pytest.fixture
def copying(hub, fake):
    """The Hub with a Space of Grace's that can be copied; gives what was asked of it."""
    asked = []

    def copy(x):
        asked.append(x.request.json)
        target = x.request.json["repository"]
        hub.space(target, "BUILDING", "APP_STARTING", "RUNNING", host=fake.url)
        x.json({"url": f"{hub.url}/spaces/{target}"})

    hub.space("grace/app", "PAUSED", hardware="cpu-basic")
    hub.routes["POST /api/spaces/grace/app/duplicate"] = copy
    return asked


def test_a_copy_is_made_built_and_connected(hub, copying):
    told = []
    with Client.duplicate("grace/app", secrets={"KEY": "value"}, on_progress=told.append) as client:
        assert client.source.name == "ada/app"
    (asked,) = copying
    assert asked["repository"] == "ada/app"
    assert asked["hardware"] == "cpu-basic"
    assert asked["secrets"] == [{"key": "KEY", "value": "value"}]
    assert "private" in (asked.get("visibility"), *(["private"] if asked.get("private") else []))
    assert "sleepTimeSeconds" not in asked
    assert "building, 0 s" in told


def test_a_copy_can_be_named_and_be_public(hub, copying):
    address = "https://huggingface.co/spaces/grace/app?logs=build"
    with Client.duplicate(address, "analysts/engine", private=False) as client:
        assert client.source.name == "analysts/engine"
    assert copying[0].get("visibility", "public") == "public"


def test_paid_hardware_is_warned_of_and_sleeps_soon(hub, copying):
    with pytest.warns(UserWarning, match="t4-small, which may cost money") as warned:
        Client.duplicate("grace/app", hardware="t4-small", sleep_timeout=10).close()
    assert copying[0]["hardware"] == "t4-small"
    assert copying[0]["sleepTimeSeconds"] == 600
    assert warned[0].filename == __file__


def test_a_copy_that_is_there_already_is_used(hub, fake, copying):
    hub.space("ada/app", "RUNNING", host=fake.url)
    with pytest.warns(UserWarning, match="there already and keeps its secrets"):
        Client.duplicate("grace/app", secrets={"KEY": "value"}).close()
    assert not copying
    assert not hub.requests("POST /api/spaces/ada/app/hardware")


def test_a_copy_that_is_there_already_gets_the_hardware_that_is_asked_for(hub, fake, copying):
    hub.space("ada/app", "RUNNING", host=fake.url)
    hub.routes["POST /api/spaces/ada/app/hardware"] = lambda x: x.json({"stage": "RUNNING", "hardware": {}})
    with pytest.warns(UserWarning, match="may cost money"):
        Client.duplicate("grace/app", hardware="a10g-small").close()
    (request,) = hub.requests("POST /api/spaces/ada/app/hardware")
    assert request.json == {"flavor": "a10g-small", "sleepTimeSeconds": 300}


def test_a_copy_needs_an_account(hub, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(errors.LoginRequired, match="needs an account"):
        Client.duplicate("grace/app")
    assert not hub.seen


def test_a_copy_of_what_is_not_there_is_told(hub):
    hub.routes["GET /api/spaces/grace/app"] = missing
    with pytest.raises(errors.SpaceNotFound, match="grace/app"):
        Client.duplicate("grace/app")
    with pytest.raises(errors.UsageError, match="not the name of a Space"):
        Client.duplicate("http://127.0.0.1:7860")


def test_a_token_that_may_not_write_is_told(hub, copying):
    hub.routes["POST /api/spaces/grace/app/duplicate"] = refused(403, message="You don't have the rights")
    hub.routes["GET /api/whoami-v2"] = refused(401)
    with pytest.raises(errors.LoginRequired, match="with the right"):
        Client.duplicate("grace/app")
    with pytest.raises(errors.SpaceError):
        Client.duplicate("grace/app", "ada/app")


def test_the_panel_of_a_copy_shows_at_once(hub, copying):
    with_panel = gradio_nb.duplicate("grace/app")
    try:
        assert with_panel.client.source.name == "ada/app"
    finally:
        with_panel.close()


FOUND = [
    {
        "id": "ada/draw",
        "title": "Draw <b>",
        "likes": 12,
        "ai_short_description": "Draws & paints",
        "ai_category": "Image Generation",
        "runtime": {"stage": "RUNNING", "hardware": {"current": "zero-a10g"}},
    },
    {"id": "grace/<i>", "likes": None, "runtime": None},
    {"no": "id"},
    "nonsense",
]


def test_spaces_are_found_and_shown_as_a_table(hub):
    hub.routes["GET /api/spaces/semantic-search"] = lambda x: x.json(FOUND)
    found = gradio_nb.search_spaces("draw a cat")
    assert found == [
        SpaceInfo("ada/draw", "Draw <b>", "Draws & paints", "Image Generation", 12, "zero-a10g", "RUNNING"),
        SpaceInfo("grace/<i>"),
    ]
    assert found[0].url == "https://huggingface.co/spaces/ada/draw"
    html = found._repr_html_()
    assert html.count("<tr>") == 3
    assert "Draws &amp; paints" in html
    assert "<i>" not in html
    assert repr(found).splitlines() == ["ada/draw  (12 likes, running)  Draws & paints", "grace/<i>  (0 likes, ?)  "]
    (request,) = hub.seen
    assert request.query == {"q": "draw a cat", "sdk": "gradio", "includeNonRunning": "true"}


def test_a_search_can_be_narrowed(hub):
    hub.routes["GET /api/spaces/semantic-search"] = lambda x: x.json(FOUND)
    assert len(gradio_nb.search_spaces("draw", limit=1, running=True)) == 1
    assert "includeNonRunning" not in hub.seen[0].query


def test_a_search_that_finds_nothing_is_an_empty_table(hub):
    hub.routes["GET /api/spaces/semantic-search"] = lambda x: x.json([])
    found = gradio_nb.search_spaces("draw")
    assert isinstance(found, SpaceList)
    assert not found
    assert "<tbody></tbody>" in found._repr_html_()


def test_a_search_that_goes_wrong_is_told(hub):
    with pytest.raises(errors.UsageError, match="Nothing to look for"):
        gradio_nb.search_spaces("  ")
    hub.routes["GET /api/spaces/semantic-search"] = refused(429, retry_after="3")
    with pytest.raises(errors.RateLimited):
        gradio_nb.search_spaces("draw")
    hub.routes["GET /api/spaces/semantic-search"] = lambda x: x.json({"error": "?"})
    with pytest.raises(errors.ProtocolError):
        gradio_nb.search_spaces("draw")


def test_the_quota_is_that_of_the_token(hub, fake):
    told = {"base": 300, "current": 120.5, "resetsAt": "2026-11-01T10:00:00.000Z"}
    hub.routes["GET /api/spaces/zero-gpu/quota"] = lambda x: x.json(told)
    with Client(fake.url) as client:
        quota = client.quota()
    assert quota is not None
    assert (quota.total, quota.left) == (300, 120.5)
    assert quota.resets_at is not None
    assert quota.resets_at.isoformat() == "2026-11-01T10:00:00+00:00"
    assert hub.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    told["resetsAt"] = None
    with Client(fake.url) as client:
        assert client.quota() == Quota(300, 120.5)


def test_a_panel_tells_the_quota_of_its_token_before_it_is_connected(hub):
    hub.routes["GET /api/spaces/zero-gpu/quota"] = lambda x: x.json({"base": 300, "current": 120.5})
    hub.space("ada/app", "BUILDING")
    panel = gradio_nb.connect("ada/app", token="hf_grace")
    try:
        assert panel.quota() == Quota(300, 120.5)
    finally:
        panel.close()
    (request,) = hub.requests("GET /api/spaces/zero-gpu/quota")
    assert request.headers["authorization"] == "Bearer hf_grace"


@pytest.mark.parametrize(
    "answer",
    [
        refused(401),
        refused(403),
        refused(404),
        refused(429),
        lambda x: x.json({}),
        lambda x: x.json({"base": "much", "current": 1}),
        lambda x: x.json([]),
        lambda x: x.cut(),
    ],
)
def test_a_quota_that_the_hub_does_not_tell_is_unknown(hub, fake, answer):
    hub.routes["GET /api/spaces/zero-gpu/quota"] = answer
    with Client(fake.url) as client:
        assert client.quota() is None
    assert len(hub.seen) == 1


def test_the_quota_of_nobody_is_not_asked_for(hub, fake, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    with Client(fake.url) as client:
        assert client.quota() is None
    assert not hub.seen


def test_a_token_to_act_with_goes_only_where_it_is_wanted(fake):
    info = {"named_endpoints": {"/remember": {"oauth_token": "required"}}, "unnamed_endpoints": {}}
    fake.routes["GET /gradio_api/info"] = lambda x: x.json(info)
    with Client(fake.url, token="hf_for_the_app", oauth_token="hf_to_act_with") as client:
        client.predict("hi", api_name="/echo")
        client.predict("hi", api_name="/remember")
        assert "with the oauth_token= of the client (required)" in str(client.view_api(return_format="str"))
        assert "oauth_token=" in (client["/remember"].__doc__ or "")
    plain, acting = (json.loads(r.body) for r in fake.requests("POST /gradio_api/queue/join"))
    assert "oauth_token" not in plain
    assert acting["oauth_token"] == "hf_to_act_with"
    assert "hf_to_act_with" not in str([s.headers for s in fake.seen])


def test_no_other_token_stands_in_for_the_one_to_act_with(fake, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    info = {"named_endpoints": {"/echo": {"oauth_token": "optional"}}, "unnamed_endpoints": {}}
    fake.routes["GET /gradio_api/info"] = lambda x: x.json(info)
    with Client(fake.url, token="hf_for_the_app") as client:
        client.predict("hi", api_name="/echo")
    (request,) = fake.requests("POST /gradio_api/queue/join")
    assert "oauth_token" not in request.json
