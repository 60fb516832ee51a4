"""Who may talk to the screen: this machine's own browser, on this site's own pages, and nobody else."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

TOKEN_HEADER = "X-Matside-Token"
# Nothing may be fetched, framed or run that this server did not send itself as a file of its own.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)


class Guard:
    """Refuses foreign hosts and cross-site requests, and adds the headers that make browsers do the same.

    A page of another site can make the browser send requests here (the address is no secret). It can't forge
    Origin or Sec-Fetch-Site, can't read the token out of our page, and, if it makes its own name point at
    127.0.0.1 (DNS rebinding), it still sends that name as Host.

    Args:
        allowed_hosts: names and addresses that may stand in the Host header, without port and brackets.
    """

    def __init__(self, allowed_hosts: Collection[str]) -> None:
        if not allowed_hosts:
            raise ValueError("allowed_hosts is empty: the screen would answer nobody")
        self._hosts = frozenset(host.lower() for host in allowed_hosts)
        self.token = secrets.token_urlsafe(32)

    def protect(self, app: Flask) -> None:
        """Look at every request and response of `app`."""
        app.before_request(self._check)
        app.after_request(_harden)

    def _check(self) -> None:
        if _host_name(request.headers.get("Host", "")) not in self._hosts:
            abort(421, "This address is not one of the appliance's own names.")
        site = request.headers.get("Sec-Fetch-Site")
        navigates = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        if site in {"cross-site", "same-site"} and not navigates:
            abort(403, "Requests from other sites are refused.")
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            self._check_writing()

    def _check_writing(self) -> None:
        origin = request.headers.get("Origin")
        if origin is not None and origin != request.host_url.rstrip("/"):
            abort(403, "Commands from other sites are refused.")
        given = request.headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            abort(403, f"The {TOKEN_HEADER} header is missing or stale. Reload the page.")


def _host_name(header: str) -> str | None:
    """Name or address in a Host header, without port and brackets; None if it is not one host and port."""
    try:
        parts = urlsplit(f"//{header}")
        well_formed = parts.netloc == header and "@" not in header and parts.port != 0
    except ValueError:
        return None
    return parts.hostname if well_formed else None


def _harden(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = CONTENT_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    # Static files carry an ETag and are asked for again each time; everything else is the moment's.
    headers.setdefault("Cache-Control", "no-store")
    return response
