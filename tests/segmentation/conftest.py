import pytest

from segmentation.compile.compilation import compile_all


@pytest.fixture(scope="session", autouse=True)
def compiled_kernels():
    """What answers must not depend on when a compiler in the background is done."""
    compile_all()
