"""What a hostile app tries."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator

from arrange import DATA, FILE, JOIN, Arrange, Attack, answer_with, fail_with, file, host, redirect
from fake_server import Exchange, FakeApp, begun, completed, done, partial

# Which host a URL names. {app} is the app's own host and port, {evil} the attacker's.

URLS = [
    "http://{evil}/x",
    "HTTP://{evil}/x",
    "http://{evil}\\@{app}/x",
    "http://{evil}\\\\@{app}/x",
    "http:\\\\{evil}/x",
    "http:/{evil}/x",
    "http:{evil}/x",
    "//{evil}/x",
    "http://{app}\\.{evil}/x",
    "http://{app}@{evil}/x",
    "http://{app}:x@{evil}/x",
    "http://{evil}#@{app}/x",
    "http://{evil}?@{app}/x",
    "http://{evil}/@{app}/x",
    "http://{evil}\t@{app}/x",
    "http://{evil}\n@{app}/x",
    "http://{evil}\u3000@{app}/x",
    "http://{evil}\x00@{app}/x",
    "http://{app}%00@{evil}/x",
    "http://{app}%2f@{evil}/x",
    "http://{app};@{evil}/x",
    " http://{evil}/x",
    "\x01http://{evil}/x",
]


def url_attacks() -> Iterator[Attack]:
    for pattern in URLS:
        shown = pattern.encode("unicode_escape").decode()

        def url(app: FakeApp, evil: FakeApp, pattern: str = pattern) -> str:
            return pattern.format(app=host(app), evil=host(evil))

        yield Attack(f"file at {shown}", lambda app, evil, url=url: answer_with(app, file(url(app, evil))))
        if "\n" not in pattern:  # not a header
            yield Attack(f"file redirected to {shown}", redirect(FILE, lambda a, e, url=url: url(a, e).strip(), 302))


def redirect_attacks() -> Iterator[Attack]:
    routes = {
        "config": "GET /config",
        "info": "GET /gradio_api/info",
        "join": JOIN,
        "stream": DATA,
        "upload": "POST /gradio_api/upload",
        "login": "POST /login",
    }
    for name, route in routes.items():
        for status in (302, 307, 308):
            yield Attack(f"{name} redirected by {status}", redirect(route, lambda app, evil: f"{evil.url}/x", status))

        for location in ("http://[", "http://{evil}\\\\@{app}/x", "http://{evil}:99999/x", "\xff", "http://..", ""):

            def target(app: FakeApp, evil: FakeApp, location: str = location) -> str:
                return location.format(app=host(app), evil=host(evil))

            yield Attack(f"{name} redirected to {location!r}", redirect(route, target, 307))

    def loop(app: FakeApp, evil: FakeApp) -> None:
        answer_with(app, file("/tmp/x"))
        app.routes[FILE] = lambda x: x.send(b"", 302, location=FILE.partition(" ")[2])

    yield Attack("redirects without end", loop)


# What a config says.

PREFIXES = [
    "@{evil}",
    "@{evil}\\@{app}",
    ".{evil}",
    "//{evil}",
    "/\\{evil}",
    "/x?",
    "/x#",
    "/..",
    ":1@{evil}",
    "\\@{evil}",
]


def config_attacks() -> Iterator[Attack]:
    for pattern in PREFIXES:

        def prefix(app: FakeApp, evil: FakeApp, pattern: str = pattern) -> None:
            app.config["api_prefix"] = pattern.format(app=host(app), evil=host(evil))

        yield Attack(f"API prefix {pattern}", prefix)
    for key in ("root", "root_url", "space_id", "current_page", "app_id", "username", "theme_hash"):

        def set_key(app: FakeApp, evil: FakeApp, key: str = key) -> None:
            app.config[key] = f"@{host(evil)}"

        yield Attack(f"{key} names a host", set_key)

    def name(app: FakeApp, evil: FakeApp) -> None:
        app.config["dependencies"][0]["api_name"] = f"../../@{host(evil)}/x?"

    yield Attack("endpoint name with a host", name)

    def page(app: FakeApp, evil: FakeApp) -> None:
        app.routes["GET /config"] = lambda x: x.send(b"", 404)
        app.routes["GET /"] = lambda x: x.send(b"window.gradio_config={" * 60_000)

    yield Attack("page that takes a pattern long to search", page)

    def deep(app: FakeApp, evil: FakeApp) -> None:
        body = b'{"components":' + b"[" * 200_000
        app.routes["GET /config"] = lambda x: x.send(body, 200, "application/json")

    yield Attack("config nested without end", deep)


# What a server repeats of a request.


def quoted(x: Exchange) -> str:
    return f"you sent {x.request.headers} {x.request.body.decode(errors='replace')}"


def echo_attacks() -> Iterator[Attack]:
    def error(app: FakeApp, evil: FakeApp) -> None:
        fail_with(app, quoted)

    yield Attack("error that repeats the headers", error)
    yield Attack("title that repeats the headers", lambda app, evil: fail_with(app, lambda x: "no", title="t"))

    def log(app: FakeApp, evil: FakeApp) -> None:
        def answer(x: Exchange) -> None:
            event = app.event_of(x)
            lines = [{"msg": "log", "event_id": event, "log": quoted(x), "level": "info", "title": quoted(x)}]
            x.stream(*begun(event), *lines, completed(event, "done"))

        app.routes[DATA] = answer

    yield Attack("log that repeats the headers", log)

    def broken(app: FakeApp, evil: FakeApp) -> None:
        app.routes[DATA] = lambda x: x.stream({"msg": "unexpected_error", "message": quoted(x)})

    yield Attack("broken session that repeats the headers", broken)
    for status in (403, 413, 429, 503):
        for name, route in (("config", "GET /config"), ("join", JOIN), ("stream", DATA), ("file", FILE)):

            def refuse(app: FakeApp, evil: FakeApp, status: int = status, route: str = route) -> None:
                answer_with(app, file("/tmp/x"))
                app.routes[route] = lambda x: x.json({"detail": quoted(x)}, status, retry_after="3600")

            yield Attack(f"{status} of {name} that repeats the headers", refuse)

    def login(app: FakeApp, evil: FakeApp) -> None:
        app.routes["GET /config"] = lambda x: x.json({"detail": "Not authenticated"}, 401)
        app.routes["POST /login"] = lambda x: x.json({"detail": quoted(x)}, 400)

    yield Attack("refused login that repeats the password", login)


# What reaches a terminal.

ESCAPES = ["\x1b]0;pwn\x07", "\x1b[2J", "\x9b31m", "\r", "\x08\x08", "\u202e", "\u2066", "\x00", "\x85"]


def text_attacks() -> Iterator[Attack]:
    everything = "".join(ESCAPES)

    def labels(app: FakeApp, evil: FakeApp) -> None:
        app.config["title"] = everything
        for component in app.config["components"]:
            component["props"] |= {"label": f"{everything}x", "info": everything, "placeholder": everything}
        for dependency in app.config["dependencies"]:
            dependency["api_name"] += everything
            dependency["api_description"] = everything
        app.config["version"] += everything

    yield Attack("escapes in labels, names and descriptions", labels)
    for escape in ESCAPES:

        def say(app: FakeApp, evil: FakeApp, escape: str = escape) -> None:
            fail_with(app, lambda x: f"a{escape}b", title=escape)

        yield Attack(f"error with {escape!r}", say)
    yield Attack("file name with escapes", lambda app, evil: answer_with(app, file("/tmp/x", everything)))

    def refused(app: FakeApp, evil: FakeApp) -> None:
        app.routes[JOIN] = lambda x: x.json({"detail": everything}, 403)

    yield Attack("refusal with escapes", refused)

    def validator(app: FakeApp, evil: FakeApp) -> None:
        field = {"__type__": "validate", "is_valid": False, "message": everything, "parameter_name": everything}
        app.routes[JOIN] = lambda x: x.json({"detail": [field]}, 422)

    yield Attack("validator with escapes", validator)


# Where files go.

NAMES = [
    "../../victim.txt",
    "/etc/victim.txt",
    "..\\..\\victim.txt",
    "victim.txt\x00.png",
    "CON",
    "CONIN$",
    "a" * 5000,
    ".bashrc",
    "..",
    "",
    "x\u202egnp.exe",
    "\u061c\u180ex",
]


def file_attacks() -> Iterator[Attack]:
    for name in NAMES:

        def give(app: FakeApp, evil: FakeApp, name: str = name) -> None:
            answer_with(app, file("/tmp/x", name))
            app.routes[FILE] = lambda x: x.send(b"data")

        yield Attack(f"file named {name[:20]!r}", give)
    for path in (
        "/etc/passwd",
        "../../../etc/passwd",
        "file:///etc/passwd",
        "ftp://x/y",
        "data:;base64,!!!!",
        "\\\\h\\s",
    ):
        yield Attack(f"file at {path}", lambda app, evil, path=path: answer_with(app, file(path)))


# What fills the memory, or holds the client up.

BOMB = gzip.compress(bytes(300 * 2**20), 1)


def size_attacks() -> Iterator[Attack]:
    def bomb(route: str, status: int, coding: str = "gzip") -> Arrange:
        def arrange(app: FakeApp, evil: FakeApp) -> None:
            answer_with(app, file("/tmp/x"))
            app.routes[route] = lambda x: x.send(
                BOMB, status, "application/json", content_encoding=coding, location="/gradio_api/file=/tmp/y"
            )

        return arrange

    for name, route in (("config", "GET /config"), ("join", JOIN), ("stream", DATA), ("file", FILE)):
        for status in (302, 500):
            yield Attack(f"{name} that unpacks to 300 MB, {status}", bomb(route, status))
        yield Attack(f"{name} that is packed twice", bomb(route, 200, "gzip, gzip"))


def endless_attacks() -> Iterator[Attack]:
    def junk(app: FakeApp, evil: FakeApp) -> None:
        app.routes[DATA] = lambda x: x.stream("data: " + "x" * 3_000_000 + "\n\n")

    yield Attack("stream of junk", junk)

    def endless_file(app: FakeApp, evil: FakeApp) -> None:
        answer_with(app, file("/tmp/x"))

        def pour(x: Exchange) -> None:
            x.head(200, connection="close")
            while not app.stop.is_set():
                x.write(bytes(1 << 16))

        app.routes[FILE] = pour

    yield Attack("file without end", endless_file)

    def trickle(app: FakeApp, evil: FakeApp) -> None:
        answer_with(app, file("/tmp/x"))

        def drip(x: Exchange) -> None:
            x.head(200, content_length="1000000")
            while not app.stop.wait(0.2):
                x.write(b"1")

        app.routes[FILE] = drip

    yield Attack("file that trickles", trickle)
    yield Attack("stream of silence", lambda app, evil: app.routes.update({DATA: app.hang}))


def message_attacks() -> Iterator[Attack]:
    def deep(app: FakeApp, evil: FakeApp) -> None:
        def answer(x: Exchange) -> None:
            event = json.dumps(app.event_of(x))
            nested = "[" * 100_000 + "]" * 100_000
            x.stream(f'data: {{"msg":"process_completed","event_id":{event},"output":{{"data":[{nested}]}}}}\n\n')

        app.routes[DATA] = answer

    yield Attack("result nested without end", deep)

    def strange(app: FakeApp, evil: FakeApp) -> None:
        def answer(x: Exchange) -> None:
            event = app.event_of(x)
            x.stream(*begun(event), partial(event, "a"), {"msg": 5}, {"msg": "process_generating"}, completed(event))

        app.routes[DATA] = answer

    yield Attack("messages that make no sense", strange)

    def late(app: FakeApp, evil: FakeApp) -> None:
        def answer(x: Exchange) -> None:
            deadline = time.monotonic() + 0.3
            event = app.event_of(x)
            x.stream(*done(event, "first"))
            while time.monotonic() < deadline and not app.stop.wait(0.05):
                x.more(*done(event, "again"))

        app.routes[DATA] = answer

    yield Attack("results that come again and again", late)


# What an app has the panel say of, and send to, its other visitors.


def markup_attacks() -> Iterator[Attack]:
    payloads = [
        "<script>window.harm=1</script>",
        "<img src=x onerror=window.harm=1>",
        "<img src='{evil}/leak.png'>",
        "<a href='javascript:window.harm=1'>x</a>",
        "<iframe src='{evil}'></iframe>",
        "<style>@import '{evil}/x.css'</style>",
        "<svg onload='window.harm=1'/>",
        "<meta http-equiv='refresh' content='0;url={evil}'>",
        "{{{{canary_variable}}}}",
        "{{{{\u001fcanary_variable\u001f}}}}",
        "\x1b]8;;{evil}\x07link\x1b]8;;\x07",
    ]
    for payload in payloads:

        def show(app: FakeApp, evil: FakeApp, payload: str = payload) -> None:
            text = payload.format(evil=evil.url)
            for component in app.config["components"]:
                component["props"] |= {"label": text, "info": text}
            answer_with(app, text)

        yield Attack(f"markup {payload!r} in labels and results", show)

        def error(app: FakeApp, evil: FakeApp, payload: str = payload) -> None:
            text = payload.format(evil=evil.url)
            fail_with(app, lambda x: text, title=text)

        yield Attack(f"markup {payload!r} in errors", error)


ATTACKS = [
    *url_attacks(),
    *redirect_attacks(),
    *config_attacks(),
    *echo_attacks(),
    *text_attacks(),
    *file_attacks(),
    *size_attacks(),
    *endless_attacks(),
    *message_attacks(),
    *markup_attacks(),
]
