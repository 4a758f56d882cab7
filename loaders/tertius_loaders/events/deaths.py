"""Estimates of deaths, as a dataset publishes them: they are kept when they contradict each other, and marked."""

from collections.abc import Iterator
from dataclasses import dataclass

from tertius.model.claims import Scalar


@dataclass(frozen=True, slots=True)
class Deaths:
    """What a record says of how many died; None for what it does not say.

    Attributes
    ----------
    best, low, high
        The estimates. Nothing makes them keep their order: some published records do not.
    civilians
        How many of the best estimate were civilians.
    """

    best: int | None = None
    low: int | None = None
    high: int | None = None
    civilians: int | None = None

    def values(self) -> Iterator[tuple[str, Scalar]]:
        """Yield what is known as values of an event record (`tertius.model.claims.RECORD_VALUES`)."""
        for name, count in (
            ("deaths_best", self.best),
            ("deaths_low", self.low),
            ("deaths_high", self.high),
            ("deaths_civilians", self.civilians),
        ):
            if count is not None:
                yield name, count

    def remark(self) -> str:
        """Return what of the estimates is odd, in a sentence; empty if they keep their order: low, best, high."""
        best, low, high = self.best, self.low, self.high
        odd = []
        if low is not None and best is not None and low > best:
            odd.append(f"the low estimate ({low}) is above the best ({best})")
        if high is not None and best is not None and high < best:
            odd.append(f"the high estimate ({high}) is below the best ({best})")
        if low is not None and high is not None and low > high and not odd:
            odd.append(f"the low estimate ({low}) is above the high ({high})")
        text = " and ".join(odd)
        return f"{text[0].upper()}{text[1:]}, as published." if text else ""
