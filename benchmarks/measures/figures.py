"""Turns taken in alternation, where their time goes, and the table that they end up in."""

import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from types import FrameType

TURNS = 5
INTERVAL_S = 0.003

Work = Callable[[int], object]
"""Does one turn, given its number."""


@dataclass(frozen=True)
class Turns:
    """What each turn of one contender took.

    Attributes
    ----------
    clock
        Seconds on the clock.
    processor
        Seconds of the processor, all threads together: other work on the machine hardly changes them.
    """

    clock: tuple[float, ...]
    processor: tuple[float, ...]

    def times(self, factor: float) -> "Turns":
        """Return the turns as if each had been so many times as much work."""
        return Turns(tuple(s * factor for s in self.clock), tuple(s * factor for s in self.processor))

    def plus(self, other: "Turns") -> "Turns":
        """Return the turns with another piece of work added, turn by turn as far as both go."""
        return Turns(
            tuple(a + b for a, b in zip(self.clock, other.clock, strict=False)),
            tuple(a + b for a, b in zip(self.processor, other.processor, strict=False)),
        )

    def __str__(self) -> str:
        return spread(self.clock)


@dataclass(frozen=True)
class Line:
    """One line of the table; figures are least–median–most over the turns."""

    what: str
    size: str
    ours: str
    other: str
    ratio: str
    aim: str
    held: str
    where: str


HEADS = ("what", "size", "ours", "the other", "ratio", "aim", "held", "where our time goes")


def alternate(*works: Work, turns: int = TURNS, within_s: float = 40.0) -> tuple[list[Turns], list[object]]:
    """Let each have its turn, one after the other, again and again; return their turns and their last results.

    After ``within_s`` seconds no further round begins, but two are always made.
    """
    taken: list[list[tuple[float, float]]] = [[] for _ in works]
    results: list[object] = [None] * len(works)
    began = time.perf_counter()
    for turn in range(turns):
        if turn >= 2 and time.perf_counter() - began > within_s:
            break
        for position, work in enumerate(works):
            clock, processor = time.perf_counter(), time.process_time()
            results[position] = work(turn)
            taken[position].append((time.perf_counter() - clock, time.process_time() - processor))
    return [Turns(*(tuple(each) for each in zip(*own, strict=True))) for own in taken], results


def against(
    what: str, size: str, ours: Turns, name: str, theirs: Turns, *, at_least: float = 0, at_most: float = 0, where: str
) -> Line:
    """Return a line that compares: ``at_least`` so many times as fast, or ``at_most`` so much of the other's time.

    The ratio is the median over the turns, each of our turns by the other's turn beside it; once by the clock, which
    counts, and once by the processor, which shows what is left when several threads do not.
    """
    if at_most:
        ratio, per_core = (statistics.median(_quotients(a, b)) for a, b in _both(ours, theirs))
        told, aim, held = "{:.2f} of its time", f"at most {at_most:g}", ratio <= at_most
    else:
        ratio, per_core = (statistics.median(_quotients(b, a)) for a, b in _both(ours, theirs))
        told, aim, held = "{:.3g} times as fast", f"at least {at_least:g}", ratio >= at_least
    ratios = f"{told.format(ratio)} ({per_core:.3g} by processor seconds)"
    wanted = bool(at_least or at_most)
    return Line(
        what, size, str(ours), f"{name}: {theirs}", ratios, aim if wanted else "–", _yes(held) if wanted else "–", where
    )


def within(what: str, size: str, ours: Turns, *, under_s: float | None, where: str) -> Line:
    """Return a line about a time to stay under, None for no more than to know; the slowest turn counts."""
    aim, held = ("–", "–") if under_s is None else (f"under {seconds(under_s)}", _yes(max(ours.clock) < under_s))
    return Line(what, size, str(ours), "–", "–", aim, held, where)


def below(what: str, size: str, amount: float, unit: str, *, most: float, where: str) -> Line:
    """Return a line about an amount to stay below."""
    return Line(what, size, f"{amount:,.0f} {unit}", "–", "–", f"below {most:,.0f} {unit}", _yes(amount < most), where)


def where_it_goes(work: Callable[[], object], most: int = 3) -> str:
    """Tell the functions of the project that were at work, by looking at every thread some hundred times a second.

    A compiled loop, or a library, counts for the function that calls it.
    """
    seen: Counter[str] = Counter()
    done = threading.Event()

    def look() -> None:
        own = threading.get_ident()
        while not done.wait(INTERVAL_S):
            for thread, frame in sys._current_frames().items():
                if thread != own and (name := _innermost(frame)):
                    seen[name] += 1

    observer = threading.Thread(target=look)
    observer.start()
    try:
        work()
    finally:
        done.set()
        observer.join()
    total = sum(seen.values())
    return ", ".join(f"{count / total:.0%} {name}" for name, count in seen.most_common(most)) or "too short to see"


def _innermost(frame: FrameType | None) -> str | None:
    """Return the innermost function of the measures that a thread is in; None where it only waits for others."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("tertius."):
            if module == "tertius.measures.threads":
                return None
            name = frame.f_code.co_qualname.replace(".<locals>", "")
            return f"{module.removeprefix('tertius.measures.')}.{name}"
        frame = frame.f_back
    return None


def seconds(amount: float) -> str:
    """Return a time as people read it."""
    return f"{amount * 1e3:.3g} ms" if amount < 0.1 else f"{amount:.3g} s" if amount < 100 else f"{amount:,.0f} s"


def spread(amounts: Sequence[float]) -> str:
    """Return least–median–most, in one unit."""
    middle = statistics.median(amounts)
    factor, unit = (1e3, "ms") if middle < 0.1 else (1.0, "s")
    told = (min(amounts) * factor, middle * factor, max(amounts) * factor)
    return "–".join(f"{one:.3g}" if one < 100 else f"{one:,.0f}" for one in told) + f" {unit}"


def table(lines: Iterable[Line]) -> str:
    """Return the lines as one table of Markdown."""
    rows = [HEADS, *(tuple(getattr(line, one.name) for one in fields(Line)) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    written.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(written)


def _both(ours: Turns, theirs: Turns) -> tuple[tuple[Sequence[float], Sequence[float]], ...]:
    return (ours.clock, theirs.clock), (ours.processor, theirs.processor)


def _quotients(over: Sequence[float], under: Sequence[float]) -> list[float]:
    return [a / b for a, b in zip(over, under, strict=False)]


def _yes(held: bool) -> str:
    return "yes" if held else "NO"
