"""Programs of the size that people write: networks, their gradients, optimisers, simulations."""

from __future__ import annotations

from tests.differential.define import Group, given, integers, jax, jnp, lax, normal, uniform

group = Group("networks")


def _mlp(x, w1, b1, w2, b2):
    return jax.nn.relu(x @ w1 + b1) @ w2 + b2


def _loss(params, x, labels):
    logits = _mlp(x, *params)
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1))


def _attention(q, k, v):
    scores = q @ jnp.swapaxes(k, -1, -2) / jnp.sqrt(q.shape[-1]).astype(q.dtype)
    scores = jnp.where(jnp.tri(q.shape[-2], dtype=bool), scores, -jnp.inf)
    return jax.nn.softmax(scores) @ v


def _layer_norm(x, scale, shift):
    mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) * lax.rsqrt(var + 1e-5) * scale + shift


def _gru(x, w, u):
    def step(h, x):
        gates = jax.nn.sigmoid(x @ w[0] + h @ u[0])
        candidate = jnp.tanh(x @ w[1] + (gates * h) @ u[1])
        h = (1 - gates) * h + gates * candidate
        return h, h

    return lax.scan(step, jnp.zeros(u.shape[1], x.dtype), x)


def _adam(params, grads, m, v, step):
    m = 0.9 * m + 0.1 * grads
    v = 0.999 * v + 0.001 * grads**2
    return params - 1e-3 * (m / (1 - 0.9**step)) / (jnp.sqrt(v / (1 - 0.999**step)) + 1e-8), m, v


def _bodies(x, v, mass):
    def step(state, _):
        x, v = state
        apart = x[None] - x[:, None]
        pull = (apart * (mass / ((apart**2).sum(-1) + 0.1) ** 1.5)[..., None]).sum(1)
        v = v + 0.01 * pull
        return (x + 0.01 * v, v), (v**2).sum()

    return lax.scan(step, (x, v), None, length=10)


def _runge_kutta(y):
    def slope(y):
        return jnp.stack([10 * (y[1] - y[0]), y[0] * (28 - y[2]) - y[1], y[0] * y[1] - 8 / 3 * y[2]])

    def step(y, _):
        a = slope(y)
        b = slope(y + 0.005 * a)
        c = slope(y + 0.005 * b)
        return y + 0.01 / 6 * (a + 2 * b + 2 * c + slope(y + 0.01 * c)), y

    return lax.scan(step, y, None, length=20)[1]


def _means(points, centres):
    nearest = jnp.argmin(((points[:, None] - centres) ** 2).sum(-1), 1)
    one = jax.nn.one_hot(nearest, centres.shape[0])
    return (one.T @ points) / jnp.maximum(one.sum(0)[:, None], 1), nearest


def _edit_distance(a, b):
    def row(previous, letter):
        def cell(left, column):
            best = jnp.minimum(jnp.minimum(left, previous[column + 1]) + 1, previous[column] + (letter != b[column]))
            return best, best

        first = previous[0] + 1
        rest = lax.scan(cell, first, jnp.arange(b.size))[1]
        new = jnp.concatenate([first[None], rest])
        return new, None

    return lax.scan(row, jnp.arange(b.size + 1), a)[0][-1]


_PARAMS = (normal(6, 8), normal(8), normal(8, 4), normal(4))
group(
    "mlp[bfloat16]",
    _mlp,
    normal(5, 6, dtype="bfloat16"),
    *(normal(*s, dtype="bfloat16") for s in ((6, 8), (8,), (8, 4), (4,))),
)
group("adam", _adam, normal(7), normal(7), normal(7), uniform(0, 1, 7), given(3.0))
group(
    "loss_gradients",
    lambda x, y, *params: jax.value_and_grad(_loss)(params, x, y),
    normal(5, 6),
    integers(0, 4, 5),
    *_PARAMS,
)
group("attention_causal", _attention, normal(2, 5, 4), normal(2, 5, 4), normal(2, 5, 3))
group("layer_norm", _layer_norm, normal(4, 9), normal(9), normal(9))
group("gru", _gru, normal(6, 3), normal(2, 3, 5), normal(2, 5, 5))
group("third_derivative", lambda x: jax.grad(jax.grad(jax.grad(lambda x: jnp.sin(x) * x**3)))(x), normal())
group("bodies", _bodies, normal(4, 3), normal(4, 3), uniform(0.5, 1, 4))
group("runge_kutta", _runge_kutta, given([1.0, 1.0, 1.0], "float64"))
group("means", _means, normal(20, 2), normal(3, 2))
group("edit_distance", _edit_distance, integers(0, 4, 7), integers(0, 4, 8))
group(
    "quantised",
    lambda x, w, s: (lax.dot(jnp.round(x / s).astype(jnp.int8), w, preferred_element_type=jnp.int32) * s).astype(
        jnp.float32
    ),
    normal(3, 8),
    integers(-9, 9, 8, 4, dtype="int8"),
    given(0.05),
)
