"""What is turned away before any work is done: a wrong host, too long an address, a body, a missing key."""

import ipaddress
import re
from urllib.parse import quote, unquote_to_bytes

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tertius.api import problems
from tertius.api.keys import KeyRing, is_loopback
from tertius.browser.guide import FAVOURITES, GUIDE, STYLE
from tertius.errors import AuthenticationError
from tertius.settings import Settings

#: Bytes that a path with its query may have.
MAX_URL_BYTES = 8_000
#: Bytes that a request's line and its headers may have together.
MAX_HEAD_BYTES = 32_768
#: Paths that need no key and no name: whoever watches over the server asks them.
OPEN_PATHS = frozenset({"/healthz", "/readyz"})

#: Where Neo4j Browser finds what it is given. That needs no key: it holds nothing but what is in this package.
BROWSER = "/browser"
KEYLESS_PATHS = frozenset(f"{BROWSER}/{name}" for name in (STYLE, GUIDE, FAVOURITES))

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_PORT = re.compile(r":\d*$")


class Gate:
    """Lets a request through, or answers it with the problem.

    Parameters
    ----------
    app
        What comes behind the gate.
    settings
        Names, keys.
    """

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._keys = KeyRing(settings.api_key_hashes)
        names = {name.lower() for name in settings.api_hosts}
        if is_loopback(settings.api_host):
            # A page of another site can point a name of its own at 127.0.0.1 and read what answers there, unless
            # the server insists on its own names (DNS rebinding).
            names |= _LOOPBACK_NAMES
        self._names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        raw_path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
        if len(raw_path) + len(scope["query_string"]) > MAX_URL_BYTES:
            return problems.respond(
                scope, problems.URL_TOO_LONG, f"The path and its query may have {MAX_URL_BYTES} bytes."
            )
        if _head_bytes(scope, raw_path) > MAX_HEAD_BYTES:
            return problems.respond(
                scope, problems.HEAD_TOO_LARGE, f"The request's line and headers may have {MAX_HEAD_BYTES} bytes."
            )
        watched = scope["path"] in OPEN_PATHS  # probes come by address, and there is nothing to read there
        if self._names and not watched and _name(headers.get("host", "")) not in self._names:
            return problems.respond(scope, problems.WRONG_HOST, "The Host header names another server.")
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            # The rest of the body is not read, so the connection cannot be used again.
            return problems.respond(
                scope, problems.BODY, "The request carries a body.", headers={"Connection": "close"}
            )
        if scope["method"] == "POST" and _is_of_another_site(headers):
            # A page of another site could have a browser on this machine, or behind a proxy, begin something here.
            return problems.respond(scope, problems.FOREIGN, f"{problems.FOREIGN.title}.")
        keyless = watched or scope["path"] in KEYLESS_PATHS
        if not keyless and (refusal := self._key_refusal(scope, headers)):
            return refusal
        return _take_apart(scope, raw_path)

    def _key_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if not self._keys:
            if _came_from_outside(scope):
                return _ask_for_key(
                    scope,
                    "This server has no API key set, so it answers to its own machine alone.",
                    "Set TERTIUS_API_KEY_HASHES on the server (`tertius api-key` makes a key).",
                )
            return None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        key = token.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
        if self._keys.accepts(key):
            return None
        return _ask_for_key(
            scope,
            "The API key is not valid." if key else "No API key was sent.",
            "Send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`, never in the address.",
        )


def _ask_for_key(scope: Scope, detail: str, next_step: str) -> Response:
    return problems.respond(
        scope,
        problems.kind_of(AuthenticationError),
        detail,
        next_step=next_step,
        headers={"WWW-Authenticate": 'Bearer realm="tertius"'},
    )


def _head_bytes(scope: Scope, raw_path: bytes) -> int:
    """Return the bytes of the request's line and headers, as they are sent without needless blanks."""
    query = scope["query_string"]
    line = len(scope["method"]) + len(raw_path) + (len(query) + 1 if query else 0) + len("  HTTP/1.1\r\n")
    return line + sum(len(name) + len(value) + len(": \r\n") for name, value in scope["headers"]) + len("\r\n")


def _name(host: str) -> str:
    """Return the name in a Host header, without its port."""
    return _PORT.sub("", host).lower()


def _is_of_another_site(headers: Headers) -> bool:
    """Say whether a request came from a page of another site than the one that it is sent to."""
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower()


def _came_from_outside(scope: Scope) -> bool:
    """Say whether the connection arrived at an address beyond loopback (a Unix socket has none)."""
    server = scope.get("server")
    try:
        return server is not None and not ipaddress.ip_address(server[0]).is_loopback
    except ValueError:
        return False


def _take_apart(scope: Scope, raw_path: bytes) -> Response | None:
    """Make the path one that routes match segment by segment, or refuse it if it is not UTF-8.

    An id may hold a slash. Sent as ``%2F`` it has to stay inside its segment, but servers decode the whole path
    before the router splits it. So each segment is decoded by itself, and a slash or a percent sign in it is put back
    in its encoded form; ids are decoded once more where they are read (:data:`tertius.api.inputs.EntityId`).
    """
    if b"%" not in raw_path:
        return None
    try:
        segments = [unquote_to_bytes(segment).decode() for segment in raw_path.split(b"/")]
    except UnicodeDecodeError:
        return problems.respond(scope, problems.BAD_ADDRESS, "The path is not UTF-8.")
    scope["path"] = "/".join(segment.replace("%", "%25").replace("/", "%2F") for segment in segments)
    return None
