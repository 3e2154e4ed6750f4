"""The exceptions of the service.

::

    CutlabError
    |-- ParameterError (also a ValueError)      an argument breaks its rule
    |   |-- ImageError                          ... the image
    |   `-- MaskError                           ... the mask
    |-- StudyError (also a ValueError)          a study breaks its rules
    |-- AnalysisError (also a ValueError)       a study's results do not carry what was asked
    |-- ConvergenceError (also a RuntimeError)  no answer passed its check
    |   `-- ResolutionError                     ... as double precision does not determine it
    |-- StoreError                              the studies' store does not do what is asked
    |   |-- NotOwner                            ... as another process has the study, or it rests
    |   |-- NoSuchStudy                         ... as there is none of that number
    |   `-- StorageError                        ... as the database or a file cannot be used
    `-- ClusterError                            the studies' workers cannot be had

Everything the service raises on purpose is a `CutlabError`. Each is picklable, so that it
survives the way back from a worker process.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Number
from typing import Any

__all__ = [
    "AnalysisError",
    "ClusterError",
    "ConvergenceError",
    "CutlabError",
    "ImageError",
    "MaskError",
    "NoSuchStudy",
    "NotOwner",
    "ParameterError",
    "Problem",
    "ResolutionError",
    "StorageError",
    "StoreError",
    "StudyError",
]


class CutlabError(Exception):
    """Base of every exception the service raises on purpose."""


class Received(str):
    """A description of a value too large to print, shown without quotes."""

    __slots__ = ()


LONGEST = 200  # characters of a value in a sentence


def format_value(value: object) -> str:
    """Return a value as an error shows it: in a line, whatever it is.

    Examples
    --------
    >>> format_value("mean"), format_value(Received("an empty mask")), format_value([0] * 1000)[:12]
    ("'mean'", 'an empty mask', '[0, 0, 0, 0,')
    """
    try:
        text = value if isinstance(value, Received) else repr(value)
    except Exception:  # an integer of thousands of digits has none
        text = "\n"
    shape = getattr(value, "shape", ())
    if "\n" in text or shape:
        kind = type(value).__name__.removeprefix("nd")
        article = "an" if kind[:1] in "aeiouAEIOU" else "a"
        return f"{article} {kind} of shape {shape}" if shape else f"{article} {kind}"
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


class ParameterError(CutlabError, ValueError):
    """An argument breaks its rule.

    Parameters
    ----------
    owner : str
        The function or class whose parameter it is.
    parameter : str
        Name of the parameter.
    rule : str
        What it must be, as the words after "must be".
    value : object
        What was received.

    Attributes
    ----------
    owner, parameter, rule
        As given.
    value : object
        As given if it is a number, a string or None, otherwise a description: an error holds no
        arrays, and any can be pickled.

    Examples
    --------
    >>> print(ParameterError("Method", "beta", "a number from 0 to 1000", -1))
    The 'beta' parameter of Method must be a number from 0 to 1000. Got -1 instead.
    """

    def __init__(self, owner: str, parameter: str, rule: str, value: Any) -> None:
        kept = value is None or isinstance(value, (Number, str))
        value = value if kept else Received(format_value(value))
        super().__init__(owner, parameter, rule, value)
        self.owner = owner
        self.parameter = parameter
        self.rule = rule
        self.value = value

    def __str__(self) -> str:
        return (
            f"The {self.parameter!r} parameter of {self.owner} must be {self.rule}. "
            f"Got {format_value(self.value)} instead."
        )


class ImageError(ParameterError):
    """The image cannot be segmented as it is."""


class MaskError(ParameterError):
    """The mask does not fit the image or the number of clusters."""


@dataclass(frozen=True)
class Problem:
    """A rule that a study breaks.

    Attributes
    ----------
    place : str
        Where in the study, such as "parameters[1].high"; "line 3, column 5" where it is no JSON.
    rule : str
        What stands there must be, as the words after "must be".
    value : object
        What stands there.
    line : int or None
        Of the file, from 1, if it is known and there are several.
    """

    place: str
    rule: str
    value: Any
    line: int | None = None

    def __str__(self) -> str:
        line = "" if self.line is None else f" (line {self.line})"
        return f"{self.place}{line} must be {self.rule}. Got {format_value(self.value)} instead."


class StudyError(CutlabError, ValueError):
    """A study breaks its rules.

    Parameters
    ----------
    problems : tuple of Problem

    Attributes
    ----------
    problems : tuple of Problem
        As given.

    Examples
    --------
    >>> print(StudyError((Problem("replicates", "an integer from 1 up", 0),)))
    replicates must be an integer from 1 up. Got 0 instead.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.problems[0])
        lines = "".join(f"\n- {problem}" for problem in self.problems)
        return f"{len(self.problems)} problems:{lines}"


class AnalysisError(CutlabError, ValueError):
    """The results of a study do not carry what was asked of them; a sentence says why."""


class MissingOutputError(AnalysisError):
    """Some points of a study have no value of the output; the mean may stand in for them."""


class ConvergenceError(CutlabError, RuntimeError):
    """No eigenpairs passed their check within the bounds of the solver.

    Parameters
    ----------
    problem : str
        What went wrong, a sentence.
    remedy : str
        What to change, a sentence.
    change : dict of str to object, default=None
        Fields of `Method` and the values that the same picture is answered with. They are tried
        before they are offered; None where nothing was tried, or nothing helped.

    Attributes
    ----------
    problem, remedy, change
        As given.

    Examples
    --------
    >>> print(ConvergenceError("It did not converge.", "Raise eps."))
    It did not converge. Raise eps.
    >>> print(ConvergenceError("It did not converge.", "Raise eps.", {"eps": 1e-6}))
    It did not converge. With eps=1e-06 there is an answer.
    """

    def __init__(self, problem: str, remedy: str, change: dict[str, Any] | None = None) -> None:
        super().__init__(problem, remedy, change)
        self.problem = problem
        self.remedy = remedy
        self.change = change

    def __str__(self) -> str:
        if not self.change:
            return f"{self.problem} {self.remedy}"
        fields = " and ".join(f"{name}={value!r}" for name, value in self.change.items())
        return f"{self.problem} With {fields} there is an answer."


class ResolutionError(ConvergenceError):
    """Eigenvalues lie closer to one another than double precision can tell."""


class StoreError(CutlabError):
    """The store of studies does not do what is asked of it.

    Parameters
    ----------
    problem : str
        What is wrong, a sentence.
    passing : bool, default=False
        Whether it may pass by itself: a lock, a full disk, a server that is away.

    Attributes
    ----------
    problem, passing
        As given.
    """

    def __init__(self, problem: str, passing: bool = False) -> None:
        super().__init__(problem, passing)
        self.problem = problem
        self.passing = passing

    def __str__(self) -> str:
        return self.problem


class NotOwner(StoreError):  # noqa: N818
    """A study is not this process's to write: it rests, or another process has it."""


class NoSuchStudy(StoreError):  # noqa: N818
    """There is no study of that number."""


class StorageError(StoreError):
    """The database, or a file to write, cannot be used: away, locked, full, damaged, read-only."""


class ClusterError(CutlabError):
    """The workers of a study cannot be had."""
