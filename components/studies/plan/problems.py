"""The errors of a plan, each at the control or the input that it is about."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["beside", "placed"]


def placed(
    problems: list[dict[str, str]], plan: dict[str, Any]
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the problems of each parameter by name, and the other problems."""
    at: dict[str, str] = {}
    rest = []
    for problem in problems:
        found = re.match(r"parameters\[(\d+)\]", problem["place"])
        if found is None:
            rest.append(problem)
            continue
        name = plan["parameters"][int(found[1])]["name"]
        at[name] = f"{at[name]} {problem['message']}" if name in at else problem["message"]
    return at, rest


def beside(
    problems: list[dict[str, str]], names: list[str]
) -> tuple[list[str], list[dict[str, str]]]:
    """Return the message for each input of the panel, and the problems of none of them."""
    messages = [""] * len(names)
    rest = []
    for problem in problems:
        name = re.sub(r"\[(\d+)\]", r".\1", problem["place"]).removeprefix("picture.")
        if name in names:
            i = names.index(name)
            messages[i] = f"{messages[i]} {problem['message']}".strip()
        else:
            rest.append(problem)
    return messages, rest
