"""The digits demo: its programs against numpy, and its script as a user runs it."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import pjrt

ROOT = Path(__file__).resolve().parents[2]
DIGITS = ROOT / "examples" / "digits"
SHAPES = ((64, 256), (256,), (256, 10), (10,))
BATCH = 32
MOMENTUM = 0.9

Arrays = list[np.ndarray]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """train.py as a module: importing it does nothing else."""
    spec = importlib.util.spec_from_file_location("digits_train", DIGITS / "train.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def client() -> pjrt.Client:
    return pjrt.Client("cpu")


def reference_loss(weights: Arrays, images: np.ndarray, labels: np.ndarray) -> float:
    """The loss in the precision of its arguments."""
    w1, b1, w2, b2 = weights
    logits = np.maximum(images @ w1 + b1, 0) @ w2 + b2
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-log_softmax[np.arange(len(labels)), labels].mean())


def reference_gradients(weights: Arrays, images: np.ndarray, labels: np.ndarray) -> Arrays:
    """The gradient of the loss by each weight, in closed form."""
    w1, b1, w2, b2 = weights
    before = images @ w1 + b1
    hidden = np.maximum(before, 0)
    logits = hidden @ w2 + b2
    softmax = np.exp(logits - logits.max(axis=1, keepdims=True))
    softmax /= softmax.sum(axis=1, keepdims=True)
    by_logits = (softmax - np.eye(10)[labels]) / len(labels)
    by_hidden = np.where(before > 0, by_logits @ w2.T, 0)
    return [images.T @ by_hidden, by_hidden.sum(axis=0), hidden.T @ by_logits, by_logits.sum(axis=0)]


def arguments(seed: int, images: int = BATCH) -> tuple[Arrays, Arrays, np.ndarray, np.ndarray]:
    """Weights, velocities, images and labels, as the programs take them."""
    rng = np.random.default_rng(seed)
    weights, velocities = ([rng.normal(0, 0.2, shape).astype(np.float32) for shape in SHAPES] for _ in range(2))
    pixels = rng.random((images, 64), dtype=np.float32)
    return weights, velocities, pixels, rng.integers(0, 10, images).astype(np.int32)


def doubled(arrays: Arrays) -> Arrays:
    return [array.astype(np.float64) for array in arrays]


def test_reference_gradients_are_the_slopes_of_the_loss() -> None:
    weights, directions, images, labels = arguments(seed=1)
    weights, directions = doubled(weights), doubled(directions)
    gradients = reference_gradients(weights, images.astype(np.float64), labels)
    for i, (direction, gradient) in enumerate(zip(directions, gradients, strict=True)):
        ahead, behind = list(weights), list(weights)
        ahead[i] = weights[i] + 1e-6 * direction
        behind[i] = weights[i] - 1e-6 * direction
        slope = (reference_loss(ahead, images, labels) - reference_loss(behind, images, labels)) / 2e-6
        assert slope == pytest.approx(float((gradient * direction).sum()), rel=1e-5)


@pytest.mark.download
def test_gradients_from_rest(client: pjrt.Client) -> None:
    """From velocity 0, the new velocity is the gradient."""
    weights, _, images, labels = arguments(seed=2)
    step = client.compile(DIGITS / "train_step.mlir")
    outputs = step(*weights, *map(np.zeros_like, weights), images, labels, 0.1)
    expected = reference_gradients(doubled(weights), images.astype(np.float64), labels)
    for velocity, gradient in zip(outputs[4:8], expected, strict=True):
        assert velocity.dtype == np.float32
        np.testing.assert_allclose(velocity.to_numpy(), gradient, rtol=1e-4, atol=1e-6)


@pytest.mark.download
@pytest.mark.parametrize("batch", [BATCH, 7])
def test_step_updates_and_consumes_its_state(client: pjrt.Client, script: ModuleType, batch: int) -> None:
    weights, velocities, images, labels = arguments(seed=3, images=batch)
    state = [client.put(array) for array in (*weights, *velocities)]
    step = client.compile(script.program("train_step.mlir", batch))
    *new, loss = step(*state, images, labels, 0.05)
    assert all(buffer.is_deleted for buffer in state)
    assert not any(buffer.is_deleted for buffer in new)

    gradients = reference_gradients(doubled(weights), images.astype(np.float64), labels)
    new_velocities = [MOMENTUM * v + g for v, g in zip(doubled(velocities), gradients, strict=True)]
    new_weights = [w - 0.05 * v for w, v in zip(doubled(weights), new_velocities, strict=True)]
    for buffer, expected in zip(new, new_weights + new_velocities, strict=True):
        np.testing.assert_allclose(buffer.to_numpy(), expected, rtol=1e-4, atol=1e-5)
    assert loss.shape == ()
    assert float(loss.to_numpy()) == pytest.approx(
        reference_loss(doubled(weights), images.astype(np.float64), labels), rel=1e-5
    )


@pytest.mark.download
def test_loss_stays_finite_for_huge_logits(client: pjrt.Client) -> None:
    weights, velocities, images, labels = arguments(seed=4)
    step = client.compile(DIGITS / "train_step.mlir")
    outputs = step(*(1000 * array for array in weights), *velocities, images, labels, 0.0)
    assert all(np.isfinite(output.to_numpy()).all() for output in outputs)


@pytest.mark.download
@pytest.mark.parametrize("images", [BATCH, 359])
def test_evaluate(client: pjrt.Client, script: ModuleType, images: int) -> None:
    weights, _, pixels, _ = arguments(seed=5, images=images)
    on_device = [client.put(array) for array in weights]
    digit, probability = client.compile(script.program("evaluate.mlir", images))(*on_device, pixels)
    assert not any(buffer.is_deleted for buffer in on_device)

    w1, b1, w2, b2 = doubled(weights)
    logits = np.maximum(pixels @ w1 + b1, 0) @ w2 + b2
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    assert digit.dtype == np.int32
    np.testing.assert_array_equal(digit.to_numpy(), logits.argmax(axis=1))
    np.testing.assert_allclose(probability.to_numpy(), 1 / exponentials.sum(axis=1), rtol=1e-4)


@pytest.mark.download
def test_evaluate_takes_the_lowest_digit_of_equals(client: pjrt.Client) -> None:
    evaluate = client.compile(DIGITS / "evaluate.mlir")
    weights = [np.zeros(shape, np.float32) for shape in SHAPES]
    weights[3][[4, 7]] = 1
    digit, _ = evaluate(*weights, np.ones((BATCH, 64), np.float32))
    assert set(digit.to_numpy()) == {4}


@pytest.mark.download
def test_add_program(client: pjrt.Client) -> None:
    x = np.array([1, 2, 3, 4], np.float32)
    (total,) = client.compile(ROOT / "examples" / "add.mlir")(x, 10 * x)
    np.testing.assert_array_equal(total.to_numpy(), 11 * x)


def test_jitter_moves_images_a_little(script: ModuleType) -> None:
    blob = np.zeros((50, 8, 8), np.float32)
    blob[:, 3:5, 3:5] = 1
    moved = script.jitter(blob.reshape(50, 64), np.random.default_rng(0))
    assert moved.shape == (50, 64)
    assert moved.dtype == np.float32
    assert moved.min() >= 0
    assert moved.max() <= 1
    assert np.ptp(moved, axis=0).max() > 0.1
    # Nothing of the blob reaches the rim: 0.6 pixels, 0.2 radians and a tenth are a small move.
    assert not moved.reshape(50, 8, 8)[:, [0, 7], :].any()
    assert (abs(moved.sum(axis=1) - 4) < 1.5).all()


def test_draw(script: ModuleType) -> None:
    image = np.linspace(0, 1, 64, dtype=np.float32)[None]
    lines = script.draw(image, [("true 3", "read as 5 (98%)")], " .:+#").splitlines()
    assert len(lines) == 10
    assert lines[0] == ""
    assert lines[7].endswith("####")
    assert lines[8:] == ["true 3", "read as 5 (98%)"]


def run_python(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python with its output in pipes."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        timeout=120,
        check=False,
    )


@pytest.mark.download
def test_quickstart() -> None:
    done = run_python(ROOT / "examples" / "quickstart.py")
    assert done.returncode == 0, done.stderr
    assert [float(number) for number in re.findall(r"[\d.]+", done.stdout)] == [6, 15, 15, 51]


@pytest.mark.download
@pytest.mark.slow
def test_demo_reaches_its_accuracy() -> None:
    done = run_python(DIGITS / "train.py", FORCE_COLOR="1")
    assert done.returncode == 0, done.stderr
    accuracy = re.search(r"^test accuracy (0\.\d+|1\.0+), (\d+) of 359 misread$", done.stdout, re.MULTILINE)
    assert accuracy, done.stdout
    assert float(accuracy[1]) >= 0.97
    assert re.search(r"^[1-9]\d* steps/s$", done.stdout, re.MULTILINE)
    assert int(accuracy[2]) > 0
    assert re.search(r"^true \d", done.stdout, re.MULTILINE)
    assert re.search(r"^read as \d \(\d+%\)", done.stdout, re.MULTILINE)
    assert "█" in done.stdout
    # Plain lines, whatever colour the environment asks for: no escape sequence, no carriage return.
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]", done.stdout)
    assert len(done.stdout.splitlines()) < 30


@pytest.mark.download
@pytest.mark.slow
def test_demo_is_deterministic_and_plain_ascii_where_it_must() -> None:
    first, second = (
        run_python(DIGITS / "train.py", "--epochs", "2", "--batch", "50", "--seed", "7", PYTHONIOENCODING="ascii")
        for _ in range(2)
    )
    assert first.returncode == 0, first.stderr
    assert first.stdout.isascii()
    assert "####" in first.stdout
    timed = re.compile(r"^\d+ steps/s$", re.MULTILINE)
    assert timed.sub("", first.stdout) == timed.sub("", second.stdout)


@pytest.mark.parametrize("plugin", ["no_such_plugin", "/no/such/plugin.so", __file__])
def test_bad_plugin_is_one_line(plugin: str) -> None:
    done = run_python(DIGITS / "train.py", "--plugin", plugin)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("train.py: ")
    assert Path(plugin).stem in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("options", [["--epochs", "0"], ["--batch", "0"], ["--seed", "-1"], ["--batch", "x"]])
def test_bad_option_is_a_usage_error(options: list[str]) -> None:
    done = run_python(DIGITS / "train.py", *options)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")
    assert "Traceback" not in done.stderr
