"""Files of a picture with its settings, which open again: ``.cutlab``.

Such a file is a ZIP archive of up to four members: ``settings.json``, with the edits of the
regions; ``picture``, the bytes of the picture's own file; ``mask``, a mask that was painted or
opened; and ``truth``, a file of true regions. A sample has no ``picture``. An archive from anywhere
is untrusted: its size is bounded before and while it is unpacked, and each bad setting gets its
default, with a sentence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from components.pictures.truth import MOST_TRUTH_FILE
from components.state.link import valid_state
from components.state.model import VIEW_FIELDS, ExplorerState
from segmentation import CutlabError
from segmentation.pictures.reading import MOST_BYTES

__all__ = [
    "FIELDS",
    "MOST_ARCHIVE",
    "SIGNATURE",
    "CutlabFile",
    "CutlabFileError",
    "read_file",
    "write_file",
]

SIGNATURE = b"PK\3\4"
SETTINGS, PICTURE, MASK, TRUTH = "settings.json", "picture", "mask", "truth"
VERSION = 1
MOST_SETTINGS = 64 * 1024  # bytes
MOST_MASK = 2_000_000
MOST_ARCHIVE = MOST_BYTES + MOST_MASK + MOST_TRUTH_FILE + MOST_SETTINGS
MOST_MEMBERS = 16
DIRECTORY_ENTRY = b"PK\1\2"  # each takes memory before anything is unpacked
DATE = (1980, 1, 1, 0, 0, 0)  # so that equal contents give equal files

# Fields of the settings: those of pictures, and those that a picture shares with circles.
FIELDS = tuple(
    name
    for name in ExplorerState.model_fields
    if name not in (*VIEW_FIELDS, "circles", "noise", "seed", "size")
)


class CutlabFileError(CutlabError):
    """A file is no .cutlab file that can be opened; the text says why."""


@dataclass(frozen=True)
class CutlabFile:
    """Content of a file.

    Attributes
    ----------
    state : ExplorerState
        Of the settings; the view is the default.
    content : bytes or None
        The picture's own file; None for a sample.
    mask : bytes or None
        The painted mask, if there is one.
    truth : bytes or None
        The file of true regions, if there is one.
    problems : tuple of str
        A sentence for each setting that could not be used.
    """

    state: ExplorerState
    content: bytes | None
    mask: bytes | None
    truth: bytes | None
    problems: tuple[str, ...]


def write_file(
    state: ExplorerState,
    content: bytes | None,
    mask: bytes | None = None,
    truth: bytes | None = None,
) -> bytes:
    """Return the file of a picture's state.

    Parameters
    ----------
    state : ExplorerState
    content : bytes or None
        The picture's own file; None for a sample.
    mask : bytes, default=None
        The painted mask.
    truth : bytes, default=None
        The file of true regions.

    Returns
    -------
    bytes

    Raises
    ------
    CutlabFileError
        If the mask has too many bytes.
    """
    if mask is not None and len(mask) > MOST_MASK:
        raise _refuse(f"one with a mask of at most {MOST_MASK // 1_000_000} MB", "a larger mask")
    settings = state.model_dump(mode="json", include={*FIELDS})
    text = json.dumps(
        {"cutlab": "picture", "version": VERSION, "settings": settings},
        indent=1,
        ensure_ascii=False,
    )
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(ZipInfo(SETTINGS, DATE), text, ZIP_DEFLATED)
        for name, member in ((PICTURE, content), (MASK, mask), (TRUTH, truth)):
            if member is not None:
                archive.writestr(ZipInfo(name, DATE), member, ZIP_STORED)
    return file.getvalue()


def read_file(file: bytes) -> CutlabFile:
    """Read a file that `write_file` wrote, or refuse it.

    Parameters
    ----------
    file : bytes

    Returns
    -------
    CutlabFile

    Raises
    ------
    CutlabFileError
        If it cannot be opened.
    """
    if len(file) > MOST_ARCHIVE:
        raise _refuse(f"of at most {MOST_ARCHIVE // 1_000_000} MB", f"{len(file) / 1e6:,.1f} MB")
    if file.count(DIRECTORY_ENTRY) > MOST_MEMBERS:
        raise _refuse("an archive of four members", "one of many")
    try:
        with ZipFile(BytesIO(file)) as archive:
            settings = _settings(_member(archive, SETTINGS, MOST_SETTINGS))
            state, problems = _state(settings)
            content = _member(archive, PICTURE, MOST_BYTES) if state.uploaded else None
            mask = truth = None
            if state.painted and MASK in archive.namelist():
                mask = _member(archive, MASK, MOST_MASK)
            if state.truth and TRUTH in archive.namelist():
                truth = _member(archive, TRUTH, MOST_TRUTH_FILE)
    except CutlabFileError:
        raise
    except Exception as error:  # a damaged archive can make the reader raise anything
        why = "" if isinstance(error, BadZipFile) else f" ({type(error).__name__})"
        raise _refuse("a .cutlab file that Cutlab saved", f"a damaged one{why}") from None
    if state.mask == "painted" and state.painted and mask is None:  # of an older version
        state = state.model_copy(update={"mask": "none"})
        problems = (*problems, "The file lacks the mask that was painted: none is used.")
    if mask is None:
        state = state.model_copy(update={"painted": ""})
    if truth is None and state.truth:
        state = state.model_copy(update={"truth": "", "truth_file": "", "person": 1})
        problems = (*problems, "The file lacks its truth: none is used.")
    return CutlabFile(state, content, mask, truth, problems)


def _member(archive: ZipFile, name: str, most: int) -> bytes:
    """Return a member, unless it is larger than it may be, whatever its header says."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise _refuse(f"an archive with the member {name!r}", "one without it") from None
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or info.flag_bits & 1:
        raise _refuse("neither encrypted nor packed in another way than by deflate", name)
    with archive.open(info) as member:
        content = member.read(most + 1)
    if len(content) > most:
        size = f"{most // 1_000_000} MB" if most > 1_000_000 else f"{most // 1024} kB"
        raise _refuse(f"an archive whose member {name!r} has at most {size}", "more")
    return content


def _settings(text: bytes) -> dict[str, Any]:
    """Return the fields of the settings, of any values."""
    try:
        found = json.loads(text)
    except ValueError:
        raise _refuse("an archive whose settings are JSON", "others") from None
    match found:
        case {"cutlab": "picture", "version": 1, "settings": dict(settings)}:
            return settings
        case {"cutlab": "picture", "version": int(version)}:
            raise _refuse(f"of version {VERSION}, which this Cutlab reads", f"version {version}")
    raise _refuse("one of a picture", "another one")


def _state(settings: dict[str, Any]) -> tuple[ExplorerState, tuple[str, ...]]:
    known = {name: value for name, value in settings.items() if name in FIELDS}
    others = sorted(set(settings) - set(known))
    state, problems = valid_state(known, [])
    if not state.picture:
        raise _refuse("one that names its picture", "one that does not")
    sentences = [problem.message for problem in problems]
    if others:
        sentences.append(f"This version does not know {', '.join(others)[:80]}; it was ignored.")
    return state, tuple(sentences)


def _refuse(rule: str, got: str) -> CutlabFileError:
    return CutlabFileError(f"The file must be {rule}. Got {got} instead.")
