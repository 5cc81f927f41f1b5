"""Step 1: name the connector, choose the service, and say where the account lives."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding

from zdesk_tui import names, zoho_names
from zdesk_tui.catalog import services
from zdesk_tui.catalog.services import Service
from zdesk_tui.connector import LivesIn
from zdesk_tui.datacenters import DataCenter
from zdesk_tui.findings import Finding
from zdesk_tui.setup.draft import AT_ZOHO, Draft, Way
from zdesk_tui.tui.context import Context
from zdesk_tui.tui.screens.pick import Picker
from zdesk_tui.tui.screens.step import StepScreen
from zdesk_tui.tui.widgets.fields import Field
from zdesk_tui.tui.widgets.line import Line, in_words

PLACES: dict[LivesIn, str] = {
    "here": "a program of yours",
    "zoho-connector": "a connector in Zoho's developer console",
    "zoho-connection": "a Connection of Zoho CRM or Creator",
}
"""What a connector is for, by the place where its tokens live."""


class ConnectorScreen(StepScreen):
    """Name, service, data center, note."""

    STEP = "connector"
    BINDINGS = [
        Binding("f3", "repair", show=False),
        Binding("f6", "place", show=False),
    ]

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__(context, draft)
        self._services = list(services.ordered())
        if draft.service not in services.load():
            # Made by another release: it stays what it is unless another one is chosen.
            self._services.append(services.of(draft.service))
        self._centers = list(context.workspace.data_centers)
        self.name_field = Field("Name", draft.name, name="name")
        self._place = Line("")
        self.note_field = Field("Note", draft.note, name="note")
        service = [row.key for row in self._services].index(draft.service)
        self._service = Picker(
            "Service", [row.name for row in self._services], service, name="service"
        )
        codes = [row.code for row in self._centers]
        self._data_center = Picker(
            "Data center",
            self._places(self._services[service]),
            codes.index(draft.data_center) if draft.data_center in codes else None,
            name="data-center",
        )

    def body(self) -> ComposeResult:
        """Lay out the fields."""
        yield self._place
        yield self.name_field
        yield self._service
        yield self._data_center
        yield self.note_field

    def collect(self) -> Draft:
        """Take the answers."""
        service, center = self._service.chosen, self._data_center.chosen
        key = self.draft.service if service is None else self._services[service].key
        return replace(
            self.draft,
            name=self.name_field.value,
            service=key,
            data_center=self._centers[center].code if center is not None else "",
            note=self.note_field.value,
            organization=self.draft.organization if key == self.draft.service else None,
        )

    async def on_picker_accepted(self, event: Picker.Accepted) -> None:
        """Go to the next field."""
        event.stop()
        await self._onward()

    def on_picker_changed(self, event: Picker.Changed) -> None:
        """Check when something else was chosen."""
        event.stop()
        self._typed()
        # How many steps there are depends on the service.
        self.show_head()

    def keys(self) -> str:
        """Return the keys that act now; F3 only where there is something to repair."""
        repair = "F3 repair   " if self._repair else ""
        in_list = self.focused and any(isinstance(one, Picker) for one in self.focused.ancestors)
        opens = "Space or a letter opens the list   " if in_list else ""
        return f" Enter next   {repair}Tab move   {opens}Esc leave, kept"

    @property
    def _of_name(self) -> tuple[Finding, ...]:
        connector = self.draft.lives_in == "zoho-connector"
        at_zoho = zoho_names.check(self.draft.name) if connector else ()
        return (*names.check(self.draft.name, self.context.taken), *at_zoho)

    @property
    def _repair(self) -> str | None:
        return next((finding.repair for finding in self._of_name if finding.repair), None)

    def action_repair(self) -> None:
        """Take the name that a finding proposes."""
        if repair := self._repair:
            self.name_field.input.value = repair

    def action_place(self) -> None:
        """Take the next of the places where tokens may live; the other answers stay."""
        places = list(PLACES)
        place = places[(places.index(self.draft.lives_in) + 1) % len(places)]
        ways: dict[LivesIn, Way] = {lives: way for way, lives in AT_ZOHO.items()}
        self.draft = self.collect().on_way(ways.get(place, "loopback"))
        self._typed()
        self.show_head()

    def check(self) -> None:
        """Check the name while it is typed, and say how the data center is recognized."""
        if self.draft.name:
            said = in_words(self._of_name, at_most=2)
            self.name_field.say(f"{said}\n  F3 writes {self._repair}" if self._repair else said)
        else:
            self.name_field.say("  yours to choose, such as desk-prod; also its file's name")
        self.show_keys()
        self._place.show(f"  For            {PLACES[self.draft.lives_in]}; F6 changes it")
        service = services.of(self.draft.service)
        self._service.say(_doubt(service))
        self._data_center.refill(self._places(service))
        self._data_center.say(self._recognized(service))
        if not self._message.text:
            self.tell(
                "Zoho keeps every account in one data center; a client from another one is "
                'refused as "invalid client".'
            )

    def _places(self, service: Service) -> list[str]:
        return [f"{row.name:<22}{row.code:<5}{_site(service, row)}" for row in self._centers]

    def _recognized(self, service: Service) -> str:
        """Return what the address bar shows in the chosen data center, or in some of them."""
        row = self.context.workspace.data_centers.get(self.draft.data_center)
        if row is None:
            known = {one.code: _site(service, one) for one in self._centers}
            return (
                "  see the address bar of your own Zoho:\n"
                f"  {known.get('eu')} is Europe,\n  {known.get('us')} the United States"
            )
        lines = [f"  the address bar of your own Zoho shows\n  {_site(service, row)}"]
        if row.confidence == "low":
            lines.append("~ little is published about it; its addresses may be others")
        return "\n".join(lines)


def _site(service: Service, row: DataCenter) -> str:
    """Return the host at which people have a service in a browser; else the accounts server's."""
    url = (row.url(service.site) if service.site else None) or row.accounts_url
    return url.partition("://")[2]


def _doubt(service: Service) -> str:
    if service.confidence == "low":
        return "~ little is published about it; scopes and addresses may be others"
    return ""
