"""What schemathesis must be shown: pictures, pieces of uploads, and the names that uploads give."""

import itertools
import os
from base64 import b64encode

import requests
import schemathesis
from hypothesis import strategies as st
from office import photo_hash


def pair(name: str, value: str) -> str:
    return f"{name} {b64encode(value.encode()).decode()}"


photos = st.binary(max_size=64).map(photo_hash)
schemathesis.openapi.format(
    "samruat-photo",
    st.tuples(photos, st.uuids()).map(lambda of: ",".join([pair("hash", of[0]), pair("record", str(of[1]))])),
)
schemathesis.openapi.format(
    "samruat-bundle", st.binary(max_size=64).map(lambda of: pair("bundle", photo_hash(of).removeprefix("b3:")))
)
schemathesis.openapi.media_type("image/jpeg", st.binary(max_size=256).map(lambda rest: b"\xff\xd8" + rest))
schemathesis.openapi.media_type("application/offset+octet-stream", st.binary(max_size=256))


live = itertools.cycle([True, False])


@schemathesis.hook
def before_call(context, case, kwargs):
    """Every second valid question after an upload is after one that was begun."""
    phone = os.environ.get("SAMRUAT_PHONE")
    valid = case.meta is not None and case.meta.generation.mode.is_positive
    if not (phone and valid and case.path.endswith("/{upload}") and case.method != "GET" and next(live)):
        return
    kind = case.path.split("/")[1]
    name = photo_hash(os.urandom(8))
    record = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69"
    begun = requests.post(
        f"{os.environ['SAMRUAT_ADDRESS']}/api/v1/{kind}",
        headers={
            "Authorization": f"Bearer {phone}",
            "Tus-Resumable": "1.0.0",
            "Upload-Length": "100",
            "Upload-Metadata": f"{pair('hash', name)},{pair('record', record)}"
            if kind == "photos"
            else pair("bundle", name.removeprefix("b3:")),
        },
        timeout=60,
    )
    begun.raise_for_status()
    case.path_parameters["upload"] = begun.headers["Location"].rsplit("/", 1)[1]
