"""Delivery by e-mail: a message with the report's files, handed to a mail server.

The password is in the settings alone. What a server answers is told without it, and without anything that it could
have been made into on the way.
"""

import asyncio
import base64
import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

from pydantic import SecretStr

from tertius.errors import DeliveryError, DeliveryRefusedError, TertiusError
from tertius.reports.delivering.parcel import Parcel, one_line
from tertius.wording import counted

if TYPE_CHECKING:
    from tertius.settings import Settings

TIMEOUT_S = 20.0
"""Seconds that a mail server has for each of its answers."""

MOST_BYTES = 25 << 20
"""Bytes that a message may have; many servers take no more. One that says less is believed."""

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_AGAIN = "then deliver it again: `tertius report deliver RUN`, or `tertius alert deliver ID`."


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server, as the settings have it.

    Attributes
    ----------
    host, port, tls
        Where it is, and how the connection is encrypted: starttls, tls or none.
    sender
        The address that mail is sent from.
    user, password
        The login; None: it is not logged in to.
    """

    host: str
    port: int
    tls: str
    sender: str
    user: str | None = None
    password: SecretStr | None = None

    @classmethod
    def of(cls, settings: "Settings") -> "MailServer":
        """Return the server that the settings name.

        Raises
        ------
        DeliveryRefusedError
            They name none, or not all that it takes.
        """
        missing = [
            name
            for name, value in (
                ("TERTIUS_SMTP_HOST", settings.smtp_host),
                ("TERTIUS_SMTP_FROM", settings.smtp_from),
                ("TERTIUS_SMTP_PASSWORD", settings.smtp_password if settings.smtp_user else "none is needed"),
            )
            if not value
        ]
        if missing or settings.smtp_host is None or settings.smtp_from is None:
            raise DeliveryRefusedError(
                f"Nothing can be sent by e-mail, as there is no {' and no '.join(missing)}.",
                where="settings",
                next_step=f"Set what is missing, {_AGAIN}",
            )
        port = settings.smtp_port or _PORTS[settings.smtp_tls]
        login = (settings.smtp_user, settings.smtp_password) if settings.smtp_user else (None, None)
        return cls(settings.smtp_host, port, settings.smtp_tls, settings.smtp_from, *login)

    @property
    def where(self) -> str:
        """Its address, for messages."""
        return f"{self.host}:{self.port}"


def message_of(parcel: Parcel, sender: str, to: Sequence[str], moment: datetime, nth: int) -> EmailMessage:
    """Return a parcel as a message.

    Parameters
    ----------
    parcel
        What it says.
    sender, to
        Addresses.
    moment
        When it is sent.
    nth
        How many times somebody asked for it; tries of one are the same message, which servers know again by its id.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = parcel.subject
    message["From"] = Address(addr_spec=sender)
    message["To"] = [Address(addr_spec=one) for one in to]
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = f"<{parcel.id}.{parcel.mark}.{nth}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    names = [parcel.name_of(file, marked=False) for file in parcel.files]
    attached = f"\n\nAttached: {', '.join(names)}" if names else ""
    message.set_content(f"{parcel.title}\n\n{parcel.text}{attached}\n")
    for file, name in zip(parcel.files, names, strict=True):
        kind, _, subtype = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=name)
    return message


async def send(server: MailServer, message: EmailMessage, to: Sequence[str]) -> dict[str, TertiusError]:
    """Send a message; if this is cancelled, the connection is cut.

    Parameters
    ----------
    server
        By which server.
    message
        What to send.
    to
        Whom to.

    Returns
    -------
    dict
        Why an address was refused, for each that was. All others have it.

    Raises
    ------
    DeliveryError
        Nobody has it.
    """
    sending = _Sending(server)
    working = asyncio.create_task(asyncio.to_thread(sending.send, message, to))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        sending.cut()
        with contextlib.suppress(TertiusError):
            await working
        raise


class _Sending:
    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def cut(self) -> None:
        """End the connection from another thread."""
        opened = self._smtp.sock if self._smtp else None
        if opened is not None:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    def send(self, message: EmailMessage, to: Sequence[str]) -> dict[str, TertiusError]:
        size = len(message.as_bytes())
        if size > MOST_BYTES:
            raise self._too_large(size, MOST_BYTES)
        try:
            with self._connected() as smtp:
                said = smtp.esmtp_features.get("size", "")
                if said.isdecimal() and 0 < int(said) < size:
                    raise self._too_large(size, int(said))
                return self._of_addresses(smtp.send_message(message, self._server.sender, list(to)))
        except smtplib.SMTPRecipientsRefused as error:
            return self._of_addresses(error.recipients)
        except smtplib.SMTPAuthenticationError as error:
            # without what the server says: it may repeat what it was given
            raise DeliveryRefusedError(
                f"The mail server refused the user name and password ({error.smtp_code}).",
                where=self._server.where,
                next_step=f"Correct TERTIUS_SMTP_USER and TERTIUS_SMTP_PASSWORD, {_AGAIN}",
            ) from None
        except smtplib.SMTPResponseException as error:
            raise self._told("The mail server refused the message", error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError as error:
            raise DeliveryRefusedError(
                f"The mail server cannot do what is needed: {self._clean(str(error))}",
                where=self._server.where,
                next_step=f"Correct TERTIUS_SMTP_TLS (starttls, tls or none) or the addresses, {_AGAIN}",
            ) from None
        except ssl.SSLError as error:
            raise DeliveryError(
                f"No encrypted connection to the mail server: {self._clean(error.reason or type(error).__name__)}.",
                where=self._server.where,
                next_step="See that its certificate is valid for this name, and that TERTIUS_SMTP_TLS is right.",
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            reason = getattr(error, "strerror", None) or ("it took too long" if isinstance(error, TimeoutError) else "")
            raise DeliveryError(
                f"The mail server does not answer: {self._clean(reason or str(error) or type(error).__name__)}.",
                where=self._server.where,
                next_step="See that it runs and that TERTIUS_SMTP_HOST and TERTIUS_SMTP_PORT are right.",
            ) from None

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server = self._server
        name = server.sender.rpartition("@")[2]  # never this machine's own
        context = ssl.create_default_context()
        if server.user and server.tls == "none" and not _loopback(server.host):
            raise DeliveryRefusedError(
                "A password is not sent over a connection that is not encrypted.",
                where=server.where,
                next_step=f"Set TERTIUS_SMTP_TLS to starttls or tls, {_AGAIN}",
            )
        if server.tls == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, name, timeout=TIMEOUT_S, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, name, timeout=TIMEOUT_S)
        self._smtp = smtp
        with smtp:
            if server.tls == "starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if server.user and server.password:
                smtp.login(server.user, server.password.get_secret_value())
            yield smtp

    def _of_addresses(self, refused: Mapping[str, tuple[int, bytes]]) -> dict[str, TertiusError]:
        return {
            address: self._told(f"The mail server refused {one_line(address)}", code, text)
            for address, (code, text) in refused.items()
        }

    def _told(self, what: str, code: int, text: bytes | str) -> DeliveryError:
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        kind = DeliveryRefusedError if code >= 500 else DeliveryError
        step = f"Correct the address or ask who runs the server, {_AGAIN}" if code >= 500 else "It is tried again."
        return kind(f"{what} ({code} {self._clean(said)}).", where=self._server.where, next_step=step)

    def _clean(self, text: str) -> str:
        """Return what a server said, in one short line and without the password."""
        found = text
        if self._server.password:
            secret = self._server.password.get_secret_value()
            login = f"\0{self._server.user}\0{secret}"
            for one in (secret, *(base64.b64encode(part.encode()).decode() for part in (login, secret))):
                found = found.replace(one, "•••") if one else found
        return one_line(found)[:200].rstrip(".")

    def _too_large(self, size: int, most: int) -> DeliveryRefusedError:
        return DeliveryRefusedError(
            f"The message has {size / 1e6:.1f} MB, and {most / 1e6:.1f} MB can be sent.",
            where=self._server.where,
            next_step="Deliver fewer formats by e-mail, lower the limits of the sections, or deliver to a folder.",
        )


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refused_of(found: Mapping[str, TertiusError]) -> tuple[str, bool]:
    """Return in one sentence why addresses were refused, and whether all of that is for good.

    Parameters
    ----------
    found
        As `send` returns it, of one address at least.
    """
    first = next(iter(found.values()))
    more = f" So were {counted(len(found) - 1, 'other address', 'other addresses')}." if len(found) > 1 else ""
    return first.what + more, all(isinstance(one, DeliveryRefusedError) for one in found.values())
