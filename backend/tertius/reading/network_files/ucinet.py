"""UCINET's DL: full and half matrices, lists of edges and of nodes, one-mode and two-mode, labels apart or embedded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tertius.errors import DataError, InputError
from tertius.reading.network_files.ends import node_ids
from tertius.reading.network_files.gathered import Gathered, refusing
from tertius.reading.network_files.listing import Listing, Nodes
from tertius.reading.network_files.options import Options
from tertius.reading.numbers import decimal, whole
from tertius.wording import counted, quoted, verb

FORMATS = ("fullmatrix", "upperhalf", "lowerhalf", "edgelist1", "edgelist2", "nodelist1", "nodelist2")
"""The formats of data that are read."""

_SPLIT = re.compile(r"[\s,]*")
_TOKEN = re.compile(r'"([^"\n]*)"|([^\s,="]+)')
_WORDS = {
    "number": re.compile(r"(nr|nc|nm|n)\s*=\s*([^\s,]+)", re.IGNORECASE),
    "format": re.compile(r"format\s*=?\s*(\w+)", re.IGNORECASE),
    "diagonal": re.compile(r"diagonal\s*=?\s*(present|absent)\b", re.IGNORECASE),
    "title": re.compile(r"title\s*[=:][^\n]*", re.IGNORECASE),
    "embedded": re.compile(r"(row|col|column)?\s*labels\s*embedded\b:?", re.IGNORECASE),
    "labels": re.compile(r"(row|col|column|matrix|level|slice)?\s*labels\s*:", re.IGNORECASE),
    "data": re.compile(r"data\s*:", re.IGNORECASE),
}
_OF = {"": "n", "row": "nr", "col": "nc", "column": "nc", "matrix": "nm", "level": "nm", "slice": "nm"}
_MISSING = frozenset({"na", "."})
_MOST = 5_000
_MOST_OF_LISTS = 10_000_000
_CORRECT = "Correct it, or save the network anew from UCINET."


@dataclass
class _Head:
    """What a file says before its data."""

    numbers: dict[str, int] = field(default_factory=dict)
    format: str = "fullmatrix"
    diagonal: bool = True
    labels: dict[str, list[str]] = field(default_factory=dict)
    embedded: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Tie:
    source: int
    target: int
    line: int
    part: int
    value: str
    kind: int


def read_dl(text: str, path: Path, options: Options, notes: Sequence[str] = ()) -> Listing:
    """Return what a DL file says.

    A value is a tie's weight, the name of a matrix its kind. Ties of one mode of which each is as its mirror are read
    as without direction. Missing values (``na``) are no ties, and counted.

    Raises
    ------
    DataError
        A word is not known, values or labels are too few or too many, or a line cannot be read; names the line.
    """
    return _Reading(text.replace("\r\n", "\n").replace("\r", "\n"), path, options).listing(notes)


class _Reading:
    """Reads a text from its beginning to its end."""

    def __init__(self, text: str, path: Path, options: Options) -> None:
        self._text, self._path, self._options = text, path, options
        self._refuse = refusing(path)
        self._at = 0
        self._head = _Head()
        self._ties: list[_Tie] = []
        self._missing = 0
        self._seen: dict[str, dict[str, int]] = {"nr": {}, "nc": {}}  # labels that stand in the data

    def listing(self, notes: Sequence[str]) -> Listing:
        """Return all that the file says."""
        self._read_head()
        head = self._head
        self._two_mode = "nr" in head.numbers or "nc" in head.numbers
        for name in ("nr", "nc") if self._two_mode else ("n",):
            if name not in head.numbers:
                raise self._wrong(f"The file does not say how many nodes there are ({name} = …)")
        if self._two_mode and head.format in ("upperhalf", "lowerhalf", "edgelist1", "nodelist1"):
            if head.format[-1] != "1":
                raise self._wrong(f"A two-mode network has no {head.format}")
            head.format = head.format[:-1] + "2"
        rows = head.numbers["nr"] if self._two_mode else head.numbers["n"]
        columns = head.numbers["nc"] if self._two_mode else rows
        most = _MOST if head.format in ("fullmatrix", "upperhalf", "lowerhalf") else _MOST_OF_LISTS
        if max(rows, columns) > most:
            raise self._wrong(f"The network has more than {counted(most, 'node')}")
        for kind in range(head.numbers.get("nm", 1)):
            if head.format.startswith(("edge", "node")):
                self._read_list(kind, rows, columns)
            else:
                self._read_matrix(kind, rows, columns)
        self._skip()
        if self._at < len(self._text):
            raise self._wrong(f"After the last value stands {self._text[self._at : self._at + 20].split()[0]!r}")
        return self._listing(notes, rows, columns)

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1

    def _wrong(self, what: str, line: int = 0) -> DataError:
        return self._refuse(what, line or self._line(), _CORRECT)

    def _skip(self) -> None:
        found = _SPLIT.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _token(self, wanted: str) -> str:
        """Return the next word or number."""
        self._skip()
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            there = self._text[self._at : self._at + 1]
            raise self._wrong(f"{wanted} is missing" if not there else f"{there!r} stands where {wanted} must be")
        self._at = found.end()
        return found[1] if found[1] is not None else found[2]

    # --- what comes before the data ---------------------------------------------------------------------------------

    def _read_head(self) -> None:
        if self._token("DL").lower() != "dl":
            raise self._wrong("The file does not begin with DL")
        while True:
            self._skip()
            word, found = self._word()
            if found is None:
                there = self._text[self._at : self._at + 40].split()
                raise self._wrong(f"The word {there[0]!r} is not known" if there else "The file has no data:")
            self._at = found.end()
            if word == "data":
                return
            self._take(word, found)

    def _word(self) -> tuple[str, "re.Match[str] | None"]:
        for word, pattern in _WORDS.items():
            if found := pattern.match(self._text, self._at):
                return word, found
        return "", None

    def _take(self, word: str, found: "re.Match[str]") -> None:
        head = self._head
        match word:
            case "number":
                try:
                    head.numbers[found[1].lower()] = whole(found[2])
                except InputError as error:
                    raise self._wrong(error.what) from None
                if head.numbers[found[1].lower()] < 1:
                    raise self._wrong(f"{found[1]} is {found[2]}")
            case "format":
                head.format = found[1].lower()
                if head.format not in FORMATS:
                    raise self._wrong(f"The format {found[1][:40]} is not read (only {', '.join(FORMATS)})")
            case "diagonal":
                head.diagonal = found[1].lower() == "present"
            case "embedded":
                head.embedded |= {"nr", "nc"} if not found[1] else {_OF[found[1].lower()]}
            case "labels":
                self._read_labels(_OF[(found[1] or "").lower()])

    def _read_labels(self, of: str) -> None:
        count = self._head.numbers.get(of)
        if count is None:
            raise self._wrong(f"Labels come before the file says how many there are ({of} = …)")
        line = self._line()
        labels: list[str] = []
        while len(labels) < count:
            self._skip()
            if self._word()[1] is not None:
                raise self._wrong(
                    f"The file has {counted(len(labels), 'label')}, and must have {count}",
                    line,
                )
            labels.append(self._label(self._token("a label")))
        self._skip()
        if self._at < len(self._text) and self._word()[1] is None:
            raise self._wrong(f"There are more than {counted(count, 'label')}: put those with blanks in quotes")
        if len(set(labels)) < count:
            raise self._wrong("Two labels are the same", line)
        self._head.labels[of] = labels

    def _label(self, text: str) -> str:
        return node_ids([text], lambda _: f"{quoted(self._path)}, line {self._line()}")[0]

    # --- data -------------------------------------------------------------------------------------------------------

    def _read_matrix(self, kind: int, rows: int, columns: int) -> None:
        head = self._head
        half = head.format != "fullmatrix"
        across = (
            [self._place("nc", self._token("a label"), columns) for _ in range(columns)]
            if ("nc" in head.embedded)
            else list(range(columns))
        )
        for row in range(rows):
            at = self._place("nr", self._token("a label"), rows) if "nr" in head.embedded else row
            first, past = {"upperhalf": (row, columns), "lowerhalf": (0, row + 1)}.get(head.format, (0, columns))
            for part, column in enumerate(range(first, past), 1):
                if not head.diagonal and not self._two_mode and column == row:
                    continue
                text = self._token("a value")
                if self._is_tie(text):
                    self._ties.append(_Tie(at, across[column], self._line(), part, text, kind))
                    if half and at != across[column]:
                        self._ties.append(_Tie(across[column], at, self._line(), part, text, kind))

    def _is_tie(self, text: str) -> bool:
        if text.lower() in _MISSING:
            self._missing += 1
            return False
        try:
            value = decimal(text)
        except InputError as error:
            raise self._wrong(error.what) from None
        if value < 0 and not self._options.as_written:
            raise self._wrong(f"The value {text[:40]!r} is below 0")
        return value != 0

    def _read_list(self, kind: int, rows: int, columns: int) -> None:
        """Read the lines of one matrix: up to a line ``!``, or the end."""
        of = ("nr", "nc") if self._two_mode else ("nr", "nr")
        most = (rows, columns)
        edges = self._head.format.startswith("edge")
        line = self._line()
        while self._at < len(self._text):
            end = self._text.find("\n", self._at)
            end = len(self._text) if end < 0 else end
            here, self._at = self._text[self._at : end], end + 1
            tokens = [one if one is not None else other for one, other in self._cut(here, line)]
            number, line = line, line + 1
            if tokens == ["!"]:
                return
            if not tokens:
                continue
            if edges and len(tokens) not in (2, 3):
                raise self._wrong(
                    f"The line has {counted(len(tokens), 'entry', 'entries')}; a tie has two ends, and a value", number
                )
            source = self._end(of[0], tokens[0], most[0], number)
            value = tokens[2] if edges and len(tokens) == 3 else "1"
            for part, token in enumerate(tokens[1:2] if edges else tokens[1:], 1):
                target = self._end(of[1], token, most[1], number)
                if self._is_tie(value):
                    self._ties.append(_Tie(source, target, number, 0 if edges else part, value, kind))

    def _cut(self, text: str, line: int) -> Iterator[tuple[str | None, str]]:
        if text.count('"') % 2:
            raise self._wrong("A quote is not closed on this line", line)
        for found in _TOKEN.finditer(text):
            yield found[1], found[2]

    def _end(self, of: str, text: str, count: int, line: int) -> int:
        if of in self._head.embedded or (of == "nc" and self._head.embedded):
            return self._place(of, text, count, line)
        try:
            found = whole(text)
        except InputError:
            found = 0
        if not 1 <= found <= count:
            raise self._wrong(f"There is {text[:40]!r} where a number from 1 to {count:,} must be", line)
        return found - 1

    def _place(self, of: str, text: str, count: int, line: int = 0) -> int:
        """Return the position of a node by the label that stands in the data."""
        of = of if self._two_mode else "nr"
        known = self._seen[of]
        if not known and (given := self._head.labels.get(of if self._two_mode else "n")):
            known.update({label: at for at, label in enumerate(given)})
        label = node_ids([text], lambda _: f"{quoted(self._path)}, line {line or self._line()}")[0]
        at = known.setdefault(label, len(known))
        if at >= count:
            raise self._wrong(f"{label[:60]!r} is one node more than the {count:,} that the file speaks of", line)
        return at

    # --- what it all comes to ---------------------------------------------------------------------------------------

    def _names(self, of: str, count: int) -> list[str]:
        """Return the names of the nodes: the labels, else their numbers."""
        seen = self._seen["nr" if of == "n" else of]
        given = self._head.labels.get(of)
        return (
            given if given is not None and not seen else (list(seen) if seen else [str(at + 1) for at in range(count)])
        )

    def _listing(self, notes: Sequence[str], rows: int, columns: int) -> Listing:
        told = [*notes]
        if self._missing:
            count = self._missing
            told.append(f"{counted(count, 'missing value')} {verb(count, 'was', 'were')} read as no tie.")
        if self._two_mode:
            people, groups = self._names("nr", rows), self._names("nc", columns)
            if common := set(people) & set(groups):
                if "nr" in self._head.labels or self._seen["nr"]:
                    raise self._wrong(f"{sorted(common)[0][:60]!r} is the name of a row and of a column", 1)
                people, groups = [f"row {name}" for name in people], [f"column {name}" for name in groups]
            nodes = Nodes([*people, *groups], first_mode=frozenset(people))
            targets = groups
        else:
            people = targets = self._names("n", rows)
            nodes = Nodes(people)
        nameless = rows - len(people) + (columns - len(targets) if self._two_mode else 0)
        if nameless:
            told.append(
                f"{counted(nameless, 'node')} without a name {verb(nameless, 'has', 'have')} no tie and "
                f"{verb(nameless, 'was', 'were')} left out."
            )
        kinds = self._head.labels.get("nm", [f"matrix {kind + 1}" for kind in range(self._head.numbers.get("nm", 1))])
        if len(kinds) > 1:
            told.append(
                f"The file has {counted(len(kinds), 'matrix', 'matrices')}: a tie in any of them counts, and the "
                "attribute kind says in which it is."
            )
        ties, mutual = self._mirrored()
        gathered = Gathered(self._path, self._options)
        for tie in ties:
            said = {"value": tie.value} | (
                {"kind": kinds[tie.kind]} if len(kinds) > 1 or "nm" in self._head.labels else {}
            )
            gathered.add(
                people[tie.source], targets[tie.target], tie.line, part=tie.part, attributes=said, mutual=mutual
            )
        if self._head.format.startswith(("edge", "node")) and not mutual and not self._two_mode:
            told.append(
                "Each tie was read as leading from the first to the second. Where it does not, save the network as a "
                "matrix, or measure it with --undirected."
            )
        word = "two-mode UCINET DL" if self._two_mode else "UCINET DL"
        return gathered.listing(nodes, format=word, weight="value", part_word="entry", notes=told)

    def _mirrored(self) -> tuple[list[_Tie], bool]:
        """Return the ties, and whether they have no direction: each is as its mirror, and is then there once."""
        there = {(tie.kind, tie.source, tie.target, tie.value) for tie in self._ties}
        mutual = not self._two_mode and all(
            (kind, target, source, value) in there for kind, source, target, value in there
        )
        if not mutual:
            return self._ties, False
        kept = []
        done: set[tuple[int, int, int, str]] = set()
        for tie in self._ties:
            if (tie.kind, tie.target, tie.source, tie.value) in done and tie.source != tie.target:
                continue
            done.add((tie.kind, tie.source, tie.target, tie.value))
            kept.append(tie)
        return kept, True
