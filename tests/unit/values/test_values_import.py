from __future__ import annotations

import subprocess
import sys


def test_importing_the_families_imports_nothing_heavy() -> None:
    heavy = ["numpy", "PIL", "pandas", "asyncio", "email", "mimetypes", "IPython", "ipywidgets", "requests"]
    code = f"import sys, gradio_nb.values; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
