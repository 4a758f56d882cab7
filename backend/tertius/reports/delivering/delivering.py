"""Delivering what waits to be delivered, one after the other."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from tertius import logs
from tertius.errors import DatabaseUnavailableError, DeliveryError, DeliveryRefusedError, TertiusError
from tertius.reports.delivering.folder import put
from tertius.reports.delivering.mail import MailServer, message_of, refused_of, send
from tertius.reports.delivering.parcel import Parcel, of_report
from tertius.reports.delivering.records import Deliveries, Taken
from tertius.reports.plan import Format
from tertius.reports.runs import Runs
from tertius.settings import Settings

_LOG = logs.get("delivery")

Maker: TypeAlias = Callable[[str, Sequence[Format]], Parcel]
"""Makes what is delivered of its id, in some formats."""


class Delivering:
    """Delivers what the database says is to be delivered.

    A folder has each file once. An e-mail is sent at least once: it is sent again if its process is killed after the
    server took it and before that was recorded, as the same message, which many servers know again.

    Parameters
    ----------
    deliveries
        The records.
    makers
        How each kind of what is delivered is made: of a run, of an alert.
    settings
        The mail server; and the folder of which a folder that is written without its root is a part.
    """

    def __init__(self, deliveries: Deliveries, makers: Mapping[str, Maker], settings: Settings) -> None:
        self.deliveries = deliveries
        self._makers = makers
        self._settings = settings

    async def deliver(self, now: Callable[[], datetime], about: str | None = None) -> int:
        """Deliver what is to be delivered now, and return how many tries did not succeed.

        Parameters
        ----------
        now
            Tells the moment.
        about
            The id of what is to be delivered; None: all that waits.

        Raises
        ------
        DatabaseUnavailableError
            The database went away.
        """
        failures = 0
        while taken := await asyncio.to_thread(self.deliveries.take, now(), about):
            reached: list[str] = []
            try:
                await self._try(taken, now(), reached)
            except DatabaseUnavailableError:
                raise
            except DeliveryError as error:
                said = error.what, isinstance(error, DeliveryRefusedError)
            except TertiusError as error:
                said = error.what, True
            except Exception as error:  # noqa: BLE001 - a mistake of ours in one report must not hold up the others
                _LOG.exception("failed", about=taken.about, kind=taken.kind)
                said = f"Something failed inside Tertius: {type(error).__name__}.", True
            else:
                await asyncio.to_thread(self.deliveries.delivered, taken)
                _LOG.info("delivered", about=taken.about, kind=taken.kind, attempt=taken.attempts)
                continue
            failures += 1
            problem, for_good = said
            again = await asyncio.to_thread(
                self.deliveries.failed, taken, problem, now(), for_good=for_good, reached=reached
            )
            when = f"{again.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if again else "given up"
            _LOG.warning("not delivered", about=taken.about, kind=taken.kind, why=problem, again=when)
        return failures

    async def _try(self, taken: Taken, now: datetime, reached: list[str]) -> None:
        server = MailServer.of(self._settings) if taken.kind == "email" else None
        parcel = await asyncio.to_thread(self._makers[taken.what], taken.about, taken.formats)
        if server is None:
            folder = self._settings.config_dir / Path(taken.to[0]).expanduser()
            await asyncio.to_thread(put, folder, parcel)
            return
        left = [one for one in taken.to if one not in taken.reached]
        message = message_of(parcel, server.sender, taken.to, now, taken.asked)
        refused = await send(server, message, left)
        reached += [one for one in left if one not in refused]
        if refused:
            what, for_good = refused_of(refused)
            raise (DeliveryRefusedError if for_good else DeliveryError)(what, where=server.where)


def of_runs(runs: Runs) -> Mapping[str, Maker]:
    """Return how what runs found is made ready.

    Parameters
    ----------
    runs
        Where they are kept.
    """
    return {"run": lambda run_id, formats: of_report(runs.read(run_id), formats)}
