"""The one page for people: what can be asked here, and a form to ask it. It loads nothing and runs no script."""

import base64
import datetime
import hashlib
from collections.abc import Iterable
from html import escape

from tertius import __version__
from tertius.catalog.parameter import Param
from tertius.catalog.question import Question

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6676; --line: #d8dee6; --ground: #fbfcfd; --link: #0b5394 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf1; --soft: #9aa7b6; --line: #303a46; --ground: #12171d; --link: #8ec5ff }
}
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 }
h2 { font-size: 1rem; margin: 2.5rem 0 0; padding-bottom: .25rem; border-bottom: 2px solid var(--line) }
p { margin: .4rem 0 }
ul { list-style: none; margin: 0; padding: 0 }
li { padding: .7rem 0; border-bottom: 1px solid var(--line) }
a, summary { color: var(--link) }
summary { cursor: pointer }
nav { display: flex; flex-wrap: wrap; gap: .2rem .9rem; font-size: .9rem }
.soft { color: var(--soft); font-size: .9rem }
form { display: grid; gap: .7rem; margin: .7rem 0 0; padding: .9rem; border: 1px solid var(--line);
  border-radius: .4rem }
label { display: grid; gap: .15rem }
label.switch { grid-template-columns: auto 1fr; justify-items: start; gap: .5rem }
input, select, button { font: inherit; padding: .25rem .4rem; max-width: 100%; box-sizing: border-box }
button { justify-self: start; padding: .25rem 1rem }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the page: its own style, its own forms, and nothing else."""

_MORE = 3
"""Empty fields of a list, for further values."""

_INPUTS = {"integer": "number", "number": "number", "date": "date"}


def render(questions: Iterable[Question]) -> str:
    """Render the page.

    Parameters
    ----------
    questions
        The questions, in order of id.

    Returns
    -------
    str
        HTML.
    """
    groups: dict[str, list[str]] = {}
    for question in questions:
        groups.setdefault(question.group, []).append(_item(question))
    listed = "".join(
        f"<h2>{escape(group.replace('_', ' ').capitalize())}</h2><ul>{''.join(items)}</ul>"
        for group, items in groups.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Tertius</title><style>{_STYLE}</style></head><body>"
        f'<h1>Tertius</h1><p class="soft">Version {escape(__version__)}</p>'
        "<p>Questions about armed groups and their leaders, answered from published claims. An answer describes what "
        "sources say, not who is guilty: read the claims behind a row before you rely on it.</p>"
        '<nav><a href="/v1/questions">Questions</a><a href="/v1/entities">Entities</a>'
        '<a href="/v1/sources">Sources</a><a href="/v1/problems">Problems</a><a href="/openapi.json">OpenAPI</a>'
        '<a href="/readyz">Ready?</a></nav>'
        f"{listed}</body></html>\n"
    )


def _item(question: Question) -> str:
    fields = "".join(_field(name, param) for name, param in question.params.items())
    return (
        f"<li><strong>{escape(question.title)}</strong><p>{escape(question.question)}</p>"
        f'<nav><a href="/v1/questions/{question.id}">What it takes and tells</a>'
        f'<a href="/v1/questions/{question.id}?format=cypher">Cypher</a></nav>'
        f'<details><summary>Ask</summary><form action="/v1/answers/{question.id}">{fields}'
        '<label class="switch"><input type="checkbox" name="evidence" value="true" checked>'
        "<span>With the claims and sources behind each row</span></label>"
        "<button>Answer</button></form></details></li>"
    )


def _field(name: str, param: Param) -> str:
    if param.type == "boolean":
        control = _choice(name, param, ["true", "false"])
    elif param.enum is not None:
        control = _choice(name, param, [_text(choice) for choice in param.enum])
    elif param.list:
        shown = param.value if isinstance(param.value, list | tuple) else []
        several = [*shown, *[None] * _MORE]
        control = "".join(_entry(name, param, one, first=place == 0) for place, one in enumerate(several))
    else:
        control = _entry(name, param, param.value)
    about = escape(param.about)
    return f'<label><span>{name} <span class="soft">{about}</span></span>{control}</label>'


def _choice(name: str, param: Param, choices: list[str]) -> str:
    options = []
    chosen = [_text(value) for value in (param.value if isinstance(param.value, list | tuple) else [param.value])]
    for choice in ["", *choices] if param.nullable else choices:
        selected = " selected" if choice in chosen else ""
        options.append(f'<option value="{escape(choice)}"{selected}>{escape(choice or "–")}</option>')
    multiple = " multiple" if param.list else ""
    return f'<select name="{name}"{multiple}>{"".join(options)}</select>'


def _entry(name: str, param: Param, value: object, *, first: bool = True) -> str:
    said = {"type": _INPUTS.get(param.type, "text"), "name": name}
    # The value of a parameter that must be given is only an example: shown as a hint, and not sent.
    said["placeholder" if param.required else "value"] = _text(value)
    if said["type"] != "text":
        said |= {key: _text(bound) for key, bound in (("min", param.min), ("max", param.max)) if bound is not None}
    if param.type == "number":
        said["step"] = "any"
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in said.items())
    may_be_empty = param.nullable or not first or (param.list and param.min_items == 0)
    return f"<input{attributes}{'' if may_be_empty else ' required'}>"


def _text(value: object) -> str:
    """Return a value as an address has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value.isoformat() if isinstance(value, datetime.date) else str(value)
