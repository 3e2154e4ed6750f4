"""The lessons in the order in which they build on each other."""

from components.lessons.cuts import CUTS
from components.lessons.eigenvectors import EIGENVECTORS
from components.lessons.failures import FAILURES
from components.lessons.graph import GRAPH
from components.lessons.matters import MATTERS
from components.lessons.model import Lesson
from components.lessons.noise import NOISE
from components.lessons.photograph import PHOTOGRAPH

__all__ = ["LESSONS"]

LESSONS: tuple[Lesson, ...] = (GRAPH, CUTS, EIGENVECTORS, FAILURES, NOISE, PHOTOGRAPH, MATTERS)
