"""XML in pieces: what a listener hears, and what is refused with bounded memory."""

import tracemalloc
from collections.abc import Mapping

import pytest

from tertius.errors import DataError
from tertius.reading.xml_stream import MOST_DEPTH, MOST_PENDING, XmlStream

AGAIN = "Get it again."


class Heard:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str]] = []
        self.letters = 0

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        self.events.append((f"<{name} {dict(attributes)}", str(line)))

    def end(self, name: str, line: int) -> None:
        self.events.append((f">{name}", str(line)))

    def text(self, text: str) -> None:
        self.letters += len(text)


def read(document: str | bytes, *, piece: int = 7, typed: bool = False) -> Heard:
    raw = document.encode() if isinstance(document, str) else document
    heard = Heard()
    stream = XmlStream(heard, "list.xml", AGAIN, typed=typed)
    for start in range(0, len(raw), piece):
        stream.feed(raw[start : start + piece])
    stream.feed(b"", last=True)
    return heard


def test_elements_come_without_their_namespace_and_with_their_lines() -> None:
    heard = read('<?xml version="1.0"?>\n<a:list xmlns:a="u" a:made="é">\n<one/></a:list>')
    assert [event for event in heard.events if not event[0].startswith("<list")] == [
        ("<one {}", "3"),
        (">one", "3"),
        (">list", "3"),
    ]
    assert "'made': 'é'" in heard.events[0][0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_a_file_names_are_read(encoding: str) -> None:
    assert read(f'<?xml version="1.0" encoding="{encoding}"?><list>é é é</list>'.encode(encoding)).letters == 5


BOMB = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = {
    "bomb": (f"{BOMB}]><list>&i;</list>", "document type"),
    "external": ('<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><list>&a;</list>', "document type"),
    "type": ('<!DOCTYPE list SYSTEM "list.dtd"><list/>', "document type"),
    "undefined entity": ("<list>&a;</list>", "undefined entity"),
    "truncated": ("<list><one>", "no sound XML"),
    "in a tag": ("<list><one", "no sound XML"),
    "empty": ("", "no element found"),
    "two roots": ("<list/><list/>", "junk after document element"),
    "NUL": ("<list>a\x00b</list>", "no sound XML"),
    "control": ("<list>\x01</list>", "no sound XML"),
    "depth": ("<a>" * (MOST_DEPTH + 1), "one within the other"),
    "broken bytes": (b'<?xml version="1.0" encoding="UTF-8"?><list>caf\xe9 </list>', "no sound XML"),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><list/>', "encoding"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("piece", [3, 1 << 16])
def test_what_could_do_harm_or_is_not_sound_is_refused(name: str, piece: int) -> None:
    document, what = REFUSED[name]
    with pytest.raises(DataError) as refused:
        read(document, piece=piece)
    assert what in str(refused.value)
    assert refused.value.where.startswith("list.xml, line ")
    assert refused.value.next_step == AGAIN


@pytest.mark.parametrize("name", ["bomb", "external"])
def test_entities_are_refused_where_a_document_type_is_not(name: str) -> None:
    assert read("<!DOCTYPE list><list/>", typed=True).events
    with pytest.raises(DataError, match="entities of its own"):
        read(REFUSED[name][0], typed=True)


@pytest.mark.parametrize("opening", ['<list a="', "<list><!-- ", "<list><?x "])
def test_a_tag_or_a_comment_without_end_holds_no_memory(opening: str) -> None:
    heard = Heard()
    stream = XmlStream(heard, "list.xml", AGAIN)
    stream.feed(opening.encode())

    def read_on() -> None:
        for _ in range(2 * MOST_PENDING // (1 << 16)):
            stream.feed(b"a" * (1 << 16))

    with pytest.raises(DataError, match="more than"):
        read_on()


def test_memory_does_not_grow_with_the_document() -> None:
    def peak(entries: int) -> int:
        heard = Heard()
        stream = XmlStream(heard, "list.xml", AGAIN)
        tracemalloc.start()
        stream.feed(b"<list>")
        for _ in range(entries):
            stream.feed(b"<one>" + b"a" * 10_000 + b"</one>")
            heard.events.clear()
        stream.feed(b"</list>", last=True)
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    assert peak(2_000) < 2 * peak(20) + 100_000
