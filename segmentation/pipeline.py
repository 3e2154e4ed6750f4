"""The public functions of the pipeline, from a picture or a scene to its regions."""

from __future__ import annotations

from numpy.typing import ArrayLike

from segmentation._validation import check_instance, check_mask, check_picture, check_truth
from segmentation.errors import ParameterError, Received
from segmentation.explain.result import Segmentation
from segmentation.scene import Scene
from segmentation.stages.data import Truth
from segmentation.stages.method import Method
from segmentation.stages.run import Clock, run

__all__ = ["segment", "segment_scene"]

TUTORIAL_METHOD = Method()


def segment(
    image: ArrayLike,
    mask: ArrayLike | None = None,
    method: Method = TUTORIAL_METHOD,
    *,
    truth: ArrayLike | None = None,
    previous: Segmentation | None = None,
) -> Segmentation:
    """Segment any grey or colour image by normalized cuts.

    Parameters
    ----------
    image : array-like of shape (H, W)
        Real and finite; numbers are made float. Masked pixels of a masked array are outside; see
        `pixel_graph` for integers beyond 2^53. For `Method(feature="colour")` CIE Lab of shape
        (H, W, 3), as `prepare` makes it.
    mask : array-like of shape (H, W), bool, default=None
        The pixels to segment, at least one; None means all.
    method : Method, default=Method()
        Parameters of the segmentation.
    truth : array-like of shape (H, W), int, default=None
        True region of each pixel, such as `read_truth` returns, for metrics and verdict. Negative
        or masked where none is known; what of that is inside the mask is one more true region.
    previous : Segmentation, default=None
        The result for a similar picture, such as the last frame of a drag. It saves time: what the
        method leaves as it was is taken over, the solver starts from its eigenvectors, and k-means
        searches less, so that of partitions that are about equally good it may find another. From
        5,000 to 200,000 pixels, where the direct solver would answer, eigenvectors are exact to an
        angle of some hundredths only. Only without it is the answer a function of picture and
        method.

    Returns
    -------
    Segmentation
        Without metrics, unless a truth is given.

    Raises
    ------
    ParameterError
        If there are fewer pixels than clusters, or the truth does not fit; `ImageError` and
        `MaskError` for those two.
    ConvergenceError
        If no eigenpairs pass their check. It says what to change.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.array([[0, 0, 0, 9, 9]] * 3)
    >>> segment(image, method=Method(n_clusters=2)).labels
    array([[0, 0, 0, 1, 1],
           [0, 0, 0, 1, 1],
           [0, 0, 0, 1, 1]])
    """
    owner = "segment"
    check_instance(owner, "method", method, Method)
    check_instance(owner, "previous", previous, Segmentation, optional=True)
    checked, inside = check_picture(
        owner, image, mask, used=method.use_mask, scale=method.scale, feature=method.feature
    )
    known = check_truth(owner, truth, inside.shape)
    regions = None if known is None else Truth(*known, name="true regions")
    data = run(owner, checked, inside, method, regions, previous, Clock())
    return Segmentation(**vars(data))


def segment_scene(
    scene: Scene,
    method: Method = TUTORIAL_METHOD,
    *,
    previous: Segmentation | None = None,
) -> Segmentation:
    """Render a scene, segment it, and compare the regions with the circles.

    Parameters
    ----------
    scene : Scene
    method, previous
        As for `segment`.

    Returns
    -------
    Segmentation

    Raises
    ------
    ParameterError
        If there are fewer pixels than clusters, or the method is for colour; `MaskError` if no
        circle has a pixel.
    ConvergenceError
        If no eigenpairs pass their check. It says what to change.

    Examples
    --------
    >>> result = segment_scene(Scene())
    >>> result.n_nodes, result.n_edges, round(result.metrics.adjusted_rand, 2)
    (2678, 5163, 0.96)
    """
    check_instance("segment_scene", "scene", scene, Scene)
    check_instance("segment_scene", "method", method, Method)
    if method.feature != "intensity":
        rule = "of the feature 'intensity', because scenes have no colours"
        raise ParameterError("segment_scene", "method", rule, Received(repr(method.feature)))
    check_instance("segment_scene", "previous", previous, Segmentation, optional=True)
    clock = Clock()
    with clock.stage("scene"):
        picture = scene.render()
    inside = check_mask("segment_scene", picture.mask, picture.mask.shape, used=method.use_mask)
    truth = Truth(picture.truth, len(scene.circles))
    data = run("segment_scene", picture.image, inside, method, truth, previous, clock)
    return Segmentation(**vars(data))
