"""The programs, by group. Importing this fills `CATALOGUE`."""

from tests.differential.catalogue import (
    collectives,
    control_flow,
    convolution,
    donation,
    dtypes,
    elementwise,
    fft,
    indexing,
    layouts,
    linear,
    networks,
    random,
    reductions,
    replicas,
    shapes,
    sharding,
    sorting,
    special,
)
from tests.differential.define import CATALOGUE
