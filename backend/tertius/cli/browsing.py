"""Neo4j Browser beside the API: where it finds what it is given, what it does at first, and how it is opened."""

import os
import socket
import sys
import webbrowser
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - read here, not listened on
_HERE = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True)
class Shelf:
    """Where the API serves what Neo4j Browser is given.

    Attributes
    ----------
    host
        The name of the machine to whoever sits at it.
    port
        The API's.
    """

    host: str
    port: int

    @classmethod
    def at(cls, listening: socket.socket) -> "Shelf":
        """Return the shelf of an API that listens on a socket.

        Parameters
        ----------
        listening
            Its socket.
        """
        host, port = listening.getsockname()[:2]
        return cls("localhost" if host in _ANYWHERE | _HERE else f"[{host}]" if ":" in host else host, port)

    @property
    def guide(self) -> str:
        """The address of the guide."""
        from tertius.browser.guide import GUIDE

        return f"{self._base}/{GUIDE}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What the Browser does when somebody has connected.

        It takes the looks, draws only what a question returns, sends nothing of what is done in it to its makers, and
        shows the guide.
        """
        from tertius.browser.guide import STYLE

        settings = (f"config {name}: false" for name in ("autoComplete", "allowCrashReports", "allowUserStats"))
        return f"style {self._base}/{STYLE}", *settings, f"play {self.guide}"

    def page(self, browser_url: str, bolt_url: str, user: str, *, told: bool) -> str:
        """Return the address of the Browser with the form to connect filled in, but for the password.

        Parameters
        ----------
        browser_url
            Where it is served.
        bolt_url
            The database.
        user
            Who connects.
        told
            Whether the server was told at its start what its Browser is to do. If not, the address has the guide
            played, which leads to the rest.
        """
        where = urlsplit(bolt_url)
        asked = [("dbms", f"{where.scheme}://{quote(user)}@{where.netloc}")]
        if not told:
            asked += [("cmd", "play"), ("arg", self.guide)]
        return f"{browser_url}?{urlencode(asked, safe=':/@')}"

    @property
    def _base(self) -> str:
        return f"http://{self.host}:{self.port}/browser"


def open_page(address: str) -> bool:
    """Open a page in the user's browser, and say whether there is one.

    A browser of text would take the terminal from the command that serves the page, so without a screen none is tried
    unless ``BROWSER`` names one.

    Parameters
    ----------
    address
        The page.
    """
    screen = sys.platform in {"darwin", "win32"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))
    return bool(screen) and webbrowser.open(address)
