"""The demo company on this machine: written as files, imported by our own readers, with its people."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from tqdm import tqdm

from support.accounts import setting_up
from support.billing.audit import audit_all
from support.billing.importing.storing import import_file
from support.demo import people
from support.demo.company import write_company
from support.demo.furnishing import furnish
from support.demo.neighbours import write_neighbours
from support.kernel import clock
from support.kernel.words import moment


@dataclass(frozen=True)
class Loaded:
    """What `flask demo load` did; `new` is false when everything was there already."""

    new: bool
    files: int
    invoices: int
    findings: int
    people: int

    @property
    def sentence(self) -> str:
        if not self.new:
            return "The demo company is here already; nothing was changed."
        return (
            f"The demo company is here: {self.invoices} invoices from {self.files} files, "
            f"{self.people} people, {self.findings} findings of the audit."
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def load(progress: bool = False) -> Loaded:
    """Load the demo company unless it is here. What an interrupted run has left is completed by the next."""
    if _is_here():
        return Loaded(False, 0, 0, 0, 0)
    folder = Path(current_app.config["INSTANCE"]) / "demo"
    files = (*write_company(folder, clock.today()), *write_neighbours(folder, clock.today()))
    for file in tqdm(files, desc="demo company", unit="file", disable=not progress, leave=False):
        import_file(file, file.name)
    people.add_staff()
    people.add_clients()
    findings = sum(len(report.findings) for report in audit_all())
    furnish()
    invoices = sum(file.suffix == ".xml" for file in files)
    return Loaded(True, len(files), invoices, findings, len(people.STAFF) + len(people.CLIENTS))


def _is_here() -> bool:
    """Who the company is comes last, so it stands for everything."""
    return setting_up.company() is not None


def move_time(hours: float, reset: bool = False) -> str:
    """Move the clock of all programs ahead by `hours`, or back to the true time; returns the moment it now is."""
    file: Path = current_app.config["CLOCK_FILE"]
    if reset:
        file.unlink(missing_ok=True)
    else:
        ahead = clock.now() - clock.system_now() + timedelta(hours=hours)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(str(ahead.total_seconds()))
    return moment(clock.now())
