//! The OpenAPI document of what `routes` serves.
//!
//! Owns nothing but the description; a test holds its paths to the router's, and a fuzzing
//! client holds the server to it. Called by `routes`.

use register::bundle::Answer;
use register::seal::Signed;
use register::wire::{Cursor, Enrol, Enrolled, Lists, Problem, Pushed, State, Team};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

/// What can go wrong anywhere.
const ANYWHERE: [(&str, &str); 3] = [
    ("426", "The version of the protocol is not spoken here."),
    ("429", "Too many requests; come again after Retry-After seconds."),
    ("503", "The server cannot do it now; come again after Retry-After seconds."),
];

/// The document.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| s.definitions_path = "/components/schemas".into());
    let mut schemas = settings.into_generator();
    let paths = paths(&mut schemas);
    let definitions: Map<String, Value> = schemas.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Samruat",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What phones and stock clients say to a Samruat server. Every push is idempotent: \
                            sending anything again, in part or whole, changes nothing.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/api/v1" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "The token that enrolment gave." },
            },
        },
    })
}

fn problems(schemas: &mut SchemaGenerator, these: &[(&str, &str)]) -> Map<String, Value> {
    let problem = schemas.subschema_for::<Problem>();
    let described = |what: &str| json!({ "description": what, "content": { "application/problem+json": { "schema": problem } } });
    these.iter().chain(&ANYWHERE).map(|(status, what)| ((*status).to_owned(), described(what))).collect()
}

const UNKNOWN: (&str, &str) = ("401", "No phone that is enrolled here.");
const REVOKED: (&str, &str) = ("403", "The phone was revoked: it may read nothing.");
const MALFORMED: (&str, &str) = ("400", "It cannot be understood; nothing was taken.");
const LARGE: (&str, &str) = ("413", "It is too large; nothing was taken.");
const MEDIA: (&str, &str) = ("415", "It is of another media type or coding; nothing was taken.");
const REFUSED: (&str, &str) = ("422", "It says what cannot be; nothing was taken.");
const MISSING: (&str, &str) = ("404", "There is no such thing here.");
const GONE: (&str, &str) = ("410", "It is over or was used up.");
const CUT: (&str, &str) = ("408", "It was cut off before all of it was here; nothing was taken.");
const TUS: (&str, &str) = ("412", "Tus-Resumable must be 1.0.0.");
const STEP: (&str, &str) = ("409", "Another offset.");

/// One operation: its answer, and what can go wrong.
fn operation(
    schemas: &mut SchemaGenerator,
    summary: &str,
    answer: (&str, Value),
    wrong: &[(&str, &str)],
    rest: Value,
) -> Value {
    let mut responses = problems(schemas, wrong);
    responses.insert(answer.0.to_owned(), answer.1);
    let mut operation = json!({ "summary": summary, "responses": responses });
    if let (Some(operation), Value::Object(rest)) = (operation.as_object_mut(), rest) {
        operation.extend(rest);
    }
    operation
}

fn as_json(description: &str, schema: impl Into<Value>) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema.into() } } })
}

fn body(schema: impl Into<Value>) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema.into() } } })
}

fn in_query(name: &str, schema: Value, required: bool) -> Value {
    json!({ "name": name, "in": "query", "required": required, "schema": schema })
}

fn in_path(name: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

fn in_header(name: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "header", "required": true, "schema": schema })
}

/// How much a phone still holds back, where it says so. What is not understood is passed over.
fn standing() -> Value {
    json!({
        "name": "Samruat-Standing", "in": "header", "required": false, "schema": { "type": "string" },
        "description": "How much this phone will still hold back when the request is answered: `drafts=1;waiting=3;\
                        photos=2`. Its supervisor is told the newest, with the time.",
    })
}

fn uuid() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

fn number() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX })
}

/// What every request of tus says of itself.
fn tus() -> Value {
    in_header("Tus-Resumable", json!({ "type": "string", "const": "1.0.0" }))
}

/// An answer of tus, which is all in its headers.
fn in_headers(description: &str, these: &[(&str, Value)]) -> Value {
    let version = ("Tus-Resumable", json!({ "type": "string", "const": "1.0.0" }));
    let headers: Map<String, Value> = these
        .iter()
        .chain([&version])
        .map(|(name, schema)| ((*name).to_owned(), json!({ "required": true, "schema": schema })))
        .collect();
    json!({ "description": description, "headers": headers })
}

fn begins(schemas: &mut SchemaGenerator, summary: &str, metadata: Value) -> Value {
    let begun = in_headers(
        "Begun; Location says where, Upload-Offset how much is there: all of it, where it was held already.",
        &[("Location", json!({ "type": "string" })), ("Upload-Offset", number())],
    );
    operation(
        schemas,
        summary,
        ("201", begun),
        &[MALFORMED, UNKNOWN, TUS, CUT, LARGE, MISSING, STEP, REFUSED],
        json!({
            "parameters": [tus(), in_header("Upload-Length", number()), in_header("Upload-Metadata", metadata)],
            "requestBody": {
                "required": false, "description": "Its first piece, or nothing.",
                "content": { "application/offset+octet-stream": {} },
            },
        }),
    )
}

fn how_far(schemas: &mut SchemaGenerator) -> Value {
    let so_far =
        in_headers("Upload-Offset says.", &[("Upload-Offset", number()), ("Upload-Length", number())]);
    // An answer to HEAD has no body, and a problem there is all in its status.
    let mut asked = operation(
        schemas,
        "How far an upload is.",
        ("200", so_far),
        &[UNKNOWN, MISSING, TUS, REFUSED],
        json!({ "parameters": [in_path("upload", uuid()), tus()] }),
    );
    if let Some(answers) = asked.pointer_mut("/responses").and_then(Value::as_object_mut) {
        answers
            .values_mut()
            .filter_map(Value::as_object_mut)
            .for_each(|answer| drop(answer.remove("content")));
    }
    asked
}

fn grows(schemas: &mut SchemaGenerator) -> Value {
    operation(
        schemas,
        "The next piece of an upload. With the last one it is checked and held.",
        ("204", in_headers("Upload-Offset says how much is there now.", &[("Upload-Offset", number())])),
        &[MALFORMED, UNKNOWN, MISSING, TUS, CUT, LARGE, MEDIA, STEP, REFUSED],
        json!({
            "parameters": [in_path("upload", uuid()), tus(), in_header("Upload-Offset", number())],
            "requestBody": { "required": true, "content": { "application/offset+octet-stream": {} } },
        }),
    )
}

fn ends(schemas: &mut SchemaGenerator) -> Value {
    operation(
        schemas,
        "Ends an upload.",
        ("204", in_headers("Ended.", &[])),
        &[UNKNOWN, MISSING, TUS],
        json!({ "parameters": [in_path("upload", uuid()), tus()] }),
    )
}

fn spoken(schemas: &mut SchemaGenerator) -> Value {
    let text = || json!({ "type": "string" });
    let said = in_headers(
        "Tus-Version, Tus-Extension and Tus-Max-Size say.",
        &[("Tus-Version", text()), ("Tus-Extension", text()), ("Tus-Max-Size", number())],
    );
    operation(schemas, "What of tus is spoken here.", ("204", said), &[], json!({ "security": [] }))
}

fn spoken_of(schemas: &mut SchemaGenerator) -> Value {
    let mut spoken = spoken(schemas);
    if let Some(spoken) = spoken.as_object_mut() {
        spoken.insert("parameters".to_owned(), json!([in_path("upload", json!({ "type": "string" }))]));
    }
    spoken
}

fn paths(schemas: &mut SchemaGenerator) -> Value {
    let uuid = uuid();
    let photo = json!({ "type": "string", "pattern": "^b3:[0-9a-f]{64}$" });
    let change = json!({ "type": "object", "description": "As /schema/change has it." });
    let cursor = schemas.subschema_for::<Cursor>();
    let push = json!({
        "type": "object",
        "properties": {
            "changes": {
                "type": "array",
                "maxItems": register::wire::MOST_CHANGES,
                // Read one by one, so that a bad one harms no other.
                "items": {
                    "description": "As /schema/change has it. Anything else is set aside, with its reason.",
                },
            },
            "pulled": { "anyOf": [{
                "type": "object",
                "properties": {
                    "epoch": { "type": "string" }, "seq": number(), "log": { "type": ["string", "null"] },
                },
                "required": ["epoch", "seq"],
            }, { "type": "null" }] },
            "digest": { "anyOf": [number(), { "type": "null" }], "description":
                "Which digest this phone has: what leads on from it may come with the answer." },
        },
        "required": ["changes"],
    });
    let state = schemas.subschema_for::<State>();
    let page = json!({
        "type": "object",
        "properties": {
            "records": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "record": uuid,
                        "changes": { "type": "array", "items": change },
                        "people": { "type": "object", "additionalProperties": state },
                    },
                    "required": ["record"],
                },
            },
            "next": cursor,
            "more": { "type": "boolean" },
            "lists": { "type": "string" },
            "digest": { "type": ["integer", "null"] },
            "delta": { "type": ["string", "null"], "description":
                "What leads to it from the one that was said to be held, where that is short; base64." },
            "erased": { "type": "array", "items": uuid, "description":
                "Records whose people were lawfully erased: drop what you have of them." },
        },
        "required": ["records", "next", "more", "lists"],
    });
    let (enrol, enrolled) =
        (schemas.subschema_for::<Signed<Enrol>>(), schemas.subschema_for::<Signed<Enrolled>>());
    let pushed = schemas.subschema_for::<Pushed>();
    // Of both together no more than of changes in a push; asked for twice is asked for once.
    let named =
        |item: Value| json!({ "type": "array", "items": item, "maxItems": register::wire::MOST_CHANGES });
    let ask = json!({
        "type": "object",
        "properties": {
            "changes": named(json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })),
            "photos": named(photo.clone()),
        },
    });
    let receipt = schemas.subschema_for::<Signed<register::receipt::Receipt>>();
    let (lists, team) = (schemas.subschema_for::<Lists>(), schemas.subschema_for::<Team>());
    let delivered = schemas.subschema_for::<Answer>();
    let open = json!([]);
    let nothing = |what: &str| json!({ "description": what });
    let schema = || json!({ "type": "object" });
    json!({
        "/enrol": { "post": operation(schemas, "Enrols the phone that holds a key, by the code of a link.",
            ("200", as_json("Enrolled.", enrolled)),
            &[MALFORMED, MISSING, CUT, GONE, LARGE, MEDIA, REFUSED],
            json!({ "security": open, "requestBody": body(enrol) })) },
        "/push": { "post": operation(schemas, "Takes changes, each as it was signed.",
            ("200", as_json("Each change is in the receipt or set aside.", pushed)),
            &[MALFORMED, UNKNOWN, CUT, LARGE, MEDIA],
            json!({ "parameters": [standing()], "requestBody": body(push) })) },
        "/pull": { "get": operation(schemas, "The next page of the phone's area.",
            ("200", as_json("A page.", page)), &[MALFORMED, UNKNOWN, REVOKED],
            json!({ "parameters": [
                in_query("epoch", json!({ "type": "string" }), false),
                in_query("seq", number(), false),
                in_query("log", json!({ "type": "string", "description": "As the cursor said it." }), false),
                in_query("digest", json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX, "description":
                    "Which digest the phone has: what leads on from it may come with the last page." }), false),
                in_query("limit", json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX, "description":
                    "Most records on the page. From 1 to 500 are given, whatever is asked." }), false),
                standing(),
            ] })) },
        "/receipts": { "post": operation(schemas, "A receipt for what of these is held.",
            ("200", as_json("The receipt.", receipt)),
            &[MALFORMED, UNKNOWN, CUT, LARGE, MEDIA],
            json!({ "parameters": [standing()], "requestBody": body(ask) })) },
        "/lists": { "get": operation(schemas, "Lists and rules for work offline.",
            ("200", as_json("The lists.", lists)), &[UNKNOWN, REVOKED], json!({})) },
        "/team": { "get": operation(schemas, "For a supervisor: the LAO's phones, and what waits on each.",
            ("200", as_json("The phones.", team)),
            &[UNKNOWN, ("403", "The phone was revoked, or its holder is no supervisor.")], json!({})) },
        "/digest": { "get": operation(schemas, "The province's duplicate digest, or what leads to it.",
            ("200", json!({
                "description": "A digest, a delta, or nothing where the phone has the newest.",
                "headers": { "Samruat-Digest": {
                    "required": true, "schema": { "enum": ["base", "delta", "current"] } } },
                "content": { "application/octet-stream": {} },
            })), &[MALFORMED, UNKNOWN, REVOKED],
            json!({ "parameters": [in_query("have", number(), false)] })) },
        "/thumbnails/{photo}": { "get": operation(schemas,
            "The small picture of a photo of the phone's villages, or that a task of its holder is about.",
            ("200", json!({ "description": "The picture.", "content": { "image/jpeg": {} } })),
            &[MALFORMED, UNKNOWN, REVOKED, MISSING],
            json!({ "parameters": [in_path("photo", photo.clone())] })),
            "put": operation(schemas, "A small picture of a photo that is still to come.",
            ("204", nothing("It is kept.")), &[MALFORMED, UNKNOWN, CUT, LARGE, REFUSED],
            json!({
                "parameters": [in_path("photo", photo), in_query("record", uuid, true)],
                "requestBody": { "required": true, "content": { "image/jpeg": {} } },
            })) },
        "/photos": {
            "post": begins(schemas, "Begins the upload of a photo (tus 1.0).", json!({
                "type": "string", "format": "samruat-photo",
                "description": "`hash <base64>,record <base64>`: the photo's name (b3: and 64 hexadecimal digits) and \
                                the record that names it. Other pairs may stand beside them.",
            })),
            "options": spoken(schemas),
        },
        "/photos/{upload}": {
            "head": how_far(schemas), "patch": grows(schemas), "delete": ends(schemas), "options": spoken_of(schemas),
        },
        "/bundles": {
            "post": begins(schemas, "Begins the upload of a bundle that is carried for another phone (tus 1.0).", json!({
                "type": "string", "format": "samruat-bundle",
                "description": "`bundle <base64>`: the BLAKE3 of the sealed file in 64 hexadecimal digits. Other pairs \
                                may stand beside it.",
            })),
            "options": spoken(schemas),
        },
        "/bundles/{upload}": {
            "get": operation(schemas, "What was answered to a bundle that has come; its name stands for the upload.",
                ("200", as_json("For the phone that made it.", delivered)), &[MALFORMED, UNKNOWN, REVOKED, MISSING],
                json!({ "parameters": [
                    in_path("upload", json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })),
                    in_query("form", json!({ "type": "integer", "minimum": 1, "maximum": 2,
                        "description": "The newest form of answer that the carrier's app reads; 1 where it is not said." }),
                        false),
                ] })),
            "head": how_far(schemas), "patch": grows(schemas), "delete": ends(schemas), "options": spoken_of(schemas),
        },
        "/schema/record": { "get": operation(schemas, "The JSON Schema of a record.",
            ("200", as_json("The schema.", schema())), &[], json!({ "security": open })) },
        "/schema/change": { "get": operation(schemas, "The JSON Schema of a change.",
            ("200", as_json("The schema.", schema())), &[], json!({ "security": open })) },
        "/openapi.json": { "get": operation(schemas, "This document.",
            ("200", as_json("The document.", schema())), &[], json!({ "security": open })) },
    })
}

#[cfg(test)]
#[path = "openapi_tests.rs"]
mod tests;
