"""What two questions have in common stands once: in what the loader derives, and in the shared conventions."""

import itertools
import re

import pytest

from tertius.catalog.catalogue import question_files
from tertius.catalog.conventions import shared_conventions
from tertius.catalog.cypher_file import parse
from tertius.catalog.files import cypher_root
from tertius.catalog.question import Question

ROOT = cypher_root()
FILES = {path.relative_to(ROOT).with_suffix("").as_posix(): path for path in question_files(ROOT)}
RUN = 6
"""Lines in a row that no two files may share."""
OF_ONE_NETWORK = ["articulation_points", "betweenness", "bridges", "closeness", "communities", "harmonic", "pagerank"]
TWINS = (
    {f"centrality/{name}_gds" for name in OF_ONE_NETWORK},
    {"networks/opponents", "networks/allies"},  # the same events, and who was on which side of them
)
"""Questions that differ in a line or two; and a statement cannot call another."""

ROLL_UP = {"units", "within"}


def twins(one: str, other: str) -> bool:
    return any({one, other} <= alike for alike in TWINS)


def body(name: str) -> list[str]:
    """Return the lines between the first MATCH and the final RETURN, without indents, comments and blank lines."""
    lines = [line.strip() for line in FILES[name].read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line and not line.startswith("//")]
    first = next(i for i, line in enumerate(lines) if re.match(r"(OPTIONAL )?MATCH\b", line))
    last = max(i for i, line in enumerate(lines) if line.startswith("RETURN"))
    return lines[first:last]


def runs(name: str) -> set[tuple[str, ...]]:
    lines = body(name) if name != "entities/search" else []
    return {tuple(lines[i : i + RUN]) for i in range(len(lines) - RUN + 1)}


@pytest.mark.parametrize(("one", "other"), [pair for pair in itertools.combinations(FILES, 2) if not twins(*pair)])
def test_no_run_of_six_lines_stands_in_two_files(one: str, other: str) -> None:
    assert runs(one) & runs(other) == set()


def test_brokers_can_be_read_in_one_sitting() -> None:
    text = FILES["brokerage/brokers"].read_text(encoding="utf-8")
    after_the_header = text.split("\n//---\n")[2]
    assert sum(bool(line.strip()) for line in after_the_header.splitlines()) <= 70


@pytest.fixture(params=FILES)
def question(request: pytest.FixtureRequest) -> Question:
    return parse(FILES[request.param], root=ROOT)


def test_a_question_names_the_conventions_that_its_text_rests_on(question: Question) -> None:
    shared = shared_conventions(ROOT)
    named = {name for name, sentence in shared.items() if sentence in question.conventions}
    if "dates" in question.params:
        assert named >= {"possible-and-certain", "spells", "lives"}, "An answer that uses dates says how they are read."
    if "COUNTS_AS" in question.cypher:
        assert named & ROLL_UP, "It rolls units up and does not say how."
        assert named >= {"at-one-moment", "categories"}
    if "min_likelihood" in question.params:
        assert "likelihoods" in named
    if "rank" in question.columns:
        assert "equal-scores" in named


def test_every_shared_sentence_is_one_that_questions_share() -> None:
    said = [sentence for path in FILES.values() for sentence in parse(path, root=ROOT).conventions]
    assert len(set(said)) < len(said)
    for name, sentence in shared_conventions(ROOT).items():
        assert "\n" not in sentence
        assert said.count(sentence) > 1, f"No two questions name {name}."
    own = {name: set(parse(path, root=ROOT).conventions) for name, path in FILES.items()}
    for one, other in itertools.combinations(FILES, 2):
        twice = own[one] & own[other] - set(shared_conventions(ROOT).values())
        assert twins(one, other) or not twice, "Say it in conventions.yaml."
