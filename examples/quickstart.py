"""Compile a StableHLO program, give it numpy arrays, print what it returns."""

import numpy as np

import pjrt

PROGRAM = """
func.func public @main(%a: tensor<2x3xf32>, %b: tensor<3x2xf32>, %c: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %ab = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0]
      : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %sum = stablehlo.add %ab, %c : tensor<2x2xf32>
  return %sum : tensor<2x2xf32>
}
"""

with pjrt.Client("cpu") as client:
    multiply_add = client.compile(PROGRAM)
    a = np.arange(6, dtype=np.float32).reshape(2, 3)
    (result,) = multiply_add(a, a.T.copy(), np.ones((2, 2), np.float32))
    print(result.to_numpy())  # [[ 6. 15.] [15. 51.]]
