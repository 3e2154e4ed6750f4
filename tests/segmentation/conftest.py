import pytest

from segmentation.compile.compilation import compile_all


@pytest.fixture(scope="session", autouse=True)
def compiled_kernels():
    """Compile the kernels first, so that no answer depends on a background compiler."""
    compile_all()
