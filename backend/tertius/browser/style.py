"""The style sheet of Neo4j Browser (``.grass``): colours, sizes and captions by label and by type of relationship.

A rule of it chooses by label or type alone, and a caption is made of properties as they are stored. A line is therefore
never as wide as its tie is likely: all ties have one width, and the likelihood stands in the caption. It stands first:
what of a caption is too long for its line is cut off at the end.
"""

from typing import NamedTuple

from tertius.browser.vocabulary import Vocabulary, vocabulary
from tertius.model.kinds import TIE_KINDS, EntityType, TieKind

_DARK, _LIGHT = "#1b1f24", "#ffffff"


class Look(NamedTuple):
    """How nodes of a label look.

    Attributes
    ----------
    colour, border, text
        Of the circle, its edge and its caption.
    diameter
        In the picture's units; the Browser cuts a caption to what fits.
    caption
        Properties in braces, and words.
    about
        What it is, in a line.
    """

    colour: str
    border: str
    text: str
    diameter: int
    caption: str
    about: str


#: By label, in the order in which the rules apply: the last that fits has the last word.
LOOKS = {
    "Person": Look("#0072b2", "#00517f", _LIGHT, 74, "{name}", "Somebody, as sources name them."),
    "Organization": Look("#e69f00", "#a87400", _DARK, 92, "{name}", "An armed group, a unit of one, or another body."),
    "Place": Look("#56b4e9", "#2a86ba", _DARK, 70, "{name}", "A place, within larger ones."),
    "Event": Look("#cc79a7", "#9c4d79", _DARK, 74, "{name}", "What happened on a day, or on some day between two."),
    "Claim": Look(
        "#f4ecc2",
        "#b8a650",
        _DARK,
        82,
        "{source_id} {locator} {kind}",
        "One statement by one source at one place in it.",
    ),
    "Release": Look("#c9b8e4", "#8f74bd", _DARK, 60, "{version}", "An edition of a source."),
    "Source": Look("#5b3a8c", "#402669", _LIGHT, 92, "{title}", "A report, a dataset, a list."),
    "Decision": Look("#009e73", "#006b4e", _DARK, 60, "{kind} {who}", "What somebody decided over the sources."),
    "Merged": Look("#d9dde1", "#9aa3ad", _DARK, 60, "{name} {id}", "An id that stands for another's: see its SAME_AS."),
}

_PLAIN = Look("#eceef0", "#c3c8cd", "#5c6670", 50, "<id>", "All that has no look of its own.")
#: Nearly of the colour of the Browser's sidebar, in which its labels cannot be hidden.
_INTERNAL = Look("#3f424c", "#5c6670", "#b4bac2", 30, "", "The machinery's own.")
_QUIET = "#8a949e"

#: Ties whose meaning is in their colour, whatever they join.
_OWN = {"ALLIED_WITH": "#00805d", "OPPOSED": "#c62828", "LINKED_TO": _QUIET}


def style_sheet(known: Vocabulary | None = None) -> str:
    """Return the style sheet.

    Parameters
    ----------
    known
        The labels and types that it is for; those of the installation by default.
    """
    known = known or vocabulary()
    # The Browser forgets its own defaults when it takes a sheet, so the first rules say everything.
    rules = [
        _rule(
            "node",
            {
                "diameter": f"{_PLAIN.diameter}px",
                "color": _PLAIN.colour,
                "border-color": _PLAIN.border,
                "border-width": "2px",
                "text-color-internal": _PLAIN.text,
                "font-size": "10px",
            },
        ),
        _rule(
            "relationship",
            {
                "color": _QUIET,
                "shaft-width": "1px",
                "font-size": "9px",
                "padding": "3px",
                "text-color-external": _DARK,
                "text-color-internal": _LIGHT,
                "caption": "'<type>'",
            },
        ),
    ]
    for label, look in LOOKS.items():
        rules.append(_node(label, look))
    for label in known.internals:
        rules.append(_node(label, _INTERNAL._replace(caption=label)))
    for kind in known.ties:
        tie = {"color": colour_of(TIE_KINDS[kind]), "shaft-width": "2px", "caption": f"'{{likelihood}} {kind}'"}
        rules.append(_rule(f"relationship.{kind}", tie))
    for kind in known.others:
        caption = "ABOUT as {as}" if kind == "ABOUT" else "<type>"
        rules.append(_rule(f"relationship.{kind}", {"color": _QUIET, "caption": f"'{caption}'"}))
    return "\n".join(rules)


def colour_of(kind: TieKind) -> str:
    """Return the colour of a kind of tie: its own, or the edge of what it leads from or to.

    Ties of a person to an organization have the person's colour, so that they differ from those between two
    organizations; all others have the colour of what they lead to.
    """
    if kind.name in _OWN:
        return _OWN[kind.name]
    side = kind.starts if kind.ends == {EntityType.ORGANIZATION} else kind.ends
    return LOOKS[min(side).value].border


def _node(label: str, look: Look) -> str:
    rule = {"color": look.colour, "border-color": look.border, "text-color-internal": look.text}
    return _rule(f"node.{label}", rule | {"diameter": f"{look.diameter}px", "caption": f"'{look.caption}'"})


def _rule(selector: str, look: dict[str, str]) -> str:
    lines = "".join(f"  {name}: {value};\n" for name, value in look.items())
    return f"{selector} {{\n{lines}}}\n"
