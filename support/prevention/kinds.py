"""The closed vocabularies of prevention."""

from support.kernel.enums import RichEnum


class DraftStatus(RichEnum):
    WAITING = "waiting", "Waiting for review", "warning"
    SENT_BACK = "sent_back", "Sent back", "secondary"
    READY = "ready", "Goes out on its day", "info"
    ISSUED = "issued", "Issued", "success"
    WITHDRAWN = "withdrawn", "Withdrawn", "secondary"


class Likelihood(RichEnum):
    """How likely a bill is to be disputed, by its points."""

    LOW = "low", "Not likely to be disputed", "success"
    RAISED = "raised", "May be disputed", "warning"
    HIGH = "high", "Likely to be disputed", "danger"


class TaskKind(RichEnum):
    AGREEMENT_REVIEW = "agreement_review", "Go through the agreement", "info"
    CLIENT_DATA = "client_data", "Confirm the client's data", "info"
    PRICE_NOTICE = "price_notice", "Announce a price", "warning"
    CHECK_IN = "check_in", "Talk with the client", "info"
    PRACTICE_REVIEW = "practice_review", "Look back at the quarter", "info"
    PREVENTIVE = "preventive", "Keep an error from coming back", "primary"
    DEPARTMENTS = "departments", "Meet with the other departments", "info"
    HANDLING = "handling", "Look at how we decide", "warning"
    FEEDBACK = "feedback", "Act on what people say", "warning"
    DATA_REQUEST = "data_request", "Change a client's data", "warning"


class TaskStatus(RichEnum):
    OPEN = "open", "To do", "warning"
    DONE = "done", "Done", "success"
    DROPPED = "dropped", "No longer needed", "secondary"


class IncidentKind(RichEnum):
    RECURRING = "recurring", "The same error again and again", "warning"
    MASS = "mass", "One error for many clients", "danger"


class IncidentStatus(RichEnum):
    """Noticed by the program; confirmed by a person; its credits prepared, then released; closed."""

    NOTICED = "noticed", "Noticed", "warning"
    CONFIRMED = "confirmed", "Confirmed", "danger"
    SAMPLING = "sampling", "Sample in review", "info"
    CREDITING = "crediting", "Credits go out", "primary"
    CLOSED = "closed", "Closed", "success"
    DISMISSED = "dismissed", "Not an incident", "secondary"
