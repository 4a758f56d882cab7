"""Deriving again, once a load: what its changes owe, and nothing else.

Each debt is paid in one transaction, under the lock on everything derived: read the claims, let the model add them up,
compare with what stands, write the difference, strike the debt off. A debt that was listed when the pass began was
written with its claims, so a tie or event that several debts name is derived once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from tertius.graph.transaction import Transaction, transact
from tertius.graph.write import Writer
from tertius.loading import debts, gather, groups, profiles, ties, world
from tertius.loading.debts import Debt, Note
from tertius.loading.report import Derived
from tertius.loading.world import World
from tertius.model.claims import Claim
from tertius.model.derive import Tie, TieKey, derive_tie, tie_keys
from tertius.model.hedges import Assumptions


class Derivation:
    """Pays what derivation owes.

    Parameters
    ----------
    writer
        The database.
    assumptions
        The tables to derive with; those of the graph.
    run
        The run on whose account it is done.
    payable
        Says of a debt's run whether its debts may be paid now: a load that is still going pays its own.
    """

    def __init__(
        self, writer: Writer, assumptions: Assumptions, run: str, payable: Callable[[str], bool] = lambda _: True
    ) -> None:
        self._writer = writer
        self._assumptions = assumptions
        self._run = run
        self._payable = payable
        self._world: World | None = None

    def settle(self, progress: Callable[[], None] = lambda: None) -> Derived:
        """Pay all debts that may be paid.

        Returns
        -------
        Derived
            What changed.
        """
        for note in self._notes(wide=True):
            groups.break_up(self._writer, self._assumptions, self._run, note)
            progress()
        done: set[str] = set()
        total = Derived()
        for note in self._notes(wide=False):
            changed, derived = transact(self._writer, partial(self._pay, note=note, done=done))
            done |= derived  # only now: the work above may have run more than once
            total += changed
            progress()
        return total

    def _notes(self, *, wide: bool) -> list[Note]:
        notes = [note for note in transact(self._writer, debts.owed) if note.wide is wide]
        return [note for note in notes if note.run_id == self._run or self._payable(note.run_id)]

    def _pay(self, tx: Transaction, note: Note, done: set[str]) -> tuple[Derived, set[str]]:
        self._world = world.take(tx, self._assumptions, self._world)
        debt = debts.read(tx, note)
        if debt is None:
            return Derived(), set()
        # an event and its profile are two things to derive, and share an id
        names = {
            *(f"event {item}" for item in debt.events),
            *(f"profile {item}" for item in debt.profiles),
            *debt.ties,
        }
        debt.events = {item for item in debt.events if f"event {item}" not in done}
        debt.profiles = {item for item in debt.profiles if f"profile {item}" not in done}
        debt.ties -= done
        changed = derive(tx, self._world, debt)
        debts.paid(tx, note)
        return changed, names


def derive(tx: Transaction, world: World, debt: Debt) -> Derived:
    """Derive the events, ties and profiles of a debt again, and write what differs."""
    changed = Derived()
    if debt.events:
        changed += _events(tx, world, debt.events)
    if debt.ties:
        changed += _ties(tx, world, debt.ties)
    if debt.profiles:
        changed += profiles.derive(tx, world, debt.profiles)
    return changed


def add_up(claims: Iterable[Claim], world: World) -> dict[str, Tie]:
    """Return every tie that the claims add up to, by id.

    Parameters
    ----------
    claims
        All current claims, as the decisions leave them, of every tie key that any of them has.
    world
        What else ties depend on.
    """
    by_key: dict[TieKey, list[Claim]] = defaultdict(list)
    for claim in claims:
        for key in tie_keys(claim, world.identity.canonical):
            by_key[key].append(claim)
    found = (derive_tie(key, some, world.roots, world.assumptions) for key, some in by_key.items())
    return {tie.key.id: tie for tie in found if tie is not None}


def _events(tx: Transaction, world: World, events: Iterable[str]) -> Derived:
    members = {member for event in events for member in world.identity.group(event)}
    stored = {one.id: one for one in gather.of_events(tx, members)}
    claims = [claim for some in gather.amended(tx, world, list(stored.values())).values() for claim in some]
    result = ties.difference(add_up(claims, world), ties.of_events(tx, members))
    result.write(tx)
    return result.counts()


def _ties(tx: Transaction, world: World, ids: Iterable[str]) -> Derived:
    wanted = set(ids)
    claims = gather.amended(tx, world, gather.of_ties(tx, wanted))
    tie_of = add_up((claim for some in claims.values() for claim in some), world)
    # a claim counted for a tie that it no longer speaks of has a debt of its own, which moves it
    result = ties.difference({id_: tie for id_, tie in tie_of.items() if id_ in wanted}, ties.standing(tx, wanted))
    result.write(tx)
    return result.counts()
