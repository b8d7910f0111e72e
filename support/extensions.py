"""The Flask extensions, made once and bound to the application by `create_app`."""

from typing import TYPE_CHECKING, Any

from flask_bootstrap import Bootstrap5
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, registry

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    # Flask-SQLAlchemy 3.1 refuses a type map on the base class; inside the registry it is kept.
    registry = registry(metadata=MetaData(naming_convention=NAMING))


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
mail = Mail()
csrf = CSRFProtect()
bootstrap = Bootstrap5()
compress = Compress()
limiter = Limiter(get_remote_address, headers_enabled=False)

if TYPE_CHECKING:

    class Model(Base):
        """What mypy knows of `db.Model`: a mapped class that takes its columns by name."""

        __abstract__ = True

        def __init__(self, **columns: Any) -> None: ...
else:
    Model = db.Model
