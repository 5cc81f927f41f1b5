"""Who lives in every data center of the sandbox: three accounts and their Desk organizations."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organization:
    """A Desk portal.

    Args:
        id: digits; what a client sends as `orgId`.
        tickets: subjects of its tickets, newest first.
    """

    id: str
    name: str
    portal: str
    edition: str = "ENTERPRISE"
    sandbox: bool = False
    default: bool = False
    tickets: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """An account; it exists in every data center, under another user ID in each.

    Args:
        email: what the account is chosen by.
        number: the last digits of the user ID.
    """

    email: str
    first_name: str
    last_name: str
    number: int
    organizations: tuple[Organization, ...] = ()

    def organization(self, organization_id: str | None) -> Organization | None:
        """Return the person's organization with this ID, or None."""
        return next((one for one in self.organizations if one.id == organization_id), None)


_CONTACTS = (
    ("Paul", "Lawrence", "lawrence@zylker.example"),
    ("Jade", "Tan", "jade.tan@zylker.example"),
)

PEOPLE = (
    Person(
        "admin@zylker.example",
        "Ada",
        "Admin",
        11,
        (
            Organization(
                "2389290",
                "Zylker",
                "zylker",
                default=True,
                tickets=(
                    "Printer prints in the wrong colour",
                    "Invoice 4711 was charged twice",
                    "How do I change my address?",
                ),
                contacts=_CONTACTS,
            ),
            Organization(
                "2390011",
                "Zylker",
                "zylkersandbox",
                sandbox=True,
                tickets=("A ticket to play with",),
                contacts=_CONTACTS[:1],
            ),
            Organization("2391882", "Zylker Support", "zylkersupport", edition="FREE"),
        ),
    ),
    Person(
        "solo@zylker.example",
        "Sol",
        "Works",
        12,
        (
            Organization(
                "2400001",
                "Solo Works",
                "soloworks",
                edition="STANDARD",
                default=True,
                tickets=("Where is my parcel?", "Please call back"),
                contacts=_CONTACTS[1:],
            ),
        ),
    ),
    Person("nobody@zylker.example", "Noa", "Body", 13),
)


def person(email: str) -> Person | None:
    """Return the account of this e-mail address, or None."""
    return next((one for one in PEOPLE if one.email == email), None)
