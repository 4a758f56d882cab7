"""Mail as a receiver gets it, and what is told of one that refuses; a password is never among it."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from pydantic import SecretStr

from tertius.errors import DeliveryError, DeliveryRefusedError, TertiusError
from tertius.reports.delivering import mail
from tertius.reports.delivering.mail import MailServer, message_of, send
from tertius.settings import Settings

from .conftest import PARCEL, Received, Receiver

pytestmark = pytest.mark.anyio

MOMENT = datetime(2024, 9, 2, 7, tzinfo=UTC)
PASSWORD = "correct horse"
TO = ("desk@example.org", "editor@example.org")


def server(receiver: Receiver, **other: object) -> MailServer:
    known = {"host": "127.0.0.1", "port": receiver.port, "tls": "none", "sender": "reports@example.org"}
    return MailServer(**{**known, **other})  # type: ignore[arg-type]


def login(_server: object, _session: object, _envelope: object, _mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"tertius", PASSWORD.encode()), handled=False)


async def sent(by: MailServer, *to: str) -> dict[str, TertiusError]:
    message = message_of(PARCEL, by.sender, to or TO, MOMENT, 1)
    return await send(by, message, to or TO)


async def test_a_message_has_a_text_and_the_files(receiving: Received) -> None:
    async with receiving(Receiver()) as receiver:
        assert await sent(server(receiver)) == {}
    [(to, message)] = receiver.taken
    assert to == [*TO]
    assert message["Subject"] == "Weekly brokers – Mali, 2024-09-02"
    assert (message["From"], message["To"]) == ("reports@example.org", ", ".join(TO))
    assert message["Date"].datetime == MOMENT
    body = message.get_body(("plain",))
    assert body is not None
    assert "- Omar Ould Hamaha ranks first." in body.get_content()
    attached = list(message.iter_attachments())
    assert [(one.get_filename(), one.get_content_type(), one.get_payload(decode=True)) for one in attached] == [
        (f"weekly-brokers.12-2024-09-02.{file.ending}", file.media_type, file.content) for file in PARCEL.files
    ]


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"])
async def test_a_title_begins_no_header(break_: str, receiving: Received) -> None:
    parcel = replace(PARCEL, title=f"Weekly{break_}Bcc: spy@example.org{break_}{break_}<b>", files=())
    async with receiving(Receiver()) as receiver:
        by = server(receiver)
        await send(by, message_of(parcel, by.sender, TO, MOMENT, 1), TO)
    [(to, message)] = receiver.taken
    assert to == [*TO]
    assert message["Bcc"] is None
    assert message["Subject"] == "Weekly Bcc: spy@example.org <b>, 2024-09-02"


@pytest.mark.parametrize(("tls", "options"), [("starttls", {"require_starttls": True}), ("tls", {})])
async def test_it_logs_in_over_an_encrypted_connection(
    tls: str, options: dict[str, bool], receiving: Received, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here, to make a certificate with")
    made = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
    names = "subjectAltName=DNS:localhost"
    subprocess.run([openssl, *made.split(), "-addext", names], cwd=tmp_path, check=True, capture_output=True)  # noqa: S603
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    how = {"tls_context": context} if tls == "starttls" else {"ssl": context, "auth_require_tls": False}
    async with receiving(Receiver(), authenticator=login, auth_required=True, **how, **options) as receiver:
        by = server(receiver, host="localhost", tls=tls, user="tertius", password=SecretStr(PASSWORD))
        with pytest.raises(DeliveryError, match="encrypted connection"):
            await sent(by)  # nobody vouches for this certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert await sent(by) == {}
    assert len(receiver.taken) == 1


async def test_a_wrong_password_is_told_without_it(receiving: Received) -> None:
    async with receiving(Receiver(), authenticator=login, auth_required=True, auth_require_tls=False) as receiver:
        by = server(receiver, user="tertius", password=SecretStr("wrong battery"))
        with pytest.raises(DeliveryRefusedError, match="refused the user name and password") as caught:
            await sent(by)
    assert "battery" not in f"{caught.value!r} {caught.value} {by!r}"
    assert "TERTIUS_SMTP_PASSWORD" in caught.value.next_step
    assert receiver.taken == []


async def test_what_a_server_repeats_of_the_password_is_not_told(receiving: Received) -> None:
    async with receiving(
        Receiver(after_data=[f"554 You said {PASSWORD}, which we do not like"]),
        authenticator=login,
        auth_required=True,
        auth_require_tls=False,
    ) as receiver:
        with pytest.raises(DeliveryRefusedError, match="554 You said •••, which we do not like") as caught:
            await sent(server(receiver, user="tertius", password=SecretStr(PASSWORD)))
    assert PASSWORD not in str(caught.value)


async def test_a_password_is_not_sent_in_the_open() -> None:
    by = MailServer("mail.example.org", 25, "none", "reports@example.org", "tertius", SecretStr(PASSWORD))
    with pytest.raises(DeliveryRefusedError, match="not encrypted"):
        await sent(by)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("451 Come back later", DeliveryError), ("550 No such user", DeliveryRefusedError)],
)
async def test_each_address_has_an_answer_of_its_own(
    answer: str, kind: type[TertiusError], receiving: Received
) -> None:
    async with receiving(Receiver(refusals={TO[0]: [answer]})) as receiver:
        refused = await sent(server(receiver))
    assert {address: type(error) for address, error in refused.items()} == {TO[0]: kind}
    assert answer in refused[TO[0]].what
    assert [to for to, _ in receiver.taken] == [[TO[1]]]


async def test_one_that_takes_no_message_now_may_take_it_later(receiving: Received) -> None:
    async with receiving(Receiver(after_data=["452 Full"])) as receiver:
        with pytest.raises(DeliveryError, match="452 Full") as caught:
            await sent(server(receiver))
    assert not isinstance(caught.value, DeliveryRefusedError)


async def test_a_message_that_is_too_large_is_not_sent(receiving: Received, monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving(Receiver(), data_size_limit=900) as receiver:
        with pytest.raises(DeliveryRefusedError, match=r"0\.0 MB can be sent"):
            await sent(server(receiver))
        monkeypatch.setattr(mail, "MOST_BYTES", 500)
        with pytest.raises(DeliveryRefusedError, match="MB can be sent"):
            await sent(server(receiver))
    assert receiver.taken == []


async def test_one_that_says_nothing_is_given_up_and_one_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT_S", 0.05)
    done = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1", 0)
    receiver = Receiver(port=listening.sockets[0].getsockname()[1])
    with pytest.raises(DeliveryError, match="does not answer"):
        await sent(server(receiver))
    done.set()
    listening.close()
    with pytest.raises(DeliveryError, match="does not answer"):
        await sent(server(receiver))


async def test_cancelled_it_cuts_the_connection(
    receiving: Received, until_async: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT_S", 6_000.0)
    async with receiving(Receiver(hold=asyncio.Event())) as receiver:
        task = asyncio.create_task(sent(server(receiver)))

        async def there() -> bool:
            return bool(receiver.taken)

        await until_async(there)  # type: ignore[misc]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert receiver.hold is not None
        receiver.hold.set()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "TERTIUS_SMTP_HOST and no TERTIUS_SMTP_FROM"),
        ({"smtp_host": "a"}, "TERTIUS_SMTP_FROM"),
        ({"smtp_host": "a", "smtp_from": "a@b", "smtp_user": "u"}, "TERTIUS_SMTP_PASSWORD"),
    ],
)
async def test_settings_that_are_missing_are_named(given: dict[str, str], missing: str) -> None:
    with pytest.raises(DeliveryRefusedError, match=missing):
        MailServer.of(Settings(**given))  # type: ignore[arg-type]


@pytest.mark.parametrize(("tls", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
async def test_the_port_is_that_of_the_encryption(tls: str, port: int) -> None:
    assert MailServer.of(Settings(smtp_host="a", smtp_from="a@b", smtp_tls=tls)).port == port
