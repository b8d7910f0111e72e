"""Choices that carry their label and their tone."""

from enum import StrEnum
from typing import Self

from support.kernel.sayings import Saying


class RichEnum(StrEnum):
    """`NAME = value, label, tone`: the value is stored, the label is said, the tone colours it.

    Tones are Bootstrap's: primary, secondary, success, info, warning, danger.
    """

    label: str
    tone: str

    def __new__(cls, value: str, label: str = "", tone: str = "secondary") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Saying(label or value.replace("_", " ").capitalize())
        member.tone = tone
        return member
