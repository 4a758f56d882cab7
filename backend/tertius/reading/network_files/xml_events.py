"""A network's XML as events: GraphML and GEXF, read by `tertius.reading.xml_stream`."""

from pathlib import Path

from tertius.reading.xml_stream import Listener, XmlStream
from tertius.wording import quoted

_PIECE = 1 << 16


def read_xml(raw: bytes, path: Path, listener: Listener) -> None:
    """Give the events of a document to a listener.

    Parameters
    ----------
    raw
        The document.
    path
        Where it is from, for messages.
    listener
        What takes them; what it refuses is refused.

    Raises
    ------
    DataError
        It is not well formed, defines or uses entities of its own, or is too deep.
    """
    stream = XmlStream(listener, quoted(path), "Export the network again, without a document type.", typed=True)
    for start in range(0, len(raw), _PIECE):
        stream.feed(raw[start : start + _PIECE])
    stream.feed(b"", last=True)
