"""Holding a plan against the catalogue: all that is wrong, each with its place and what would be right."""

from collections.abc import Mapping, Sequence
from datetime import date
from email.errors import HeaderParseError
from email.headerregistry import Address

from tertius.catalog.catalogue import Catalogue
from tertius.catalog.declared import Fault, Place, instead
from tertius.catalog.question import Question
from tertius.catalog.spans import with_days
from tertius.errors import InputError, NotFoundError
from tertius.reports.plan import (
    DAY,
    Delivery,
    ReportPlan,
    Schedule,
    Section,
    UnknownReferenceError,
    Value,
    asked,
    reference,
)
from tertius.reports.times import ScheduleError, Times
from tertius.wording import quoted

_SOME_DAY = date(2012, 6, 1)  # any one shows whether $day fits a parameter


def faults(plan: ReportPlan, catalogue: Catalogue) -> list[Fault]:
    """Return all that is wrong with a plan whose shape is right; nothing if it can be run.

    Parameters
    ----------
    plan
        The plan.
    catalogue
        The questions.
    """
    found = [*_of_schedule(plan.schedule), *_of_titles(plan), *of_delivery(plan.deliver)]
    known: list[tuple[int, Section, Question]] = []
    for number, section in enumerate(plan.sections):
        try:
            known.append((number, section, catalogue.find(section.question)))
        except NotFoundError as error:
            found.append(Fault(("sections", str(number), "question"), error.what, error.next_step))
    found += _of_references(plan)
    if len(known) == len(plan.sections):
        found += _of_selection(plan, [question for _, _, question in known])
    for number, section, question in known:
        found += _of_section(plan, number, section, question)
    return list(dict.fromkeys(found))


def inputs_of(plan: ReportPlan, given: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values of a plan's inputs for one run.

    Parameters
    ----------
    plan
        The plan.
    given
        Values that come with the run; they go before the plan's own.

    Raises
    ------
    InputError
        One that the plan does not have, or one that has no value.
    """
    for name in given:
        if name not in plan.inputs:
            raise InputError(
                f"The report {plan.name} has no input {name!r}.", where=name, next_step=instead(name, plan.inputs)
            )
    found = {name: given.get(name, one.value) for name, one in plan.inputs.items()}
    for name, value in found.items():
        if value is None or value == "":
            raise InputError(
                f"The report {plan.name} needs {name!r}: {plan.inputs[name].about}.",
                where=name,
                next_step=f"Give it with the run (--set {name}=…), or start a report of your own that has it: "
                f"tertius report new NAME --like {quoted(plan.name)} --set {quoted(name)}=…",
            )
    return found


def refuse_values(plan: ReportPlan, inputs: Mapping[str, Value], catalogue: Catalogue, day: date) -> None:
    """Refuse values of inputs that a question does not accept, before anything is asked.

    Parameters
    ----------
    plan, inputs, day
        What is to be run.
    catalogue
        The questions.

    Raises
    ------
    InputError
        As the question says.
    """
    for section in plan.sections:
        question = catalogue.find(section.question)
        question.validate_params(asked(plan, section, question.params, inputs, day))


def of_delivery(places: Sequence[Delivery]) -> list[Fault]:
    """Return addresses that no mail can be sent to.

    Parameters
    ----------
    places
        Where something is delivered.
    """
    found = []
    for number, place in enumerate(places):
        for nth, address in enumerate(place.email):
            try:
                Address(addr_spec=address)
            except (ValueError, HeaderParseError, IndexError):
                what = f"{address!r} is no e-mail address."
                found.append(Fault(("deliver", str(number), "email", str(nth)), what, "Write it as name@example.org."))
    return found


def _of_schedule(schedule: Schedule | None) -> list[Fault]:
    try:
        Times.of(schedule)
    except ScheduleError as error:
        hint = {
            "cron": "Write it as '0 7 * * mon': minute, hour, day of the month, month, day of the week.",
            "timezone": "Write a name such as Africa/Bamako, Europe/Paris or UTC.",
        }
        return [Fault(("schedule", error.field), f"{error}.", hint[error.field])]
    return []


def _of_titles(plan: ReportPlan) -> list[Fault]:
    first: dict[str, int] = {}
    return [
        Fault(("sections", str(number), "title"), f"Two sections are called {section.title!r}.", "Rename one of them.")
        for number, section in enumerate(plan.sections)
        if first.setdefault(section.title, number) != number
    ]


def _of_references(plan: ReportPlan) -> list[Fault]:
    """Find references to no input, and inputs that nothing refers to."""
    found, used = [], set()
    places: list[tuple[Place, Value]] = [(("selection", name), value) for name, value in plan.selection.items()]
    for number, section in enumerate(plan.sections):
        places += [(("sections", str(number), "params", name), value) for name, value in section.params.items()]
    for place, value in places:
        for one in value if isinstance(value, list) else [value]:
            name = reference(one)
            if name is None:
                continue
            used.add(name)
            if name not in plan.inputs and name != DAY:
                hint = instead(name, [*plan.inputs, DAY])
                found.append(Fault(place, f"${name} stands for nothing: the report has no input {name!r}.", hint))
    for name in plan.inputs:
        if name == DAY:
            found.append(Fault(("inputs", name), f"${DAY} is the day of the run already.", "Rename the input."))
        elif name not in used:
            found.append(Fault(("inputs", name), f"No section refers to ${name}.", "Use it, or take it out."))
    return found


def _of_selection(plan: ReportPlan, questions: list[Question]) -> list[Fault]:
    there = dict.fromkeys(name for question in questions for name in question.params)
    return [
        Fault(("selection", name), f"No section's question has a parameter {name!r}.", instead(name, there))
        for name in plan.selection
        if name not in there
    ]


def _of_section(plan: ReportPlan, number: int, section: Section, question: Question) -> list[Fault]:
    """Find parameters that a section's question does not have or accept."""
    place: Place = ("sections", str(number))
    found = [
        Fault(
            (*place, "params", name),
            f"The question {question.id} has no parameter {name!r}.",
            instead(name, question.params),
        )
        for name in section.params
        if name not in question.params
    ]
    inputs = {name: one.value for name, one in plan.inputs.items()}
    try:
        given = asked(
            plan, section.model_copy(update={"params": _known(section, question)}), question.params, inputs, _SOME_DAY
        )
    except UnknownReferenceError:
        return found  # told already, with its place
    try:
        taken, _ = with_days(given, question.params)
    except InputError as error:
        return [*found, Fault(_place_of(plan, section, place, error.where), error.what, error.next_step)]
    for name, param in question.params.items():
        source = section.params.get(name, plan.selection.get(name))
        if name in given and given[name] is None and reference(source) in plan.inputs:
            continue  # an input that is given with each run
        try:
            param.accept(name, taken)
        except InputError as error:
            found.append(Fault(_place_of(plan, section, place, name), error.what, error.next_step))
    return found


def _known(section: Section, question: Question) -> dict[str, Value]:
    return {name: value for name, value in section.params.items() if name in question.params}


def _place_of(plan: ReportPlan, section: Section, place: Place, name: str) -> Place:
    """Return where a parameter's value is written: in the section, in the selection, or as the section's limit."""
    if name in section.params:
        return (*place, "params", name)
    if name in plan.selection:
        return ("selection", name)
    return (*place, "limit") if name == "limit" else place
