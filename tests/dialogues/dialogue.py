"""One dialogue as data: what is said, and what must be in the answer.

A step is what is said (or a button in square brackets) and what must be in the answer; `!` before what must not be,
`#` before a button that must be offered, `@person` or `@bot` for whose turn it is then. `{march}` is Maria's March invoice.
"""

import re
from dataclasses import dataclass

from tests.dialogues.conftest import Heard, Talking


@dataclass(frozen=True)
class Dialogue:
    name: str
    who: str
    steps: tuple[tuple[str, ...], ...]


def d(name: str, who: str, *steps: tuple[str, ...]) -> Dialogue:
    return Dialogue(name, who, steps)


def filled(text: str, march: str) -> str:
    typo = march[:-2] + march[-1] + march[-2]
    return text.replace("{march_typo}", typo).replace("{march}", march)


def faults_in(heard: Heard, turn: int, expected: tuple[str, ...]) -> list[str]:
    said, offered = heard.said(turn), heard.offered(turn)
    faults = []
    for wish in expected:
        if wish.startswith("@"):
            right = heard.turns[turn]["owner"] == wish[1:]
        elif wish.startswith("#"):
            right = any(title.startswith(wish[1:]) for title in offered)
        elif wish.startswith("!"):
            right = wish[1:].casefold() not in said.casefold()
        else:
            right = wish.casefold() in (said + "\n" + "\n".join(offered)).casefold()
        if not right:
            faults.append(f"after “{heard.turns[turn]['text'][:80]}” expected {wish!r}; heard: {said[:600]} {offered}")
    return faults


NEXT_STEP = re.compile(
    r"\?|\b(?:tell me|you can|press|choose|ask again|write here|you hear|you have an answer|is left to pay|you are free to|say it|just ask|your latest invoices)\b",
    re.IGNORECASE,
)


def check(dialogue: Dialogue, talk: Talking, march: str) -> None:
    """Have the dialogue and compare every answer; no answer is empty, and each says or offers what can be done next."""
    heard = talk(dialogue.who, *(filled(step[0], march) for step in dialogue.steps))
    assert all(turn["replies"] for turn in heard.turns), "the assistant was silent"
    faults = [
        fault
        for turn, step in enumerate(dialogue.steps)
        for fault in faults_in(heard, turn, tuple(filled(wish, march) for wish in step[1:]))
    ]
    faults += [
        f"no next step after “{heard.turns[turn]['text'][:80]}”: {heard.said(turn)[:400]}"
        for turn in range(len(heard.turns))
        if not (heard.offered(turn) or NEXT_STEP.search(heard.said(turn)))
    ]
    assert not faults, "\n".join(faults)
