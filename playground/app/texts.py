"""The one function through which every text a person sees passes."""

import gettext

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_catalogue(catalogue: gettext.NullTranslations) -> None:
    """Translate with another catalogue from now on."""
    global _catalogue
    _catalogue = catalogue


def tr(text: str) -> str:
    """Return the text in the person's language; the English text is the key."""
    return _catalogue.gettext(text)
