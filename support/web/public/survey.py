"""The one question after a decision. The link of the letter is the key: nobody has to sign in to answer."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from support.extensions import limiter
from support.feedback import services
from support.feedback.rating import SCORES
from support.kernel import clock
from support.kernel.errors import BadInput
from support.kernel.sayings import N_
from support.web.public import blueprint

PER_VISITOR = "20/minute"
INVOICE = {
    "clarity": N_("The invoice was easy to understand."),
    "accuracy": N_("The invoice was right, apart from this."),
}


@blueprint.get("/survey/<token>")
def survey(token: str) -> ResponseReturnValue:
    return _page(token)


@blueprint.post("/survey/<token>")
@limiter.limit(PER_VISITOR)
def answer_survey(token: str) -> ResponseReturnValue:
    clarity, accuracy = (_chosen(name) if request.form.get(name) else None for name in INVOICE)
    words = request.form.get("words", "")
    try:
        services.answer_survey(token, score=_chosen("score"), words=words, clarity=clarity, accuracy=accuracy)
    except BadInput as refused:
        return _page(token, problem=refused), 422
    return redirect(url_for("public.survey", token=token), 303)


def _chosen(name: str) -> int:
    """0 for what is none of the five."""
    typed = request.form.get(name, "")
    return int(typed) if typed in {"1", "2", "3", "4", "5"} else 0


def _page(token: str, problem: BadInput | None = None) -> str:
    asked = services.survey_with(token)
    late = asked.answered_at is None and asked.expires_at < clock.now()
    return render_template(
        "public/survey.html",
        survey=asked,
        token=token,
        late=late,
        scores=SCORES,
        invoice=INVOICE,
        problem=problem,
        typed=request.form,
    )
