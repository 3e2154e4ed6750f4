"""Pictures and problems that the benchmarks are run on."""
