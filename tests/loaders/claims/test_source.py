"""`source.yaml`: every value a text as it stands, and a clear word on everything else."""

from datetime import date

import pytest

from tertius.errors import DataError
from tertius.model.sources import Release, Source
from tertius_loaders.claims.source import keys_of_yaml, read_source

MINIMAL = "id: report\ntitle: A report\n"


def read(text: str) -> tuple[Source, Release]:
    return read_source(keys_of_yaml(text, name="source.yaml", where="folder/source.yaml"), sha256="ab" * 32)


def test_everything_it_can_say() -> None:
    source, release = read(
        "id: mali-2013\n"
        'title: "Mali: a report"\n'
        "author: A. Writer\n"
        "publisher: An Institute\n"
        "published: 2013-02-05\n"
        "version: second printing\n"
        "url: https://example.org/report?id=1\n"
        "licence: CC BY 4.0\n"
        "reliability: B\n"
        "derived_from: [wire, other-2012]\n"
    )

    assert source == Source(
        id="mali-2013",
        title="Mali: a report",
        author="A. Writer",
        publisher="An Institute",
        url="https://example.org/report?id=1",
        licence="CC BY 4.0",
        reliability="B",
        derived_from=("wire", "other-2012"),
    )
    assert release == Release(
        source="mali-2013", version="second printing", published=date(2013, 2, 5), sha256="ab" * 32
    )


def test_only_id_and_title_are_needed_and_what_is_left_empty_is_empty() -> None:
    source, release = read(MINIMAL + "author:\nreliability: ~\nderived_from:\npublished: null\nversion: ''\n")

    assert source == Source(id="report", title="A report")
    assert (release.version, release.published) == ("1", None)


def test_the_edition_is_the_day_unless_it_has_a_name() -> None:
    assert read(MINIMAL + "published: 2013-02-05\n")[1].id == "report@2013-02-05"


@pytest.mark.parametrize(
    ("line", "attribute", "text"),
    [
        ("version: 23.10", "version", "23.10"),
        ("version: 2013-02", "version", "2013-02"),
        ("version: 1_000", "version", "1_000"),
        ("licence: no", "licence", "no"),
        ("author: 0x10", "author", "0x10"),
        ("publisher: >\n  An\n  Institute", "publisher", "An Institute"),
    ],
)
def test_no_text_becomes_a_number_or_a_truth(line: str, attribute: str, text: str) -> None:
    source, release = read(f"{MINIMAL}{line}\n")

    assert getattr(release if attribute == "version" else source, attribute) == text


@pytest.mark.parametrize(
    "parents", ["wire, other-2012", "wire other-2012", "[wire, other-2012]", "\n  - wire\n  - other-2012"]
)
def test_what_it_repeats_can_be_written_in_any_way(parents: str) -> None:
    assert read(f"{MINIMAL}derived_from: {parents}\n")[0].derived_from == ("wire", "other-2012")


@pytest.mark.parametrize(
    ("text", "what", "next_step", "line"),
    [
        ("title: A report\n", "no id", "such as mali-2013", 1),
        ("id: report\n", "no title", "as a citation would", 1),
        ("id: report\ntitle:\n", "no title", "as a citation would", 2),
        ("id: The Report\ntitle: x\n", "'The Report' is no source id", "lower-case letters", 1),
        (MINIMAL + "license: x\n", "a key 'license', which is not known", "Did you mean licence?", 3),
        (MINIMAL + "Publisher: x\n", "a key 'Publisher'", "Did you mean publisher?", 3),
        (MINIMAL + "colour: x\n", "a key 'colour'", "use one of id, title", 3),
        (MINIMAL + "\n\nreliability: G\n", "'G' is not a grade", "from A to F", 5),
        (MINIMAL + "published: 2013-02\n", "'2013-02' is not a day", "name the edition in version", 3),
        (MINIMAL + "published: 2013-02-30\n", "'2013-02-30' is not a day", "YYYY-MM-DD", 3),
        (MINIMAL + "published: 5 February 2013\n", "is not a day", "Write 2013-02-05.", 3),
        (MINIMAL + "url: javascript:alert(1)\n", "is no web address", "https://", 3),
        (MINIMAL + "url: www.example.org\n", "is no web address", "https://", 3),
        (MINIMAL + "author: [a, b]\n", "The author of the source is a list", "Write one text", 3),
        (MINIMAL + "author: {first: a}\n", "neither a text nor a list", "Write one text", 3),
        (MINIMAL + "derived_from: [[a]]\n", "neither a text nor a list", "Write one text", 3),
        (MINIMAL + "derived_from: The Wire\n", "'The' is no source id", "lower-case", 3),
        (MINIMAL + "derived_from: report\n", "derived from itself", "Name the source that it repeats", 3),
        (MINIMAL + "id: other\n", "says id twice", "Keep one", 3),
        ("id: report\ntitle: Mali: a report\n", "no YAML that can be read", "quotes around a text with a colon", 2),
        ("id: report\n\ttitle: x\n", "no YAML that can be read", "one line for each key", 2),
        ("just a text\n", "does not say keys and values", "Write lines such as id:", 1),
        ("- id\n- title\n", "does not say keys and values", "Write lines such as id:", 1),
        ("id: a\n---\nid: b\n", "no YAML that can be read", "one line for each key", 2),
        (MINIMAL + "author: &x a\npublisher: *x\n", "a reference to another of its parts", "one plain text", 0),
        (MINIMAL + "author: a\x00b\n", "characters that YAML does not allow", "plain text", 0),
        ("[" * 60_000, "lists within lists within lists", "one plain text", 0),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_it_cannot_say(text: str, what: str, next_step: str, line: int) -> None:
    with pytest.raises(DataError) as caught:
        read(text)

    assert what in caught.value.what
    assert next_step in caught.value.next_step
    assert caught.value.where.startswith("folder/source.yaml")
    if line:
        assert f"line {line}" in caught.value.where or f"and {line}" in caught.value.where


def test_nested_aliases_are_refused_before_they_grow() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )

    with pytest.raises(DataError, match="a reference to another of its parts"):
        read(bomb)


def test_no_tag_makes_an_object() -> None:
    assert read("id: report\ntitle: !!python/object/apply:os.getcwd []\n".replace(" []", " x"))[0].title == "x"
