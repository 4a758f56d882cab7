"""Countries and nationalities in the list's words, as ISO 3166-1 codes with the list's hedge and date. Pure.

A word that can be two countries is read as neither, but where the entry's own regime tells: "Congolese" on the list of
the Democratic Republic of the Congo. That is then marked as inferred.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_TABLE = """
AE united arab emirates|uae|emirati
AF afghanistan|afghan
AL albania|albanian
AM armenia|armenian
AO angola|angolan
AR argentina|argentinian|argentine
AT austria|austrian
AU australia|australian
AZ azerbaijan|azerbaijani
BA bosnia and herzegovina|bosnia|bosnian
BD bangladesh|bangladeshi
BE belgium|belgian
BF burkina faso|burkinabe|burkinabé
BG bulgaria|bulgarian
BH bahrain|bahraini
BI burundi|burundian
BJ benin|beninese
BN brunei darussalam|brunei
BO bolivia|bolivian
BR brazil|brazilian
BT bhutan
BW botswana
BY belarus|belarusian
CA canada|canadian
CD democratic republic of the congo|democratic republic of congo|drc|dr congo
CF central african republic|central african
CG republic of the congo|congo-brazzaville
CH switzerland|swiss
CI côte d'ivoire|cote d'ivoire|ivory coast|ivorian
CL chile|chilean
CM cameroon|cameroonian
CN china|people's republic of china|chinese
CO colombia|colombian
CR costa rica|costa rican
CU cuba|cuban
CV cabo verde|cape verde
CY cyprus|cypriot
CZ czech republic|czechia|czech
DE germany|german
DJ djibouti|djiboutian
DK denmark|danish
DZ algeria|algerian
EC ecuador|ecuadorian
EE estonia|estonian
EG egypt|egyptian
ER eritrea|eritrean
ES spain|spanish
ET ethiopia|ethiopian
FI finland|finnish
FR france|french
GA gabon|gabonese
GB united kingdom|united kingdom of great britain and northern ireland|great britain|uk|british
GE georgia|georgian
GH ghana|ghanaian
GM gambia|gambian
GN guinea|guinean
GQ equatorial guinea
GR greece|greek
GT guatemala|guatemalan
GW guinea-bissau|guinea bissau
HK hong kong
HR croatia|croatian
HT haiti|haitian
HU hungary|hungarian
ID indonesia|indonesian
IE ireland|irish
IL israel|israeli
IN india|indian
IQ iraq|iraqi
IR iran|islamic republic of iran|iran (islamic republic of)|iranian
IS iceland|icelandic
IT italy|italian
JM jamaica|jamaican
JO jordan|jordanian
JP japan|japanese
KE kenya|kenyan
KG kyrgyzstan|kyrgyz
KH cambodia|cambodian
KM comoros|union of the comoros|comorian
KP democratic people's republic of korea|dprk|north korea|north korean
KR republic of korea|south korea|south korean
KW kuwait|kuwaiti
KZ kazakhstan|kazakh|khazakhstan
LA lao people's democratic republic|laos|lao
LB lebanon|lebanese
LI liechtenstein
LK sri lanka|sri lankan
LR liberia|liberian
LT lithuania|lithuanian
LU luxembourg
LV latvia|latvian
LY libya|libyan|libyan arab jamahiriya
MA morocco|moroccan
MC monaco
MD moldova|republic of moldova|moldovan
ME montenegro|montenegrin
MG madagascar|malagasy
MK north macedonia|the former yugoslav republic of macedonia|macedonian
ML mali|malian
MM myanmar
MN mongolia|mongolian
MR mauritania|mauritanian
MT malta|maltese
MU mauritius|mauritian
MV maldives|maldivian
MW malawi|malawian
MX mexico|mexican
MY malaysia|malaysian
MZ mozambique|mozambican
NA namibia|namibian
NE niger|nigerien
NG nigeria|nigerian
NI nicaragua|nicaraguan
NL netherlands|dutch
NO norway|norwegian
NP nepal|nepalese
NZ new zealand
OM oman|sultanate of oman|omani
PA panama|panamanian
PE peru|peruvian
PH philippines|filipino|philippine
PK pakistan|pakistani
PL poland|polish
PS state of palestine|palestine|palestinian|palestinian territories
PT portugal|portuguese
PY paraguay|paraguayan
QA qatar|qatari
RO romania|romanian
RS serbia|serbian
RU russian federation|russia|russian
RW rwanda|rwandan
SA saudi arabia|saudi arabian|saudi
SD sudan|sudanese
SE sweden|swedish
SG singapore|singaporean
SI slovenia|slovenian
SK slovakia|slovak
SL sierra leone|sierra leonean
SN senegal|senegalese
SO somalia|somali
SS south sudan|south sudanese
SY syrian arab republic|syria|syrian
TD chad|chadian
TG togo|togolese
TH thailand|thai
TJ tajikistan|tajik
TL timor-leste
TM turkmenistan|turkmen
TN tunisia|tunisian
TR turkey|türkiye|turkish
TT trinidad and tobago
TW taiwan
TZ tanzania|united republic of tanzania|tanzanian
UA ukraine|ukrainian
UG uganda|ugandan
US united states|united states of america|usa|us|american
UY uruguay|uruguayan
UZ uzbekistan|uzbek
VE venezuela|venezuelan
VN viet nam|vietnam|vietnamese
VU vanuatu
YE yemen|yemeni
ZA south africa|south african
ZM zambia|zambian
ZW zimbabwe|zimbabwean
"""

WORDS: Mapping[str, str] = MappingProxyType(
    {word: line[:2] for line in _TABLE.strip().splitlines() for word in line[3:].split("|")}
)
"""ISO 3166-1 alpha-2 code by the words for a country and its people, in small letters."""

_BY_REGIME: Mapping[tuple[str, str], str] = MappingProxyType({("congolese", "drc"): "CD"})


@dataclass(frozen=True, slots=True)
class Said:
    """A country as the list says it.

    Attributes
    ----------
    code
        ISO 3166-1 alpha-2.
    hedge_word
        The list's own word; empty where it states.
    edtf
        The list's date; empty without one.
    role
        What it adds, such as ``by birth``; empty without it.
    inferred
        Whether the code was concluded from the entry's regime.
    """

    code: str
    hedge_word: str = ""
    edtf: str = ""
    role: str = ""
    inferred: bool = False


_HEDGED = re.compile(
    r"(?P<word>possibly|probably|likely|reportedly|allegedly|presumably|believed to be) |"
    r"also (?P<held>believed) to (?:hold|have) ",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\((?P<word>possibly|probably|likely|reportedly|unconfirmed)\)$", re.IGNORECASE)
_UNTIL = re.compile(r"\(?until (?P<year>(?:19|20)[0-9]{2})\)?$", re.IGNORECASE)
_SINCE = re.compile(r"\(?since (?P<year>(?:19|20)[0-9]{2})\)?$", re.IGNORECASE)
_WITHDRAWN = re.compile(
    r"(?:citizenship|nationality) (?:was )?(?:withdrawn|revoked|renounced)(?: in (?P<year>(?:19|20)[0-9]{2}))?$",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"\(?by birth\)?$", re.IGNORECASE)
_ORIGIN = re.compile(r" of [A-Z][a-z]+ origin$")
_ENDS = re.compile(r"(?: nationality| citizenship| citizen| national| passport)s?$", re.IGNORECASE)
_IN = re.compile(
    r"(?:(?P<prison>in (?:prison|prision|custody|detention)) in|(?P<located>(?:reportedly )?located) in|"
    r"(?P<operates>operates) in|(?P<network>support network) in|"
    r"(?:(?:head|main|branch|field|regional) )?(?:office|branch|headquarters)(?: (?:no\. ?)?[0-9]{1,3})?:)\s*",
    re.IGNORECASE,
)
_AREA = re.compile(
    r"^(?:the )?(?:north(?:ern|-east|-west)?|south(?:ern|-east|-west)?|eastern|western|central) |"
    r" (?:province|region|district|governorate|peninsula|valley|city|area|areas|council)$",
    re.IGNORECASE,
)
_CUSTODY = re.compile(r"\(in (?:custody|prison|detention)\)$", re.IGNORECASE)


def code_of(text: str, regime: str = "") -> tuple[str, bool]:
    """Return the code of a country or a people in words, and whether it was inferred; no code for unknown words.

    Parameters
    ----------
    text
        The words, nothing beside them.
    regime
        The entry's ``UN_LIST_TYPE``, for words that can be two countries.
    """
    plain = text.strip(" .,;").casefold().replace("\u2019", "'").replace("\u2018", "'")
    plain = plain.removeprefix("the ")
    if found := WORDS.get(plain):
        return found, False
    inferred = _BY_REGIME.get((plain, regime.strip().casefold()), "")
    return inferred, bool(inferred)


def is_place(text: str) -> bool:
    """Say whether words can be told to be places: countries, parts of one by their direction, or areas of a kind.

    Any word can begin with a capital, as in "leader in Theory", so that other words are none.
    """
    parts = (part.strip() for part in re.split(r",? and |, ", text) if part.strip())
    return all(_AREA.search(part) or code_of(part)[0] for part in parts)


def nationalities(text: str, regime: str = "") -> Iterator[Said] | None:
    """Return the nationalities that a text of the list gives; None if any part of it cannot be read.

    Parameters
    ----------
    text
        Such as ``Possibly Ethiopian`` or ``Kuwaiti citizenship withdrawn in 2002``.
    regime
        The entry's ``UN_LIST_TYPE``.
    """
    found = [_one(part, regime) for part in re.split(r"(?<=[a-z])[.;,] +", text.strip(" .;")) if part.strip()]
    return iter([one for one in found if one]) if found and all(found) else None


def _one(text: str, regime: str) -> Said | None:
    text = text.strip(" .;")
    hedge = edtf = role = ""
    if match := _HEDGED.match(text):
        hedge, text = (match["word"] or match["held"]).lower(), text[match.end() :]
    if match := _AFTER.search(text):
        hedge, text = match["word"].lower(), text[: match.start()].strip()
    if match := _WITHDRAWN.search(text):
        role, text = "withdrawn", text[: match.start()].strip()
        edtf = f"/{match['year']}" if match["year"] else ""
    elif match := _UNTIL.search(text):
        edtf, text = f"/{match['year']}", text[: match.start()].strip()
    elif match := _SINCE.search(text):
        edtf, text = f"{match['year']}/", text[: match.start()].strip()
    elif match := _BIRTH.search(text):
        role, text = "by birth", text[: match.start()].strip()
    elif match := _ORIGIN.search(text):
        role, text = match[0].strip(), text[: match.start()].strip()
    code, inferred = code_of(_ENDS.sub("", text), regime)
    return Said(code, hedge, edtf, role, inferred) if code else None


def country_of_address(text: str) -> Said | None:
    """Return the country that the country field of an address gives; None if it cannot be read.

    The field also holds ``In prison in Germany``, ``Amman, Jordan`` and ``United Arab Emirates (possibly)``.
    """
    text = text.strip(" .,;")
    role = hedge = ""
    if match := _AFTER.search(text):
        hedge, text = match["word"].lower(), text[: match.start()].strip()
    if match := _CUSTODY.search(text):
        role, text = "in custody", text[: match.start()].strip()
    elif match := _IN.match(text):
        text = text[match.end() :]
        role = "in custody" if match["prison"] else "support network" if match["network"] else ""
        hedge = "reportedly" if (match["located"] or "").lower().startswith("reportedly") else hedge
    code, _ = code_of(text)
    if not code and "," in text:
        code, _ = code_of(text.rpartition(",")[2])
    return Said(code, hedge, role=role) if code else None


def country_of_issue(text: str) -> Said | None:
    """Return the country that issued a document, from either of the list's fields for it; None if it cannot be read."""
    one = _one(text, "")
    if one is None and "," in text:
        one = _one(text.rpartition(",")[2], "")
    return one
