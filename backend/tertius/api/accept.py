"""Which of several media types a client prefers, by its Accept header (RFC 9110, 12.5.1)."""

from collections.abc import Sequence


def best_of(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the media type that a client prefers.

    Parameters
    ----------
    accept
        The header; None or empty where the client sent none, which accepts all.
    offered
        Media types without parameters, the server's own favourite first; it settles ties.

    Returns
    -------
    str or None
        None if the client accepts none of them. A range that cannot be read is passed over.
    """
    if not accept or not accept.strip():
        return offered[0]
    ranges = [_range(part) for part in accept.split(",")]
    best, best_weight = None, 0.0
    for media_type in offered:
        weight = _weight(media_type, ranges)
        if weight > best_weight:
            best, best_weight = media_type, weight
    return best


def _range(part: str) -> tuple[str, float]:
    media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return media_range, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return media_range, 0.0
    return media_range, 1.0


def _weight(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return the weight that the most specific matching range gives."""
    kind = media_type.partition("/")[0]
    for wanted in (media_type, f"{kind}/*", "*/*"):
        for media_range, weight in ranges:
            if media_range == wanted:
                return weight
    return 0.0
