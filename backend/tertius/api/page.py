"""The one page for people: what can be asked here. It loads nothing from anywhere and runs no script."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape

from tertius import __version__

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6676; --line: #d8dee6; --ground: #fbfcfd; --link: #0b5394 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf1; --soft: #9aa7b6; --line: #303a46; --ground: #12171d; --link: #8ec5ff }
}
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 }
h2 { font-size: 1rem; margin: 2rem 0 0; padding-bottom: .25rem; border-bottom: 1px solid var(--line) }
p { margin: .4rem 0 }
ul { list-style: none; margin: 0; padding: 0 }
li { padding: .6rem 0; border-bottom: 1px solid var(--line) }
a { color: var(--link) }
code { font: .875rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
.soft { color: var(--soft); font-size: .9rem }
.soft a { margin-right: .9rem }
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the page: its own style and nothing else."""


def render(questions: Iterable[tuple[str, str, str]]) -> str:
    """Render the page.

    Parameters
    ----------
    questions
        Triples of a question's id (``group/name``), its title and its sentence, in order.

    Returns
    -------
    str
        HTML.
    """
    groups: dict[str, list[str]] = {}
    for question, title, sentence in questions:
        group = question.partition("/")[0]
        path = escape(question, quote=True)
        groups.setdefault(group, []).append(
            f"<li><strong>{escape(title)}</strong>"
            f"<p>{escape(sentence)}</p>"
            f'<p class="soft"><a href="/v1/answers/{path}">Answer</a>'
            f'<a href="/v1/answers/{path}?evidence=true">With evidence</a>'
            f'<a href="/v1/questions/{path}">Parameters</a>'
            f'<a href="/v1/questions/{path}?format=cypher">Cypher</a></p></li>'
        )
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
        '<p class="soft"><a href="/v1/questions">Questions</a><a href="/v1/entities">Entities</a>'
        '<a href="/v1/sources">Sources</a><a href="/v1/problems">Problems</a><a href="/openapi.json">OpenAPI</a>'
        '<a href="/readyz">Ready?</a></p>'
        f"{listed}</body></html>\n"
    )
