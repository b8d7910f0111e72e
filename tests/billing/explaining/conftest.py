"""The client whose bills are explained."""

from typing import Any

import pytest

from support.accounts.models import Organisation
from tests.factories import make_organisation


@pytest.fixture
def client(app: Any) -> Organisation:
    return make_organisation(name="Harbour Café", locale="en_IE")
