"""What an app may lead the client to.

An app is somebody else's program, and names addresses: of its files, and in redirects. The client may stand where
that program cannot look: beside other servers of this computer, in a house's network, in a cloud that gives keys away
under 169.254.169.254. So no app leads nearer than it is itself: one of the internet into no private network, one of a
private network to nothing on this computer. A connection is looked at when it is open and nothing has been said on it,
so that no name that means another place a moment later, and no redirect, leads around this.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Iterator
from enum import IntEnum
from typing import Any
from urllib.parse import urlsplit

from .. import errors

_this_thread = threading.local()
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")


class Place(IntEnum):
    """How near an address is."""

    HERE = 0
    PRIVATE = 1
    PUBLIC = 2


def place_of(address: str) -> Place | None:
    """Tell how near an address of IP is; None for link-local ones and others that no app has business with."""
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # Other ways to write an address of IPv4.
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
        ip = inner or ip.ipv4_mapped or ip.sixtofour or ip
    if ip.is_loopback:
        return Place.HERE
    if ip.is_link_local or ip.is_unspecified or ip.is_multicast:
        return None
    # Python calls some addresses of IPv6 global that are on no internet.
    if ip.is_global and (ip.version == 4 or ip in _UNICAST):
        return Place.PUBLIC
    return None if ip.is_reserved else Place.PRIVATE


class Bounds:
    """How near an app may lead; the server of the app itself may be anywhere.

    Parameters
    ----------
    home : str
        Address of the app.
    """

    def __init__(self, home: str) -> None:
        self.home = home
        # Behind a proxy nobody knows where it is.
        self._nearest = Place.PUBLIC

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Be the bounds of what this thread sends in the block."""
        _this_thread.bounds = self
        try:
            yield
        finally:
            _this_thread.bounds = None

    def look(self, host: str, port: int, peer: str) -> None:
        """Look at a connection to a host, and at the address that its name has led to.

        Raises
        ------
        Refused
            It is nearer than the app.
        """
        place = place_of(peer)
        parts = urlsplit(self.home)
        if (host, port) == (parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme]):
            self._nearest = min(self._nearest, Place.PUBLIC if place is None else place)
        elif place is None or place < self._nearest:
            raise errors.Refused(
                f"The app leads to {host}, which is {_WORDS.get(place, 'no address of a server')}; it was not asked.",
                hint="An app may name addresses on the internet, and those that are no nearer than it is itself.",
            )


_WORDS: dict[Place | None, str] = {Place.HERE: "this computer", Place.PRIVATE: "in a private network"}


def opened(connection: Any) -> None:
    """Look at a connection that has just been opened, before anything is sent.

    Raises
    ------
    Refused
        For a place that the app has no business with.
    """
    bounds: Bounds | None = getattr(_this_thread, "bounds", None)
    if bounds is None or not isinstance(connection.sock, socket.socket):
        return
    try:
        bounds.look(connection.host, connection.port, connection.sock.getpeername()[0])
    except errors.Refused:
        connection.close()
        raise
