"""Build hook of hatchling: the panel's bundle is made before a wheel or an sdist is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "tools"))

import bundle


class PanelBuildHook(BuildHookInterface[Any]):
    """Builds the panel when it has to be, and asks for node only then."""

    def dependencies(self) -> list[str]:
        return bundle.build_requirements()

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        bundle.build()
