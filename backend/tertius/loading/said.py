"""What the claims of a document say, by key, in few bytes a claim: it is what a load keeps of every row."""

from collections.abc import Iterator, MutableMapping
from typing import TypeVar, overload

T = TypeVar("T")

KEY = 12
"""Bytes of a claim's key."""
VALUE = 18
"""Bytes of a value: 12 of the claim's content, 6 of the place of its row."""

_FREE, _SAID, _ASIDE, _GONE = range(4)
_SLOT = 1 + KEY + VALUE
_FIRST = 1 << 10


class Said(MutableMapping[bytes, bytes]):
    """A dictionary of values of `VALUE` bytes, or none (``b""``), by keys of `KEY` bytes.

    It takes 47 to 93 bytes a claim (decision 50): all stand in one piece of memory, each in the slot that the hash of
    its key names or in the next free one after it.
    """

    def __init__(self) -> None:
        self._slots = bytearray(_FIRST * _SLOT)
        self._last = _FIRST - 1
        self._taken = 0  # slots that are not free, those of keys that are gone included
        self._length = 0

    @property
    def size(self) -> int:
        """The bytes that it takes."""
        return len(self._slots)

    def _find(self, key: bytes) -> int:
        """Return where the slot of a key begins; of a key that is not there ``~`` of that of the free slot."""
        slots, last = self._slots, self._last
        number = hash(key) & last
        while state := slots[start := number * _SLOT]:
            if state != _GONE and slots.startswith(key, start + 1):
                return start
            number = (number + 1) & last
        return ~start

    def _at(self, start: int) -> bytes:
        return bytes(self._slots[start + 1 + KEY : start + _SLOT]) if self._slots[start] == _SAID else b""

    def __getitem__(self, key: bytes) -> bytes:
        """Return what a claim says."""
        if (start := self._find(key)) < 0:
            raise KeyError(key)
        return self._at(start)

    @overload
    def get(self, key: bytes, default: None = None, /) -> bytes | None: ...

    @overload
    def get(self, key: bytes, default: bytes | T, /) -> bytes | T: ...

    def get(self, key: bytes, default: object = None, /) -> object:
        """Return what a claim says, or the default: the look-up that each row takes several times."""
        return default if (start := self._find(key)) < 0 else self._at(start)

    def __contains__(self, key: object) -> bool:
        """Say whether there is such a claim."""
        return isinstance(key, bytes) and self._find(key) >= 0

    def __setitem__(self, key: bytes, value: bytes) -> None:
        """Have a claim say this."""
        if len(key) != KEY or len(value) not in (0, VALUE):
            raise ValueError(f"a key of {len(key)} bytes, a value of {len(value)}")
        start = self._find(key)
        if start < 0:
            start = ~start
            self._taken += 1
            self._length += 1
        state = _SAID if value else _ASIDE
        self._slots[start : start + _SLOT] = state.to_bytes() + key + (value or bytes(VALUE))
        if 3 * self._taken > 2 * self._last:
            self._rehash()

    def __delitem__(self, key: bytes) -> None:
        """Take a claim out."""
        if (start := self._find(key)) < 0:
            raise KeyError(key)
        self._slots[start] = _GONE
        self._length -= 1

    def __iter__(self) -> Iterator[bytes]:
        """Yield the keys, in no order that means anything."""
        for start in self._starts():
            yield bytes(self._slots[start + 1 : start + 1 + KEY])

    def __len__(self) -> int:
        """Return the number of claims."""
        return self._length

    def _starts(self) -> Iterator[int]:
        slots = self._slots
        return (start for start in range(0, len(slots), _SLOT) if slots[start] in (_SAID, _ASIDE))

    def _rehash(self) -> None:
        """Make room: twice as many slots, or as many anew if many keys are gone."""
        old, starts = self._slots, self._starts()
        size = self._last + 1
        while 2 * self._length >= size:
            size *= 2
        self._slots, self._last, self._taken = bytearray(size * _SLOT), size - 1, self._length
        for start in starts:
            key = bytes(old[start + 1 : start + 1 + KEY])
            to = ~self._find(key)
            self._slots[to : to + _SLOT] = old[start : start + _SLOT]
