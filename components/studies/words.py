"""Descriptions of studies for their pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from components.state.control_specs import control_specs
from components.state.numbers import count, short_number
from segmentation.study import FIELDS, Choice, Study, describe

if TYPE_CHECKING:
    from segmentation.stages.method import Method
    from segmentation.study import StudyPicture
    from segmentation.study.store.rows import StudyRow

__all__ = [
    "STATES",
    "count",
    "describe_age",
    "describe_fixed",
    "describe_kind",
    "describe_picture",
    "describe_ranges",
    "describe_reference",
    "describe_results",
    "describe_size",
    "describe_trials",
    "digits",
    "distinct_names",
    "duration",
    "slug",
]

STATES = {
    "queued": "waiting",
    "running": "running",
    "paused": "paused",
    "done": "done",
    "cancelled": "cancelled",
    "failed": "stopped by an error",
}
# Fields of the method, in the order of the explorer's controls.
METHOD = (
    "beta", "n_clusters", "assign_labels", "use_mask", "scale", "eps", "eigen_solver",
    "random_state",
)  # fmt: skip
BUSY = ("queued", "running")  # states that change without an action of a person


def digits(value: float | None) -> str:
    """Return a number with three significant digits, or a dash."""
    return "–" if value is None else short_number(value, 3)


def duration(seconds: float) -> str:
    """Return a duration with its unit.

    Examples
    --------
    >>> duration(0.2), duration(100), duration(7000)
    ('1 s', '2 min', '1.9 h')
    """
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def describe_size(n_trials: int, seconds: float | None) -> str:
    """Return the number of trials, and their duration if it is known."""
    trials = count(n_trials, "trial")
    return trials if seconds is None else f"{trials}, about {duration(seconds)}"


def describe_kind(study: Study) -> str:
    """Return the design of a study and its parameters."""
    titles = (describe(each, study.evaluator).title for each in study.parameters)
    return f"{study.design.title}: {', '.join(titles)}"


def describe_picture(study: Study) -> str:
    """Return what is said of the picture of a study; empty for circles."""
    picture = study.picture
    if picture is None:
        return ""
    name = f"Sample “{picture.sample}”" if picture.sample else f"Picture “{picture.name}”"
    painted = picture.painted_data is not None
    stored = " Its mask was painted, and is stored in this study." if painted else ""
    if picture.data is not None:
        what = "It and the mask that was painted are" if painted else "It is"
        stored = f" {what} stored in this study."
    truth = " Its true regions are known." if picture.has_truth else ""
    return f"{name}, {picture.longest} px at most, noise {picture.noise:g}%.{stored}{truth}"


def describe_reference(study: Study) -> str:
    """Return what the trials of a picture are compared with; empty if they are not."""
    if study.picture is None or "reference_rand" not in study.output_names:
        return ""
    base = (
        "“Agreement with the base” is that with the cut by the settings of the plan, no noise added"
    )
    if not study.merges:
        return f"{base}."
    groups = " and ".join(" + ".join(str(n + 1) for n in group) for group in study.merges)
    return (
        f"{base}, its regions {groups} merged. The trials' own regions are not merged, so the same "
        "cut has less than 1."
    )


def describe_ranges(study: Study) -> str:
    """Return what a study varies and how far, as "Affinity β from 0.1 to 10 (logarithmic)"."""
    found = []
    for each in study.parameters:
        title = describe(each, study.evaluator).title
        if isinstance(each, Choice):
            values = (_value(each.name, value) for value in each.values)
            found.append(f"{title}: {', '.join(values)}")
        else:
            log = " (logarithmic)" if each.scale == "log" else ""
            found.append(f"{title} from {each.low:g} to {each.high:g}{log}")
    return "; ".join(found)


def describe_fixed(study: Study) -> str:
    """Return the settings of scene or picture and method that a study does not vary."""
    varied = {parameter.name for parameter in study.parameters}
    if study.picture is not None:
        found = _fixed_of_picture(study.picture, study.method, varied)
        # The mask is among these, and whether it is used is told only where it is not.
        hidden = {"use_mask"} if study.method.use_mask else set()
    elif study.evaluator == "segmentation":
        circles = (f"({c.row:g}, {c.col:g}; {c.radius:g})" for c in study.scene.circles)
        found = [f"circles (row, column; radius) {' '.join(circles)}"]
        hidden = {"size"} if "resolution" in varied else set()
        found += _fixed(study.scene, ("size", "noise", "seed"), varied | hidden)
    else:
        return "nothing"
    return "; ".join([*found, *_fixed(study.method, METHOD, varied | hidden)])


def _fixed(owner: object, names: Sequence[str], hidden: set[str]) -> list[str]:
    return [
        f"{FIELDS[name].title} {_value(name, getattr(owner, name))}"
        for name in names
        if name not in hidden
    ]


def _fixed_of_picture(picture: StudyPicture, method: Method, varied: set[str]) -> list[str]:
    """Return the preparation of a study's picture, as the explorer's controls show it."""
    automatic = picture.mask in ("above", "below") and picture.threshold is None
    shown: dict[str, object] = {
        "invert": picture.invert,
        "channel": "colour" if method.feature == "colour" else picture.channel,
        "sigma": picture.sigma,
        "mask": f"otsu_{picture.mask}" if automatic else picture.mask,
        "smallest": picture.smallest,
        "merge_from": method.merge_from,
    }
    hidden = varied | ({"channel"} if "feature" in varied else set())
    hidden |= {name for name in ("invert", "smallest", "merge_from") if not shown[name]}
    titles = control_specs()
    crop = picture.crop and ", ".join(map(str, picture.crop))
    part = [f"Crop (top, left, bottom, right) {crop}"] if crop else []
    if picture.mask in ("above", "below") and not automatic:
        part.append(f"Threshold {picture.threshold:g} in the picture's unit")
    rest = [
        f"{titles[name].title} {_value(name, value)}"
        for name, value in shown.items()
        if name not in hidden
    ]
    return part + rest


def _value(name: str, value: object) -> str:
    """Return a value as the explorer's controls show it."""
    spec = control_specs().get(name)
    shown = ((spec and spec.labels) or {}).get(str(value))
    return shown or (f"{value:g}" if isinstance(value, float) else str(value).lower())


def describe_age(row: StudyRow) -> str:
    """Return the number of a study, and when it was made by the server's clock."""
    made = datetime.fromtimestamp(row.created)
    return f"Study {row.id}, {made.day} {made:%B %Y, %H:%M}"


def distinct_names(rows: list[StudyRow]) -> dict[str, str]:
    """Return the name of each study by its number, which is added where names are equal."""
    uses = Counter(row.name for row in rows)
    return {
        str(row.id): f"{row.name} ({row.id})" if uses[row.name] > 1 else row.name for row in rows
    }


def describe_trials(row: StudyRow) -> str:
    """Return the number of recorded trials of a study, their rate and the remaining time."""
    trials = count(row.n_trials, "trial")
    done = row.recorded == row.n_trials
    facts = [trials if done else f"{row.recorded:,} of {trials}"]
    if row.failed:
        facts.append(f"{row.failed:,} failed")
    if row.state == "running" and row.rate:
        rate = f"{row.rate:.0f}" if row.rate >= 10 else f"{row.rate:.1f}"
        facts.append(f"{rate} per second")
        if row.seconds_left:
            facts.append(f"{duration(row.seconds_left)} left")
    return " · ".join(facts)


def describe_results(row: StudyRow) -> str:
    """Return the number of recorded trials of a study, and its best and worst result."""
    trials = describe_trials(row)
    if row.best is None:
        return trials
    return f"{trials} · best {digits(row.best)}, worst {digits(row.worst)}"


def slug(name: str) -> str:
    """Return the name of a study in a form for file names.

    Examples
    --------
    >>> slug("Files & all")
    'files-all'
    """
    return re.sub(r"[\W_]+", "-", name).lower()
