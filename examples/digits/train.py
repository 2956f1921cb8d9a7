"""Trains a small network to read handwritten digits, on a PJRT plugin and with no framework.

The mathematics is in train_step.mlir and evaluate.mlir beside this file; here are the data and the loop.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import pjrt

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

HERE = Path(__file__).resolve().parent
WRITTEN_FOR = 32  # images, in the types of both programs
PIXELS, HIDDEN, DIGITS = 64, 256, 10
PEAK_RATE = 0.1  # for batches of 32 or more
DRAWN = 4  # misread digits side by side fit a terminal of 80 columns


class DemoError(Exception):
    """The demo cannot run, for a reason that its user can mend."""


def program(name: str, images: int) -> str:
    """The text of a program, for this many images at once."""
    text = (HERE / name).read_text(encoding="utf-8")
    return text.replace(f"tensor<{WRITTEN_FOR}x", f"tensor<{images}x")


def load_digits(rng: np.random.Generator) -> tuple[Floats, Ints, Floats, Ints]:
    """The shuffled digits, with pixels in [0, 1]: four fifths to train with, one fifth held out."""
    try:
        from sklearn import datasets
    except ImportError:
        raise DemoError("the digits come with scikit-learn, which is not installed") from None
    pixels, labels = datasets.load_digits(return_X_y=True)
    order = rng.permutation(len(labels))
    pixels = (pixels[order] / 16).astype(np.float32)
    labels = labels[order].astype(np.int32)
    held_out = len(labels) // 5
    return pixels[held_out:], labels[held_out:], pixels[:held_out], labels[:held_out]


def initial_weights(rng: np.random.Generator) -> list[Floats]:
    """He initialisation: normal weights of variance 2 / inputs, and biases of 0."""
    weights: list[Floats] = []
    for inputs, outputs in ((PIXELS, HIDDEN), (HIDDEN, DIGITS)):
        normal = rng.standard_normal((inputs, outputs), dtype=np.float32)
        weights += [normal * np.float32(np.sqrt(2 / inputs)), np.zeros(outputs, np.float32)]
    return weights


def jitter(images: Floats, rng: np.random.Generator) -> Floats:
    """Each image turned, scaled and moved a little: up to 0.2 radians, a tenth, and 0.6 pixels."""
    count, border = len(images), 2
    framed = np.pad(images.reshape(count, 8, 8), ((0, 0), (border, border), (border, border)))
    angle = rng.uniform(-0.2, 0.2, (count, 1, 1))
    scale = rng.uniform(0.9, 1.1, (count, 1, 1))
    down, right = rng.uniform(-0.6, 0.6, (2, count, 1, 1))

    # Each new pixel lies somewhere between four of the framed image: it is their bilinear interpolation.
    from_centre = np.arange(8) - 3.5
    y, x = from_centre[:, None], from_centre[None, :]
    centre, last = 3.5 + border, 7 + 2 * border
    source_y = np.clip(scale * (np.cos(angle) * y - np.sin(angle) * x) + centre + down, 0, last - 0.001)
    source_x = np.clip(scale * (np.sin(angle) * y + np.cos(angle) * x) + centre + right, 0, last - 0.001)
    top, left = source_y.astype(np.intp), source_x.astype(np.intp)
    dy, dx = source_y - top, source_x - left
    image = np.arange(count)[:, None, None]
    upper = (1 - dx) * framed[image, top, left] + dx * framed[image, top, left + 1]
    lower = (1 - dx) * framed[image, top + 1, left] + dx * framed[image, top + 1, left + 1]
    jittered: Floats = ((1 - dy) * upper + dy * lower).reshape(count, PIXELS).astype(np.float32)
    return jittered


@contextmanager
def progress(epochs: int, steps_per_epoch: int) -> Iterator[Callable[[int, float], None]]:
    """What to call after each epoch with its number and mean loss: a bar on a terminal, else a few lines."""
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    except ImportError:
        terminal = False
    else:
        terminal = sys.stdout.isatty() and not Console().is_dumb_terminal
    if not terminal:
        every = max(1, epochs // 8)

        def line(epoch: int, loss: float) -> None:
            if epoch % every == 0 or epoch == epochs:
                print(f"epoch {epoch:{len(str(epochs))}}/{epochs}  loss {loss:.4f}", flush=True)

        yield line
        return

    columns = (
        TextColumn("training"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("steps  loss {task.fields[loss]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as bars:
        task = bars.add_task("training", total=epochs * steps_per_epoch, loss="-")

        def bar(epoch: int, loss: float) -> None:
            bars.update(task, completed=epoch * steps_per_epoch, loss=f"{loss:.4f}")

        yield bar


def train(
    client: pjrt.Client, images: Floats, labels: Ints, epochs: int, batch: int, rng: np.random.Generator
) -> tuple[list[pjrt.Buffer], float]:
    """The trained weights, on the device, and the steps made per second."""
    step = client.compile(program("train_step.mlir", batch))
    weights = initial_weights(rng)
    # The weights and velocities go to the device once; each step consumes them and returns the next ones.
    state = [client.put(array) for array in (*weights, *map(np.zeros_like, weights))]

    steps_per_epoch = len(labels) // batch
    steps = epochs * steps_per_epoch
    # A gradient from fewer images is noisier: shorter steps keep it from running away.
    peak = PEAK_RATE * min(1.0, batch / 32)
    started = time.perf_counter()
    with progress(epochs, steps_per_epoch) as epoch_done:
        for epoch in range(epochs):
            order = rng.permutation(len(labels))
            losses = []
            for i in range(steps_per_epoch):
                chosen = order[i * batch : (i + 1) * batch]
                done = (epoch * steps_per_epoch + i) / steps
                rate = peak * 0.5 * (1 + np.cos(np.pi * done))
                *state, loss = step(*state, jitter(images[chosen], rng), labels[chosen], float(rate))
                losses.append(loss)
            # Only here does the host wait for the device.
            epoch_done(epoch + 1, float(np.mean([loss.to_numpy() for loss in losses])))
    return state[: len(weights)], steps / (time.perf_counter() - started)


def shades() -> str:
    """Characters from no ink to full ink that standard output can carry."""
    blocks = " ░▒▓█"
    try:
        blocks.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return " .:+#"
    return blocks


def draw(images: Floats, captions: Sequence[Sequence[str]], ink: str) -> str:
    """The images side by side, each pixel two characters wide, above the lines of their captions."""
    levels = np.rint(images.reshape(-1, 8, 8) * (len(ink) - 1)).astype(int)
    rows = ["   ".join("".join(ink[level] * 2 for level in image[y]) for image in levels) for y in range(8)]
    rows += ["   ".join(f"{text:<16}" for text in line) for line in zip(*captions, strict=True)]
    return "\n".join(row.rstrip() for row in rows)


def report(speed: float, images: Floats, labels: Ints, read_as: Ints, probability: Floats) -> None:
    """Prints the figures, and the misread digits that the network was surest of."""
    misread = np.flatnonzero(read_as != labels)
    accuracy = 1 - len(misread) / len(labels)
    print(f"{speed:.0f} steps/s")
    print(f"test accuracy {accuracy:.4f}, {len(misread)} of {len(labels)} misread")
    surest = misread[np.argsort(-probability[misread], kind="stable")][:DRAWN]
    if len(surest):
        captions = [(f"true {labels[i]}", f"read as {read_as[i]} ({probability[i]:.0%})") for i in surest]
        print("\nMisread digits, those it was surest of first:\n")
        print(draw(images[surest], captions, shades()))


def run(options: argparse.Namespace) -> None:
    """Loads the digits, trains, evaluates on the held-out fifth, reports."""
    rng = np.random.default_rng(options.seed)
    with pjrt.Client(options.plugin) as client:
        images, labels, test_images, test_labels = load_digits(rng)
        if options.batch > len(labels):
            raise DemoError(f"--batch {options.batch} is more than the {len(labels)} images to train with")
        print(f"{len(labels)} digits to train with, {len(test_labels)} held out, on {client.platform_name}")
        weights, speed = train(client, images, labels, options.epochs, options.batch, rng)
        evaluate = client.compile(program("evaluate.mlir", len(test_labels)))
        read_as, probability = evaluate(*weights, test_images)
        report(speed, test_images, test_labels, read_as.to_numpy(), probability.to_numpy())


def at_least(minimum: int) -> Callable[[str], int]:
    """An argparse type: an integer that is not below the minimum."""

    def integer(text: str) -> int:
        value = int(text)
        if value < minimum:
            raise argparse.ArgumentTypeError(f"must be at least {minimum}")
        return value

    return integer


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the demo; 2 if it could not run."""
    parser = argparse.ArgumentParser(description="Train a network to read handwritten digits on a PJRT plugin.")
    parser.add_argument("--plugin", default="cpu", help="name or path of the plugin (default: %(default)s)")
    parser.add_argument("--epochs", type=at_least(1), default=40, help="passes over the data (%(default)s)")
    parser.add_argument("--batch", type=at_least(1), default=32, help="images per step (%(default)s)")
    parser.add_argument("--seed", type=at_least(0), default=0, help="of all that is random (%(default)s)")
    options = parser.parse_args(argv)
    try:
        run(options)
    except (DemoError, pjrt.PjrtError, pjrt.PluginLoadError) as error:
        print("train.py:", " ".join(str(error).split()), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
