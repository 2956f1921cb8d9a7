"""Fourier transforms: powers of two, odd and prime lengths, one to three dimensions, real and complex."""

from __future__ import annotations

from tests.differential.define import Group, jnp, normal

group = Group("fft")

for _length in (1, 7, 45, 97, 128):
    group(f"fft[{_length}]", lambda x: [jnp.fft.fft(x), jnp.fft.ifft(x)], normal(2, _length, dtype="complex64"))
    group(f"rfft[{_length}]", lambda x: jnp.fft.rfft(x), normal(2, _length))
for _length in (2, 7, 30):
    group(f"irfft[{_length}]", lambda x, n=_length: jnp.fft.irfft(x, n), normal(3, _length // 2 + 1, dtype="complex64"))
group("fft[complex128]", lambda x: [jnp.fft.fft(x), jnp.fft.ifft(x)], normal(3, 20, dtype="complex128"))
group("rfft[float64]", lambda x: [jnp.fft.rfft(x), jnp.fft.irfft(jnp.fft.rfft(x), 20)], normal(3, 20, dtype="float64"))
group("fft2", lambda x: [jnp.fft.fft2(x), jnp.fft.ifft2(x)], normal(2, 6, 5, dtype="complex64"))
group("fftn", lambda x: [jnp.fft.fftn(x), jnp.fft.ifftn(x)], normal(3, 4, 5, dtype="complex64"))
group("rfftn", lambda x: jnp.fft.rfftn(x), normal(2, 3, 4, 6))
group("irfftn", lambda x: jnp.fft.irfftn(x, (3, 4, 6)), normal(3, 4, 4, dtype="complex64"))
group("pad_and_crop", lambda x: [jnp.fft.fft(x, 12), jnp.fft.fft(x, 5)], normal(2, 8, dtype="complex64"))
group("of_real", lambda x: jnp.fft.fft(x), normal(11))
