"""What a call costs: this library beside C, JAX and pypjrt on one plugin, in one run. `python -m benchmarks --help`."""
