"""What somebody has written themselves in a mail: without what their program quoted, and without their signature. Pure.

Lines are read once, from the top. The time is linear in their number, and each line is looked at up to its first
`LONGEST_LINE` characters: a library that runs its expressions over the whole text can be kept busy for hours.
"""

import re

from support.correspondence.inbound import limits
from support.correspondence.inbound import reply_words as known

MOST_AFTER_CLOSING = 16
"""Lines of name, post, telephone and address below “Best regards”, with what the law wants a company to say there."""
MOST_AFTER_RULE = 9
MOST_AFTER_DELIMITER = 30
_QUOTED = re.compile(r"\s*(?:>|\|\s?>|&gt;)")
_ENDING = "\u00a0 ,.;:!-–—"


def visible(text: str) -> str:
    """The writer's own words; empty when there are none of their own."""
    lines = [line.rstrip() for line in text.split("\n")[: limits.MOST_LINES]]
    own = _without_quotes(_without_banner(lines))
    signed_off = _without_signature(own)
    words = _joined(signed_off) or _joined(own)
    return words[: limits.LONGEST_TEXT]


def is_only_thanks(words: str) -> bool:
    """Whether nothing is said but thanks: that opens nothing again."""
    return len(words) <= 80 and known.ONLY_THANKS.fullmatch(" ".join(words.split())) is not None


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_banner(lines: list[str]) -> list[str]:
    start = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if start < len(lines) and known.BANNER.fullmatch(_short(lines[start])):
        return lines[start + 1 :]
    return lines


def _short(line: str) -> str:
    return line[: known.LONGEST_LINE].strip()


def _without_quotes(lines: list[str]) -> list[str]:
    """Quoted lines go wherever they stand; from a quote that is not marked line by line, the rest goes too."""
    own: list[str] = []
    place = 0
    while place < len(lines):
        if _QUOTED.match(lines[place]):
            place += 1
            continue
        length = _head_of_quote(lines, place)
        if not length:
            own.append(lines[place])
            place += 1
            continue
        after = _next_words(lines, place + length)
        if after is None or not _QUOTED.match(lines[after]):
            break
        place = after
    return own


def _head_of_quote(lines: list[str], place: int) -> int:
    """How many lines from `place` on say that a quote follows; 0 when none do."""
    line = _short(lines[place])
    if not line:
        return 0
    if known.SEPARATOR.fullmatch(line):
        return 1 + _length_of_labels(lines, place + 1)
    if known.RULE.fullmatch(line):
        labels = _length_of_labels(lines, place + 1)
        return 1 + labels if labels else 0
    return _length_of_labels(lines, place) or _length_of_wrote(lines, place)


def _length_of_wrote(lines: list[str], place: int) -> int:
    """“On Monday, … wrote:”, on up to three lines; what is quoted may begin right behind it."""
    first = _short(lines[place])
    if not known.BEGINS.match(first):
        return 0
    if known.WROTE_THEN.fullmatch(first):
        return 1
    whole, found = "", 0
    for length, line in enumerate(lines[place : place + 3], start=1):
        whole = f"{whole} {_short(line)}".strip()[: known.LONGEST_LINE]
        if not _short(line) or _QUOTED.match(line):
            break
        if whole.endswith((":", ">")) and _is_wrote(whole):
            found = length
            if whole.endswith(":"):  # else the last word stands on the next line
                break
    return found if known.MOMENT.search(whole) or _goes_on_quoted(lines, place + found) else 0


def _is_wrote(whole: str) -> bool:
    if not any(letter.isdigit() for letter in whole):
        return False
    return any(pattern.fullmatch(whole) for pattern in (known.WROTE, *known.OTHERS))


def _goes_on_quoted(lines: list[str], place: int) -> bool:
    """“On 16 March your driver wrote:” is somebody's own sentence, unless a quote follows."""
    after = _next_words(lines, place)
    return after is not None and bool(_QUOTED.match(lines[after]))


def _length_of_labels(lines: list[str], place: int) -> int:
    """The head of a quoted mail: From, sent, to and subject, three of them at least."""
    first = _next_words(lines, place)
    if first is None or first - place > 2 or _label(lines[first]) not in (known.FROM, known.SENT):
        return 0
    seen, last = set(), first
    for at in range(first, min(first + 9, len(lines))):
        label = _label(lines[at])
        if label is not None:
            seen.add(label)
            last = at
    return last - place + 1 if known.FROM in seen and len(seen) >= 3 else 0


def _label(line: str) -> re.Pattern[str] | None:
    short = _short(line)
    return next((label for label in known.LABELS if label.fullmatch(short)), None)


def _next_words(lines: list[str], place: int) -> int | None:
    return next((at for at in range(place, min(place + 50, len(lines))) if lines[at].strip()), None)


def _without_signature(lines: list[str]) -> list[str]:
    kept = _ended(lines)
    for cut in (_at_delimiter, _at_device, _at_notice, _at_closing, _at_device):
        kept = _ended(kept[: cut(kept)])
    return kept


def _ended(lines: list[str]) -> list[str]:
    """Without empty lines at the end."""
    last = next((at for at in range(len(lines), 0, -1) if lines[at - 1].strip()), 0)
    return lines[:last]


def _at_delimiter(lines: list[str]) -> int:
    for at in range(max(len(lines) - MOST_AFTER_DELIMITER, 0), len(lines)):
        short = _short(lines[at])
        if known.DELIMITER.fullmatch(short) or (known.RULE.fullmatch(short) and len(lines) - at <= MOST_AFTER_RULE):
            return at
    return len(lines)


def _at_device(lines: list[str]) -> int:
    """“Sent from my phone”, near the end."""
    for at in range(max(len(lines) - 6, 0), len(lines)):
        if known.DEVICE.fullmatch(_short(lines[at])):
            return at
    return len(lines)


def _at_notice(lines: list[str]) -> int:
    """“This e-mail is confidential”, and whatever is below it."""
    for at in range(max(len(lines) - MOST_AFTER_DELIMITER, 0), len(lines)):
        if known.NOTICE.fullmatch(_short(lines[at])) and (at == 0 or not lines[at - 1].strip()):
            return at
    return len(lines)


def _at_closing(lines: list[str]) -> int:
    """“Best regards” and the name, post and numbers below it."""
    for at in range(max(len(lines) - 2 * MOST_AFTER_CLOSING, 0), len(lines)):
        words = _short(lines[at]).strip(_ENDING)
        below = [line for line in (_short(row) for row in lines[at + 1 :]) if line]
        if len(below) > MOST_AFTER_CLOSING or not all(_is_of_a_signature(line) for line in below):
            continue
        if _is_regards(words) or (below and known.THANKS.fullmatch(words)):
            return at
    return len(lines)


def _is_regards(words: str) -> bool:
    """In one language, or in two: “Mit freundlichen Grüßen / Kind regards”."""
    said = [part.strip(_ENDING) for part in re.split(r"[/|]", words)[:4]]
    return all(known.REGARDS.fullmatch(part) for part in said)


def _is_of_a_signature(line: str) -> bool:
    """A name, a post, a number, an address: short, and no sentence, no list and no amount."""
    if len(line) > 90 or line.endswith(("?", ":")) or known.MATTER.search(line):
        return False
    return not (line.endswith((".", "!")) and len(line.split()) > 5)
