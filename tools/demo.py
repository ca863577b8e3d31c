"""`make demo`: the demo app and JupyterLab with the tour, until Ctrl-C.

::

    python tools/demo.py [--no-browser] [--app-port 7860] [--lab-port 8888]
"""

from __future__ import annotations

import argparse
import os
import queue
import secrets
import signal
import sys
import threading
import webbrowser
from pathlib import Path

from servers import Server, free_port, is_free

ROOT = Path(__file__).resolve().parent.parent
TOUR = "notebooks/01-tour.ipynb"
LOGS = ROOT / ".cache" / "demo"


def start_app(port: int) -> Server:
    command = [sys.executable, "-m", "gradio_nb.demo", "--port", str(port)]
    return Server(command, f"http://127.0.0.1:{port}/", LOGS / "app.log")


def start_lab(port: int, token: str, app_url: str) -> Server:
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={ROOT}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    # The token goes by the environment: a command line is for everybody to see.
    # The tour finds the app by its variable, which kernels inherit.
    env = {**os.environ, "JUPYTER_TOKEN": token, "GRADIO_NB_DEMO_URL": app_url}
    return Server(command, f"http://127.0.0.1:{port}/api", LOGS / "lab.log", env)


def wait_for_an_end(*servers: Server) -> Server:
    """Block until one of the servers ends, and say which."""
    ended: queue.SimpleQueue[Server] = queue.SimpleQueue()

    def watch(server: Server) -> None:
        server.process.wait()
        ended.put(server)

    for server in servers:
        threading.Thread(target=watch, args=[server], daemon=True).start()
    return ended.get()


def has_display() -> bool:
    """Whether a browser would open in a window, and not in this terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(options: argparse.Namespace) -> int:
    app_port, lab_port = options.app_port or free_port(7860), options.lab_port or free_port(8888)
    token = secrets.token_hex(16)
    print("Starting the demo app and JupyterLab …", flush=True)
    with start_app(app_port) as app, start_lab(lab_port, token, app.url.rstrip("/")) as lab:
        try:
            app.wait_until_up()
            lab.wait_until_up()
            lab_address = f"http://127.0.0.1:{lab_port}/lab/tree/{TOUR}?token={token}"
            print(f"\n  Demo app    {app.url}\n  JupyterLab  {lab_address}\n\nCtrl-C stops both.", flush=True)
            if not options.no_browser and has_display():
                webbrowser.open(lab_address)
            ended = wait_for_an_end(app, lab)
            print(f"{ended.url} ended by itself:\n{ended.tail()}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nStopping …", flush=True)
            return 0
        except (RuntimeError, TimeoutError) as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            # An impatient second Ctrl-C would leave one of them running.
            for name in (signal.SIGINT, signal.SIGTERM):
                signal.signal(name, signal.SIG_IGN)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description="The demo app and JupyterLab with the tour.")
    parser.add_argument("--no-browser", action="store_true", help="print the addresses only")
    parser.add_argument("--app-port", type=int, metavar="N", help="port of the demo app (7860, or a free one)")
    parser.add_argument("--lab-port", type=int, metavar="N", help="port of JupyterLab (8888, or a free one)")
    options = parser.parse_args()
    for port in (options.app_port, options.lab_port):
        if port and not is_free(port):
            parser.error(f"port {port} is taken")
    # SIGINT too: a shell that starts us in the background has it ignored.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    return run(options)


if __name__ == "__main__":
    sys.exit(main())
