"""Products of matrices, and factorisations written out in loops, so that no custom call is needed."""

from __future__ import annotations

from tests.differential.define import Group, integers, jnp, lax, normal

group = Group("linear")

group("matmul", lambda a, b: a @ b, normal(5, 7), normal(7, 3))
group("matmul_vectors", lambda a, b, c: [a @ b, b @ c, a @ a.T @ b[:4]], normal(4, 6), normal(6), normal(6))
group("matmul_batched", lambda a, b: a @ b, normal(3, 4, 5), normal(3, 5, 2))
group("matmul_empty", lambda a, b: [a @ b, b.T @ a.T], normal(3, 0), normal(0, 4))
group("matmul_large", lambda a, b: a @ b, normal(65, 129), normal(129, 67))
for _dtype in ("bfloat16", "float64", "complex64"):
    group(f"matmul[{_dtype}]", lambda a, b: a @ b, normal(5, 7, dtype=_dtype), normal(7, 3, dtype=_dtype))
for _dtype in ("int8", "int64"):
    group(
        f"matmul[{_dtype}]",
        lambda a, b: a @ b,
        integers(0, 100, 5, 7, dtype=_dtype),
        integers(0, 100, 7, 3, dtype=_dtype),
    )
for _from, _to in (("int8", "int32"), ("bfloat16", "float32"), ("float8_e4m3fn", "float32")):
    group(
        f"matmul[{_from},{_to}]",
        lambda a, b, to=_to: jnp.matmul(a, b, preferred_element_type=to),
        integers(-8, 8, 4, 6, dtype=_from),
        integers(-8, 8, 6, 5, dtype=_from),
    )
for _precision in ("default", "highest"):
    group(
        f"precision[{_precision}]", lambda a, b, p=_precision: jnp.matmul(a, b, precision=p), normal(9, 9), normal(9, 9)
    )
group(
    "dot_general",
    lambda a, b: lax.dot_general(a, b, (((2, 1), (0, 2)), ((0,), (1,)))),
    normal(3, 4, 5),
    normal(5, 3, 4),
)
for _spec in ("ij,ij->", "ii->i", "bij,bjk->bik", "i,j->ij", "ijk,jil->kl"):
    _shapes = {"i": 4, "j": 4 if _spec == "ii->i" else 5, "k": 3, "l": 2, "b": 2}
    group(
        f"einsum[{_spec}]",
        lambda *xs, spec=_spec: jnp.einsum(spec, *xs),
        *(normal(*(_shapes[letter] for letter in term)) for term in _spec.split("->")[0].split(",")),
    )
group("products", lambda a, b: [jnp.vdot(a, b), jnp.kron(a, b)], normal(6), normal(6))


def _spd(a):
    """A positive definite matrix."""
    return a @ a.T + a.shape[0] * jnp.eye(a.shape[0], dtype=a.dtype)


def _cholesky(a):
    n = a.shape[0]
    rows = jnp.arange(n)

    def column(j, low):
        rest = a[:, j] - low @ low[j]
        return low.at[:, j].set(jnp.where(rows >= j, rest / jnp.sqrt(rest[j]), 0))

    return lax.fori_loop(0, n, column, jnp.zeros_like(a))


def _forward(low, b):
    def step(i, x):
        return x.at[i].set((b[i] - low[i] @ x) / low[i, i])

    return lax.fori_loop(0, b.shape[0], step, jnp.zeros_like(b))


def _gram_schmidt(a):
    def column(j, state):
        q, r = state
        weights = q.T @ a[:, j]
        rest = a[:, j] - q @ weights
        length = jnp.sqrt(rest @ rest)
        return q.at[:, j].set(rest / length), r.at[:, j].set(weights).at[j, j].set(length)

    return lax.fori_loop(0, a.shape[1], column, (jnp.zeros_like(a), jnp.zeros((a.shape[1],) * 2, a.dtype)))


def _gauss_jordan(a):
    n = a.shape[0]

    def step(k, m):
        row = m[k] / m[k, k]
        return (m - m[:, k][:, None] * row).at[k].set(row)

    return lax.fori_loop(0, n, step, jnp.concatenate([a, jnp.eye(n, dtype=a.dtype)], 1))[:, n:]


def _conjugate_gradient(a, b):
    def step(state):
        x, r, p, rr, i = state
        ap = a @ p
        alpha = rr / (p @ ap)
        x, r = x + alpha * p, r - alpha * ap
        new = r @ r
        return x, r, r + (new / rr) * p, new, i + 1

    start = (jnp.zeros_like(b), b, b, b @ b, 0)
    return lax.while_loop(lambda s: (s[3] > 1e-10) & (s[4] < 50), step, start)[0]


group("cholesky", lambda a: _cholesky(_spd(a)), normal(6, 6, dtype="float64"))
group("qr", lambda a: _gram_schmidt(a), normal(7, 4))
group("inverse", lambda a: _gauss_jordan(_spd(a)), normal(5, 5, dtype="float64"))
group("solve_lower", lambda a, b: _forward(jnp.tril(a) + 3 * jnp.eye(6), b), normal(6, 6), normal(6))
group(
    "conjugate_gradient",
    lambda a, b: _conjugate_gradient(_spd(a), b),
    normal(6, 6, dtype="float64"),
    normal(6, dtype="float64"),
)
group("determinants", lambda a: [jnp.linalg.det(a[:2, :2]), jnp.linalg.det(a)], normal(3, 3))
