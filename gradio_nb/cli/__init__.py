"""Gradio apps from a shell: `view`, `call` and `batch`, for scripts and cron.

Values go to stdout, everything else to stderr, and each kind of failure has an exit code of its own.
"""

from .main import main as main
