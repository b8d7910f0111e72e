"""How errors are kept from going out: review of drafts, prediction, recurrence, dated tasks."""

from __future__ import annotations

from dataclasses import dataclass

from support.policies.reading import Table

POLICIES = ("all", "sampled", "flagged")
SEVERITIES = ("info", "warning", "error")
FEATURES = (
    "finding_error",
    "finding_warning",
    "new_client",
    "price_changed",
    "plan_changed",
    "contact_changed",
    "manual_edit",
    "preparer_errors",
    "unusual_amount",
    "client_disputes",
    "service_disputes",
    "promotion",
)


@dataclass(frozen=True, slots=True)
class Review:
    """`policy`: which drafts a second person looks at; `share` of them where it is sampled.

    Findings of a severity in `blocks` need a manager's reason, those in `warns` the reviewer's. From `flag_from` points
    on a draft is flagged. What is flagged is reviewed under every policy.
    """

    policy: str
    share: float
    blocks: tuple[str, ...]
    warns: tuple[str, ...]
    flag_from: int


@dataclass(frozen=True, slots=True)
class Weight:
    """Points for each of a feature, up to `most`, and why they are given."""

    feature: str
    points: int
    most: int
    why: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """`raised_from` and `high_from` are points. Bills count as never disputed once `settled_days` have passed."""

    raised_from: int
    high_from: int
    least_labelled: int
    least_disputed: int
    settled_days: int
    weights: dict[str, Weight]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Errors of the last `window_days` against those of `base_days` before them. Shares and chances are between 0 and 1."""

    window_days: int
    base_days: int
    least: int
    times: float
    chance: float
    mass_clients: int
    mass_share: float
    mass_least: int
    sample_share: float
    sample_least: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Dated:
    """Days: how far ahead tasks are made, how often clients are asked and talked to, how early a price is announced."""

    ahead_days: int
    verify_every_days: int
    check_in_every_days: int
    notice_days: int
    remind_every_days: int
    preventive_days: int


@dataclass(frozen=True, slots=True)
class Prevention:
    review: Review
    prediction: Prediction
    recurrence: Recurrence
    tasks: Dated


def read_prevention(table: Table) -> Prevention:
    """Raises `PolicyError` for what cannot be followed."""
    with table:
        return Prevention(
            review=_review(table.table("review")),
            prediction=_prediction(table.table("prediction")),
            recurrence=_recurrence(table.table("recurrence")),
            tasks=_tasks(table.table("tasks")),
        )


def _review(table: Table) -> Review:
    with table:
        review = Review(
            policy=table.choice("policy", POLICIES),
            share=table.share("share", 1.0),
            blocks=table.texts("blocks"),
            warns=table.texts("warns"),
            flag_from=table.count("flag_from", least=1),
        )
    unknown = sorted({*review.blocks, *review.warns} - set(SEVERITIES))
    if unknown:
        raise table.wrong(f"“{unknown[0]}” is no severity; there are {', '.join(SEVERITIES)}")
    if set(review.blocks) & set(review.warns):
        raise table.wrong("a severity either blocks or warns")
    return review


def _prediction(table: Table) -> Prediction:
    with table:
        prediction = Prediction(
            raised_from=table.count("raised_from", least=1),
            high_from=table.count("high_from", least=1),
            least_labelled=table.count("least_labelled", least=30),
            least_disputed=table.count("least_disputed", least=10),
            settled_days=table.count("settled_days", least=1),
            weights=_weights(table),
        )
    if prediction.high_from <= prediction.raised_from:
        raise table.wrong("“high_from” lies above “raised_from”")
    return prediction


def _weights(table: Table) -> dict[str, Weight]:
    found = {}
    for row in table.tables("weights"):
        with row:
            feature = row.choice("feature", FEATURES)
            points = row.count("points", least=1)
            found[feature] = Weight(feature, points, row.count("most", points, least=points), row.text("why"))
    missing = [name for name in FEATURES if name not in found]
    if missing:
        raise table.wrong(f"“{missing[0]}” has no weight")
    return found


def _recurrence(table: Table) -> Recurrence:
    with table:
        return Recurrence(
            window_days=table.count("window_days", least=1),
            base_days=table.count("base_days", least=30),
            least=table.count("least", least=2),
            times=float(table.count("times", least=1)),
            chance=table.share("chance"),
            mass_clients=table.count("mass_clients", least=2),
            mass_share=table.share("mass_share"),
            mass_least=table.count("mass_least", least=2),
            sample_share=table.share("sample_share"),
            sample_least=table.count("sample_least", least=1),
            at_once=table.count("at_once", least=1),
        )


def _tasks(table: Table) -> Dated:
    with table:
        return Dated(**{name: table.count(name, least=1) for name in Dated.__dataclass_fields__})
