"""The sandbox's HTML: plain pages and forms, no script, every text escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from starlette.responses import HTMLResponse

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1f24; background: #fff }
header { color: #6a4b00; background: #fff3cd; padding: .4rem .8rem; border-radius: .3rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem } label { display: block; margin: .6rem 0 }
input:not([type=radio]):not([type=checkbox]), textarea, select { display: block; width: 100%;
  font: inherit; padding: .35rem; box-sizing: border-box }
fieldset { border: 1px solid #bbb; border-radius: .3rem; margin: .8rem 0 }
button { font: inherit; padding: .4rem 1.2rem; margin: .6rem .6rem 0 0 }
code, pre { font: .95em ui-monospace, monospace; background: #f2f2f2; overflow-wrap: anywhere }
pre { padding: .4rem .6rem; white-space: pre-wrap }
table { border-collapse: collapse } td, th { text-align: left; padding: .2rem .8rem .2rem 0;
  vertical-align: top } td pre { margin: 0 } th { white-space: nowrap }
dd { margin: 0 0 .5rem 1.5rem }
.problem { color: #a40000; font-weight: 600 }
.panelled { display: grid; grid-template-columns: 8rem 1fr; gap: 1.5rem }
.panelled > * { min-width: 0 } nav { border-right: 1px solid #bbb }
"""


def page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """Return a whole page.

    Args:
        title: plain text, escaped here; also the heading.
        body: HTML in which every foreign text is already escaped.
        status: the HTTP status.
    """
    heading = escape(title)
    return HTMLResponse(
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{heading}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header>zdesk-tui sandbox: a local stand-in for Zoho. No real data.</header>\n"
        f"<h1>{heading}</h1>\n{body}\n</body>\n</html>\n",
        status_code=status,
    )


def error_page(title: str, text: str) -> HTMLResponse:
    """Return one of Zoho's own error pages: status 200, no form, no redirect."""
    return page(title, f"<p>{escape(text)}</p>")


def invalid_client() -> HTMLResponse:
    """Return Zoho's page for a client that is not known where the person is."""
    return error_page("Invalid Client", "The transmitted client ID does not exist")


def bad_request() -> HTMLResponse:
    """Return the page for a wrong method or a missing `grant_type`."""
    return page("400 Bad Request", "<p>not found</p>", status=400)


def stale_form() -> HTMLResponse:
    """Return the page for a form that was used before, or is of another run of the sandbox."""
    return page(
        "This form is out of date",
        "<p>It was sent before, or the sandbox was started anew. Open the link again.</p>",
        status=403,
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells are HTML, escaped already."""
    lines = ["".join(f"<th>{head}</th>" for head in heads)]
    lines += ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return "<table>\n" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>\n"


def terms(rows: Iterable[tuple[str, str]]) -> str:
    """Return a list of terms, plain text, each with what is said about it, which is HTML."""
    lines = (f"<dt><code>{escape(term)}</code></dt><dd>{text}</dd>\n" for term, text in rows)
    return f"<dl>\n{''.join(lines)}</dl>\n"


def hidden(name: str, value: str) -> str:
    """Return a hidden field."""
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def text_field(label: str, name: str, value: str, problem: str | None) -> str:
    """Return a one-line field with its label, and the problem under it when there is one."""
    return (
        f'<div><label>{escape(label)}<br><input type="text" name="{escape(name)}" '
        f'value="{escape(value)}" size="50" autocomplete="off"></label></div>'
        f"{problem_line(problem)}\n"
    )


def given_field(label: str, field_id: str, value: str) -> str:
    """Return a field that is there to be copied from, so wide that nothing of it is hidden."""
    return (
        f'<div><label>{escape(label)}<br><input type="text" id="{escape(field_id)}" '
        f'value="{escape(value)}" size="{len(value)}" readonly></label></div>\n'
    )


def text_area(label: str, name: str, value: str, problem: str | None) -> str:
    """Return a field of several lines with its label, and the problem under it if there is one."""
    return (
        f'<div><label>{escape(label)}<br><textarea name="{escape(name)}" rows="3" cols="50">\n'
        f"{escape(value)}</textarea></label></div>{problem_line(problem)}\n"
    )


def problem_line(problem: str | None) -> str:
    """Return what is wrong with a field, or nothing."""
    return f'<p class="problem">{escape(problem)}</p>' if problem else ""


def checkbox(label: str, name: str, value: str, *, checked: bool) -> str:
    """Return a box to tick, with its label behind it."""
    return (
        f'<div><label><input type="checkbox" name="{escape(name)}" value="{escape(value)}"'
        f"{' checked' if checked else ''}> {escape(label)}</label></div>\n"
    )


def uri_row(uris: list[str]) -> str:
    """Return the row of a client's redirect URIs, or nothing where there are none."""
    if not uris:
        return ""
    listed = "<br>".join(f"<code>{escape(uri)}</code>" for uri in uris)
    return f"<tr><th>Authorized Redirect URIs</th><td>{listed}</td></tr>\n"


def select(label: str, name: str, options: list[tuple[str, str]], chosen: str) -> str:
    """Return a select field.

    Args:
        label: plain text.
        name: the field's name.
        options: value and text of each.
        chosen: the value that is selected at first.
    """
    rows = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(text)}</option>"
        for value, text in options
    )
    return (
        f'<div><label>{escape(label)}<br><select name="{escape(name)}">{rows}</select></label>'
        "</div>\n"
    )
