"""The countries and territories of ISO 3166-1, by their codes of two letters."""

from tertius.errors import InputError

#: The 249 officially assigned alpha-2 codes. Origin: ``iso3166.tab`` of the IANA time zone database (public domain),
#: current as of ISO/TC 46 N1108 of 5 April 2023.
COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()  # noqa: SIM905 - as a table
)

#: Codes that are often written and are not of the list: reserved or withdrawn ones, and what became of them.
_MEANT = {
    "UK": "GB",
    "EL": "GR",
    "SU": "RU or another of its successors",
    "YU": "RS or another of its successors",
    "CS": "RS, ME, CZ or SK",
    "DD": "DE",
    "ZR": "CD",
    "BU": "MM",
    "TP": "TL",
    "AN": "CW, SX or BQ",
}


def check_country(code: str) -> None:
    """Refuse what is no officially assigned ISO 3166-1 alpha-2 code.

    Parameters
    ----------
    code
        Two capital letters.

    Raises
    ------
    InputError
        It is none; the message names the code that was probably meant, where that can be told.

    References
    ----------
    ISO 3166-1:2020, Codes for the representation of names of countries and their subdivisions, part 1.
    """
    if code in COUNTRIES:
        return
    meant = _MEANT.get(code.upper()) or (code.upper() if code.upper() in COUNTRIES else None)
    raise InputError(
        f"{code[:20]!r} is no country code",
        where="value",
        next_step=f"Write {meant} (ISO 3166-1 alpha-2)." if meant else "Use ISO 3166-1 alpha-2, such as ML.",
    )
