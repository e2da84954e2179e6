"""tuspy sends a photo in chunks through a line that is cut in the middle of one. A second run
of it, which knows only what tuspy itself wrote down, goes on and finishes; the server's signed
receipt then names the photo, and `verify` reads it back."""

import os
import socket
import threading

from office import Office, photo_hash
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.storage.filestorage import FileStorage

PHOTO = b"\xff\xd8\xff\xe0" + os.urandom(400_000)
RECORD = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69"
CHUNK = 64 * 1024
HEADERS = 4_000


class Line:
    """A line to the server that carries so many bytes up and is then cut, until it is mended."""

    def __init__(self, address: str, most: int):
        host, port = address.removeprefix("http://").split(":")
        self.server, self.left, self.up = (host, int(port)), most, 0
        self.near = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.near.getsockname()[1]}"
        threading.Thread(target=self.listens, daemon=True).start()

    def is_mended(self):
        self.left, self.up = 1 << 30, 0

    def listens(self):
        while True:
            client, _ = self.near.accept()
            if self.left <= 0:
                client.close()
                continue
            server = socket.create_connection(self.server)
            for one, other, counts in ((client, server, True), (server, client, False)):
                threading.Thread(target=self.carries, args=(one, other, counts), daemon=True).start()

    def carries(self, one, other, counts):
        try:
            while piece := one.recv(4096):
                if counts:
                    piece = piece[: max(self.left, 0)]
                    self.left -= len(piece)
                    self.up += len(piece)
                other.sendall(piece)
                if counts and self.left <= 0:
                    break
        except OSError:
            pass
        for end in (one, other):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def sends(office: Office, line: Line, token: str) -> int:
    """Runs the client as it comes; how far the server then is."""
    client = TusClient(f"{line.address}/api/v1/photos", headers={"Authorization": f"Bearer {token}"})
    uploader = client.uploader(
        os.path.join(office.folder.name, "photo.jpg"),
        chunk_size=CHUNK,
        metadata={"hash": photo_hash(PHOTO), "record": RECORD},
        store_url=True,
        url_storage=FileStorage(os.path.join(office.folder.name, "uploads.json")),
    )
    uploader.upload()
    return uploader.offset


def is_held(office: Office, token: str) -> bool:
    receipt = office.asks("POST", "/api/v1/receipts", {"photos": [photo_hash(PHOTO)]}, token)
    return receipt["said"].get("photos") == [photo_hash(PHOTO)]


def must(holds: bool, otherwise: str):
    if not holds:
        raise SystemExit(otherwise)


with Office() as office:
    token = office.enrols()
    with open(os.path.join(office.folder.name, "photo.jpg"), "wb") as photo:
        photo.write(PHOTO)

    line = Line(office.address, CHUNK * 5 // 2)
    try:
        sends(office, line, token)
        raise SystemExit("the cut was not felt")
    except (TusCommunicationError, OSError) as fault:
        print(f"cut after {line.up} bytes: {type(fault).__name__}")
    must(not is_held(office, token), "half a photo has a receipt")

    line.is_mended()
    must(sends(office, line, token) == len(PHOTO), "the server does not say that it has all of it")
    print(f"went on and finished: {line.up} bytes this time, of {len(PHOTO)}")
    must(line.up < len(PHOTO) - 2 * CHUNK + HEADERS, "it sent what the server had already")
    must(is_held(office, token), "the receipt does not name the photo")
    said = office.does("verify")
    print(said, end="")
    must(" 1 photos" in said, "verify did not read the photo")
    must(not office.complains(), office.complains())
