"""One typed parameter of a question, and what it accepts."""

import datetime
import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tertius.catalog.periods import period_of
from tertius.errors import InputError
from tertius.model.date_hints import hint, is_day
from tertius.model.folding import whole
from tertius.model.spelling import spelled
from tertius.wording import counted

ParamType: TypeAlias = Literal["string", "integer", "number", "boolean", "date"]
Scalar: TypeAlias = str | int | float | bool | datetime.date
ParamValue: TypeAlias = Scalar | list[Scalar] | None

#: Neo4j's integers have 64 bits.
_LEAST, _MOST = -(2**63), 2**63 - 1
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
#: What a text may not hold: the driver cannot send lone surrogates, and control characters never belong to a name.
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

_WORDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a day as YYYY-MM-DD",
}


class Param(BaseModel):
    """One parameter of a question.

    Attributes
    ----------
    type
        What a value is.
    list
        Whether it takes several of these: a list, or a text for a list of one. No text is split, whatever is in it.
    nullable
        Whether it may be null, given as an empty text or JSON's null.
    enum
        The only values that it takes.
    min, max
        The least and the greatest number or day, both included.
    max_length
        Characters that a text may have.
    max_items
        Values that a list may have.
    lettered
        Whether a text needs a letter or a digit, as a name has.
    required
        Whether a user must give it. Then ``value`` is only an example, for Neo4j Browser and the documentation.
    id_of
        What a text, or each of a list, is the id of, where it is one: ``entity`` or ``tie``. An id that nothing has is
        then told as such, and not as an answer without rows; of an entity its name is taken as well.
    about
        What it does, in a phrase.
    value
        The value of the file's ``:param`` line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ParamType
    list: bool = False
    nullable: bool = False
    enum: tuple[Scalar, ...] | None = None
    min: int | float | datetime.date | None = None
    max: int | float | datetime.date | None = None
    max_length: Annotated[int, Field(ge=1)] = 500
    max_items: Annotated[int, Field(ge=1)] = 100
    lettered: bool = False
    required: bool = False
    id_of: Literal["entity", "tie"] | None = None
    about: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\r\n]*$")]
    value: Any

    @property
    def default(self) -> ParamValue:
        """What it is when a user does not give it; None also where it must be given (see ``required``)."""
        value: ParamValue = self.value
        return None if self.required else value

    @property
    def min_items(self) -> int:
        """Values that a list needs: none where it is empty unless a user says otherwise, one everywhere else."""
        return 0 if self.list and self.value is not None and not self.value else 1

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        for limit in (self.min, self.max):
            fits = datetime.date if self.type == "date" else (int, float)
            if limit is not None and (self.type not in {"integer", "number", "date"} or not isinstance(limit, fits)):
                raise ValueError(f"a limit of {limit!r} means nothing for the type {self.type}")
        if self.id_of is not None and (self.type != "string" or (self.list and self.id_of == "tie")):
            raise ValueError(f"the id of one {self.id_of} is one string, not {'a list' if self.list else self.type}")
        try:
            for choice in self.enum or ():
                if self._one("enum", choice, check_enum=False) != choice:
                    raise ValueError(f"the choice {choice!r} is not of the type {self.type}")
            accepted = self.accept("value", {"value": self.value})
        except InputError as error:
            raise ValueError(f"{error.what} {error.next_step}") from error
        object.__setattr__(self, "value", accepted)  # such as a date that came as text
        return self

    def accept(self, name: str, raw: Mapping[str, object]) -> ParamValue:
        """Return this parameter's value among what a user gave.

        Parameters
        ----------
        name
            The parameter's name.
        raw
            What was given, by name: text or JSON values.

        Returns
        -------
        str, int, float, bool, datetime.date, a list of these, or None

        Raises
        ------
        InputError
            It is required and missing, or what was given does not fit.
        """
        if name not in raw:
            if self.required:
                raise InputError(f"The parameter {name} must be given.", where=name, next_step=self._wanted())
            return self.default
        given = raw[name]
        if given is None or (given == "" and self.nullable):
            if not self.nullable:
                raise self._refusal(name, given)
            return None
        if not self.list:
            return self._one(name, given)
        if isinstance(given, str):
            given = [given] if given else []
        if not isinstance(given, list | tuple):
            raise self._refusal(name, given)
        if "" in given:  # a form sends its empty fields, too: among several values they are none
            given = [item for item in given if item != ""]
            if not given and self.nullable:
                return None
        if len(given) < self.min_items:
            raise InputError(f"The parameter {name} has no value.", where=name, next_step=self._wanted())
        if len(given) > self.max_items:
            raise InputError(
                f"The parameter {name} has {counted(len(given), 'value')}.",
                where=name,
                next_step=f"Give at most {self.max_items}.",
            )
        return [self._one(name, item) for item in given]

    def _one(self, name: str, given: object, *, check_enum: bool = True) -> Scalar:
        value = self._read(given)
        if value is None or (check_enum and self.enum is not None and value not in self.enum):
            raise self._refusal(name, given)
        if isinstance(value, str):
            length = min(len(value), len(str(given)))  # composing makes most texts shorter, and a few longer
            if not value or length > self.max_length or _UNSENDABLE.search(value):
                raise self._refusal(name, given)
            if self.lettered and not whole(value):
                raise self._refusal(name, given)
        elif (self.min is not None and value < self.min) or (self.max is not None and value > self.max):  # type: ignore[operator]
            raise self._refusal(name, given)
        return value

    def _read(self, given: object) -> Scalar | None:
        """Return the value of this type that was given, or None."""
        text = given.strip() if isinstance(given, str) and self.type != "string" else given
        match self.type, text:
            case "string", str():
                return spelled(text)
            case "boolean", bool():
                return text
            case "boolean", "true" | "false":
                return text == "true"
            case "integer", int() if not isinstance(text, bool):
                return text if _LEAST <= text <= _MOST else None
            case "integer", str() if _INTEGER.fullmatch(text):
                return number if _LEAST <= (number := int(text)) <= _MOST else None
            case "number", int() | float() if not isinstance(text, bool):
                return _finite(text)
            case "number", str() if _NUMBER.fullmatch(text):
                return _finite(text)
            case "date", datetime.date() if not isinstance(text, datetime.datetime):
                return text
            case "date", str() if _DATE.fullmatch(text):
                try:
                    return datetime.date.fromisoformat(text)
                except ValueError:
                    return None
        return None

    def _refusal(self, name: str, given: object) -> InputError:
        shown = "empty" if given in (None, "") else repr(given) if len(repr(given)) <= 80 else repr(given)[:79] + "…"
        meant = ""
        if self.type == "date" and isinstance(given, str):
            meant = hint(
                given[:60],
                can_be_read=lambda text: is_day(text) or period_of(text) is not None,
                otherwise="",
                asked=True,
            )
        return InputError(
            f"The parameter {name} cannot be {shown}.", where=name, next_step=f"{self._wanted()} {meant}".strip()
        )

    def _wanted(self) -> str:
        if self.enum is not None:
            words = "one of " + ", ".join(str(choice) for choice in self.enum)
        else:
            words = _WORDS[self.type]
        if self.type == "string" and self.enum is None:
            words += f" of 1 to {counted(self.max_length, 'character')}"
            if self.lettered:
                words += " with a letter or a digit among them"
        if self.min is not None and self.max is not None:
            words += f" from {self.min} to {self.max}"
        elif self.min is not None:
            words += f", {self.min} or more"
        elif self.max is not None:
            words += f", {self.max} or less"
        if self.list:
            words += "; give the parameter again for each further one"
        if self.nullable:
            words += "; or nothing"
        return f"Give {words}."


def _finite(given: float | str) -> float | None:
    try:
        number = float(given)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
