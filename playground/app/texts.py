"""The one function through which every text a person sees passes."""

import gettext

from playground.core.sentences import translated

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_catalogue(catalogue: gettext.NullTranslations) -> None:
    """Translate with another catalogue from now on."""
    global _catalogue
    _catalogue = catalogue


def tr(text: str) -> str:
    """Return the text in the person's language; the English text is the key, that of a `Text` is its own."""
    return translated(text, _catalogue.gettext)
