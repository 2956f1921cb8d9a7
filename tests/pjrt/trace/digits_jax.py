"""The digits demo's network, trained by JAX: the program that the tests trace."""

from __future__ import annotations

import gc
from itertools import pairwise

import jax
import jax.extend
import jax.numpy as jnp
import numpy as np
from sklearn import datasets

SIZES, BATCH, EPOCHS = (64, 256, 10), 32, 3


def logits(weights, images):
    w1, b1, w2, b2 = weights
    return jnp.maximum(images @ w1 + b1, 0) @ w2 + b2


def loss(weights, images, labels):
    told = jax.nn.log_softmax(logits(weights, images))
    return -jnp.mean(jnp.take_along_axis(told, labels[:, None], axis=1))


@jax.jit
def step(weights, speeds, images, labels):
    value, slopes = jax.value_and_grad(loss)(weights, images, labels)
    speeds = [0.9 * speed - 0.1 * slope for speed, slope in zip(speeds, slopes, strict=True)]
    return [w + speed for w, speed in zip(weights, speeds, strict=True)], speeds, value


def main() -> None:
    rng = np.random.default_rng(0)
    pixels, labels = datasets.load_digits(return_X_y=True)
    images, labels = (pixels / 16).astype(np.float32), labels.astype(np.int32)
    weights = []
    for inputs, outputs in pairwise(SIZES):
        weights += [rng.standard_normal((inputs, outputs), dtype=np.float32) * np.float32(np.sqrt(2 / inputs))]
        weights += [np.zeros(outputs, np.float32)]
    speeds = [np.zeros_like(w) for w in weights]
    for _ in range(EPOCHS):
        order = rng.permutation(len(labels))[: len(labels) // BATCH * BATCH].reshape(-1, BATCH)
        for batch in order:
            weights, speeds, value = step(weights, speeds, images[batch], labels[batch])
    right = float(jnp.mean(jnp.argmax(jax.jit(logits)(weights, images), axis=1) == labels))
    print(f"loss {float(value):.4f}, {100 * right:.1f} % right, on {jax.devices()[0].platform}")


main()
jax.clear_caches()
jax.extend.backend.clear_backends()
gc.collect()
