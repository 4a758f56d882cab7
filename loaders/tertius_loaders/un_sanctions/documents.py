"""Passports and identity cards: who issued them, and their numbers as ids, for whoever asks for these. Pure."""

import re
from collections.abc import Mapping

_DOUBTFUL = re.compile(r"\b(?:false|forged|fake|fraudulent|counterfeit|stolen|lost|under the name|in the name)\b", re.I)
# Taken whole: if a letter could be of either part, a number of n of them would be tried in 2ⁿ ways.
_NUMBER = re.compile(r"[A-Z]{0,3}[- ]?[0-9][0-9A-Z]*+(?:[ /.-][0-9A-Z]++)*+", re.IGNORECASE)
_KINDS = (
    (re.compile("passport", re.IGNORECASE), "passport"),
    (re.compile("national|identi|tazkira", re.IGNORECASE), "national-id"),
)


def is_doubtful(document: Mapping[str, str]) -> bool:
    """Say whether the list itself calls a document false, stolen or another's: it tells nothing of its bearer then."""
    return any(_DOUBTFUL.search(text) for text in document.values())


def document_id(document: Mapping[str, str], country: str) -> str:
    """Return a document's number as an id, such as ``passport-tn:L246084``; nothing if it cannot be one.

    Without the country that issued it a number says little, since two countries can give the same.

    Parameters
    ----------
    document
        The document.
    country
        ISO 3166-1 alpha-2 code of the country that issued it, empty where that is not certain.
    """
    number = document.get("NUMBER", "").strip(" .,;")
    said = f"{document.get('TYPE_OF_DOCUMENT', '')} {document.get('TYPE_OF_DOCUMENT2', '')}"
    kind = next((name for pattern, name in _KINDS if pattern.search(said)), "")
    if not kind or not country or is_doubtful(document) or not 4 <= len(number) <= 30 or not _NUMBER.fullmatch(number):
        return ""
    return f"{kind}-{country.lower()}:{re.sub(r'[ /]', '', number).upper()}"
