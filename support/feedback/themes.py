"""What feedback is about: one theme for each thing that somebody could change."""

from support.kernel.enums import RichEnum


class Theme(RichEnum):
    CLARITY = "clarity", "How clear our invoices are", "info"
    ACCURACY = "accuracy", "How right our invoices are", "warning"
    DECISION = "decision", "What we decide", "warning"
    SPEED = "speed", "How long we take", "warning"
    MANNER = "manner", "How we speak and write", "info"
    PRICES = "prices", "Prices and terms", "secondary"
    WORK = "work", "How we work with each other", "primary"
    OTHER = "other", "Something else", "secondary"
