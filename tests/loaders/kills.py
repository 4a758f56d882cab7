"""Loads editions in processes of their own that are killed where they are told; ``kit.Killed`` talks to it.

A line of JSON in is a load, a line out what became of it. The killing is the kernel's: nothing is tidied up. Whether it
falls before a transaction, between two of its statements, or right after its commit is drawn, not left to the clock.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from loaders.kit import Edition, opened
from tertius.graph.connect import Target, open_driver
from tertius.graph.transaction import Transaction
from tertius.graph.write import Writer
from tertius.loading.loading import load

BATCH = 4


class Moment:
    """Counts transactions and their statements, and kills when the moment has come."""

    def __init__(self, kill: tuple[int, int] | None) -> None:
        self._kill = kill
        self.transactions = 0
        self._statements = 0

    def _here(self) -> None:
        if self._kill is not None and (self.transactions, self._statements) >= tuple(self._kill):
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Take note of all that is written from here on."""
        attempt = Writer.attempt

        def counted(writer: Writer, work: Any, doing: str) -> Any:  # noqa: ANN401
            self.transactions += 1
            self._statements = 0
            self._here()
            done = attempt(writer, work, doing)
            self._here()
            return done

        Writer.attempt = counted  # type: ignore[method-assign]
        for name in ("run", "rows"):
            self._watch(name, getattr(Transaction, name))

    def _watch(self, name: str, original: Callable[..., Any]) -> None:
        def stated(tx: Transaction, *given: object, **more: object) -> Any:  # noqa: ANN401 - whatever it returns
            done = original(tx, *given, **more)
            self._statements += 1
            self._here()
            return done

        setattr(Transaction, name, stated)


def run(request: dict[str, Any]) -> dict[str, Any]:
    place = Target(request["uri"], "neo4j", SecretStr(os.environ["PASSWORD"]), request["database"])
    edition = Edition(tuple(map(Path, request["paths"])), request["options"])
    moment = Moment(request["kill"])
    with open_driver(place) as driver:
        document = opened(request["loader"], edition)
        moment.watch()
        quarantine = Path(request["quarantine"])
        load(document, driver, place.database, complete=True, yes=True, batch=BATCH, quarantine=quarantine)
    return {"transactions": moment.transactions}


def main() -> None:
    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # logs
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            try:
                answer = run(json.loads(line))
            except Exception as error:  # noqa: BLE001 - the test tells of it
                answer = {"failed": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), file=told, flush=True)
            os._exit(0)
        if os.WIFSIGNALED(os.waitpid(pid, 0)[1]):
            print(json.dumps({"transactions": None}), file=told, flush=True)


if __name__ == "__main__":
    main()
