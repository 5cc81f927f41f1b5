"""zdesk-tui: from "I need API access to Zoho Desk" to a saved, working OAuth 2.0 connector."""

__version__ = "0.1.0"
