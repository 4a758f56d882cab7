"""Office files that are the same, byte for byte, each time a run is written: their parts bear the run's own moment."""

import io
import re
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_PROPERTIES = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def repeatable(made: bytes, moment: datetime) -> bytes:
    """Return an office file (.xlsx, .docx) without the moment at which it was written.

    Parameters
    ----------
    made
        The file.
    moment
        What stands in the place of that moment.
    """
    told = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    kept = io.BytesIO()
    with ZipFile(io.BytesIO(made)) as old, ZipFile(kept, "w", ZIP_DEFLATED) as new:
        for one in old.infolist():
            part = old.read(one)
            if one.filename == _PROPERTIES:
                part = _MOMENT.sub(rb"\g<1>" + told, part)
            entry = ZipInfo(one.filename)  # of 1980, as far back as the form goes
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, part)
    return kept.getvalue()
