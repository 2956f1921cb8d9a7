// Reads digits: the answer of the network for each image, and how sure it is.
//
//   main(w1: f32[64,256], b1: f32[256], w2: f32[256,10], b2: f32[10], images: f32[32,64])
//     -> (digit: i32[32], probability: f32[32])
//
// The network is the one of train_step.mlir. Nothing is donated: the weights can be used again.

module @evaluate {
  func.func public @main(
      %w1: tensor<64x256xf32>,
      %b1: tensor<256xf32>,
      %w2: tensor<256x10xf32>,
      %b2: tensor<10xf32>,
      %images: tensor<32x64xf32>
  ) -> (tensor<32xi32>, tensor<32xf32>) {
    %zero = stablehlo.constant dense<0.0> : tensor<f32>
    %lowest = stablehlo.constant dense<0xFF800000> : tensor<f32>  // minus infinity

    // Hidden layer: hidden = max(images . w1 + b1, 0).
    %xw1 = stablehlo.dot_general %images, %w1, contracting_dims = [1] x [0]
        : (tensor<32x64xf32>, tensor<64x256xf32>) -> tensor<32x256xf32>
    %b1_rows = stablehlo.broadcast_in_dim %b1, dims = [1] : (tensor<256xf32>) -> tensor<32x256xf32>
    %sum1 = stablehlo.add %xw1, %b1_rows : tensor<32x256xf32>
    %zeros = stablehlo.broadcast_in_dim %zero, dims = [] : (tensor<f32>) -> tensor<32x256xf32>
    %hidden = stablehlo.maximum %sum1, %zeros : tensor<32x256xf32>

    // Output layer: logits = hidden . w2 + b2.
    %hw2 = stablehlo.dot_general %hidden, %w2, contracting_dims = [1] x [0]
        : (tensor<32x256xf32>, tensor<256x10xf32>) -> tensor<32x10xf32>
    %b2_rows = stablehlo.broadcast_in_dim %b2, dims = [1] : (tensor<10xf32>) -> tensor<32x10xf32>
    %logits = stablehlo.add %hw2, %b2_rows : tensor<32x10xf32>

    // The answer is the lowest digit whose logit is its row's maximum.
    %top = stablehlo.reduce(%logits init: %lowest) applies stablehlo.maximum across dimensions = [1]
        : (tensor<32x10xf32>, tensor<f32>) -> tensor<32xf32>
    %top_rows = stablehlo.broadcast_in_dim %top, dims = [0] : (tensor<32xf32>) -> tensor<32x10xf32>
    %is_top = stablehlo.compare EQ, %logits, %top_rows
        : (tensor<32x10xf32>, tensor<32x10xf32>) -> tensor<32x10xi1>
    %digits = stablehlo.iota dim = 1 : tensor<32x10xi32>
    %nine = stablehlo.constant dense<9> : tensor<i32>
    %nines = stablehlo.broadcast_in_dim %nine, dims = [] : (tensor<i32>) -> tensor<32x10xi32>
    %candidates = stablehlo.select %is_top, %digits, %nines : tensor<32x10xi1>, tensor<32x10xi32>
    %digit = stablehlo.reduce(%candidates init: %nine) applies stablehlo.minimum across dimensions = [1]
        : (tensor<32x10xi32>, tensor<i32>) -> tensor<32xi32>

    // Its softmax probability: 1 / sum(exp(logits - maximum)).
    %shifted = stablehlo.subtract %logits, %top_rows : tensor<32x10xf32>
    %exp = stablehlo.exponential %shifted : tensor<32x10xf32>
    %total = stablehlo.reduce(%exp init: %zero) applies stablehlo.add across dimensions = [1]
        : (tensor<32x10xf32>, tensor<f32>) -> tensor<32xf32>
    %one = stablehlo.constant dense<1.0> : tensor<f32>
    %ones = stablehlo.broadcast_in_dim %one, dims = [] : (tensor<f32>) -> tensor<32xf32>
    %probability = stablehlo.divide %ones, %total : tensor<32xf32>

    return %digit, %probability : tensor<32xi32>, tensor<32xf32>
  }
}
