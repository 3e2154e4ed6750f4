"""The exceptions of the service.

::

    CutlabError
    |-- ParameterError (also a ValueError)      an argument breaks its rule
    |   |-- ImageError                          ... the image
    |   `-- MaskError                           ... the mask
    |-- StudyError (also a ValueError)          a study breaks its rules
    |-- AnalysisError (also a ValueError)       a study's results do not suffice for an analysis
    |   `-- MissingOutputError                  ... some points have no value of the output
    |-- ConvergenceError (also a RuntimeError)  no answer passed its check
    |   `-- ResolutionError                     ... double precision does not determine one
    |-- StoreError                              an action on the store of studies failed
    |   |-- NotOwner                            ... the study is not this process's to write
    |   |-- NoSuchStudy                         ... there is no study of that number
    |   `-- StorageError                        ... the database or a file cannot be used
    |       |-- SchemaError                     ... the database is another program's, or newer
    |       `-- ReadOnlyError                   ... the database's place cannot be written
    `-- ClusterError                            there are no workers for a study

Everything that the service raises on purpose is a `CutlabError`. All can be pickled, so that worker
processes can send them back.
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
    "MissingOutputError",
    "NoSuchStudy",
    "NotOwner",
    "ParameterError",
    "Problem",
    "ReadOnlyError",
    "ResolutionError",
    "SchemaError",
    "StorageError",
    "StoreError",
    "StudyError",
]


class CutlabError(Exception):
    """Base of every exception the service raises on purpose."""


class Received(str):
    """A description of a value too large to print, shown without quotes."""

    __slots__ = ()


LONGEST = 200  # characters of a value in a message


def format_value(value: object) -> str:
    """Return any value in the form in which an error shows it, on one line.

    Examples
    --------
    >>> format_value("mean"), format_value(Received("an empty mask")), format_value([0] * 1000)[:12]
    ("'mean'", 'an empty mask', '[0, 0, 0, 0,')
    """
    try:
        text = value if isinstance(value, Received) else repr(value)
    except Exception:  # an integer of thousands of digits has no representation
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
        Function or class that has the parameter.
    parameter : str
        Name of the parameter.
    rule : str
        The rule, as the words that follow "must be".
    value : object
        The value received.

    Attributes
    ----------
    owner, parameter, rule
        As given.
    value : object
        As given if it is a number, a string or None, otherwise a description, so that errors
        contain no arrays and can be pickled.

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
        Place in the study, such as "parameters[1].high", or in a text that is not JSON, such as
        "line 3, column 5".
    rule : str
        The rule for the value there, as the words that follow "must be".
    value : object
        The value there.
    line : int or None
        Line of the file, from 1, if it is known and the file has several.
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
    """The results of a study do not suffice for an analysis; the message says why."""


class MissingOutputError(AnalysisError):
    """Some points of a study have no value of the output; the mean may stand in for them."""


class ConvergenceError(CutlabError, RuntimeError):
    """No eigenpairs passed their check within the bounds of the solver.

    Parameters
    ----------
    problem : str
        Sentence on what went wrong.
    remedy : str
        Sentence on what to change.
    change : dict of str to object, default=None
        Fields of `Method` with values for which the same picture has an answer, as was tried. None
        if nothing was tried, or nothing helped.

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
    """An action on the store of studies failed.

    Parameters
    ----------
    problem : str
        Sentence on what is wrong.
    passing : bool, default=False
        Whether the problem may pass by itself: a lock, a full disk, a server that does not answer.

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
    """A study may not be written by this process: it is not running, or another process owns it."""


class NoSuchStudy(StoreError):  # noqa: N818
    """There is no study of that number."""


class StorageError(StoreError):
    """The database or a file to write cannot be used: gone, locked, full, damaged or read-only."""


class SchemaError(StorageError):
    """The database belongs to another program, or to a newer version of this one."""


class ReadOnlyError(StorageError):
    """The file of the database, or its directory, cannot be written."""


class ClusterError(CutlabError):
    """There are no workers for a study.

    Parameters
    ----------
    problem : str
        Sentence on what is wrong, for everybody.
    detail : str, default=""
        Sentence with addresses, paths and reasons, for a log and whoever runs the program.

    Attributes
    ----------
    problem : str
        As given.
    detail : str
        As given; `problem`, if it was empty.

    Examples
    --------
    >>> print(ClusterError("The scheduler does not answer.", "It is tcp://10.0.0.1:8786."))
    The scheduler does not answer.
    """

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(problem, detail)
        self.problem = problem
        self.detail = detail or problem

    def __str__(self) -> str:
        return self.problem
