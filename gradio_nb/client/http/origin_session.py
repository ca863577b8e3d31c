"""A session of requests that keeps what is private to the server it was given for.

It decides what goes along with a request and with the redirects that follow: private headers, cookies, bodies and the
certificate check, by the origin of the URL (RFC 6454). The guard checks the connections that it opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

from ... import errors
from ...protocol.urls import origin_of
from .base_url import same_server
from .guard import NetworkGuard
from .response import skip_body


class CookiePolicy(DefaultCookiePolicy):
    """Accepts cookies from the app's own server only, whatever its port (RFC 6265, section 8.5)."""

    def __init__(self, session: OriginSession) -> None:
        super().__init__()
        self._session = session

    def set_ok(self, cookie: Any, request: Any) -> bool:
        sender = f"{request.type}://{request.get_host()}"
        return same_server(self._session.home, sender) and bool(super().set_ok(cookie, request))


def skip_redirect(response: requests.Response, *_: Any, **__: Any) -> None:
    """Response hook: requests would read and decode the body of a redirect, however large it is."""
    if response.is_redirect:
        skip_body(response)


class OriginSession(requests.Session):
    """A session that takes nothing private to another host when it is redirected: neither headers nor a body.

    Tokens are in headers; a login and an `oauth_token` are in bodies, which 307 and 308 send along (RFC 9110,
    section 15.4).
    """

    private: Mapping[str, str]
    guard: NetworkGuard
    verify_others: bool | str = True
    """`verify` for other servers: the user who turned it off for an app did so for that app only."""

    @property
    def home(self) -> str:
        """Base URL of the server that private things are for."""
        return self.guard.base

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send a request; redirects come through here as well."""
        url = request.url or ""
        if not same_server(self.home, url):
            # Cookies do not know ports (RFC 6265, section 8.5): the next port may be another user's server.
            request.headers.pop("Cookie", None)
            kwargs["verify"] = self.verify_others
        with self.guard.bound_to_thread(url):
            return super().send(request, **kwargs)

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        if not same_server(self.home, prepared_request.url or ""):
            if prepared_request.body is not None:
                origin = origin_of(prepared_request.url or "")
                where = "an invalid URL" if origin is None else origin[1]
                raise errors.Refused(
                    f"The server redirects to {where} what was meant for itself; it was not sent there.",
                    status=response.status_code,
                    hint="Connect to that address if you trust it.",
                )
            for name in self.private:
                prepared_request.headers.pop(name, None)
