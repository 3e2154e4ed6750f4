"""Drawing of a study's figures: here, or of many trials in a process of its own.

That process reads the studies and the view, in JSON, from its standard input, and the address of
the database from its environment. It writes the figures, pickled, to its standard output.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from segmentation import CutlabError
from segmentation.study import Study, n_trials, read_study

if TYPE_CHECKING:
    from components.figures.study import StudyFigure
    from segmentation.study.analysis import Missing
    from segmentation.study.store.reader import StudyReader

__all__ = ["MOST_HERE", "Drawn", "Part", "draw", "draw_aside"]

MOST_HERE = 20_000  # trials, which take some tenths of a second
SECONDS = 600.0
LOWER = 10  # nice: frames have precedence
ROOT = Path(__file__).parents[3]
FAILED = "The figures could not be drawn. The server's log says why."

Drawn = tuple[dict[str, "StudyFigure"], tuple[str, ...]]  # figures, and sentences on the others
Part = tuple[int, Study]  # number of a study, and the study itself


def draw(store: StudyReader, parts: list[Part], output: str, missing: Missing) -> Drawn:
    """Draw the figures of a study from its recorded trials.

    Parameters
    ----------
    store : StudyReader
    parts : list of (int, Study)
        The study, and another one to draw over it, if any.
    output : str
        Empty for the first output of the study.
    missing : {"refuse", "mean"}
        As of `study_figures`.
    """
    from components.figures.study import study_figures  # heavy, see `FigureCache.prepare`
    from segmentation.study.analysis.columns import gather

    study = parts[0][1]
    output = output or study.measured[0]
    found = [(each, gather(store.pages(at), [output], n_trials(each))) for at, each in parts]
    try:
        return study_figures(*found[0], output, found[1] if found[1:] else None, missing), ()
    except CutlabError as error:
        return {}, (str(error),)


def draw_aside(database: str, parts: list[Part], output: str, missing: Missing) -> Drawn:
    """Draw as `draw` does, in a process of its own; `database` is the address of the store."""
    texts = [(number, study.to_json()) for number, study in parts]
    command = [sys.executable, "-m", "components.studies.figures.drawing"]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    try:
        answer = subprocess.run(
            command,
            input=orjson.dumps([texts, output, missing]),
            stdout=subprocess.PIPE,
            env={**os.environ, "CUTLAB_DATABASE": database, "PYTHONPATH": path},
            timeout=SECONDS,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise CutlabError(FAILED) from error
    drawn: Drawn = pickle.loads(answer)  # which our own process wrote
    return drawn


def main() -> None:
    """Draw what the standard input asks for."""
    from segmentation.study.store.reader import StudyReader  # imports SQLAlchemy

    os.nice(LOWER)
    texts, output, missing = orjson.loads(sys.stdin.buffer.read())
    parts = [(number, read_study(text)) for number, text in texts]
    with os.fdopen(os.dup(1), "wb") as sink:
        os.dup2(2, 1)  # what a library prints does not mix with the answer
        drawn: Any = draw(StudyReader(public=True), parts, output, missing)
        pickle.dump(drawn, sink)


if __name__ == "__main__":
    main()
