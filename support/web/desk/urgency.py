"""How pressing a deadline is, as a tone."""

from datetime import datetime, timedelta

from support.kernel import clock
from support.web.desk import blueprint

SOON = timedelta(hours=24)


@blueprint.app_template_filter("urgency")
def urgency(due_at: datetime) -> str:
    """danger when it has passed, warning within a day."""
    left = due_at - clock.now()
    if left <= timedelta(0):
        return "danger"
    return "warning" if left <= SOON else "info"
