"""What pages say on their console."""


def listen(page, complaints, tolerated=()):
    """Collect what a page complains of; `tolerated` are parts of what is none."""

    def hear(message):
        complains = message.type in ("error", "warning")
        if complains and not any(part in message.text for part in tolerated):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
