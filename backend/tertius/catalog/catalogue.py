"""All questions: those of the Cypher files, and the measures that are registered beside them."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Self

from tertius.catalog.cypher_file import parse
from tertius.catalog.files import cypher_root
from tertius.catalog.graph_form import graph_form
from tertius.catalog.measure import Measure
from tertius.catalog.question import Question
from tertius.catalog.registered import registered
from tertius.errors import CatalogueError, InputError, NotFoundError

#: Folders of ``cypher/`` that hold no questions.
NOT_GROUPS = ("schema", "graphs")

#: The group whose questions choose the network that a measure works on.
NETWORKS = "networks"


class Catalogue(Mapping[str, Question]):
    """Questions by id, in order of id.

    Parameters
    ----------
    questions
        Those to start with.

    Raises
    ------
    CatalogueError
        Two have the same id.
    """

    def __init__(self, questions: Iterable[Question] = ()) -> None:
        self._by_id: dict[str, Question] = {}
        self._measures: dict[str, Measure] = {}
        self._waiting: Callable[[], Iterable[Measure]] | None = None
        for question in questions:
            self.register(question)

    @classmethod
    def load(cls, root: Path | None = None) -> Self:
        """Read every question file of a ``cypher`` folder, and every measure that is registered.

        The measures are looked for when one of them is wanted, or all questions are: a query is asked without them, and
        without the numerical libraries that they import.

        Parameters
        ----------
        root
            The folder; that of the installation by default. Measures are only added to the installation's own files,
            whose networks they work on.

        Returns
        -------
        Catalogue

        Raises
        ------
        CatalogueError
            A file is not as it must be; names the file and the line.
        """
        folder = cypher_root() if root is None else root
        found = cls(parse(path, root=folder) for path in question_files(folder))
        if root is None:
            found._waiting = registered
        return found

    def _all(self) -> dict[str, Question]:
        """Return every question by id, measures too."""
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            for measure in waiting():
                self.add_measure(measure)
        return self._by_id

    def add_measure(self, measure: Measure) -> None:
        """Add a measure, as the question that it answers.

        Parameters
        ----------
        measure
            What is declared with `tertius.catalog.measure.measure`.

        Raises
        ------
        CatalogueError
            There is a question of that id, or the measure works on a network that the catalogue does not have.
        """
        self.register(measure.question(self.networks()))
        self._measures[measure.id] = measure

    def measure(self, question_id: str) -> Measure:
        """Return the measure that answers a question.

        Raises
        ------
        NotFoundError
            There is no such question, or a query answers it.
        """
        question = self.find(question_id)
        if question_id not in self._measures:
            raise NotFoundError(
                f"The question {question.id} is answered by a query, not by a measure.",
                where=question_id,
                next_step=f"Use one of {', '.join(self._measures)}." if self._measures else "`tertius query` asks it.",
            )
        return self._measures[question_id]

    def to_paste(self, question_id: str, network: str | None = None, *, graph: bool = False) -> str:
        """Return what of a question can be pasted into Neo4j Browser.

        Parameters
        ----------
        question_id
            The question.
        network
            Of a measure, one of its networks; the first by default.
        graph
            Whether the statement returns what the rows rest on, to be drawn (`tertius.catalog.graph_form`).

        Returns
        -------
        str
            The question's file; of a measure, that of the question that chooses its network, below comments on where
            the rest is computed.

        Raises
        ------
        NotFoundError
            There is no such question.
        InputError
            It has no such network, or nothing that can be drawn.
        """
        question = self.find(question_id)
        networks = self._measures[question.id].networks if question.id in self._measures else ()
        if network is not None and network not in networks:
            raise InputError(
                f"The question {question.id} works on no network {network!r}.",
                where="network",
                next_step=f"Use one of {', '.join(networks)}."
                if networks
                else "It is one file: leave the network out.",
            )
        chosen = self.find(f"{NETWORKS}/{network or networks[0]}") if networks else question
        text = graph_form(chosen) if graph else chosen.text
        return f"{self._measures[question.id].comment(chosen.id)}\n{text}" if networks else text

    def measures(self) -> dict[str, Measure]:
        """Return the measures by id."""
        self._all()
        return dict(sorted(self._measures.items()))

    def queries(self) -> tuple[Question, ...]:
        """Return the questions that a Cypher file answers, in order of id; the measures are not looked for."""
        return tuple(question for question in self._by_id.values() if question.kind == "query")

    def networks(self) -> dict[str, Question]:
        """Return the questions that choose a network, by name."""
        return {question.name: question for question in self._by_id.values() if question.group == NETWORKS}

    def register(self, question: Question) -> None:
        """Add a question, such as a measure.

        Parameters
        ----------
        question
            The question; what answers it is the business of the room that answers.

        Raises
        ------
        CatalogueError
            There is one of that id.
        """
        if question.id in self._by_id:
            raise CatalogueError(
                f"Two questions have the id {question.id}.", where=question.id, next_step="Rename one of them."
            )
        self._by_id[question.id] = question
        self._by_id = dict(sorted(self._by_id.items()))

    def find(self, question_id: str) -> Question:
        """Return a question, or tell a user which they may have meant.

        Parameters
        ----------
        question_id
            ``group/name``.

        Returns
        -------
        Question

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        if question := self.get(question_id):
            return question
        close = difflib.get_close_matches(question_id, self, n=3, cutoff=0.5)
        raise NotFoundError(
            f"The catalogue has no question {question_id!r}.",
            where=question_id,
            next_step=f"Did you mean {' or '.join(close)}?" if close else "`tertius query` lists them.",
        )

    def groups(self) -> dict[str, tuple[Question, ...]]:
        """Return the questions by group, both in order."""
        found: dict[str, list[Question]] = {}
        for question in self.values():
            found.setdefault(question.group, []).append(question)
        return {group: tuple(questions) for group, questions in found.items()}

    def __getitem__(self, question_id: str) -> Question:
        return self._by_id[question_id] if question_id in self._by_id else self._all()[question_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def question_files(root: Path) -> list[Path]:
    """Return the question files of a ``cypher`` folder, in order of id.

    Parameters
    ----------
    root
        The folder.
    """
    return sorted(path for path in root.glob("*/*.cypher") if path.parent.name not in NOT_GROUPS)
