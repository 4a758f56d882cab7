"""An empty workbook to start from: a sheet a table, lists to choose from, and cells that keep a date as it is typed."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from tertius.model.decisions import CORRECTABLE, DecisionKind
from tertius.model.hedges import HEDGE_WORDS, Hedge
from tertius.model.kinds import ATTRIBUTE_KINDS, TIE_KINDS, EntityType
from tertius_loaders.claims.columns import CLAIMS, COLUMNS, DECISIONS, ENTITIES
from tertius_loaders.claims.read import OWN_SHEETS, SOURCE_SHEET
from tertius_loaders.claims.source import SOURCE_KEYS
from tertius_loaders.claims.what_goes_where import ABOUT

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ROWS = 5_000
"""Rows that have lists to choose from; any number can be filled in."""

_LISTS: Mapping[str, Sequence[str]] = {
    "type": list(EntityType),
    "kind": [*TIE_KINDS, *ATTRIBUTE_KINDS],
    "polarity": ["asserts", "denies"],
    "hedge": list(Hedge),
    "hedge_word": sorted(word for word in HEDGE_WORDS if word),
    "credibility": list("123456"),
    "inferred": ["yes"],
    "decision": list(DecisionKind),
    "field": list(CORRECTABLE),
}
_ENTITIES_LIST = f"{ENTITIES}!$A$2:$A${ROWS}"
# Which list a column has, and whether nothing else can be typed into it.
_CHOICES: Mapping[tuple[str, str], tuple[str, bool]] = {
    (ENTITIES, "type"): ("type", True),
    (CLAIMS, "kind"): ("kind", True),
    (CLAIMS, "subject"): (ENTITIES, False),
    (CLAIMS, "object"): (ENTITIES, False),
    (CLAIMS, "polarity"): ("polarity", True),
    (CLAIMS, "hedge_word"): ("hedge_word", False),
    (CLAIMS, "hedge"): ("hedge", True),
    (CLAIMS, "credibility"): ("credibility", True),
    (CLAIMS, "inferred"): ("inferred", True),
    (DECISIONS, "kind"): ("decision", True),
    (DECISIONS, "field"): ("field", True),
}
_WIDE = ("note", "why", "value", "when", "name", "claim_id", "subject", "object")


def new_workbook(source: str, title: str) -> bytes:
    """Return the bytes of an empty workbook, which loads as it is.

    Parameters
    ----------
    source, title
        Id and title of the source, until someone writes better ones.
    """
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    readme, lists = OWN_SHEETS
    _fill(book, readme, [[line] for line in _page()], widths=[110])
    title = "".join(letter if letter.isprintable() else " " for letter in title)
    about = [[key, {"id": source, "title": title}.get(key, ""), text] for key, text in SOURCE_KEYS.items()]
    _text_columns(_fill(book, SOURCE_SHEET, [["key", "value", "about"], *about], widths=[14, 60, 80], head=True), 3)
    for kind in (ENTITIES, CLAIMS, DECISIONS):
        columns = [column for column in COLUMNS[kind] if column in ABOUT[kind]]
        widths = [28 if column in _WIDE else 14 for column in columns]
        sheet = _fill(book, kind, [columns], widths=widths, head=True)
        _text_columns(sheet, len(columns))
        _choices(sheet, kind, columns)
    depth = max(map(len, _LISTS.values()))
    rows = [[column[at] if at < len(column) else None for column in _LISTS.values()] for at in range(depth)]
    _fill(book, lists, [list(_LISTS), *rows]).sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(
    book: "Workbook",
    name: str,
    rows: Sequence[Sequence[str | None]],
    *,
    widths: Sequence[int] = (),
    head: bool = False,
) -> "Worksheet":
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet: Worksheet = book.create_sheet(name)
    for row in rows:
        sheet.append(list(row))
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
        cell.data_type = "s"  # a folder may be called =1+1
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    if head:
        sheet.freeze_panes = "A2"
        for named in sheet[1]:
            named.font = Font(bold=True)
    return sheet


def _text_columns(sheet: "Worksheet", count: int) -> None:
    """Format whole columns as text, so that nothing that is typed becomes a date or loses its zeros."""
    from openpyxl.utils import get_column_letter

    for number in range(1, count + 1):
        sheet.column_dimensions[get_column_letter(number)].number_format = "@"
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format = "@"


def _choices(sheet: "Worksheet", kind: str, columns: Sequence[str]) -> None:
    """Give each column a line on what goes into it, and a list where there is one."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(columns, 1):
        name, only = _CHOICES.get((kind, column), ("", False))
        letter = get_column_letter(number)
        rule = DataValidation(
            type="list" if name else None,
            formula1=_ENTITIES_LIST if name == ENTITIES else _list(name) if name else None,
            allow_blank=True,
            showErrorMessage=only,
            errorTitle="Not in the list",
            error=f"Choose a {column} from the list."[:255],
            showInputMessage=True,
            promptTitle=column,
            prompt=ABOUT[kind][column][:255],
        )
        rule.add(f"{letter}2:{letter}{ROWS}")
        sheet.add_data_validation(rule)


def _list(name: str) -> str:
    """Return where a list stands on the sheet of lists."""
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(list(_LISTS).index(name) + 1)
    return f"{OWN_SHEETS[1]}!${letter}$2:${letter}${len(_LISTS[name]) + 1}"


def _page() -> list[str]:
    return [
        "One document, as claims.",
        "source: whose words these are. entities: who and what it names. claims: a row for each thing that it states.",
        "decisions: what you decide, such as that two ids are the same. It may stay empty.",
        "Select a cell to see what goes into it; many have a list to choose from. An id of another authority, such as",
        "un:QDi.313, may stand as subject or object as well. A further column of entities, such as un, holds such ids.",
        "Every cell is formatted as text, so that Excel changes no date. Keep it so when you add columns.",
        "Save the file as .xlsx, then: tertius load claims THIS-FOLDER --dry-run",
    ]
