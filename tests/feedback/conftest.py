from tests.letters.conftest import story

__all__ = ["story"]
