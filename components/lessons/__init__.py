"""Lessons that ship with Cutlab: sequences of states with texts and predictions."""

from components.lessons.course import LESSONS
from components.lessons.model import Choice, Estimate, Lesson, Step

__all__ = ["LESSONS", "Choice", "Estimate", "Lesson", "Step"]
