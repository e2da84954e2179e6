"""An office for clients that are not ours: the real server on a port of its own, in a folder
that is gone afterwards, and a phone that enrolled by the link as any phone does.

It knows of our protocol what a stock client must be told: an address and a bearer token.
"""

import base64
import json
import os
import signal
import subprocess
import tempfile
import urllib.request
from urllib.parse import parse_qs, urlsplit

import blake3
from nacl.signing import SigningKey

LAO = "05700001"


def photo_hash(data: bytes) -> str:
    return "b3:" + blake3.blake3(data).hexdigest()


def signed(kind: str, said: dict, key: SigningKey) -> dict:
    """As register::seal has it: the signature is over the BLAKE3 of the kind and the canonical JSON."""
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    name = blake3.blake3(f"{kind}\n{canonical}".encode()).digest()
    return {"said": said, "signature": key.sign(name).signature.hex()}


class Office:
    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="samruat-stock")
        self.data = ["--data", os.path.join(self.folder.name, "data")]
        self.does("lao", "add", "--code", LAO, "--name", "อบต. ตัวอย่าง", "--type", "tao", "--province", "57")
        self.log = open(os.path.join(self.folder.name, "log"), "w+b")
        self.server = subprocess.Popen(
            [os.environ["SAMRUAT_SERVER"], *self.data, "serve", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=self.log,
        )
        self.address = self.server.stdout.readline().decode().strip()
        return self

    def __exit__(self, *_):
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(60)
        self.log.close()
        self.folder.cleanup()

    def does(self, *arguments: str) -> str:
        """Something at the office's command line; it must come out well."""
        done = subprocess.run([os.environ["SAMRUAT_SERVER"], *self.data, *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"samruat-server {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def enrols(self) -> str:
        """The bearer token of a new phone."""
        surveyor = self.does("surveyor", "add", "--lao", LAO, "--name", "อาสา ตัวอย่าง", "--role", "volunteer").strip()
        link = urlsplit(self.does("enrol", "--surveyor", surveyor).splitlines()[0])
        code = parse_qs(link.fragment)["c"][0]
        key = SigningKey.generate()
        enrol = {"code": code, "key": key.verify_key.encode().hex(), "phone": "stock client"}
        answer = self.asks("POST", "/api/v1/enrol", signed("samruat enrol v1", enrol, key))
        return answer["said"]["token"]

    def asks(self, method: str, path: str, body=None, token: str | None = None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def complains(self) -> str:
        """What the server wrote into its log: broken things, and nothing else."""
        self.log.seek(0)
        return self.log.read().decode()
