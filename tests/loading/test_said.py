import random

import pytest

from tertius.loading.said import KEY, VALUE, Said


@pytest.mark.parametrize("seed", range(20))
def test_it_does_what_a_dictionary_does(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    said, plain = Said(), dict[bytes, bytes]()
    keys = [chance.randbytes(KEY) for _ in range(chance.choice((1, 30, 3_000)))]
    for _ in range(6_000):
        key = chance.choice(keys)
        match chance.randrange(4):
            case 0 | 1:
                said[key] = plain[key] = chance.choice((b"", chance.randbytes(VALUE)))
            case 2:
                assert said.pop(key, None) == plain.pop(key, None)
            case 3:
                value = chance.randbytes(VALUE)
                assert said.setdefault(key, value) == plain.setdefault(key, value)
        assert (key in said) == (key in plain)
        assert said.get(key) == plain.get(key)
        assert len(said) == len(plain)
    assert dict(said) == plain
    assert set(said.keys()) == plain.keys()


def test_keys_come_and_go_without_end_and_it_does_not_grow() -> None:
    chance = random.Random(7)  # noqa: S311
    said = Said()
    before = said.size
    for _ in range(20_000):
        key = chance.randbytes(KEY)
        said[key] = b""
        del said[key]
    assert said.size == before


def test_it_takes_no_more_than_93_bytes_a_claim() -> None:
    chance = random.Random(3)  # noqa: S311
    said = Said()
    sizes = []
    for _ in range(100_000):
        before = said.size
        said[chance.randbytes(KEY)] = chance.randbytes(VALUE)
        if said.size != before:
            sizes.append(said.size / len(said))
    assert len(sizes) > 5
    assert all(size <= 93.5 for size in sizes)


@pytest.mark.parametrize(("key", "value"), [(b"short", b""), (bytes(KEY), b"short"), (bytes(KEY + 1), bytes(VALUE))])
def test_what_does_not_fit_is_refused(key: bytes, value: bytes) -> None:
    with pytest.raises(ValueError, match="bytes"):
        Said()[key] = value


def test_what_is_not_there() -> None:
    said = Said()
    with pytest.raises(KeyError):
        said[bytes(KEY)]
    with pytest.raises(KeyError):
        del said[bytes(KEY)]
    assert b"text" not in said
