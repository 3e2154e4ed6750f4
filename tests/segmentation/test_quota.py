"""How many cores a process may use."""

import os

import joblib
import pytest

from segmentation.quota import available_cores


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Return a function that makes the files of cgroups, on a machine of eight cores."""
    monkeypatch.setattr(joblib, "cpu_count", lambda: 8)

    def make(own, **files):
        (tmp_path / "proc/self").mkdir(parents=True)
        (tmp_path / "proc/self/cgroup").write_text(own)
        for name, content in files.items():
            path = tmp_path / "sys/fs/cgroup" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content + "\n")
        return tmp_path

    return make


UNIT = "0::/system.slice/cutlab.service\n"


@pytest.mark.parametrize(
    ("own", "files", "cores"),
    [
        (UNIT, {"system.slice/cutlab.service/cpu.max": "200000 100000"}, 2),
        (UNIT, {"system.slice/cutlab.service/cpu.max": "50000 100000"}, 1),
        (UNIT, {"system.slice/cutlab.service/cpu.max": "250000 100000"}, 3),
        (UNIT, {"system.slice/cpu.max": "300000 100000"}, 3),
        (UNIT, {"cpu.max": "400000 100000"}, 4),
        (
            UNIT,
            {
                "system.slice/cutlab.service/cpu.max": "max 100000",
                "system.slice/cpu.max": "600000 100000",
                "cpu.max": "max 100000",
            },
            6,
        ),
        (UNIT, {"system.slice/other.service/cpu.max": "100000 100000"}, 8),
        (UNIT, {"system.slice/cutlab.service/cpu.max": "9900000 100000"}, 8),
        ("0::/../elsewhere\n", {"cpu.max": "200000 100000"}, 2),
        ("0::/\n", {}, 8),
        (
            "5:memory:/a\n4:cpu,cpuacct:/a/b\n0::/\n",
            {"cpu/a/b/cpu.cfs_quota_us": "150000", "cpu/a/b/cpu.cfs_period_us": "50000"},
            3,
        ),
        (
            "4:cpu,cpuacct:/a/b\n",
            {
                "cpu/a/b/cpu.cfs_quota_us": "-1",
                "cpu/a/b/cpu.cfs_period_us": "100000",
                "cpu/a/cpu.cfs_quota_us": "500000",
                "cpu/a/cpu.cfs_period_us": "100000",
            },
            5,
        ),
    ],
)
def test_the_least_quota_counts(machine, own, files, cores):
    assert available_cores(machine(own, **files)) == cores


def test_where_there_are_no_cgroups_all_cores_count(monkeypatch, tmp_path):
    monkeypatch.setattr(joblib, "cpu_count", lambda: 8)
    assert available_cores(tmp_path) == 8


def test_the_affinity_counts():
    whole = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(whole)})
        assert available_cores() == 1
    finally:
        os.sched_setaffinity(0, whole)
    assert 1 <= available_cores() <= len(whole)
