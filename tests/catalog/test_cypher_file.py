import datetime
import hashlib
import textwrap
from pathlib import Path

import pytest

from tertius.catalog.cypher_file import parse
from tertius.errors import CatalogueError

GOOD = textwrap.dedent("""\
    // Leaders of a group
    //---
    // question: Who led this group on that day?
    // version: 3
    // params:
    //   group_id: {type: string, required: true, about: The group}
    //   as_of: {type: date, nullable: true, about: "On this day; null: at any time"}
    //   kinds: {type: string, list: true, enum: [LEADS, MEMBER_OF], about: Kinds of tie}
    //   limit: {type: integer, min: 1, max: 50, about: Rows at most}
    // columns:
    //   person_id: {type: string, about: The person}
    //   since: {type: date, nullable: true, about: The first day}
    //   tie_ids: {type: string, list: true, about: What it rests on}
    // evidence: tie_ids
    // conventions:
    //   - Units are counted as themselves.
    // example:
    //   graph: harbour
    //   params: {as_of: 2012-06-01}
    //   rows:
    //     - {person_id: "harbour:no", since: 2012-04-01, tie_ids: [a, no]}
    //---
    :param group_id => 'harbour:tern';
    // the day that the example is about
    :param as_of => date('2012-06-01');
    :param kinds => ['LEADS'];
    :param limit => 20;

    // A comment; with a semicolon, before the statement.
    MATCH (p:Person)-[t]->(g:Organization {id: $group_id}) // and $within it
    WHERE type(t) IN $kinds AND ($as_of IS NULL OR t.from_earliest <= $as_of) AND p.name <> ';'
    RETURN p.id AS person_id, t.from_earliest AS since, [t.id] AS tie_ids
    ORDER BY person_id LIMIT $limit;
    """)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "commanders" / "leaders.cypher"
    path.parent.mkdir()
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_file_says_all_of_a_question(file: Path) -> None:
    question = parse(file)
    assert (question.id, question.kind, question.title, question.version) == (
        "commanders/leaders",
        "query",
        "Leaders of a group",
        3,
    )
    assert question.question == "Who led this group on that day?"
    assert list(question.params) == ["group_id", "as_of", "kinds", "limit"]
    assert question.params["as_of"].default == datetime.date(2012, 6, 1)
    assert question.params["kinds"].default == ["LEADS"]
    assert question.params["group_id"].required
    assert question.params["group_id"].value == "harbour:tern"
    assert [(name, column.type, column.list) for name, column in question.columns.items()] == [
        ("person_id", "string", False),
        ("since", "date", False),
        ("tie_ids", "string", True),
    ]
    assert question.evidence is not None
    assert (question.evidence.column, question.evidence.kind) == ("tie_ids", "ties")
    assert question.conventions == ("Units are counted as themselves.",)
    assert question.cypher.startswith("MATCH (p:Person)")
    assert question.cypher.endswith("LIMIT $limit")
    assert question.text == GOOD
    assert question.digest == hashlib.sha256(GOOD.encode()).hexdigest()


def test_yaml_has_no_surprises_for_days_and_for_norway(file: Path) -> None:
    example = parse(file).example
    assert example.params == {"as_of": "2012-06-01"}
    assert example.rows == ({"person_id": "harbour:no", "since": "2012-04-01", "tie_ids": ["a", "no"]},)


def test_the_example_is_of_what_neo4j_browser_runs_when_the_file_is_pasted(file: Path) -> None:
    assert parse(file).example_params() == {
        "group_id": "harbour:tern",
        "as_of": datetime.date(2012, 6, 1),
        "kinds": ["LEADS"],
        "limit": 20,
    }


def test_evidence_of_claims_and_none_at_all(file: Path) -> None:
    file.write_text(GOOD.replace("evidence: tie_ids", "evidence: {column: tie_ids, kind: claims}"))
    evidence = parse(file).evidence
    assert evidence is not None
    assert evidence.kind == "claims"
    file.write_text(GOOD.replace("evidence: tie_ids", "evidence: none"))
    assert parse(file).evidence is None


def test_a_statement_may_have_comments_of_either_kind_inside(file: Path) -> None:
    file.write_text(GOOD.replace("ORDER BY", "/* the first; */ ORDER BY"))
    assert "/* the first; */" in parse(file).cypher


def test_other_line_ends_are_the_same_question(file: Path) -> None:
    before = parse(file)
    file.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert parse(file) == before


BROKEN = [
    # (what is put for what), line, what the message says
    ("// Leaders of a group\n", "MATCH (n) RETURN n;\n", 1, "title"),
    ("// Leaders of a group\n//---", "//---\n//---", 1, "title"),
    ("//---\n// question", "// ---\n// question", 2, "open the header"),
    ("//---\n:param group_id", "// --\n:param group_id", 2, "never closed"),
    ("// version: 3\n", "version: 3\n", 4, "not a comment"),
    ("// version: 3\n", "// version: three\n", 4, "version"),
    ("// version: 3\n", "// version: 0\n", 4, "version"),
    ("// version: 3\n", "", None, "version"),
    ("// version: 3\n", "// version: 3\n// version: 4\n", 5, "version comes twice"),
    ("// version: 3\n", "// version: 3\n// colour: red\n", 5, "no field 'colour'"),
    ("// version: 3\n", "// ? [a]\n// : b\n// version: 3\n", 4, "must be a word"),
    ("on that day?", "on that day", 3, "question"),
    ("// question: Who", "// question: [Who", None, "not YAML"),
    ("about: The group}", "about: The group, colour: red}", 6, "colour"),
    ("{type: string, required", "{type: text, required", 6, "type"),
    ("min: 1, max: 50", "min: 21, max: 50", 9, "limit"),
    ("// evidence: tie_ids\n", "", 3, "where the evidence is"),
    ("// evidence: tie_ids\n", "// evidence: claim_ids\n", 3, "claim_ids"),
    ("// evidence: tie_ids\n", "// evidence: since\n", 3, "ids"),
    ("{type: date, nullable: true, about: The first", "{type: day, about: The first", 12, "type"),
    ("since: 2012-04-01, tie_ids: [a, no]}", "tie_ids: [a, no]}", 3, "row 1"),
    ("tie_ids: [a, no]}", "tie_ids: a}", 3, "tie_ids"),
    ('person_id: "harbour:no"', "person_id: null", 3, "person_id"),
    ("params: {as_of: 2012-06-01}", "params: {as_of: June}", 3, "example's parameters"),
    ("params: {as_of: 2012-06-01}", "params: {day: 2012-06-01}", 3, "example's parameters"),
    ("graph: harbour", "graph: ../harbour", 18, "graph"),
    ("// params:\n", "// params: []\n// about:\n", None, ""),
    (":param limit => 20;", ":param limit => 20", 27, ":param"),
    (":param limit => 20;", ":param limit 20;", 27, ":param"),
    (":param limit => 20;", ":param limit => 10 + 10;", 27, "literal"),
    (":param limit => 20;", ":param limit => 20;\n:param limit => 20;", 28, "twice"),
    (":param limit => 20;", ":param limit => 20;\n:param colour => 'red';", 2, "colour"),
    (":param limit => 20;\n", "", 2, "limit"),
    ("LIMIT $limit;", "LIMIT 20;", 2, "does not use the parameter limit"),
    ("LIMIT $limit;", "LIMIT $limit + $extra;", 33, "$extra"),
    ("LIMIT $limit;", "LIMIT $limit", None, "semicolon"),
    ("LIMIT $limit;", "LIMIT $limit // ;", None, "semicolon"),
    ("LIMIT $limit;", "LIMIT $limit;\nRETURN 1;", 34, "second"),
    ("LIMIT $limit;", "LIMIT $limit + ';", None, "never closed"),
    ("// A comment; with", "/* A comment; with", 29, ""),
    ("// A comment; with a semicolon, before the statement.", "/* before */", 29, "/* */"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), BROKEN)
def test_a_file_that_breaks_the_rules_names_itself_and_the_line(
    file: Path, old: str, new: str, line: int | None, said: str
) -> None:
    assert GOOD.count(old) == 1
    file.write_text(GOOD.replace(old, new))
    with pytest.raises(CatalogueError) as caught:
        parse(file)
    assert said in caught.value.what
    assert caught.value.where.startswith(f"{file}:")
    if line is not None:
        assert caught.value.where == f"{file}:{line}"
    assert caught.value.next_step


def test_a_file_that_ends_before_its_statement(file: Path) -> None:
    file.write_text(GOOD[: GOOD.index("MATCH (p")])
    with pytest.raises(CatalogueError, match="no statement"):
        parse(file)


def test_a_file_that_is_not_utf8(file: Path) -> None:
    file.write_bytes(GOOD.replace("Leaders", "Ém").encode("latin-1"))
    with pytest.raises(CatalogueError, match="UTF-8"):
        parse(file)


@pytest.mark.parametrize("name", ["Leaders", "several-leaders", "1st", "a b"])
def test_a_file_name_must_make_an_id(file: Path, name: str) -> None:
    with pytest.raises(CatalogueError, match="<group>/<name>"):
        parse(file.rename(file.with_stem(name)))
