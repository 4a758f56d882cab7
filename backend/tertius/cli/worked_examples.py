"""Fills in the example of a question or a measure: asks it on its example graph, on a server of its own.

What is written is the answer as it is. Whether it is right, its author checks by other means: by hand from the graph's
claims, or against another library.
"""

import inspect
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tertius.catalog.catalogue import NOT_GROUPS, Catalogue
from tertius.catalog.files import checkout
from tertius.catalog.measure import EXAMPLES
from tertius.catalog.question import Question
from tertius.catalog.yaml_text import PlainYaml
from tertius.errors import InputError

if TYPE_CHECKING:
    from tertius.graph.connect import Target
    from tertius.settings import Settings

GRAPH = "harbour"
"""The example graph of an example that names none."""

PLAINLY = {"network": "organizations_by_people", "worlds": 0}
"""How a measure is asked whose example has no parameters, where it can be: five crews, and no simulation."""

_WIDTH = 120
_EXAMPLE = re.compile(r"^// ?example:.*?(?=^// ?\w+:|^//---)", re.DOTALL | re.MULTILINE)


def fill_in(question_id: str, settings: "Settings") -> tuple[Path, int]:
    """Ask a question on its example graph, and write the rows into its example; its graph and parameters stay.

    Parameters
    ----------
    question_id
        A question of the checkout.
    settings
        Where jars come from, and how long a question may take.

    Returns
    -------
    tuple
        The file, in the checkout, and the number of rows.

    Raises
    ------
    InputError
        The answer has no rows.
    TertiusError
        The question cannot be asked. The old example then stays.
    """
    query = checkout() / "cypher" / f"{question_id}.cypher"
    in_text = query.is_file()
    path = query if in_text else _measures_file(question_id)
    with _kept_unless_written(path) as before:
        # Rows of other columns would not load: the old example is out of the way while the question is asked.
        if in_text:
            old = example_in(before)
            path.write_text(_EXAMPLE.sub("", before), encoding="utf-8")
        else:
            old = json.loads(before or "{}")
            path.unlink(missing_ok=True)
        graph, given = old.get("graph", GRAPH), old.get("params")
        if given is None:
            given = {} if in_text else _plainly(Catalogue.load().find(question_id))
        rows = _ask(question_id, graph, given, settings)
        if not rows:
            raise InputError(
                f"The answer on the graph {graph} has no rows, which shows nothing",
                where=question_id,
                next_step="Give parameters in the example that find some, with `rows: []`."
                if in_text
                else f"Give parameters that find some in {path.relative_to(checkout())}, with no rows yet.",
            )
        if in_text:
            path.write_text(with_example(before, graph, given, rows), encoding="utf-8")
        else:
            path.parent.mkdir(exist_ok=True)
            example = {"graph": graph, "params": given, "rows": rows}
            path.write_text(json.dumps(example, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        Catalogue.load()  # what was written is read as it was meant, or refused
    return path.relative_to(checkout()), len(rows)


def is_there(question_id: str) -> bool:
    """Say whether the checkout has a question or a measure, one that does not load for its old example included."""
    query = checkout() / "cypher" / f"{question_id}.cypher"
    if question_id.partition("/")[0] in NOT_GROUPS:
        return False
    return query.is_file() or _old_example(question_id) is not None or question_id in Catalogue.load()


def _old_example(measure_id: str) -> Path | None:
    rooms = checkout() / "backend" / "tertius" / "measures"
    return next(rooms.glob(f"*/{EXAMPLES}/{measure_id.replace('/', '.')}.json"), None)


def _measures_file(measure_id: str) -> Path:
    """Return the file of a measure's example, found by name: with rows of other columns its measure does not load."""
    if (there := _old_example(measure_id)) is not None:
        return there
    folder = Path(inspect.getfile(Catalogue.load().measure(measure_id).function)).parent / EXAMPLES
    return folder / f"{measure_id.replace('/', '.')}.json"


def _plainly(question: Question) -> dict[str, Any]:
    params = question.params
    return {
        name: value for name, value in PLAINLY.items() if name in params and value in (params[name].enum or (value,))
    }


@contextmanager
def _kept_unless_written(path: Path) -> Iterator[str]:
    """Give a file's text, and put it back if something fails."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        yield before
    except BaseException:
        if before:
            path.write_text(before, encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
        raise


def example_in(text: str) -> dict[str, Any]:
    """Return the example in the header of a question's file: graph, params and rows, as far as they are there."""
    found = _EXAMPLE.search(text)
    if found is None:
        return {}
    said = yaml.load("\n".join(line.removeprefix("//") for line in found[0].splitlines()), PlainYaml)  # noqa: S506
    return dict(said["example"] or {})


def with_example(text: str, graph: str, params: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """Return a question's file with another example, at the end of its header.

    Parameters
    ----------
    text
        The file.
    graph, params, rows
        As in `tertius.catalog.question.Example`.
    """
    lines = ["// example:", f"//   graph: {graph}"]
    if params:
        lines.append(f"//   params: {_json(params)}")
    lines.append("//   rows:")
    for row in rows:
        line = "//     - {"
        for number, (name, value) in enumerate(row.items(), start=1):
            cell = f'"{name}": {_json(value)}{"}" if number == len(row) else ","}'
            if len(line) + len(cell) + 1 > _WIDTH and not line.endswith("{"):
                lines.append(line)
                line = "//       "
            line += cell if line.endswith(("{", "  ")) else f" {cell}"
        lines.append(line)
    bare = _EXAMPLE.sub("", text)
    fence = bare.index("\n//---\n", bare.index("//---") + 1) + 1
    return bare[:fence] + "\n".join(lines) + "\n" + bare[fence:]


def _json(value: object) -> str:
    """Return a value as JSON on one line; what cannot be seen is escaped as YAML escapes it."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in text)


def _ask(question_id: str, graph: str, params: Mapping[str, Any], settings: "Settings") -> list[dict[str, Any]]:
    """Return a question's whole answer on an example graph."""
    from tertius.cli.asking import ask

    async def work(answers: Any, _: object) -> list[dict[str, Any]]:  # noqa: ANN401 - imported late
        rows: list[dict[str, Any]] = (await answers.ask(question_id, params)).rows
        return rows

    with _holding(graph, settings) as target:
        return ask(target, settings, work)


@contextmanager
def _holding(graph: str, settings: "Settings") -> Iterator["Target"]:
    """Give a throwaway server that holds one example graph."""
    from tertius.cli.plugins import claims_loader
    from tertius.cli.session import target_of
    from tertius.embedded import EmbeddedServer
    from tertius.graph.connect import open_driver
    from tertius.graph.migrate import migrate
    from tertius.loading.loading import load

    document = claims_loader().open(checkout() / "cypher" / "graphs" / graph)
    with (
        tempfile.TemporaryDirectory(prefix="tertius-example-", ignore_cleanup_errors=True) as folder,
        EmbeddedServer(
            data_dir=Path(folder), cache_dir=settings.cache_dir, maven_url=settings.maven_url, brief=True
        ) as running,
    ):
        target = target_of(running)
        with open_driver(target) as driver:
            migrate(driver, target.database)
            load(document, driver, target.database, quarantine=Path(folder, "bad-rows.csv"))
        yield target
