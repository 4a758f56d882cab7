"""Two editions of a made-up list, the first one with slips, and one of any length."""

from pathlib import Path

from loaders.kit import Edition, Editions

ADA = """\
<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>ADA</FIRST_NAME><SECOND_NAME>HERON</SECOND_NAME>
<UN_LIST_TYPE>Fenland</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.901</REFERENCE_NUMBER><LISTED_ON>2009-08-07</LISTED_ON>
<COMMENTS1>Leader of the Heron Group (QDe.911). Reportedly a member of Terns (QDe.912) as of 2012.</COMMENTS1>
<TITLE><VALUE>Dr.</VALUE></TITLE><NATIONALITY><VALUE>Possibly Ethiopian</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Umm Harun; Ada Hern</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>Approximately</TYPE_OF_DATE><YEAR>1968-1969</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
</INDIVIDUAL>
"""
BO = """\
<INDIVIDUAL><DATAID>2</DATAID><FIRST_NAME>BO</FIRST_NAME><REFERENCE_NUMBER>QDi902. </REFERENCE_NUMBER>
<LISTED_ON>2010-01-02</LISTED_ON><COMMENTS1>Brother of Ada Heron (QDi.901). Confirmed to have died on 8 Mar. 2014.
Former member of the Heron Group (QDe.911).</COMMENTS1></INDIVIDUAL>
"""
CLEO = """\
<INDIVIDUAL><DATAID>3</DATAID><FIRST_NAME>CLEO</FIRST_NAME><NATIONALITY><VALUE>Iraqi</VALUE></NATIONALITY></INDIVIDUAL>
"""
HERON = """\
<ENTITY><DATAID>11</DATAID><FIRST_NAME>HERON GROUP (HG)</FIRST_NAME><REFERENCE_NUMBER>QDe.911</REFERENCE_NUMBER>
<COMMENTS1>Founded in 2007, its leader is Ada Heron (QDi.901).</COMMENTS1>
<ENTITY_ADDRESS><COUNTRY>Mali</COUNTRY></ENTITY_ADDRESS></ENTITY>
"""
TERNS = """\
<ENTITY><DATAID>12</DATAID><FIRST_NAME>TERNS</FIRST_NAME><REFERENCE_NUMBER>QDe.912</REFERENCE_NUMBER>
<COMMENTS1>Associated with the Heron Group (QDe.911).</COMMENTS1></ENTITY>
"""


def written(path: Path, made: str, entries: str) -> Edition:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<CONSOLIDATED_LIST dateGenerated="{made}"><INDIVIDUALS>\n{entries}'
        "</INDIVIDUALS></CONSOLIDATED_LIST>\n",
        encoding="utf-8",
    )
    return Edition((path,))


def mended(quarantine: Path) -> Edition:
    (file,) = quarantine.glob("*.csv")
    text = file.read_text(encoding="utf-8-sig")
    assert text.count("2010-02-30") >= 1
    assert text.count("the sixties") >= 1
    file.write_text(text.replace("2010-02-30", "2010-01-02").replace("the sixties", "1968-1969"), encoding="utf-8")
    return Edition((file,))


def long(folder: Path, rows: int) -> Edition:
    entry = ADA.replace("HERON<", "HERON {number}<").replace("<DATAID>1<", "<DATAID>{number}<")
    entries = "".join(
        entry.replace("{number}", str(number)).replace("QDi.901", f"QDi.{number}")
        for number in range(1_000, 1_000 + rows)
    )
    return written(folder / "long.xml", "2020-01-02T03:04:05Z", entries + HERON)


def editions(folder: Path) -> Editions:
    made = "2020-01-02T03:04:05.678-04:00"
    return Editions(
        first=written(folder / "first.xml", made, ADA + BO + CLEO + HERON + TERNS),
        second=written(
            folder / "second.xml",
            "2021-02-03T04:05:06.789-04:00",
            ADA.replace("as of 2012", "as of 2013").replace("Umm Harun; ", "")
            + BO.replace("Confirmed to have", "Reportedly").replace("Brother", "Cousin")
            + CLEO.replace("Iraqi", "Syrian")
            + HERON,
        ),
        bad=written(
            folder / "bad.xml",
            made,
            ADA.replace("1968-1969", "the sixties") + BO.replace("2010-01-02", "2010-02-30") + CLEO + HERON + TERNS,
        ),
        mend=mended,
        long=long,
    )
