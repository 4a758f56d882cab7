"""Options of loaders: what a person gives as text becomes what the loader takes, or is told in plain words."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from tertius.errors import InputError
from tertius.loading.loader import Document, Shaped
from tertius.loading.opening import LoaderOption, open_document, options_of
from tertius.model.sources import Release, Source


class Sides(StrEnum):
    AS_CODED = "as-coded"
    MEMBERS = "members"


class TideOptions(BaseModel):
    """One field of every kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str = Field("", description="The edition's name")
    published: date | None = Field(None, description="The day of the edition.")
    country: tuple[str, ...] = Field((), description="Only this country")
    sides: Sides = Field(Sides.AS_CODED, description="How sides are loaded")
    shape: Literal["auto", "matrix"] = Field("auto", description="What the file is")
    least: float | None = Field(None, gt=0, description="Least weight")
    whole_year: bool = Field(False, description="The file has whole years")
    active: bool | None = Field(None, description="Only active years")
    beside: Path | None = Field(None, description="Another file")


class TideLoader:
    """Remembers what it was opened with."""

    name = "tide_table"
    options = TideOptions
    many = True

    def __init__(self) -> None:
        self.opened: list[tuple[tuple[Path, ...], TideOptions]] = []

    def open(self, *paths: Path, options: TideOptions | None = None) -> Document:
        self.opened.append((paths, options or TideOptions()))
        return Document(
            Source(id="tide", title="Tides"), Release(source="tide", version="1"), lambda: iter(()), lambda _: Shaped()
        )


class PlainLoader:
    """Takes one path and no options."""

    name = "plain"

    def open(self, path: Path) -> Document:
        return Document(
            Source(id="plain", title=path.name),
            Release(source="plain", version="1"),
            lambda: iter(()),
            lambda _: Shaped(),
        )


def refused(given: dict[str, Any], *paths: str) -> InputError:
    with pytest.raises(InputError) as caught:
        open_document(TideLoader(), [*map(Path, paths or ("a.csv",))], given)
    assert caught.value.next_step
    return caught.value


def test_texts_become_what_the_loader_takes() -> None:
    loader = TideLoader()
    given = {
        "published": "2024-06-25",
        "country": ("ML", "NE"),
        "sides": "members",
        "least": "0.5",
        "active": "false",
        "whole_year": True,
        "beside": Path("b.csv"),
    }
    open_document(loader, [Path("a.csv"), Path("c.csv")], given)
    open_document(loader, [Path("a.csv")])

    (paths, options), (_, untouched) = loader.opened
    assert paths == (Path("a.csv"), Path("c.csv"))
    assert options == TideOptions(
        published=date(2024, 6, 25),
        country=("ML", "NE"),
        sides=Sides.MEMBERS,
        least=0.5,
        active=False,
        whole_year=True,
        beside=Path("b.csv"),
    )
    assert untouched == TideOptions()


def test_options_are_told_by_what_they_take() -> None:
    own = options_of(TideLoader())
    assert own["whole_year"] == LoaderOption("whole_year", "The file has whole years", bool, flag=True)
    assert own["whole_year"].name == "--whole-year"
    assert own["sides"] == LoaderOption(
        "sides", "How sides are loaded", str, ("as-coded", "members"), default="as-coded"
    )
    assert own["shape"].choices == ("auto", "matrix")
    assert (own["country"].many, own["country"].type, own["published"].type, own["active"].flag) == (
        True,
        str,
        date,
        False,
    )
    assert options_of(PlainLoader()) == {}


@pytest.mark.parametrize(
    ("given", "where", "what", "next_step"),
    [
        ({"contry": ("ML",)}, "--contry", "no option --contry of `tertius load tide-table`", "Did you mean --country?"),
        ({"zzzz": "1"}, "--zzzz", "no option", "`tertius load tide-table --help` lists them"),
        (
            {"sides": "membrs"},
            "--sides",
            "'membrs' is no value of --sides",
            "Did you mean members? Use one of as-coded",
        ),
        ({"shape": "x"}, "--shape", "is no value", "Use one of auto, matrix."),
        ({"published": "1717200000"}, "--published", "is no day", "YYYY-MM-DD"),
        ({"published": "2024-02-30"}, "--published", "is no day", "YYYY-MM-DD"),
        ({"least": "many"}, "--least", "'many' is no number", "0.5"),
        ({"least": "0"}, "--least", "'0' is not above 0", "above 0"),
        ({"active": "perhaps"}, "--active", "neither true nor false", "true or false"),
    ],
)
def test_what_cannot_be_used_is_told_with_the_nearest(
    given: dict[str, Any], where: str, what: str, next_step: str
) -> None:
    error = refused(given)
    assert error.where == where
    assert what in error.what
    assert next_step in error.next_step


def test_several_files_are_for_loaders_of_several() -> None:
    with pytest.raises(InputError, match="plain takes one file or folder at a time, not 2"):
        open_document(PlainLoader(), [Path("a"), Path("b")])
    with pytest.raises(InputError, match="No file"):
        open_document(PlainLoader(), [])
    with pytest.raises(InputError, match="no option --release of `tertius load plain`"):
        open_document(PlainLoader(), [Path("a")], {"release": "1"})
    assert open_document(PlainLoader(), [Path("a")]).source.title == "a"
