"""Named steps from one shape of the database to the next, applied when the server starts (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def configuration(database_url: str) -> Config:
    """What Alembic needs to know; there is no file of settings to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database to a shape: the latest one unless said otherwise."""
    command.upgrade(configuration(database_url), revision)


def downgrade(database_url: str, revision: str) -> None:
    """Take the database back to an earlier shape ("base" is an empty one)."""
    command.downgrade(configuration(database_url), revision)
