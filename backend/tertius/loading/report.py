"""What a load, an undo or a rebuild did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from tertius.loading.loader import BadRow
from tertius.wording import counted


@dataclass(frozen=True, slots=True)
class Derived:
    """What deriving again changed.

    Attributes
    ----------
    made, changed, removed
        Ties.
    profiles
        Entities of which a derived property changed.
    rollups
        Ways in which one organization counts as another that were made or removed.
    """

    made: int = 0
    changed: int = 0
    removed: int = 0
    profiles: int = 0
    rollups: int = 0

    def __add__(self, other: "Derived") -> "Derived":
        return Derived(
            self.made + other.made,
            self.changed + other.changed,
            self.removed + other.removed,
            self.profiles + other.profiles,
            self.rollups + other.rollups,
        )

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.made or self.changed or self.removed or self.profiles or self.rollups)


@dataclass(frozen=True, slots=True)
class BadRows:
    """Rows that were set aside for the same.

    Attributes
    ----------
    file, column
        Where they stand; no column when whole rows are wrong.
    reason, next_step
        What is wrong with the first of them, and what to do.
    count
        How many they are.
    lines, values
        The lines of the first of them; and what is written there, where it is a cell that is wrong, each with what may
        have been meant by it, if anything.
    """

    file: str
    column: str
    reason: str
    next_step: str
    count: int
    lines: tuple[int, ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load did; of a dry run, what it would do.

    Attributes
    ----------
    run_id
        The run's id, which undoing it takes; None when nothing was written.
    source, release
        Their ids.
    complete, dry_run
        As the load was asked for.
    skipped
        True when the last load of this source was of the very same file, so that no row was read.
    rows
        Rows read, bad ones included.
    new, changed, unchanged
        Claims: new or back again; with a new revision; as they were.
    closed_kinds
        Claims that are no longer said, or that a newer release closes, by kind.
    lost
        What revisions do not say that the ones before them did, in words, with how many they are and why.
    older
        Claims on which a newer release that is loaded has the last word: it says something else, or has them no more.
    kept
        Claims that the load would have closed, had no row been bad. Zero unless it closed nothing for that.
    entities
        Entities that are new, but for those of which only a newer release has the word, and says nothing any more.
    decisions
        Decisions that are new, changed or withdrawn.
    derived
        Ties and profiles; of a dry run None, since ties are derived from claims that were written.
    bad_rows, bad, groups, quarantine
        How many rows were set aside, the first of them, all of them by what is wrong, and the folder with the files
        that have them (None when none).
    repeated
        Rows that only say what an earlier row says.
    kept_quarantine
        What an earlier load had set aside and somebody has changed since: it is kept, here.
    notes
        How the document was read, and what was passed over.
    seconds
        Wall-clock time.
    """

    run_id: str | None
    source: str
    release: str
    complete: bool = False
    dry_run: bool = False
    skipped: bool = False
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed_kinds: Mapping[str, int] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    older: int = 0
    kept: int = 0
    entities: int = 0
    decisions: int = 0
    derived: Derived | None = Derived()
    bad_rows: int = 0
    bad: tuple[BadRow, ...] = ()
    groups: tuple[BadRows, ...] = ()
    quarantine: Path | None = None
    repeated: int = 0
    kept_quarantine: Path | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def closed(self) -> int:
        """How many claims were closed, or would be."""
        return sum(self.closed_kinds.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoReport:
    """What undoing a run did.

    Attributes
    ----------
    run_id
        The run that was undone.
    withdrawn, restored
        Claims of the run that are no longer current; claims that are current again, as new revisions.
    decisions
        Decisions put back to what they were.
    derived
        Ties and profiles.
    seconds
        Wall-clock time.
    """

    run_id: str
    withdrawn: int
    restored: int
    decisions: int
    derived: Derived
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildReport:
    """What a rebuild changed; nothing, when the graph was what its claims add up to.

    Attributes
    ----------
    derived
        Ties and profiles.
    moved
        Claims that are now counted for another tie.
    marked
        Entities that are now canonical, or merged into another.
    seconds
        Wall-clock time.
    """

    derived: Derived
    moved: int
    marked: int
    seconds: float

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.derived or self.moved or self.marked)

    def summary(self) -> str:
        """Say it in a line."""
        if not self:
            return f"Everything was derived again in {self.seconds:.1f} s: nothing differs."
        derived = self.derived
        return (
            f"Everything was derived again in {self.seconds:.1f} s: {counted(derived.made, 'tie')} made, "
            f"{derived.changed} changed, {derived.removed} removed; "
            f"{counted(derived.profiles, 'entity', 'entities')} and {counted(derived.rollups, 'roll-up')} changed, "
            f"{self.marked} marked anew, {counted(self.moved, 'claim')} moved."
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is.

    Attributes
    ----------
    phase
        ``reading``, ``closing``, ``deriving``.
    rows
        Rows read so far.
    claims
        Claims written so far.
    bad_rows
        Rows set aside so far.
    """

    phase: str
    rows: int
    claims: int
    bad_rows: int


OnProgress: TypeAlias = Callable[[Progress], None]
"""Called now and then from the thread that loads; it must not take long."""
