"""The tables of this channel. Each module here owns the one it declares; what belongs to a person has a column `person`."""

from sqlalchemy import MetaData, delete, update
from sqlalchemy.engine import Connection

TABLES = MetaData()


def forget(connection: Connection, person: str) -> None:
    """Deletes every row of a person, whichever table it is in (W-14, P-04)."""
    for table in TABLES.sorted_tables:
        if "person" not in table.columns:
            continue
        theirs = table.c.person == person
        if table.info.get("unlinked"):
            # That a message was answered has to be known still when it is delivered again; by whom, and how, has not.
            connection.execute(update(table).where(theirs).values(person=None, answer=""))
        else:
            connection.execute(delete(table).where(theirs))
