"""What SQLite knows of the sizes of its tables, by which it chooses a way through them. PostgreSQL looks for itself."""

from sqlalchemy import text

from support.extensions import db
from support.kernel.transaction import transaction

ENTRIES = 1000
"""How many entries of an index are looked at: SQLite's manual names 100 to 1,000 as enough, whatever the table's size."""


def gather() -> int:
    """Look at every table anew; connections that are open already go by it once they are opened again. Returns 0."""
    if db.engine.dialect.name == "sqlite":
        with transaction():
            db.session.execute(text(f"pragma analysis_limit = {ENTRIES}"))
            db.session.execute(text("analyze"))
            # The connection goes back to the others as it was.
            db.session.execute(text("pragma analysis_limit = 0"))
    return 0
