"""API keys and the refusal to listen beyond loopback without one."""

import hashlib
import re

import pytest

from tertius.api.keys import KeyRing, check_exposure, hash_api_key, is_loopback, new_api_key
from tertius.errors import InputError
from tertius.settings import Settings


def test_a_new_key_is_random_and_its_hash_is_what_sha256sum_prints() -> None:
    key, hashed = new_api_key()
    other, _ = new_api_key()
    assert re.fullmatch(r"tertius_[A-Za-z0-9_-]{43}", key)
    assert key != other
    assert hashed == "sha256:" + hashlib.new("sha256", key.encode("ascii")).hexdigest()
    assert key not in hashed


def test_every_key_on_the_ring_is_accepted_and_no_other() -> None:
    pairs = [new_api_key() for _ in range(3)]
    ring = KeyRing(hashed for _, hashed in pairs)
    assert ring
    assert all(ring.accepts(key) for key, _ in pairs)
    assert not ring.accepts(new_api_key()[0])
    assert not ring.accepts(pairs[0][0] + "x")
    assert not ring.accepts("")
    assert not KeyRing([]).accepts(pairs[0][0])


def test_a_guessable_word_is_never_a_key_even_if_its_hash_is_set() -> None:
    assert not KeyRing([hash_api_key("correct horse")]).accepts("correct horse")


def test_a_hash_is_not_accepted_as_the_key() -> None:
    _, hashed = new_api_key()
    assert not KeyRing([hashed]).accepts(hashed)


def test_a_key_in_the_place_of_its_hash_is_refused_without_showing_it() -> None:
    key, hashed = new_api_key()
    with pytest.raises(InputError) as caught:
        KeyRing([hashed, key])
    assert "Number 2" in caught.value.what
    assert key not in str(caught.value)
    assert caught.value.where == "TERTIUS_API_KEY_HASHES"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST", "::1", "[::1]"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)
    check_exposure(Settings(api_host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.7", "example.org", "localhost.example.org"])  # noqa: S104
def test_beyond_loopback_needs_a_key(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(InputError) as caught:
        check_exposure(Settings(api_host=host))
    assert "tertius api-key" in caught.value.next_step
    check_exposure(Settings(api_host=host, api_key_hashes=(new_api_key()[1],)))
