"""Small labelled pictures for hypothesis."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

labelled_pictures = st.tuples(st.integers(1, 7), st.integers(1, 7)).flatmap(
    lambda shape: st.tuples(
        hnp.arrays(np.float64, shape, elements=st.floats(0, 1)),
        hnp.arrays(np.bool_, shape).filter(np.any),
        hnp.arrays(np.intp, shape, elements=st.integers(0, 3)),
    )
)
