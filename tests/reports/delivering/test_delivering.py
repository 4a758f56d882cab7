"""What is to be delivered is delivered once to each place, tried again, and recorded, on the run's real database."""

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from tertius import logs
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius.graph.write import Writer
from tertius.reports.compute import ComputedReport
from tertius.reports.delivering.delivering import Delivering, of_runs
from tertius.reports.delivering.records import Deliveries, DeliveryRecord
from tertius.reports.plan import Delivery, ReportPlan
from tertius.reports.render import FORMS
from tertius.reports.runs import Held, Runs
from tertius.settings import Settings

from .conftest import Received, Receiver

pytestmark = pytest.mark.anyio

DAY = date(2024, 9, 2)
NOON = datetime(2024, 9, 2, 12, tzinfo=UTC)
SECRET = "correct horse battery"

Computed = Callable[..., Awaitable[ComputedReport]]
Until = Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]


@pytest.fixture
def runs(writer: Writer, no_runs: None) -> Runs:
    return Runs(writer, kept=3)


@pytest.fixture
async def report(harbour: Reader, ready: Callable[[str], ReportPlan], computed: Computed) -> ComputedReport:
    return await computed(ready("weekly-brokers"), harbour)


@pytest.fixture
def done(runs: Runs, report: ComputedReport) -> Callable[..., str]:
    """Give a function that keeps a run that is to be delivered to some places, and returns its id."""

    def keep(*places: Delivery) -> str:
        begun = runs.begin(report.plan, {}, day=DAY)
        assert isinstance(begun, Held)
        with begun:
            begun.finish(report.model_copy(update={"run": begun.id}), places)
        return begun.id

    return keep


Done = Callable[..., str]


def delivering(runs: Runs, receiver: Receiver | None = None, **settings: object) -> Delivering:
    mail = {"smtp_host": "127.0.0.1", "smtp_port": receiver.port} if receiver else {}
    known = {"smtp_tls": "none", "smtp_from": "reports@example.org", **mail, **settings}
    return Delivering(Deliveries(runs.writer), of_runs(runs), Settings(**known))  # type: ignore[arg-type]


def records(runs: Runs, run_id: str) -> list[DeliveryRecord]:
    assert Deliveries(runs.writer).of(run_id) == runs.get(run_id).deliveries
    return runs.get(run_id).deliveries


def to(*addresses: str, formats: tuple[str, ...] = ()) -> Delivery:
    return Delivery(email=addresses, formats=formats)  # type: ignore[arg-type]


async def test_each_place_has_the_formats_that_it_asks_for(
    runs: Runs, done: Done, receiving: Received, tmp_path: Path
) -> None:
    run_id = done(
        to("desk@example.org", formats=("csv", "md")),
        Delivery(folder=str(tmp_path / "a")),
        Delivery(folder="b", formats=("json",)),
    )
    assert [one.status for one in records(runs, run_id)] == ["pending"] * 3
    async with receiving(Receiver()) as receiver:
        works = delivering(runs, receiver, config_dir=tmp_path)
        assert await works.deliver(lambda: NOON) == 0
        assert await works.deliver(lambda: NOON) == 0
    kept = runs.read(run_id)
    [(addresses, message)] = receiver.taken
    assert addresses == ["desk@example.org"]
    assert [one.get_payload(decode=True) for one in message.iter_attachments()] == [
        FORMS[one].render(kept)
        for one in ("csv", "md")  # type: ignore[index]
    ]
    [page], [data] = list((tmp_path / "a").iterdir()), list((tmp_path / "b").iterdir())
    assert page.read_bytes() == FORMS["html"].render(kept)
    assert ComputedReport.model_validate_json(data.read_bytes()) == kept
    assert page.name.startswith(f"{run_id}-2024-09-02-")
    found = records(runs, run_id)
    assert {(one.status, one.attempts, one.problem) for one in found} == {("delivered", 1, None)}
    assert all(one.delivered for one in found)
    assert {one.place for one in found} == {"desk@example.org", "b", str(tmp_path / "a")}


async def test_one_that_refuses_at_first_is_tried_again_after_a_while(
    runs: Runs, done: Done, receiving: Received
) -> None:
    run_id = done(to("a@example.org", "b@example.org"))
    refusals = {"b@example.org": ["451 Come back later", "450 Later still"]}
    async with receiving(Receiver(refusals=refusals)) as receiver:
        works = delivering(runs, receiver)
        assert await works.deliver(lambda: NOON) == 1
        [found] = records(runs, run_id)
        assert (found.status, found.attempts, found.delivered) == ("pending", 1, None)
        assert found.problem is not None
        assert "451 Come back later" in found.problem
        assert works.deliveries.next(NOON) == NOON + timedelta(seconds=60)
        assert await works.deliver(lambda: NOON + timedelta(seconds=59)) == 0
        assert await works.deliver(lambda: NOON + timedelta(seconds=60)) == 1
        assert await works.deliver(lambda: NOON + timedelta(seconds=180)) == 0
        assert works.deliveries.next(NOON) is None
    assert [addresses for addresses, _ in receiver.taken] == [["a@example.org"], ["b@example.org"]]
    [found] = records(runs, run_id)
    assert (found.status, found.attempts, found.problem) == ("delivered", 3, None)


async def test_after_enough_tries_it_is_given_up_until_somebody_asks(
    runs: Runs, done: Done, report: ComputedReport, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    place = Delivery(folder=str(blocked))
    run_id, works, now = done(place), delivering(runs), NOON
    for _ in range(8):
        assert await works.deliver(lambda: now) == 1  # noqa: B023 - called at once
        now += timedelta(hours=1)
    [found] = records(runs, run_id)
    assert (found.status, found.attempts) == ("failed", 8)
    assert await works.deliver(lambda: now) == 0
    blocked.unlink()
    works.deliveries.ask(run_id, "run", [place], report.plan.formats)
    assert await works.deliver(lambda: now, run_id) == 0
    [found] = records(runs, run_id)
    assert (found.status, found.attempts, found.problem) == ("delivered", 1, None)
    assert len(list(blocked.iterdir())) == 1


async def test_a_wrong_password_is_said_once_and_shows_nowhere(
    runs: Runs, done: Done, receiving: Received, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aiosmtpd.smtp import AuthResult

    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    logs.configure("debug")
    run_id = done(to("a@example.org", formats=("json", "html")))

    def nobody(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    async with receiving(Receiver(), authenticator=nobody, auth_required=True, auth_require_tls=False) as receiver:
        works = delivering(runs, receiver, smtp_user="tertius", smtp_password=SecretStr(SECRET))
        assert await works.deliver(lambda: NOON) == 1
        assert await works.deliver(lambda: NOON + timedelta(days=1)) == 0
    [found] = records(runs, run_id)
    assert found.status == "failed"
    assert found.problem is not None
    assert "refused the user name and password" in found.problem
    assert "refused the user name and password" in out.getvalue()
    kept = writer.rows("MATCH (n) WHERE n:ReportRun OR n:Delivery RETURN properties(n) AS kept")
    for text in (out.getvalue(), str(kept), runs.read(run_id).model_dump_json(), found.model_dump_json()):
        assert SECRET not in text


async def test_two_at_once_deliver_it_once(runs: Runs, done: Done, receiving: Received) -> None:
    for n in range(3):
        done(to(f"{n}@example.org"))
    async with receiving(Receiver()) as receiver:
        await asyncio.gather(*(delivering(runs, receiver).deliver(lambda: NOON) for _ in range(4)))
    assert sorted(addresses[0] for addresses, _ in receiver.taken) == [f"{n}@example.org" for n in range(3)]


async def test_killed_before_it_was_recorded_the_same_message_is_sent_again(
    runs: Runs, done: Done, receiving: Received, target: Target, until_async: Until, tmp_path: Path
) -> None:
    run_id = done()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "weekly-brokers.yaml").write_text(
        "title: T\nsections:\n- {title: A, question: commanders/several}\ndeliver:\n- email: [a@example.org]\n"
    )
    async with receiving(Receiver(hold=asyncio.Event())) as receiver:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "tertius.cli", "report", "deliver", run_id],
            env={
                **os.environ,
                "TERTIUS_CONFIG_DIR": str(tmp_path),
                "TERTIUS_NEO4J_URI": target.uri,
                "TERTIUS_NEO4J_USER": target.user,
                "TERTIUS_NEO4J_PASSWORD": target.password.get_secret_value(),
                "TERTIUS_NEO4J_DATABASE": target.database,
                "TERTIUS_SMTP_HOST": "127.0.0.1",
                "TERTIUS_SMTP_PORT": str(receiver.port),
                "TERTIUS_SMTP_TLS": "none",
                "TERTIUS_SMTP_FROM": "reports@example.org",
            },
        )

        async def taken() -> bool:
            return bool(receiver.taken)

        await until_async(taken)
        works = delivering(runs, receiver)
        assert await works.deliver(lambda: NOON + timedelta(days=1)) == 0
        assert len(receiver.taken) == 1  # somebody is at it
        process.kill()
        process.wait()
        assert receiver.hold is not None
        receiver.hold.set()
        assert await works.deliver(lambda: NOON) == 0
        assert await works.deliver(lambda: NOON) == 0
    first, second = (message for _, message in receiver.taken)
    assert first["Message-ID"] == second["Message-ID"]
    [found] = records(runs, run_id)
    assert (found.status, found.attempts) == ("delivered", 2)


async def test_the_records_go_with_their_run(runs: Runs, done: Done, writer: Writer, tmp_path: Path) -> None:
    for _ in range(5):
        done(Delivery(folder=str(tmp_path)), to("a@example.org"))
    assert writer.rows("MATCH (d:Delivery) RETURN count(d) AS n, count(DISTINCT d.about) AS runs") == [
        {"n": 6, "runs": 3}
    ]


async def test_what_is_kept_does_not_say_where_it_went(runs: Runs, done: Done, tmp_path: Path) -> None:
    run_id = done(to("a.secret.source@example.org"), Delivery(folder=str(tmp_path)))
    kept = runs.read(run_id).model_dump_json()
    assert "secret.source" not in kept
    assert str(tmp_path) not in kept
