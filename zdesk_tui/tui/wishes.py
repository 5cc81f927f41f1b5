"""What a person may wish to be done with one saved connector."""

from typing import Literal

Deed = Literal["edit", "rotate", "organization", "scopes", "rename", "duplicate"]
"""What is done on screens of its own, see `deeds`."""
Wished = Deed | Literal["again", "delete"]
"""What the screen of a connector ends with; consent and deleting are home's own."""
