// Adds two vectors of four numbers.
//
//   main(x: f32[4], y: f32[4]) -> f32[4]

module @add {
  func.func public @main(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
    %sum = stablehlo.add %x, %y : tensor<4xf32>
    return %sum : tensor<4xf32>
  }
}
