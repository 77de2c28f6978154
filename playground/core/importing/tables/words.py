"""Words that mean something in tables: nothing at all, yes, no, a sum, a picture's name."""

from __future__ import annotations

import re

MISSING = frozenset({
    "", "na", "n/a", "n.a.", "n.a", "#n/a", "#na", "#n/a n/a", "<na>", "nan", "-nan", "nat", "null", "nil",
    "?", "??", "-", "--", "---", ".", "..", "...", "–", "—", "k.a.", "k. a.", "keine angabe", "#value!",
    "#ref!", "#div/0!", "#null!", "#num!", "#name?", "\\n",
})  # fmt: skip
# Missing among numbers and dates, but a kind of its own among words: a severity may be "none".
MISSING_NUMBER = frozenset({"none", "unknown", "missing", "not available", "unbekannt"})
YES = frozenset(
    {"yes", "y", "true", "t", "ja", "j", "oui", "si", "sí", "sì", "sim", "wahr", "vrai", "on", "1"}
)
NO = frozenset({"no", "n", "false", "f", "nein", "non", "nej", "não", "falsch", "faux", "off", "0"})
TOTAL = re.compile(
    r"(?:grand |sub)?(?:totals?|sum|sums|summe|gesamt|insgesamt|gesamtsumme|totale|somme|suma|average|mean|"
    r"mittelwert|durchschnitt|moyenne)\b.{0,20}",
    re.IGNORECASE,
)
FILE = re.compile(
    r"[^\n]{1,250}\.(?:png|jpe?g|gif|webp|tiff?|bmp|heic|wav|flac|ogg|mp3|aiff?)", re.IGNORECASE
)
UNIT = re.compile(
    r"[\[(][^\])]{1,20}[\])]|%|‰|°[CFK]?|[µmkcMG]?(?:m|g|l|s|Hz|Pa|V|A|W|J|mol)[²³23]?(?:/\w{1,5})?|h|min|d|"
    r"kg(?:/\w{1,4}[²³23]?)?|mm|cm|km|km/h|years?|yrs?|days?|hours?|USD|EUR|CHF|€|\$|bar|mmHg|ppm|dB|kWh?|K"
)
IN_NAME = re.compile(r"[^\[(]+[\[(]\s*([^\])]{1,15})\s*[\])]\s*")
TARGETS = (  # names of what is to be told from the rest, the surer ones first
    "target", "label", "labels", "class", "y", "klasse", "ziel", "zielgroesse", "outcome", "species",
    "diagnosis", "survived", "quality", "category", "result", "income", "price", "churn", "default",
    "sentiment", "art", "spam", "fraud", "response", "type",
)  # fmt: skip
LABELS = frozenset({"target", "label", "labels", "class", "y", "klasse", "outcome", "quality", "category"})
NUMBERED = re.compile(
    r"(?:.*[\W_])?(?:id|ids|index|idx|uuid|guid|key|nr|no|num|row|rowid|rownames|lfd|lfdnr|sl|obs)\.?|.*Id|.*ID|unnamed.*",
)
SENSITIVE = re.compile(
    r"\b(?:sex|gender|geschlecht|race|ethnic\w*|hautfarbe|religion|konfession|nationality|nationalit\w+|"
    r"staatsangeh\w+|disability|behinderung|orientation|pregnan\w+|marital|zip|zip ?code|post ?code|"
    r"postal ?code|plz|postleitzahl|native country|citizenship|ssn|iban|e ?mail|phone|telefon|geburts\w+|"
    r"birth\w*|dob|passport)\b",
    re.IGNORECASE,
)


def is_missing(text: str, also: frozenset[str] = frozenset()) -> bool:
    """Say whether a cell says that there is nothing, by the usual words and those that somebody added."""
    return text.lower() in MISSING or text in also


def plain_name(name: str) -> str:
    """Return a column's name as words: native_country and nativeCountry are native country."""
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip().lower()
