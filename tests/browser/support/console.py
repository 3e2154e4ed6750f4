"""Errors and warnings on the console of a page."""

# A page that has waited four seconds for a connection, as on a busy machine, goes on by HTTP, and
# Chromium says so.
LATE = "WebSocket is closed before the connection is established"

# Where a test stops the server; the last is Dash's, of a callback that was under way.
GONE = ("ERR_CONNECTION_REFUSED", "WebSocket connection", "server did not respond")


def listen(page, complaints, tolerated=()):
    """Collect a page's errors and warnings; `tolerated` are substrings of harmless ones."""

    def hear(message):
        complains = message.type in ("error", "warning")
        if complains and not any(part in message.text for part in (LATE, *tolerated)):
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
