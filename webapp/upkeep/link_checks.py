"""Stored evenings and this installation's key -> whether links that still open could be shown and printed again.

Links are derived from the key. Where it was changed, those that were handed out still open, and none can be made again.
"""

from datetime import timedelta

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from webapp.clock import Clock
from webapp.config import Settings
from webapp.services import links
from webapp.upkeep.findings import Finding, warned

#: A changed key shows in the first rows that are looked at.
MOST_EVENINGS, MOST_PEOPLE = 12, 3


def link_findings(connection: Connection, settings: Settings) -> list[Finding]:
    """Say of how many of the latest evenings links were made under another key; the database has its latest shape."""
    now = Clock(speed=settings.clock_speed, origin=settings.clock_origin).now()
    since = now - timedelta(days=settings.keep_links_days)
    with Session(bind=connection) as session:
        of_another = [
            number
            for number in links.evenings_with_links(session, since=since, most=MOST_EVENINGS)
            if links.of_another_key(session, number, secret_key=settings.secret_key, most=MOST_PEOPLE)
        ]
    return [warned("links_of_another_secret", {"count": len(of_another)})] if of_another else []
