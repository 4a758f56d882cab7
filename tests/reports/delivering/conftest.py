"""A mail server that receives on this machine, and parcels to be delivered."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tertius.reports.delivering.parcel import Attached, Parcel

PARCEL = Parcel(
    id="weekly-brokers.12",
    title="Weekly brokers – Mali",
    day=date(2024, 9, 2),
    text="- Omar Ould Hamaha ranks first.",
    mark="3fa94c1e",
    files=(
        Attached("html", "text/html", "<p>é</p>".encode()),
        Attached("csv", "text/csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n"),
        Attached("json", "application/json", b"{}"),
    ),
)


@dataclass
class Receiver:
    """Takes mail, and refuses what it is told to refuse: answers by address, one after the other."""

    refusals: dict[str, list[str]] = field(default_factory=dict)
    after_data: list[str] = field(default_factory=list)
    port: int = 0
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    hold: asyncio.Event | None = None

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take an address, or refuse it."""
        if answers := self.refusals.get(address):
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message."""
        if self.after_data:
            return self.after_data.pop(0)
        message = cast(EmailMessage, message_from_bytes(cast(bytes, envelope.content), policy=default))
        self.taken.append((list(envelope.rcpt_tos), message))
        if self.hold is not None:
            await self.hold.wait()
        return "250 OK"


Received = Callable[..., Any]


@pytest.fixture
def receiving() -> Received:
    """Give a context that receives mail: ``async with receiving(receiver, **options)``; its port is the receiver's."""

    @asynccontextmanager
    async def opened(receiver: Receiver, *, ssl: Any = None, **options: Any) -> AsyncIterator[Receiver]:  # noqa: ANN401
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(receiver, loop=loop, hostname="receiver", auth_exclude_mechanism=["LOGIN"], **options),
            "127.0.0.1",
            0,
            ssl=ssl,
        )
        receiver.port = server.sockets[0].getsockname()[1]
        try:
            yield receiver
        finally:
            server.close()

    return opened
