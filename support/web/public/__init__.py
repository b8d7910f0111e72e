"""What anybody may see: the start, signing in, the survey, how disputes work."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from support.web.public import help, home, languages, letters, policies, signing_in, survey
