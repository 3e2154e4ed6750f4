"""Eigensolvers for the normalized Laplacian, one a file.

A solver is a function (see `base.Solver`) that gets a connected graph; what it returns is
checked here. A new one needs a file and a line in `SOLVERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from segmentation.eigen import aggregates, auto, direct, frames, multigrid
from segmentation.eigen.base import Eigenpairs, Floats, Solver
from segmentation.eigen.components import components, solve_pieces
from segmentation.eigen.laplacian import squared_norms
from segmentation.eigen.library import amg, arpack, dense, lobpcg
from segmentation.eigen.verification.budget import Budget
from segmentation.eigen.verification.check import SMALL, may_hide_multiple, verify
from segmentation.eigen.verification.resolution import count_unresolved, unresolved
from segmentation.errors import ConvergenceError, ResolutionError
from segmentation.graph.pixelgraph import PixelGraph
from segmentation.kernels import cache, compiled
from segmentation.kernels.cache import Group
from segmentation.watching import check_point

__all__ = [
    "BUDGETS",
    "OWN",
    "SOLVERS",
    "SOLVER_NAMES",
    "Eigenpairs",
    "Solver",
    "smallest_eigenpairs",
]

SOLVERS: dict[str, Solver] = {
    "multigrid": multigrid.solve,
    "direct": direct.solve,
    "arpack": arpack.solve,
    "lobpcg": lobpcg.solve,
    "amg": amg.solve,
    "dense": dense.solve,
    "aggregates": aggregates.solve,
}
# The budget of each, by the numbers of nodes and pairs.
BUDGETS: dict[str, Callable[[int, int], Budget]] = {
    "multigrid": multigrid.budget,
    "direct": direct.budget,
    "arpack": arpack.budget,
    "lobpcg": lobpcg.budget,
    "amg": amg.budget,
    "dense": dense.budget,
    "aggregates": aggregates.budget,
}
# The solver for "auto": the project's own as soon as they are compiled, ARPACK meanwhile.
# Where multigrid suffices it comes before the direct solver is there.
AUTO, AUTO_EARLY, AUTO_MEANWHILE = auto.solve, auto.solve_early, arpack.solve
# The kernels that each needs.
OWN = {"multigrid": Group.EIGEN, "direct": Group.ALL, "aggregates": Group.ALL}
# Up to this many nodes every answer is proved complete, which takes a millisecond or two: a Lanczos
# basis that nearly fills the space may miss an eigenvalue (it did in one of 10,000 random
# problems).
PROVED = 1000
SOLVER_NAMES = ("auto", *SOLVERS)
# A refusal must not depend on which solvers happen to be compiled, so a problem that one solver
# cannot solve goes to another. A call waits up to PATIENCE seconds for the compiled ones, three
# times as long as compilation takes. ARPACK, which is far slower, gets problems of up to
# LARGEST_SECOND nodes: about a second.
PATIENCE = 180.0
LARGEST_SECOND = 50_000

# With fewer nodes LAPACK is as fast as any solver, and the iterative ones lack room for their
# bases.
SMALLEST_ITERATIVE = 100


def smallest_eigenpairs(
    graph: PixelGraph,
    n: int,
    solver: str = "auto",
    random_state: int = 0,
    start: Floats | None = None,
    n_vectors: int | None = None,
    similar: PixelGraph | None = None,
) -> Eigenpairs:
    """Return the smallest eigenpairs of the normalized Laplacian, checked.

    Connected components are solved one by one and their spectra merged, so that c components
    give exactly c eigenvalues of 0, less one for each isolated pixel, whose eigenvalue is 1.

    Parameters
    ----------
    graph : PixelGraph
    n : int
        Number of pairs; fewer are returned if the graph has fewer nodes.
    solver : str, default="auto"
        One of `SOLVER_NAMES`. If its answer for a component of up to 2,500 nodes does not pass, the
        dense solver is used. "aggregates" answers components of more than 500,000 nodes
        approximately, others like "auto".
    random_state : int, default=0
        Seed of the start vectors.
    start : ndarray of shape (n_nodes, m), default=None
        Guesses of the eigenvectors, of unit length, as for `Solver`. If there are several
        components, each one uses its own rows.
    n_vectors : int, default=None
        Number of eigenvectors that are needed, counted from the first; None means all. Only the
        values of the other pairs matter: their residuals may be ten times as large, up to 1e-5 and
        3% of the last value. The residual also bounds the distance to the nearest exact
        eigenvalue.
    similar : PixelGraph, default=None
        The graph of the problem that `start` is from, for a frame of a drag. Of many pixels, where
        the direct solver is to answer, it then looks less closely: vectors have an angle of some
        hundredths to the exact ones (0.01 by its estimate), and residuals are up to 0.01.

    Returns
    -------
    Eigenpairs
        With residuals recomputed here.

    Raises
    ------
    ConvergenceError
        If no answer passes: residuals are too large, eigenvalues were skipped, or eigenvalues are
        too close for double precision to tell apart. "auto" tries the compiled solvers before it
        raises this, and a library's up to 50,000 nodes; while kernels are being compiled, it waits
        for them for up to three minutes. With CUTLAB_COMPILE=never the message says that the
        compiled solvers were not tried.
    """
    n = min(n, graph.n_nodes)
    all_wanted = n_vectors is None or n_vectors >= n
    if solver in ("auto", *OWN) and not compiled.ready():
        compiled.start_in_background()
        if solver in OWN:
            compiled.wait()

    def solve(
        part: PixelGraph, n_part: int, guess: Floats | None, wanted: int | None = None
    ) -> Eigenpairs:
        is_small = part.n_nodes <= aggregates.LARGEST_EXACT
        name = "auto" if solver == "aggregates" and is_small else solver
        if (
            similar is not None
            and guess is not None
            and frames.may_follow(part, n_part, name, similar)
        ):
            found = frames.follow(part, n_part, random_state, guess, wanted, similar)
            if found is not None:
                return found
        guess = guess if guess is not None and _fits(guess, n_part) else None
        found = _solve_connected(part, n_part, name, random_state, guess, wanted, all_wanted)
        return found if found.kept is None else replace(found, kept=None)

    count, piece = components(graph)
    if count == 1 and n > 1:
        return solve(graph, n, start, n_vectors)
    try:
        pairs = solve_pieces(graph, piece, n, start, solve)
    except ResolutionError as error:  # its count is that of one component
        raise unresolved(graph, n + all_wanted) from error
    return replace(pairs, n_components=count)


def _solve_connected(
    graph: PixelGraph,
    n: int,
    name: str,
    random_state: int,
    start: Floats | None,
    n_vectors: int | None,
    all_wanted: bool,
) -> Eigenpairs:
    """Solve one component, unless its eigenvalues lie below the resolution.

    If all vectors are wanted, their eigenvalues may lie below the resolution as long as the next
    one does not. An embedding needs only the space that the vectors span, and that space is then
    well determined, though no single vector is.
    """

    def solve(m: int, wanted: int | None) -> Eigenpairs:
        return _solve_checked(graph, m, name, random_state, start, wanted)

    if name == "aggregates":  # whose values are upper bounds, which is checked
        return solve(n, n_vectors)
    more = n + 1 if all_wanted and n < graph.n_nodes else n
    n_unresolved = count_unresolved(graph)
    if n_unresolved >= more:
        raise unresolved(graph, more)
    if n_unresolved < n:
        try:
            return solve(n, n_vectors)
        except ResolutionError:
            if more == n:
                raise
    found = solve(more, n)
    return replace(
        found,
        values=found.values[:n],
        vectors=found.vectors[:, :n],
        residuals=found.residuals[:n],
    )


def _solve_checked(
    graph: PixelGraph,
    n: int,
    name: str,
    random_state: int,
    start: Floats | None,
    n_vectors: int | None,
) -> Eigenpairs:
    if graph.n_nodes < max(SMALLEST_ITERATIVE, 6 * n):
        name = "dense"
    refusals: dict[Solver, ConvergenceError] = {}
    for solve in _solvers(name, graph.n_nodes):
        check_point()
        try:
            pairs = solve(graph, n, random_state=random_state, start=start, n_vectors=n_vectors)
            largest = np.inf if pairs.aggregates is not None else None
            complete = _is_complete(graph, pairs)
            return verify(graph, pairs, complete=complete, n_vectors=n_vectors, largest=largest)
        except ResolutionError:
            raise
        except ConvergenceError as error:
            refusals[solve] = error
    *_, last = refusals.values()
    if name in ("auto", *OWN) and last is refusals.get(AUTO_MEANWHILE):
        raise refusals[AUTO] if AUTO in refusals else _without_compiled(last)
    raise last


def _solvers(name: str, n_nodes: int) -> Iterator[Solver]:
    """Yield the solvers to try in turn until an answer passes."""
    is_ready = compiled.ready()
    if name in OWN and not compiled.ready(OWN[name]):
        yield AUTO_MEANWHILE  # or the solver would be compiled here and now
    elif name != "auto":
        yield SOLVERS[name]
    elif is_ready:
        yield AUTO
    else:
        if compiled.ready(Group.EIGEN):
            yield AUTO_EARLY
        yield AUTO_MEANWHILE
    if n_nodes <= dense.LARGEST:
        if name != "dense":
            yield dense.solve  # the last resort
    elif name == "auto" and is_ready and n_nodes <= LARGEST_SECOND:
        yield AUTO_MEANWHILE
    elif name == "auto" and not is_ready and compiled.wait(PATIENCE):
        yield AUTO


def _without_compiled(refusal: ConvergenceError) -> ConvergenceError:
    """Return the refusal, with a sentence that says why the compiled solvers were not tried."""
    if compiled.refused():
        why = "CUTLAB_COMPILE=never keeps them from being compiled"
    else:
        why = "they are not compiled" if cache.DIRECTORY is None else "they are being compiled"
    return ConvergenceError(
        refusal.problem, f"{refusal.remedy} The compiled solvers may find an answer, but {why}."
    )


def _fits(guess: Floats, n: int) -> bool:
    """Return whether guesses are finite, and n of about unit length, as of a component's own.

    They are too short if a component has split, and too long if two components have merged.
    """
    squares = squared_norms(guess)
    return bool((np.abs(squares[:n] - 1) < 0.5).all() and np.isfinite(squares).all())


def _is_complete(graph: PixelGraph, pairs: Eigenpairs) -> bool:
    """Return whether the solver is certain not to have skipped an eigenvalue."""
    if pairs.solver == "dense":
        return True
    if graph.n_nodes <= PROVED:
        return False
    if pairs.solver in OWN:
        return True
    return pairs.solver == "arpack" and pairs.values[-1] > SMALL and not may_hide_multiple(graph)
