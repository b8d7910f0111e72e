"""Places in saved sentences that are still to be filled in: `{name}`, `{day of the visit}`."""

import re
from collections.abc import Mapping

from support.kernel.errors import BadInput
from support.kernel.sayings import N_

# Words alone: braces around figures or code are what somebody wrote, not a place.
PLACE = re.compile(r"(?<!\{)\{([ \t]*[^\W\d_][^{}\n]{0,58})\}(?!\})")


def places_in(words: str) -> list[str]:
    """Their names, each once, in order."""
    return list(dict.fromkeys(name.strip() for name in PLACE.findall(words) if name.strip()))


def filled_in(words: str, values: Mapping[str, str]) -> str:
    """With the places that `values` knows filled in; the others stay to be seen."""
    return PLACE.sub(lambda found: values.get(found[1].strip().lower(), found[0]), words)


def refuse_open_places(words: str, field: str) -> str:
    """`words` as they are. Raises `BadInput` that names the first place which nobody has filled in."""
    for name in places_in(words):
        raise BadInput(N_("“{%(name)s}” is still to be filled in. Nothing has been sent.", name=name), field=field)
    return words
