"""A folder of its own for each test's runs, one compiled library, nothing left alive."""

import pytest

from tests.engine.runs import EXTENSIONS
from trainer import launch


@pytest.fixture(autouse=True)
def folders(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setenv("TORCH_EXTENSIONS_DIR", str(EXTENSIONS))
    yield
    for child in launch._children:
        child.wait(20)
