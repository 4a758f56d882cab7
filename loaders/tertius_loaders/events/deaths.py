"""Estimates of deaths, as a dataset publishes them: they are kept when they contradict each other, and marked."""


def odd_estimates(low: int | None, best: int | None, high: int | None) -> str:
    """Return what of three estimates of deaths is odd, in a sentence; empty if they keep their order.

    Nothing makes them keep it: some published records do not, and what a source says stays as it is.

    Parameters
    ----------
    low, best, high
        The estimates; None for one that the record does not give.
    """
    odd = []
    if low is not None and best is not None and low > best:
        odd.append(f"the low estimate ({low}) is above the best ({best})")
    if high is not None and best is not None and high < best:
        odd.append(f"the high estimate ({high}) is below the best ({best})")
    if low is not None and high is not None and low > high and not odd:
        odd.append(f"the low estimate ({low}) is above the high ({high})")
    text = " and ".join(odd)
    return f"{text[0].upper()}{text[1:]}, as published." if text else ""
