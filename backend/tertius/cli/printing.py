"""How an answer is printed: as a table for people, as the API's JSON, or as a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.form import Form
from tertius.cli.told import lines_of, tell
from tertius.errors import InputError
from tertius.wording import counted, quoted, verb

if TYPE_CHECKING:
    from tertius.answers import Answer
    from tertius.catalog.question import Question
    from tertius.records.evidence import Evidence

_CLAIMS = "claims"
"""The heading of the numbers of the claims behind a row."""


NO_EVIDENCE = (
    "The rows of this question rest on no ties, so that there are no claims behind them to show. "
    "`tertius evidence NAME` shows those about an entity."
)


def show(answer: "Answer", question: "Question", form: Form) -> None:
    """Print an answer.

    Parameters
    ----------
    answer
        The answer.
    question
        Its question.
    form
        ``json`` is the API's answer. ``csv`` and ``xlsx`` have every column unless some are named. What a measure
        stands on goes to standard error beside the rows of ``csv``.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    for line in answer.named:
        tell(line, err=True)
    columns = form.columns or None
    if form.name == "xlsx":
        from tertius.answers.workbook import workbook_of

        _write(workbook_of(answer, question, columns), form.output)
    elif form.name == "csv":
        from tertius.answers.spreadsheet_csv import csv_of

        lines = csv_of(answer, columns, delimiter=form.delimiter, decimal=form.decimal)
        _write("".join(lines).encode(), form.output)
        for line in _grounds(answer):
            click.echo(line, err=True)
    elif form.name == "json":
        _write("".join(_json_lines(answer)).encode(), form.output)
    elif form.output is None:
        for line in _page(answer, question, form):
            click.echo(line)
    else:
        _write("".join(f"{click.unstyle(line)}\n" for line in _page(answer, question, form)).encode(), form.output)
    if answer.evidence is not None and question.evidence is None and answer.rows:
        tell(NO_EVIDENCE, err=True)
    if form.output is not None:
        tell(f"Wrote {counted(answer.row_count, 'row')} to {form.output}.", err=True)


def _write(made: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(made, nl=False)
        return
    try:
        output.write_bytes(made)
    except OSError as error:
        raise InputError(
            f"The file cannot be written: {error.strerror or error}.",
            where=quoted(output),
            next_step="Name a file in a folder that can be written to; close it where it is open.",
        ) from error


def _json_lines(answer: "Answer") -> Iterator[str]:
    """Yield the API's JSON, a part of the answer a line, and in lists of rows or columns a row a line."""
    import json

    parts = answer.model_dump(mode="json", by_alias=True)
    yield "{"
    for number, (name, value) in enumerate(parts.items()):
        yield f"{',' if number else ''}\n  {json.dumps(name)}: "
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield "[\n    " + ",\n    ".join(json.dumps(item, ensure_ascii=False) for item in value) + "\n  ]"
        else:
            yield json.dumps(value, ensure_ascii=False)
    yield "\n}\n"


def _page(answer: "Answer", question: "Question", form: Form) -> Iterator[str]:
    """Return the lines of an answer as a person reads it."""
    for line in lines_of(question.question):
        yield click.style(line, bold=True)
    if answer.rows:
        yield from table_lines(answer, question, form)
    else:
        yield "Nothing in the loaded sources answers this."
    yield ""
    if answer.truncated:
        yield from lines_of(more_rows(answer, question))
    if answer.evidence is not None and answer.evidence.claims:
        yield from evidence_lines(answer, question)
    yield from _grounds(answer)
    yield click.style(_footer(answer), dim=True)


def table_lines(
    answer: "Answer", question: "Question", form: Form | None = None, *, beside: bool = True
) -> Iterator[str]:
    """Return the lines of an answer's table.

    Parameters
    ----------
    answer, question
        The answer and its question.
    form
        Which columns; those that the question shows at first by default.
    beside
        Whether a last column has the numbers of the claims behind each row, where the evidence is there, and a line
        below names the columns that are left out.
    """
    from tertius.cli.tables import rows_lines

    form = form or Form()
    columns = form.columns or (tuple(question.columns) if form.wide else _first(answer, question))
    rows: Sequence[Mapping[str, object]] = answer.rows
    shown = columns
    if beside and answer.evidence is not None and answer.evidence.claims:
        behind = _numbers_of_rows(answer.evidence)
        rows = [{**row, _CLAIMS: text} for row, text in zip(answer.rows, behind, strict=True)]
        shown = (*columns, _CLAIMS)
    yield from rows_lines(shown, rows)
    if beside and not form.columns and (left := [name for name in question.columns if name not in columns]):
        yield ""
        for line in lines_of(f"More columns (--wide, or --columns NAME): {', '.join(left)}."):
            yield click.style(line, dim=True)


def _first(answer: "Answer", question: "Question") -> tuple[str, ...]:
    """Return the columns at first, and an id beside its name where two things of one name have to be told apart."""
    found = []
    for name in question.first_columns:
        found.append(name)
        beside = f"{name}_id"
        if beside in question.columns and beside not in question.first_columns:
            pairs = {(str(row[name]), str(row[beside])) for row in answer.rows}
            if len({one for one, _ in pairs}) < len(pairs):
                found.append(beside)
    return tuple(found)


def more_rows(answer: "Answer", question: "Question") -> str:
    """Return how many rows there are beyond those of a truncated answer, and the option that shows them."""
    if answer.network is not None and answer.network.question is None and answer.total is not None:  # of files
        more = answer.total - answer.row_count
        return f"There {verb(more, 'is', 'are')} {more:,} more: --limit 0 shows every row."
    most = question.params["limit"].max if "limit" in question.params else None
    if not isinstance(most, int):
        return "There are more rows than these; narrow the question."
    if answer.row_count >= most:
        return f"There are more than {counted(most, 'row')}, the most that --limit can ask for; narrow the question."
    if answer.total is None:
        return f"There are many more: narrow the question, or raise --limit, up to {most}."
    more = answer.total - answer.row_count
    there = f"There {verb(more, 'is', 'are')} {more:,} more"
    if answer.total <= most:
        return f"{there}: --limit {answer.total}"
    return f"{there}. --limit {most} shows the first {most:,}; narrow the question for the others."


def _numbers_of_rows(evidence: "Evidence") -> list[str]:
    from tertius.answers.workbook import numbered

    numbers = numbered(evidence.rows)
    found = []
    for claims, count in zip(evidence.rows, evidence.counts, strict=True):
        more = count - len(claims)
        found.append(", ".join([*_ranges(sorted(numbers[one] for one in claims)), *([f"+{more}"] if more > 0 else [])]))
    return found


def _ranges(numbers: Sequence[int]) -> list[str]:
    """Return numbers in order as texts, three and more in a row as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [
        text for run in runs for text in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run])
    ]


def evidence_lines(answer: "Answer", question: "Question", rows: int | None = None) -> Iterator[str]:
    """Return the lines of the claims behind an answer: each once, by its number, and then their sources.

    Parameters
    ----------
    answer
        An answer with its evidence.
    question
        Its question.
    rows
        Only what the first so many rows rest on; None for all.
    """
    from tertius.answers.workbook import numbered
    from tertius.cli.record_lines import claim_lines, source_lines

    evidence = answer.evidence
    if evidence is None:
        return
    numbers = numbered(evidence.rows[:rows])
    width = len(str(len(numbers)))
    behind = "" if rows is None else " behind row 1" if rows == 1 else f" behind rows 1–{rows}"
    yield click.style(f"Claims{behind}", bold=True)
    for claim_id, number in numbers.items():
        yield from claim_lines(evidence.claims[claim_id], f"{number:>{width + 1}}. ")
    yield ""
    for number, rest in enumerate(evidence.rest[:rows], start=1):
        if rest:
            more = evidence.counts[number - 1] - len(evidence.rows[number - 1])
            yield f"Row {number} rests on {counted(more, 'more claim')}{_where_the_rest_is(answer, question, number)}"
    cited = {evidence.claims[claim_id].source_id for claim_id in numbers}
    for source in evidence.sources.values():
        if source.id in cited:
            yield from source_lines(source, [evidence.claims[claim_id] for claim_id in numbers])
    yield ""


_TIES_NAMED = 3


def _where_the_rest_is(answer: "Answer", question: "Question", number: int) -> str:
    column = question.evidence.column if question.evidence else None
    ids = answer.rows[number - 1][column] if column else []
    listed = [ids] if isinstance(ids, str) else list(ids or ())
    if not listed:
        return "."
    more = f" and {len(listed) - _TIES_NAMED} more, in the column {column}" if len(listed) > _TIES_NAMED else ""
    behind = f", behind {', '.join(listed[:_TIES_NAMED])}{more}" if len(listed) > 1 else ""
    return f"{behind}: tertius evidence {quoted(listed[0])}"


def _grounds(answer: "Answer") -> Iterator[str]:
    """Return what an answer stands on: how a month was taken; of a measure its network, and how sources fall."""
    grounds = [f"Note: {note}" for note in (*answer.assumptions.periods, *answer.assumptions.observed)]
    if (facts := answer.network) is not None:
        parts = [counted(facts.nodes, "node"), counted(facts.edges, "edge"), counted(facts.ties, "tie")]
        if facts.roots or not facts.unnamed_roots:
            parts.append(counted(len(facts.roots), "source"))
        if facts.unnamed_roots:
            parts.append(counted(facts.unnamed_roots, "line that names no source", "lines that name no source"))
        listed = ", ".join(parts)
        grounds.append(" ".join([f"Network: {listed}.", *facts.notes]))
    if falls := answer.assumptions.source_fall:
        listed = ", ".join(f"{grade or 'ungraded'} {p:g}" for grade, p in falls.items())
        grounds.append(f"Sources fall with: {listed}.")
    for ground in grounds:
        yield from lines_of(ground, others="    ")


def _footer(answer: "Answer") -> str:
    asked = (
        f"{counted(answer.row_count, 'row')}. {answer.question} version {answer.version}, {answer.elapsed_ms:.0f} ms.\n"
    )
    if answer.network is not None and answer.network.question is None:
        return asked + "Ranks are among the ties of the file; likelihoods are the file's own."
    return (
        asked + "Ranks are among published claims; likelihoods come from an assumed table of\n"
        "hedges (--format json prints it)."
    )
