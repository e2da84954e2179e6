"""What schemathesis must be shown: pictures, pieces of uploads, and the names that uploads give."""

import collections
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

# A phone may have 64 uploads under way. Schemathesis begins hundreds and ends none, so the oldest are
# called off for it: otherwise all it saw of uploads would be that limit.
FEW = 48
under_way = collections.deque()


def asks(phone: str, method: str, path: str, **headers: str) -> requests.Response:
    return requests.request(
        method,
        f"{os.environ['SAMRUAT_ADDRESS']}/api/v1/{path}",
        headers={"Authorization": f"Bearer {phone}", "Tus-Resumable": "1.0.0"} | headers,
        timeout=60,
    )


def calls_off_the_oldest(phone: str) -> None:
    while len(under_way) >= FEW:
        asks(phone, "DELETE", under_way.popleft())


@schemathesis.hook
def before_call(context, case, kwargs):
    """Every second valid question after an upload is after one that was begun."""
    phone = os.environ.get("SAMRUAT_PHONE")
    if not phone:
        return
    calls_off_the_oldest(phone)
    valid = case.meta is not None and case.meta.generation.mode.is_positive
    if not (valid and case.path.endswith("/{upload}") and case.method != "GET" and next(live)):
        return
    kind = case.path.split("/")[1]
    name = photo_hash(os.urandom(8))
    record = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69"
    of = (
        f"{pair('hash', name)},{pair('record', record)}"
        if kind == "photos"
        else pair("bundle", name.removeprefix("b3:"))
    )
    begun = asks(phone, "POST", kind, **{"Upload-Length": "100", "Upload-Metadata": of})
    begun.raise_for_status()
    upload = begun.headers["Location"].rsplit("/", 1)[1]
    under_way.append(f"{kind}/{upload}")
    case.path_parameters["upload"] = upload


@schemathesis.hook
def after_call(context, case, response):
    """What it began itself is counted too."""
    if case.method == "POST" and response.status_code == 201 and "location" in response.headers:
        location = response.headers["location"]
        location = location[0] if isinstance(location, list) else location
        if location.rsplit("/", 2)[-2] in ("photos", "bundles"):
            under_way.append("/".join(location.rsplit("/", 2)[-2:]))
