"""Apps on the internet, in private networks and on this computer, at real addresses in a network namespace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("network.py")
NAMESPACE = ["unshare", "--map-root-user", "--net"]

pytestmark = pytest.mark.skipif(
    not (shutil.which("unshare") and shutil.which("ip"))
    or subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode != 0,
    reason="needs network namespaces: unshare (util-linux) and ip (iproute2) on Linux",
)

METADATA = ("169.254.169.254", "168.63.129.16", "192.0.0.192", "100.100.100.200")
FINE = {"fetched": True, "asked": True, "leaked": False}
REFUSED = {"fetched": False, "asked": False, "leaked": False}


@pytest.fixture(scope="module")
def found() -> Any:
    path = os.pathsep.join((str(SCRIPT.parents[2]), str(SCRIPT.parents[1])))
    command, env = [*NAMESPACE, sys.executable, str(SCRIPT)], {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_app_on_the_internet_leads_to_addresses_of_the_internet_only(found: Any) -> None:
    assert found["public"].pop("1.1.1.1") == FINE
    assert {"10.0.0.5", "192.168.1.1", "127.0.0.1", "169.254.7.7", *METADATA} == set(found["public"])
    assert all(result == REFUSED for result in found["public"].values()), found["public"]


def test_an_app_in_a_private_network_leads_to_that_and_to_the_internet(found: Any) -> None:
    for address in ("93.184.216.34", "1.1.1.1", "192.168.1.1"):
        assert found["private"].pop(address) == FINE
    assert {"127.0.0.1", "169.254.7.7", *METADATA} == set(found["private"])
    assert all(result == REFUSED for result in found["private"].values()), found["private"]


def test_an_app_on_this_computer_leads_to_no_metadata_service(found: Any) -> None:
    for address in ("93.184.216.34", "1.1.1.1", "10.0.0.5", "192.168.1.1"):
        assert found["loopback"].pop(address) == FINE
    assert all(result == REFUSED for result in found["loopback"].values()), found["loopback"]


def test_an_app_whose_name_resolves_nearer_later_is_not_asked_there(found: Any) -> None:
    assert len(found["rebound"]) == 7
    for how, result in found["rebound"].items():
        assert result["asked"] == [], how
        assert "Blocked a request to app.example" in result["said"], how
        assert result["job"] != "NoneType", how
        if not how.startswith("127."):
            assert "this computer" in result["beside"], how


def test_metadata_services_are_not_asked_even_when_they_are_named(found: Any) -> None:
    for address in METADATA:
        assert not found["connected"][address]["asked"]
        assert "not an address of an app" in found["connected"][address]["said"]
    # An app at the other end of a cable, and one on the internet, are apps like others.
    assert found["connected"]["169.254.7.7"] == {"said": "", "asked": True}
    assert found["connected"]["93.184.216.34"] == {"said": "", "asked": True}
