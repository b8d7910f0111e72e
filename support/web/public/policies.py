"""How disputes work here, read from the rules in force: no date on the page is written by hand."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from support import policies
from support.web.public import blueprint

USUAL = "default_b2b"


@blueprint.get("/policies/disputes")
def dispute_policy() -> ResponseReturnValue:
    """The signed-in client's own rules; the usual ones for anybody else."""
    organisation = g.person.organisation if g.person else None
    profile = policies.profile(organisation.policy_profile if organisation else USUAL)
    return render_template("public/policy.html", profile=profile, desk=policies.desk())
