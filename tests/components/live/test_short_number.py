"""Numbers on the page have the same format by Python and by the scripts."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from components.state.numbers import short_number

SCRIPT = Path(__file__).parents[3] / "assets/views/drawing/pixels.mjs"
PRINT = (
    "const { shortNumber } = await import(process.argv[1]);"
    "console.log(JSON.stringify(JSON.parse(process.argv[2]).map(shortNumber)));"
)
TIES = [n / 32 for n in range(1, 40, 2)]  # exactly between two numbers of few digits
LIMITS = [
    0.0,
    9.99e-13,
    1e-12,
    1.05e-5,
    9.9999e-5,
    1e-4,
    0.00012345,
    0.001,
    1.9999,
    999.96,
    2678.5,
    123456.78905,
]


def test_python_and_the_scripts_write_the_same():
    values = [sign * value for value in (*TIES, *LIMITS) for sign in (1, -1)]
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    command = [node, "--input-type=module", "-e", PRINT, SCRIPT.as_uri(), json.dumps(values)]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert json.loads(written) == [short_number(value) for value in values]
