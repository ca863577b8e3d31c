"""Protection against requests that an app makes the client send (server-side request forgery, SSRF).

An app is somebody else's program, and names URLs: of files, and in redirects. The client may reach servers that the
app cannot: on this computer, in a private network, or the metadata service of a cloud, which hands out keys. A
`NetworkGuard` therefore keeps the client from connecting to an address in a nearer scope than that of the app: an app
on the internet leads to no private address, and an app in a private network leads to no address of this computer.

The guard checks the peer of each connection after it has been opened and before anything is sent, so that neither a
redirect nor a host name that resolves differently the next time (DNS rebinding) gets around it. It also checks that the
connection leads to the host that the URL of the request names.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from ... import errors
from ...protocol.urls import parse_url

_this_thread = threading.local()
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")

# Services that hand out credentials to any program on a virtual machine: AWS, Azure, Google Cloud, OpenStack
# and others (169.254.169.254, fd00:ec2::254, 168.63.129.16), Oracle (192.0.0.192), Alibaba (100.100.100.200), the
# task metadata of Amazon ECS (169.254.170.2) and of EKS (169.254.170.23, fd00:ec2::23).
METADATA_ADDRESSES = frozenset(
    map(
        ipaddress.ip_address,
        (
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "168.63.129.16",
            "192.0.0.192",
            "100.100.100.200",
        ),
    )
)


class AddressScope(IntEnum):
    """How far away an address is; a smaller one is nearer."""

    BLOCKED = 0
    """Metadata services of clouds, and addresses that no server has: nothing is ever sent to them."""
    LOOPBACK = 1
    LINK_LOCAL = 2
    PRIVATE = 3
    PUBLIC = 4


def scope_of(address: str) -> AddressScope:
    """Return the scope of an IP address, which may be written in any form that `getpeername` gives."""
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # IPv4 addresses within IPv6: NAT64 (RFC 6052), IPv4-mapped (RFC 4291, section 2.5.5.2), 6to4 (RFC 3056).
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
        ip = inner or ip.ipv4_mapped or ip.sixtofour or ip
    if ip in METADATA_ADDRESSES or ip.is_unspecified or ip.is_multicast:
        return AddressScope.BLOCKED
    if ip.is_loopback:
        return AddressScope.LOOPBACK
    if ip.is_link_local:
        return AddressScope.LINK_LOCAL
    # Python calls some addresses of IPv6 global that are on no internet.
    if ip.is_global and (ip.version == 4 or ip in _UNICAST):
        return AddressScope.PUBLIC
    return AddressScope.BLOCKED if ip.is_reserved else AddressScope.PRIVATE


class NetworkGuard:
    """Decides which addresses the requests of one client may reach.

    Parameters
    ----------
    base : str
        Base URL of the app. Its own server may be anywhere but at a metadata service; the scope of the first
        connection to it is the nearest one for all that follow.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        # Unknown until the first connection, and behind a proxy for ever: then only public addresses are allowed.
        self._scope: AddressScope | None = None

    @contextlib.contextmanager
    def bound_to_thread(self, url: str) -> Iterator[None]:
        """Check the connections that this thread opens in the block, for a request to `url`."""
        before = getattr(_this_thread, "request", None)
        _this_thread.request = (self, url)
        try:
            yield
        finally:
            _this_thread.request = before

    def check(self, host: str, port: int, address: str) -> None:
        """Check a connection to a host and the address that its name resolved to.

        Raises
        ------
        Refused
            The address is nearer than the app, or a metadata service.
        """
        scope, base = scope_of(address), parse_url(self.base)
        own = (canonical_host(host), port) == (canonical_host(base.host), base.port)
        if own and self._scope is None and scope > AddressScope.BLOCKED:
            self._scope = scope
        nearest = AddressScope.PUBLIC if self._scope is None else self._scope
        # Only the app itself may be on the local link: no app has a reason to name addresses there.
        linked = scope is AddressScope.LINK_LOCAL and not (own and self._scope is scope)
        if scope is AddressScope.BLOCKED or scope < nearest or linked:
            raise _refusal(host, scope, own)


_DESCRIPTIONS = {
    AddressScope.BLOCKED: "not an address of an app",
    AddressScope.LINK_LOCAL: "an address of the local link",
    AddressScope.LOOPBACK: "this computer",
    AddressScope.PRIVATE: "in a private network",
}


def _refusal(host: str, scope: AddressScope, own: bool) -> errors.Refused:
    where = _DESCRIPTIONS[scope]
    if own and scope is not AddressScope.BLOCKED:
        return errors.Refused(
            f"Blocked a request to {host}: the name now resolves to an address that is {where}.",
            hint="If the app has moved there, connect again.",
        )
    return errors.Refused(
        f"Blocked a request to {host}, which is {where}.",
        hint="An app may name addresses on the internet, and those that are no nearer than the app itself.",
    )


def canonical_host(host: str) -> str:
    """Return a host as it is compared: IPv6 without brackets and compressed, names without the dot of the root zone.

    urllib3 leaves out that dot, and writes IPv6 addresses as they are given.
    """
    host = host.strip("[]").rstrip(".").lower()
    if ":" in host:
        with contextlib.suppress(ValueError):
            return str(ipaddress.ip_address(host))
    return host


def check_connection(connection: Any, sock: Any) -> None:
    """Check a connection that has just been opened, before anything is sent, a TLS handshake included.

    Raises
    ------
    Refused
        The guard of this thread does not allow the address.
    """
    request = getattr(_this_thread, "request", None)
    if request is None or not isinstance(sock, socket.socket):
        return
    guard: NetworkGuard = request[0]
    try:
        guard.check(connection.host, connection.port, sock.getpeername()[0])
    except BaseException:
        sock.close()
        raise


def check_destination(connection: Any) -> None:
    """Check that a connection leads to the host of the request's URL, before the headers are sent.

    Raises
    ------
    Refused
        It leads elsewhere: two parsers have read the URL differently.
    """
    request = getattr(_this_thread, "request", None)
    if request is None:
        return
    try:
        url = parse_url(request[1])
    except ValueError as e:
        raise errors.Refused(f"Blocked a request to an invalid URL: {e}.") from None
    if (canonical_host(connection.host), connection.port) != (canonical_host(url.host), url.port):
        connection.close()
        raise errors.Refused(f"Blocked a request for {url.host}: the connection leads to {connection.host}.")
