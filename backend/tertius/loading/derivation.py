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
from tertius.loading import debts, gather, groups, premises, profiles, rollups, ties
from tertius.loading.debts import Debt, Note
from tertius.loading.premises import Premises
from tertius.loading.report import Derived
from tertius.model.claims import Claim
from tertius.model.derive import Tie, TieKey, derive_tie, mortal_ends, tie_keys
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
        self._known: Premises | None = None

    def settle(self, progress: Callable[[], None] = lambda: None) -> Derived:
        """Pay all debts that may be paid.

        Returns
        -------
        Derived
            What changed.
        """
        total = Derived()
        while notes := self._notes():
            stage = min(note.stage for note in notes)
            done: set[str] = set()
            for note in (note for note in notes if note.stage == stage):
                if stage == debts.BREAK_UP:
                    groups.break_up(self._writer, self._assumptions, self._run, note)
                else:
                    changed, derived = transact(self._writer, partial(self._pay, note=note, done=done))
                    done |= derived  # only now: the work above may have run more than once
                    total += changed
                progress()
        return total

    def _notes(self) -> list[Note]:
        notes = transact(self._writer, debts.owed)
        return [note for note in notes if note.run_id == self._run or self._payable(note.run_id)]

    def _pay(self, tx: Transaction, note: Note, done: set[str]) -> tuple[Derived, set[str]]:
        self._known = premises.take(tx, self._assumptions, self._known)
        debt = debts.read(tx, note)
        if debt is None:
            return Derived(), set()
        # an event and its profile are two things to derive, and share an id
        parts = ("events", "profiles", "ties", "rollups")
        names = {f"{part} {item}" for part in parts for item in getattr(debt, part)}
        for part in parts:
            setattr(debt, part, {item for item in getattr(debt, part) if f"{part} {item}" not in done})
        owed = Debt()
        changed = derive(tx, self._known, debt, owed)
        debts.owe(tx, self._run, owed)
        debts.paid(tx, note)
        return changed, names


def derive(tx: Transaction, known: Premises, debt: Debt, owed: Debt) -> Derived:
    """Derive the profiles, events, ties and roll-ups of a debt again, and write what differs.

    Parameters
    ----------
    tx, known
        The transaction, which holds the lock on everything derived, and the premises.
    debt
        What to derive.
    owed
        Takes what the changes owe in turn.
    """
    changed = Derived()
    if debt.profiles:
        changed += profiles.derive(tx, known, debt.profiles, owed)
    if debt.events:
        changed += _events(tx, known, debt.events)
    if debt.ties:
        changed += _ties(tx, known, debt.ties, owed)
    if debt.rollups:
        changed += rollups.derive(tx, debt.rollups)
    return changed


def add_up(tx: Transaction, known: Premises, claims: Iterable[Claim]) -> dict[str, Tie]:
    """Return every tie that the claims add up to, by id.

    Parameters
    ----------
    tx, known
        Where the lives of the ties' ends stand, and what else ties depend on.
    claims
        All current claims, as the decisions leave them, of every tie key that any of them has.
    """
    by_key: dict[TieKey, list[Claim]] = defaultdict(list)
    for claim in claims:
        for key in tie_keys(claim, known.identity.canonical):
            by_key[key].append(claim)
    lives = gather.lives(tx, {end for key in by_key for end in mortal_ends(key)})
    found = (derive_tie(key, some, known.roots, known.assumptions, lives) for key, some in by_key.items())
    return {tie.key.id: tie for tie in found if tie is not None}


def _events(tx: Transaction, known: Premises, events: Iterable[str]) -> Derived:
    members = {member for event in events for member in known.identity.group(event)}
    stored = {one.id: one for one in gather.of_events(tx, members)}
    claims = [claim for some in gather.amended(tx, known, list(stored.values())).values() for claim in some]
    result = ties.difference(add_up(tx, known, claims), ties.of_events(tx, members))
    result.write(tx)
    return result.counts()


def _ties(tx: Transaction, known: Premises, ids: Iterable[str], owed: Debt) -> Derived:
    wanted = set(ids)
    claims = gather.amended(tx, known, gather.of_ties(tx, wanted))
    tie_of = add_up(tx, known, (claim for some in claims.values() for claim in some))
    # a claim counted for a tie that it no longer speaks of has a debt of its own, which moves it
    result = ties.difference({id_: tie for id_, tie in tie_of.items() if id_ in wanted}, ties.standing(tx, wanted))
    changed = result.ids()
    owed.rollups |= ties.units(tx, changed)  # before it is written, for those that are removed
    result.write(tx)
    owed.rollups |= ties.units(tx, changed)
    return result.counts()
