"""Hostile inputs of the project's own making, a file a subject."""

from . import commandline, datasets, definitions, engine, expressions, settings, texts

SUBJECTS = [texts, definitions, expressions, engine, datasets, settings, commandline]


def all_cases():
    for subject in SUBJECTS:
        for case in subject.cases():
            case.name = f"{subject.__name__.split('.')[-1]}/{case.name}"
            yield case
