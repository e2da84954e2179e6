"""Lets schemathesis loose on a real server, twice: as an enrolled phone, and as nobody."""

import os
import subprocess
import sys

from office import Office

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = sys.argv[1] if len(sys.argv) > 1 else "60"


def tries(office: Office, who: str, phone: str | None = None) -> bool:
    print(f"-- {who}", flush=True)
    found = subprocess.run(
        [
            "schemathesis",
            *("--config-file", os.path.join(HERE, "schemathesis.toml")),
            "run",
            f"{office.address}/api/v1/openapi.json",
            *("--max-time", SECONDS, "--max-examples", "40", "--continue-on-failure"),
            *("--seed", "1", "--generation-database", "none", "--no-color"),
            # A phone's own limit is 100 a second, and begun uploads count; on a fast machine it would be
            # all that is tried.
            *(("-H", f"Authorization: Bearer {phone}", "--rate-limit", "60/s") if phone else ()),
        ],
        cwd=office.folder.name,
        env=os.environ
        | {"SCHEMATHESIS_HOOKS": os.path.join(HERE, "hooks.py"), "SAMRUAT_ADDRESS": office.address}
        | ({"SAMRUAT_PHONE": phone} if phone else {}),
    )
    return found.returncode == 0


with Office() as office:
    sound = tries(office, "with an enrolled phone's token", office.enrols())
    sound &= tries(office, "with no token")
    # Whatever was tried, the server is as sound as before, and nothing in it broke.
    print(office.does("verify"), end="")
    if complaints := office.complains():
        sound = False
        print(f"The server's log is not empty:\n{complaints}", file=sys.stderr)
sys.exit(0 if sound else 1)
