"""Named steps from one shape of the database to the next, applied when the server starts (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATION_LOCK = 7_061_998_114  # the number of the advisory lock on PostgreSQL; any number nobody else uses


class NewerDatabase(RuntimeError):  # noqa: N818  named as the thing it is about
    """Raised when the database has a shape that this code does not know: a later version has changed it."""

    def __init__(self, revision: str) -> None:
        self.revision = revision
        super().__init__(f"the database has shape {revision}, which this version does not know; nothing was changed")


def configuration(database_url: str) -> Config:
    """What Alembic needs to know; there is no file of settings to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database to a shape: the latest one unless said otherwise; raises NewerDatabase and changes nothing."""
    command.upgrade(configuration(database_url), revision)


def upgrade_within(connection: Connection) -> None:
    """Bring the database to its latest shape inside the transaction that a connection has begun."""
    config = configuration("")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def downgrade(database_url: str, revision: str) -> None:
    """Take the database back to an earlier shape ("base" is an empty one)."""
    command.downgrade(configuration(database_url), revision)


def revisions() -> list[str]:
    """The shapes this code knows, the earliest first."""
    steps = ScriptDirectory.from_config(configuration("sqlite://")).walk_revisions()
    return [step.revision for step in steps][::-1]
