"""Own pictures: reading files, preparing them for a segmentation, masks, samples and truths."""

from segmentation.pictures.image_file import ImageFile
from segmentation.pictures.preparing import PreparedPicture, prepare
from segmentation.pictures.reading import read_image
from segmentation.pictures.samples import SAMPLES, Sample, sample_image
from segmentation.pictures.truth import fit_truth, read_truth
from segmentation.pictures.writing import encode_labels

__all__ = [
    "SAMPLES",
    "ImageFile",
    "PreparedPicture",
    "Sample",
    "encode_labels",
    "fit_truth",
    "prepare",
    "read_image",
    "read_truth",
    "sample_image",
]
