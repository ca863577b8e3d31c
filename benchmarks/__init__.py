"""How fast gradio_nb is, beside bare requests and gradio_client: `python -m benchmarks`."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

# The servers are started with what the tools have for it.
sys.path.append(str(ROOT / "tools"))
