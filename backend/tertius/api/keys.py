"""API keys: how one is made, how it is kept, and when the server may not listen without one.

A key is 256 random bits, so nobody can guess it and no dictionary helps: a single SHA-256 keeps it at rest. (A slow
password hash exists to make guessing of *guessable* secrets dear; here it would cost every request its time and win
nothing.) For that reasoning to hold, only keys of the made form are looked at: a word that somebody hashed by hand is
never accepted.
"""

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Iterable

from tertius.errors import InputError
from tertius.settings import Settings

_KEY = re.compile(r"tertius_[A-Za-z0-9_-]{43}")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


def new_api_key() -> tuple[str, str]:
    """Make a key.

    Returns
    -------
    key
        For the person: ``tertius_`` and 43 characters. It is kept nowhere.
    hash
        For ``TERTIUS_API_KEY_HASHES``.
    """
    key = f"tertius_{secrets.token_urlsafe(32)}"
    return key, hash_api_key(key)


def hash_api_key(key: str) -> str:
    """Return the form in which a key is kept: ``sha256:`` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


class KeyRing:
    """The keys that are accepted.

    Parameters
    ----------
    hashes
        As :func:`new_api_key` returns them.

    Raises
    ------
    InputError
        If one is not of that form; for example, a key instead of its hash.
    """

    def __init__(self, hashes: Iterable[str]) -> None:
        self._hashes = tuple(hashes)
        for number, text in enumerate(self._hashes, start=1):
            if not _HASH.fullmatch(text):
                raise InputError(
                    f"Number {number} is not the hash of an API key",  # never the text: it may be the key itself
                    where="TERTIUS_API_KEY_HASHES",
                    next_step='Run `tertius api-key` and set a JSON list of hashes: ["sha256:…"].',
                )

    def __bool__(self) -> bool:
        """Whether there is any key, so that one is asked for."""
        return bool(self._hashes)

    def accepts(self, key: str) -> bool:
        """Say whether a key is one of them, in a time that tells nothing of how near it came."""
        if not _KEY.fullmatch(key):
            return False
        given = hash_api_key(key)
        found = False
        for kept in self._hashes:
            found |= hmac.compare_digest(given, kept)
        return found


def is_loopback(host: str) -> bool:
    """Say whether an address is this machine alone. A name other than localhost counts as the outside."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_exposure(settings: Settings) -> None:
    """Refuse to listen beyond loopback without an API key.

    Raises
    ------
    InputError
        If ``api_host`` is not loopback and no key is set, or if a key's hash is malformed.
    """
    keys = KeyRing(settings.api_key_hashes)
    if not keys and not is_loopback(settings.api_host):
        raise InputError(
            f"Whoever reaches {settings.api_host[:60]} could read everything: no API key is set",
            where="TERTIUS_API_HOST",
            next_step="Run `tertius api-key` and set TERTIUS_API_KEY_HASHES, or listen on 127.0.0.1.",
        )
