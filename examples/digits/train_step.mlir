// One step of training: forward pass, loss, gradients, and the update by gradient descent with momentum.
//
//   main(w1: f32[64,256], b1: f32[256], w2: f32[256,10], b2: f32[10],     weights, donated
//        v1: f32[64,256], c1: f32[256], v2: f32[256,10], c2: f32[10],     their velocities, donated
//        images: f32[32,64], labels: i32[32], rate: f32[])
//     -> (w1, b1, w2, b2, v1, c1, v2, c2: the same, updated; loss: f32[])
//
// The network has one hidden layer: logits = max(images . w1 + b1, 0) . w2 + b2.
// The loss is the mean cross-entropy of the labels.
//
// `tf.aliasing_output = N` on an argument gives its memory to output N: the weights are updated where they
// lie, and the buffer that was passed in is gone after the call. The number of images, 32, is only in the types.

module @train_step {
  func.func public @main(
      %w1: tensor<64x256xf32> {tf.aliasing_output = 0 : i32},
      %b1: tensor<256xf32> {tf.aliasing_output = 1 : i32},
      %w2: tensor<256x10xf32> {tf.aliasing_output = 2 : i32},
      %b2: tensor<10xf32> {tf.aliasing_output = 3 : i32},
      %v1: tensor<64x256xf32> {tf.aliasing_output = 4 : i32},
      %c1: tensor<256xf32> {tf.aliasing_output = 5 : i32},
      %v2: tensor<256x10xf32> {tf.aliasing_output = 6 : i32},
      %c2: tensor<10xf32> {tf.aliasing_output = 7 : i32},
      %images: tensor<32x64xf32>,
      %labels: tensor<32xi32>,
      %rate: tensor<f32>
  ) -> (tensor<64x256xf32>, tensor<256xf32>, tensor<256x10xf32>, tensor<10xf32>,
        tensor<64x256xf32>, tensor<256xf32>, tensor<256x10xf32>, tensor<10xf32>, tensor<f32>) {
    %zero = stablehlo.constant dense<0.0> : tensor<f32>
    %lowest = stablehlo.constant dense<0xFF800000> : tensor<f32>  // minus infinity
    %count_i32 = stablehlo.get_dimension_size %images, dim = 0 : (tensor<32x64xf32>) -> tensor<i32>
    %count = stablehlo.convert %count_i32 : (tensor<i32>) -> tensor<f32>

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

    // log softmax: every row less its maximum, then less the logarithm of the sum of its exponentials.
    %top = stablehlo.reduce(%logits init: %lowest) applies stablehlo.maximum across dimensions = [1]
        : (tensor<32x10xf32>, tensor<f32>) -> tensor<32xf32>
    %top_rows = stablehlo.broadcast_in_dim %top, dims = [0] : (tensor<32xf32>) -> tensor<32x10xf32>
    %shifted = stablehlo.subtract %logits, %top_rows : tensor<32x10xf32>
    %exp = stablehlo.exponential %shifted : tensor<32x10xf32>
    %total = stablehlo.reduce(%exp init: %zero) applies stablehlo.add across dimensions = [1]
        : (tensor<32x10xf32>, tensor<f32>) -> tensor<32xf32>
    %log_total = stablehlo.log %total : tensor<32xf32>
    %log_total_rows = stablehlo.broadcast_in_dim %log_total, dims = [0]
        : (tensor<32xf32>) -> tensor<32x10xf32>
    %log_softmax = stablehlo.subtract %shifted, %log_total_rows : tensor<32x10xf32>

    // One-hot rows of the labels.
    %digits = stablehlo.iota dim = 1 : tensor<32x10xi32>
    %label_rows = stablehlo.broadcast_in_dim %labels, dims = [0] : (tensor<32xi32>) -> tensor<32x10xi32>
    %is_label = stablehlo.compare EQ, %digits, %label_rows
        : (tensor<32x10xi32>, tensor<32x10xi32>) -> tensor<32x10xi1>
    %one_hot = stablehlo.convert %is_label : (tensor<32x10xi1>) -> tensor<32x10xf32>

    // loss = -sum(one_hot * log_softmax) / count.
    %picked = stablehlo.multiply %one_hot, %log_softmax : tensor<32x10xf32>
    %log_likelihood = stablehlo.reduce(%picked init: %zero) applies stablehlo.add across dimensions = [0, 1]
        : (tensor<32x10xf32>, tensor<f32>) -> tensor<f32>
    %mean_log_likelihood = stablehlo.divide %log_likelihood, %count : tensor<f32>
    %loss = stablehlo.negate %mean_log_likelihood : tensor<f32>

    // Gradient of the loss by the logits: (softmax - one_hot) / count.
    %softmax = stablehlo.exponential %log_softmax : tensor<32x10xf32>
    %excess = stablehlo.subtract %softmax, %one_hot : tensor<32x10xf32>
    %count_rows = stablehlo.broadcast_in_dim %count, dims = [] : (tensor<f32>) -> tensor<32x10xf32>
    %d_logits = stablehlo.divide %excess, %count_rows : tensor<32x10xf32>

    // Back through the output layer.
    %g_w2 = stablehlo.dot_general %hidden, %d_logits, contracting_dims = [0] x [0]
        : (tensor<32x256xf32>, tensor<32x10xf32>) -> tensor<256x10xf32>
    %g_b2 = stablehlo.reduce(%d_logits init: %zero) applies stablehlo.add across dimensions = [0]
        : (tensor<32x10xf32>, tensor<f32>) -> tensor<10xf32>
    %d_hidden = stablehlo.dot_general %d_logits, %w2, contracting_dims = [1] x [1]
        : (tensor<32x10xf32>, tensor<256x10xf32>) -> tensor<32x256xf32>

    // Back through the hidden layer: where its maximum with 0 chose 0, nothing passes.
    %active = stablehlo.compare GT, %sum1, %zeros
        : (tensor<32x256xf32>, tensor<32x256xf32>) -> tensor<32x256xi1>
    %d_sum1 = stablehlo.select %active, %d_hidden, %zeros : tensor<32x256xi1>, tensor<32x256xf32>
    %g_w1 = stablehlo.dot_general %images, %d_sum1, contracting_dims = [0] x [0]
        : (tensor<32x64xf32>, tensor<32x256xf32>) -> tensor<64x256xf32>
    %g_b1 = stablehlo.reduce(%d_sum1 init: %zero) applies stablehlo.add across dimensions = [0]
        : (tensor<32x256xf32>, tensor<f32>) -> tensor<256xf32>

    // Momentum, then the step down: velocity' = 0.9 velocity + gradient, weight' = weight - rate velocity'.
    %momentum = stablehlo.constant dense<0.9> : tensor<f32>

    %momentum_w1 = stablehlo.broadcast_in_dim %momentum, dims = [] : (tensor<f32>) -> tensor<64x256xf32>
    %kept_v1 = stablehlo.multiply %v1, %momentum_w1 : tensor<64x256xf32>
    %new_v1 = stablehlo.add %kept_v1, %g_w1 : tensor<64x256xf32>
    %rate_w1 = stablehlo.broadcast_in_dim %rate, dims = [] : (tensor<f32>) -> tensor<64x256xf32>
    %step_w1 = stablehlo.multiply %new_v1, %rate_w1 : tensor<64x256xf32>
    %new_w1 = stablehlo.subtract %w1, %step_w1 : tensor<64x256xf32>

    %momentum_b1 = stablehlo.broadcast_in_dim %momentum, dims = [] : (tensor<f32>) -> tensor<256xf32>
    %kept_c1 = stablehlo.multiply %c1, %momentum_b1 : tensor<256xf32>
    %new_c1 = stablehlo.add %kept_c1, %g_b1 : tensor<256xf32>
    %rate_b1 = stablehlo.broadcast_in_dim %rate, dims = [] : (tensor<f32>) -> tensor<256xf32>
    %step_b1 = stablehlo.multiply %new_c1, %rate_b1 : tensor<256xf32>
    %new_b1 = stablehlo.subtract %b1, %step_b1 : tensor<256xf32>

    %momentum_w2 = stablehlo.broadcast_in_dim %momentum, dims = [] : (tensor<f32>) -> tensor<256x10xf32>
    %kept_v2 = stablehlo.multiply %v2, %momentum_w2 : tensor<256x10xf32>
    %new_v2 = stablehlo.add %kept_v2, %g_w2 : tensor<256x10xf32>
    %rate_w2 = stablehlo.broadcast_in_dim %rate, dims = [] : (tensor<f32>) -> tensor<256x10xf32>
    %step_w2 = stablehlo.multiply %new_v2, %rate_w2 : tensor<256x10xf32>
    %new_w2 = stablehlo.subtract %w2, %step_w2 : tensor<256x10xf32>

    %momentum_b2 = stablehlo.broadcast_in_dim %momentum, dims = [] : (tensor<f32>) -> tensor<10xf32>
    %kept_c2 = stablehlo.multiply %c2, %momentum_b2 : tensor<10xf32>
    %new_c2 = stablehlo.add %kept_c2, %g_b2 : tensor<10xf32>
    %rate_b2 = stablehlo.broadcast_in_dim %rate, dims = [] : (tensor<f32>) -> tensor<10xf32>
    %step_b2 = stablehlo.multiply %new_c2, %rate_b2 : tensor<10xf32>
    %new_b2 = stablehlo.subtract %b2, %step_b2 : tensor<10xf32>

    return %new_w1, %new_b1, %new_w2, %new_b2, %new_v1, %new_c1, %new_v2, %new_c2, %loss
        : tensor<64x256xf32>, tensor<256xf32>, tensor<256x10xf32>, tensor<10xf32>,
          tensor<64x256xf32>, tensor<256xf32>, tensor<256x10xf32>, tensor<10xf32>, tensor<f32>
  }
}
