"""Contact cards to export, and the texts that should break them."""

from hypothesis import strategies as st

from webapp.services.contacts import ContactCard

DANGEROUS = (
    "=1+1",
    "+33639980001",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    " =1",
    "\u00a0@x",
)
HARMLESS = ("", "Anne", "1-1", "a=b", "'=1", "L’Étoile; du « Ried », à 3 %", "06 39 98 00 01", " x")


def card(**fields: str) -> ContactCard:
    """Anne's card, with other fields where they are given."""
    values: dict[str, str] = {
        "first_name": "Anne",
        "last_name": "Ganter",
        "role": "Gérante",
        "organisation": "Menuiserie Ganter",
        "side": "company",
        "commune": "Strasbourg",
        "email": "anne@example.org",
        "phone": "+33639980001",
    }
    return ContactCard(participant_id=1, **(values | fields))


texts = st.one_of(st.text(max_size=60), st.sampled_from([*DANGEROUS, *HARMLESS]), st.text("é;,\\\n\r:œ☃", max_size=120))
cards = st.builds(
    ContactCard,
    participant_id=st.integers(1, 99),
    first_name=texts,
    last_name=texts,
    role=texts,
    organisation=texts,
    side=st.sampled_from(["company", "association"]),
    commune=texts,
    email=texts,
    phone=texts,
)
