"""Whether a title is English: rules that go by words stay quiet where it is not, rather than be wrong."""

from __future__ import annotations

import re
from typing import Final


def one_of(words: str) -> frozenset[str]:
    """Return the set of some words that are written in one line."""
    return frozenset(words.split())


_FOREIGN: Final = one_of(
    "der das den dem und für mit von vom zum zur ein eine einen einem einer unsere unser wir nicht auf im "
    "ist sind het een van voor wij onze naar niet zijn og och att av med til till som er vi våre våra "
    "vores ikke inte kunderne kundene kunderna ja ei le la les des du et une pour avec nos notre dans sur "
    "est el los las una con para por que um bei zu nuestro nuestra nuestros nuestras del il gli di che della dei "
    "nostri nostro nostra uma com nossa nosso dos em nasz dla się"
)
_ENGLISH: Final = one_of(
    "the a an our your their its all every each any no of for in on with without by from to into within "
    "at and or that who which whose this these those new more less first one two three four five six "
    "seven eight nine ten users customers people teams team user customer"
)
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def words_of(title: str) -> list[str]:
    """Return the words of a title in lower case, without numbers and signs."""
    return [word.lower() for word in _LETTERS.findall(title)]


def may_be_english(title: str) -> bool:
    """Return whether nothing in the title speaks against English: no letter and no small word of another language."""
    has_own_letters = any(sign.isalpha() and not sign.isascii() for sign in title)
    return not has_own_letters and not any(word in _FOREIGN for word in words_of(title))


def is_surely_english(title: str) -> bool:
    """Return whether a small English word besides says that the title is English."""
    return may_be_english(title) and any(word in _ENGLISH for word in words_of(title))
