"""Cards of a study's figures: a sentence, the chart, its table, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
import numpy as np
from dash import dcc, html, no_update

from components.page.ids import Id
from components.studies.elements import digest
from components.studies.study import kept_lines, trial_links
from components.studies.words import count
from segmentation.study import Study

if TYPE_CHECKING:
    from components.figures.study import StudyFigure
    from components.studies.figures.view import DrawnFigures

__all__ = ["card", "changes", "chart", "rows"]

MOST_LISTED = 10  # rows in the table of the lines that a brush keeps
CONFIG = {"displaylogo": False, "responsive": True, "displayModeBar": False}
ASIDE = {"float": "right", "marginLeft": "0.6rem"}  # the sentence goes on below
# Of a chart whose figure asks for none. Without one here dcc.Graph takes 100% of its parent, whose
# height is that of the chart: as soon as Plotly draws again, both are 0.
HEIGHT = "clamp(19rem, 40vw, 28rem)"
TEXT = "rgb(68, 68, 68)"  # assets/study/study.css replaces it by the page's colour


def shape(name: str, figure: StudyFigure) -> list[Any]:
    """Return the properties of a figure whose change needs a new card."""
    layout = _layout(figure)
    return [name, bool(_traces(figure)), bool(_meta(figure).get("rows")), layout.get("height")]


def _layout(figure: StudyFigure) -> dict[str, Any]:
    return {} if figure.figure is None else figure.figure.layout.to_plotly_json()


def _meta(figure: StudyFigure) -> dict[str, Any]:
    return {} if figure.figure is None else (figure.figure.layout.meta or {})


def _traces(figure: StudyFigure) -> Sequence[Any]:
    return () if figure.figure is None else figure.figure.data


def has_trials(name: str, figure: StudyFigure) -> bool:
    """Return True if the points of a figure are trials; those of Morris' are parameters."""
    return bool(_meta(figure).get("trials")) or name == "verdicts"


def card(
    name: str,
    figure: StudyFigure,
    study: Study,
    number: int,
    fine: bool,
    listed: dict[str, Any] | None,
) -> html.Section:
    """Build a card.

    Parameters
    ----------
    name : str
        Name of the figure.
    figure : StudyFigure
    study : Study
    number : int
        Number of the study.
    fine : bool
        True if a mouse can zoom; a finger scrolls the page instead.
    listed : dict or None
        What its table says, as `listing` returns it; None if the table is closed.
    """
    heading = html.Div(caption(figure), id={"type": Id.FIGURE_CAPTION, "name": name})
    _, drawn, has_rows, height = shape(name, figure)
    save = html.Button(
        "Save…",
        id={"type": Id.FIGURE_FILE, "name": name},
        className="button",
        **{"aria-label": "Save this figure"},
    )
    graph = dcc.Graph(
        id={"type": Id.FIGURE_CHART, "name": name},
        figure=chart(figure, fine, kept_lines.NONE),
        config=CONFIG,
        responsive=True,
        style={"height": f"{height}px" if height else HEIGHT},
    )
    meta = _meta(figure)
    lines = []
    if meta.get("axes"):
        ranges = [axis.range for axis in _traces(figure)[0].dimensions]
        lines = [kept_lines.layout(meta["axes"], ranges)]
    summary = "Trials" if meta.get("brushed") else "As a table"
    table = dmc.Box(
        [] if listed is None else rows(listed, study, number),
        id={"type": Id.FIGURE_ROWS, "name": name},
        mah="22rem",
        style={"overflow": "auto"},
    )
    return html.Section(
        [
            html.Header([html.Div(save, hidden=not drawn, style=ASIDE), heading]),
            html.Div(graph, className="study-chart", hidden=not drawn),
            html.Details(
                [html.Summary(summary, id={"type": Id.FIGURE_TABLE, "name": name}), *lines, table],
                open=listed is not None,
                hidden=not has_rows,
            ),
        ],
        className="study-card",
        **{"data-figure": name},
    )


def caption(figure: StudyFigure) -> list[Any]:
    """Build the heading and the sentence above a chart."""
    return [html.H3(figure.title), html.P(figure.sentence, className="study-sentence")]


def chart(figure: StudyFigure, fine: bool, bounds: dict[str, Any]) -> dict[str, Any]:
    """Return a figure in the form for dcc.Graph.

    Parameters
    ----------
    figure : StudyFigure
    fine : bool
        True if a mouse can zoom.
    bounds : dict
        Bounds of the kept lines, see `kept_lines`.
    """
    if figure.figure is None:
        return {"data": [], "layout": {}}
    drawn: dict[str, Any] = figure.figure.to_plotly_json()
    for trace, given in zip(drawn["data"], figure.figure.data, strict=True):
        if given.customdata is not None:  # dcc.Graph reports that of a click only if it is a list
            trace["customdata"] = np.asarray(given.customdata).tolist()
    meta = drawn["layout"].pop("meta", None) or {}
    drawn["layout"] |= {"autosize": True} | {"dragmode": "zoom" if fine else False}
    drawn["layout"]["font"] = (drawn["layout"].get("font") or {}) | {"color": TEXT}
    if meta.get("axes"):
        kept_lines.apply(drawn, bounds)
    return drawn


def listing(figure: StudyFigure, bounds: dict[str, Any]) -> dict[str, Any]:
    """Return what the table of a figure says; for parallel coordinates, of the kept lines.

    Parameters
    ----------
    figure : StudyFigure
    bounds : dict
        Bounds of the kept lines, see `kept_lines`.

    Returns
    -------
    dict
        ``columns``, ``rows`` and ``notes`` are texts; ``trials`` has a trial for each row, or none.
    """
    meta = _meta(figure)
    given, trials = meta.get("rows") or (), meta.get("trials") or ()
    listed = [*range(len(given))]
    notes = []
    if meta.get("brushed"):
        kept = kept_lines.kept(_traces(figure)[0].dimensions, bounds)
        listed = [*kept] if len(kept) <= MOST_LISTED else [*kept[:5], *kept[-5:]]
        which = "; the highest and the lowest" if len(kept) > len(listed) else ""
        notes.append(f"{count(len(kept), 'line')} of {len(given):,} kept{which}:")
    if meta.get("more"):
        notes.append(f"{count(meta['more'], 'row')} more; the export has everything.")
    return {
        "columns": [*meta.get("columns", ())],
        "rows": [given[i] for i in listed],
        "notes": notes,
        "trials": [trials[i] for i in listed] if trials else [],
    }


def rows(listed: dict[str, Any], study: Study, number: int) -> list[Any]:
    """Build the table of a figure.

    Parameters
    ----------
    listed : dict
        What it says, as `listing` returns it.
    study : Study
    number : int
        Number of the study.
    """
    head = [
        dmc.TableTh(text, c="var(--quiet)", fw=400, tableProps={"scope": "col"})
        for text in listed["columns"]
    ]
    body = [[*map(dmc.TableTd, texts)] for texts in listed["rows"]]
    if listed["trials"]:
        head.append(dmc.TableTd())
        for cells, trial in zip(body, listed["trials"], strict=True):
            cells.append(dmc.TableTd(trial_links.link(study, number, trial)))
    table = dmc.Table(
        [dmc.TableThead(dmc.TableTr(head)), dmc.TableTbody([*map(dmc.TableTr, body)])],
        w="auto",
        fz="0.85rem",
        tabularNums=True,
        verticalSpacing=2,
    )
    return [*(html.P(note, className="quiet") for note in listed["notes"]), table]


def changes(
    drawings: DrawnFigures,
    before: dict[str, Any],
    bounds: dict[str, Any],
    opened: list[int | None],
    study: Study,
    number: int,
    fine: bool,
) -> dict[str, Any]:
    """Return new cards if the figures have others, else the changes in the present ones.

    Parameters
    ----------
    drawings : DrawnFigures
    before : dict
        State of the page, the last result of this function under ``drawn``.
    bounds : dict
        Bounds of the kept lines, see `kept_lines`.
    opened : list of int or None
        Clicks on the summary of each table.
    study : Study
    number : int
        Number of the study.
    fine : bool
        True if there is a mouse.
    """
    shapes = [shape(*each) for each in drawings.figures.items()]
    trials = [name for name, each in drawings.figures.items() if has_trials(name, each)]
    drawn = {"shapes": shapes, "stamp": drawings.stamp, "bounds": bounds, "trials": trials}
    former, tables = before.get("shapes"), before.get("tables", {})
    is_open = {
        name: tables[name]["began_open"] != bool((clicks or 0) % 2)
        for (name, *_), clicks in zip(former or (), opened, strict=False)
    }
    if former != shapes or len(opened) != len(shapes):
        cards, tables = [], {}
        for name, each in drawings.figures.items():
            opens = is_open.get(name, bool(_meta(each).get("open")))
            listed = listing(each, kept_lines.NONE) if opens else None
            cards.append(card(name, each, study, number, fine, listed))
            tables[name] = {"began_open": opens, "says": digest(listed)}
        same = [no_update] * len(opened)
        # With a new id, React makes new elements.
        grid = html.Div(cards, id=f"figures-{drawings.stamp}", className="study-figures")
        news: dict[str, Any] = {"cards": grid, "captions": same, "charts": same, "rows": same}
        return news | {"drawn": drawn | {"bounds": kept_lines.NONE, "tables": tables}}
    fresh = before["stamp"] != drawings.stamp
    moved = before["bounds"]["moved"] != bounds["moved"]
    news = {"captions": [], "charts": [], "rows": []}
    for name, each in drawings.figures.items():
        redrawn = fresh or (moved and name == "parallel")
        news["captions"].append(caption(each) if fresh else no_update)
        news["charts"].append(chart(each, fine, bounds) if redrawn else no_update)
        table: Any = no_update
        if is_open[name]:
            listed = listing(each, bounds)
            says = digest(listed)
            if says != tables[name]["says"]:
                table = rows(listed, study, number)
                tables[name]["says"] = says
        news["rows"].append(table)
    return news | {"cards": no_update, "drawn": drawn | {"tables": tables}}
