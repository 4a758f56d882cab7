"""All questions: those of the Cypher files, and the measures that are registered beside them."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Self

from tertius.catalog.cypher_file import parse
from tertius.catalog.files import cypher_root
from tertius.catalog.question import Question
from tertius.errors import CatalogueError, NotFoundError

#: Folders of ``cypher/`` that hold no questions.
NOT_GROUPS = ("schema", "graphs")


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
        for question in questions:
            self.register(question)

    @classmethod
    def load(cls, root: Path | None = None) -> Self:
        """Read every question file of a ``cypher`` folder.

        Parameters
        ----------
        root
            The folder; that of the installation by default.

        Returns
        -------
        Catalogue
            Of queries alone; measures register themselves.

        Raises
        ------
        CatalogueError
            A file is not as it must be; names the file and the line.
        """
        root = cypher_root() if root is None else root
        return cls(parse(path, root=root) for path in question_files(root))

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
        if question := self._by_id.get(question_id):
            return question
        close = difflib.get_close_matches(question_id, self._by_id, n=3, cutoff=0.5)
        raise NotFoundError(
            f"The catalogue has no question {question_id!r}.",
            where=question_id,
            next_step=f"Did you mean {' or '.join(close)}?" if close else "`tertius query` lists them.",
        )

    def groups(self) -> dict[str, tuple[Question, ...]]:
        """Return the questions by group, both in order."""
        found: dict[str, list[Question]] = {}
        for question in self._by_id.values():
            found.setdefault(question.group, []).append(question)
        return {group: tuple(questions) for group, questions in found.items()}

    def __getitem__(self, question_id: str) -> Question:
        return self._by_id[question_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


def question_files(root: Path) -> list[Path]:
    """Return the question files of a ``cypher`` folder, in order of id.

    Parameters
    ----------
    root
        The folder.
    """
    return sorted(path for path in root.glob("*/*.cypher") if path.parent.name not in NOT_GROUPS)
