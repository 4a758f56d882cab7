"""What is noticed while the rows of a table are read, and costs none of them. Pure."""

from dataclasses import dataclass, field

from tertius.wording import counted, verb

_LINES_SHOWN = 5


@dataclass(slots=True)
class _Lines:
    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.count += 1
        if self.count <= _LINES_SHOWN:
            self.first.append(line)

    def named(self) -> str:
        """Return the first of the lines in words."""
        listed = ", ".join(map(str, self.first))
        return f"line {listed}" if self.count == 1 else f"lines {listed}{', …' if self.count > _LINES_SHOWN else ''}"


@dataclass(slots=True)
class Noticed:
    """Rows with fewer or more cells than the header, and blank ones between rows; of the last pass over them."""

    short: _Lines = field(default_factory=_Lines)
    long: _Lines = field(default_factory=_Lines)
    blank: _Lines = field(default_factory=_Lines)

    def clear(self) -> None:
        """Begin anew."""
        self.short, self.long, self.blank = _Lines(), _Lines(), _Lines()

    def gap(self, first: int, end: int) -> None:
        """Take note of the blank lines from one to before another."""
        for line in range(first, min(end, first + _LINES_SHOWN)):
            self.blank.add(line)
        self.blank.count += max(0, end - first - _LINES_SHOWN)

    def notes(self, name: str, width: int) -> tuple[str, ...]:
        """Return it in sentences.

        Parameters
        ----------
        name
            What the table is called.
        width
            Cells of its header.
        """
        found = []
        if self.short.count:
            found.append(
                f"{counted(self.short.count, 'row')} of {name} {verb(self.short.count, 'has', 'have')} fewer cells "
                f"than the header, which has {width:,}: the missing ones count as empty ({self.short.named()})."
            )
        if self.long.count:
            has = verb(self.long.count, "has more cells", "have more cells")
            found.append(
                f"{counted(self.long.count, 'row')} of {name} {has} than the header, which has {width:,}: those beyond "
                f"are empty and were passed over ({self.long.named()})."
            )
        if self.blank.count:
            found.append(
                f"{counted(self.blank.count, 'blank row')} of {name} {verb(self.blank.count, 'was', 'were')} passed "
                f"over ({self.blank.named()})."
            )
        return tuple(found)
