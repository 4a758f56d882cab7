"""Words that every format of a report has in common."""

from tertius.answers import Assumed
from tertius.reports.compute import ComputedReport
from tertius.reports.render.cells import shown, word
from tertius.reports.render.document import Document
from tertius.wording import quoted, text_of


def when(report: ComputedReport) -> str:
    """Return when a report was due, or computed."""
    if report.due is not None:
        return f"Due {report.due:%Y-%m-%d %H:%M} UTC, computed {report.ended:%Y-%m-%d %H:%M}"
    return f"Computed {report.ended:%Y-%m-%d %H:%M} UTC"


def inputs_of(doc: Document) -> list[tuple[str, str]]:
    """Return what a report is about: each input, with the name beside the id where a table gives it."""
    names = {one.id: one.name for one in doc.names}
    found = []
    for name, value in doc.report.inputs.items():
        text = text_of(value, shown)
        found.append((name, f"{names[text]} ({text})" if text in names else text))
    return found


def tables_of(assumed: Assumed) -> list[tuple[str, float]]:
    """Return the probabilities that a report takes for granted, by what they are of."""
    found = [(hedge, p) for hedge, p in assumed.hedges.items()]
    found += [(f"credibility {grade}", p) for grade, p in assumed.credibility.items()]
    if assumed.inferred is not None:
        found.append(("inferred by the curator", assumed.inferred))
    falls = assumed.source_fall.items()
    return found + [(f"a source of reliability {grade or 'not graded'} errs as a whole", p) for grade, p in falls]


def command_of(report: ComputedReport) -> str:
    """Return the command that runs a report again, or has an alert look again."""
    if report.says:
        return f"tertius alert run {quoted(report.plan.name)}"
    words = ["tertius", "report", "run", quoted(report.plan.name)]
    for name, value in report.inputs.items():
        for one in value if isinstance(value, list) else [value]:
            words += ["--set", quoted(f"{name}={word(one)}")]
    return " ".join(words)
