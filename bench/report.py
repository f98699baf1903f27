"""A line for each figure: what was measured, what was aimed at, and by how much missed."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import version

import psutil

PACKAGES = ("Django", "djangorestframework", "celery", "psycopg", "gunicorn")


@dataclass(frozen=True)
class Figure:
    """A measured value and its aim; ``most`` says that less is better."""

    name: str
    value: float
    unit: str
    aim: float
    most: bool = True
    detail: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.aim if self.most else self.value >= self.aim

    def __str__(self) -> str:
        sign = "≤" if self.most else "≥"
        verdict = "met" if self.met else f"missed by {abs(self.value - self.aim):.4g}"
        aim = f"{sign} {self.aim:g} {self.unit}"
        return (
            f"{self.name:<44} {self.value:>9.4g} {self.unit:<5} "
            f"aim {aim:<13} {verdict:<16} {self.detail}"
        ).rstrip()


@dataclass
class Report:
    """Prints each figure as it comes."""

    figures: list[Figure] = field(default_factory=list)

    def machine(self) -> None:
        memory = psutil.virtual_memory().total / 2**30
        self.say(
            f"{platform.system()} {platform.machine()}, {psutil.cpu_count()} cores, "
            f"{memory:.0f} GiB, Python {platform.python_version()}, "
            + ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        )
        self.say(f"Load before the start: {load()}.")
        self.say("The clients share the cores with the site and its database.")

    def add(self, *figures: Figure) -> None:
        for figure in figures:
            self.figures.append(figure)
            self.say(str(figure))

    def part(self, name: str) -> None:
        """Say how busy the machine is: a figure under another's load is none."""
        self.say(f"{name} (load {load()})")

    def say(self, text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def load() -> str:
    """The load averages of one and of five minutes."""
    return ", ".join(f"{one:.1f}" for one in os.getloadavg()[:2])
