"""Telling another language from English, by its commonest small words."""

from __future__ import annotations

import re

ONLY_ENGLISH = "I am sorry, I only understand English. Your message is kept, and a person can read it."
# None of them is an English word.
OTHER_LANGUAGES = (
    "ich wir ist nicht meine mein warum wieso der das und eine auf für bitte rechnung zweimal sie haben habe mir mich wurde",
    "je nous vous est une le les pas pourquoi facture mon votre avez été deux fois",
    "ik niet waarom mijn het een factuur twee keer waar",
    "por qué mi el una factura dos veces pero está porque",
    "perché il mia fattura volte sono che",
    "dlaczego moja nie faktura jest dwa razy",
    "porquê minha fatura duas vezes não",
)
FOREIGN = frozenset(word for words in OTHER_LANGUAGES for word in words.split())


def is_foreign(words: str) -> bool:
    """Whether a message is in another language: two of its commonest small words. A name or a place is not enough."""
    return len(set(re.findall(r"[^\W\d_]+", words.casefold())) & FOREIGN) >= 2
