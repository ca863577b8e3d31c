"""The fake app with answers that depend on what is sent."""

from __future__ import annotations

import threading
from urllib.parse import parse_qs, urlsplit

from fake_server import done

JOIN, DATA = "POST /gradio_api/queue/join", "GET /gradio_api/queue/data"
TIMEOUT = 20


class Script:
    """Answers the jobs of the fake app by their first value.

    `"fail"` fails; `"hang"` goes on until `free` is set; `"full 2"` finds the queue full and `"busy 2"` the
    server too busy, twice; anything else is given back.
    """

    def __init__(self, fake):
        self.fake, self.free = fake, threading.Event()
        self.lock, self.jobs, self.refused = threading.Lock(), {}, {}
        self.joined, self.came = [], threading.Semaphore(0)
        self.running = self.most = 0
        fake.routes[JOIN], fake.routes[DATA] = self.join, self.data

    def join(self, x):
        body = x.request.json
        text = body["data"][0]
        with self.lock:
            self.joined.append(text)
            word, _, times = text.partition(" ")
            self.refused[text] = self.refused.get(text, 0) + 1
            refuse = word in ("full", "busy") and self.refused[text] <= int(times)
            if not refuse:
                self.running += 1
                self.most = max(self.most, self.running)
                self.jobs[body["session_hash"]] = text
        if refuse and word == "full":
            x.json({"detail": "Queue is full. Max size is 1 and size is 1."}, 503)
        elif refuse:
            x.json({"detail": "slow down"}, 429, retry_after="0.01")
        else:
            x.json({"event_id": body["session_hash"]})
            self.came.release()

    def data(self, x):
        event = parse_qs(urlsplit(x._handler.path).query)["session_hash"][0]
        text = self.jobs[event]
        if text == "hang":
            self.free.wait(TIMEOUT)
        with self.lock:
            self.running -= 1
        failed = {"msg": "process_completed", "event_id": event, "output": {"error": "no"}, "success": False}
        x.stream(*([failed] if text == "fail" else done(event, text)))
