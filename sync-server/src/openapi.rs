//! The OpenAPI document of what `routes` serves.
//!
//! Owns nothing but the description; a test holds its paths to the router's, and a fuzzing
//! client holds the server to it. Called by `routes`.

use register::seal::Signed;
use register::wire::{Ask, Cursor, Enrol, Enrolled, Lists, Problem, Pushed, State};
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
const TUS: (&str, &str) = ("412", "Tus-Resumable must be 1.0.0.");

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

fn paths(schemas: &mut SchemaGenerator) -> Value {
    let uuid = json!({ "type": "string", "format": "uuid" });
    let photo = json!({ "type": "string", "pattern": "^b3:[0-9a-f]{64}$" });
    let number = json!({ "type": "integer", "minimum": 0, "maximum": 9_223_372_036_854_775_807_i64 });
    let change = json!({ "type": "object", "description": "As /schema/change has it." });
    let cursor = schemas.subschema_for::<Cursor>();
    let push = json!({
        "type": "object",
        "properties": {
            "changes": { "type": "array", "items": change, "maxItems": register::wire::MOST_CHANGES },
            "pulled": { "anyOf": [cursor, { "type": "null" }] },
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
            "erased": { "type": "array", "items": uuid, "description":
                "Records whose people were lawfully erased: drop what you have of them." },
        },
        "required": ["records", "next", "more", "lists"],
    });
    let (enrol, enrolled) =
        (schemas.subschema_for::<Signed<Enrol>>(), schemas.subschema_for::<Signed<Enrolled>>());
    let (pushed, ask) = (schemas.subschema_for::<Pushed>(), schemas.subschema_for::<Ask>());
    let receipt = schemas.subschema_for::<Signed<register::receipt::Receipt>>();
    let lists = schemas.subschema_for::<Lists>();
    let tus = in_header("Tus-Resumable", json!({ "type": "string", "const": "1.0.0" }));
    let open = json!([]);
    let nothing = |what: &str| json!({ "description": what });
    let schema = || json!({ "type": "object" });
    json!({
        "/enrol": { "post": operation(schemas, "Enrols the phone that holds a key, by the code of a link.",
            ("200", as_json("Enrolled.", enrolled)),
            &[MALFORMED, MISSING, GONE, LARGE, MEDIA, REFUSED],
            json!({ "security": open, "requestBody": body(enrol) })) },
        "/push": { "post": operation(schemas, "Takes changes, each as it was signed.",
            ("200", as_json("Each change is in the receipt or set aside.", pushed)),
            &[MALFORMED, UNKNOWN, LARGE, MEDIA], json!({ "requestBody": body(push) })) },
        "/pull": { "get": operation(schemas, "The next page of the phone's area.",
            ("200", as_json("A page.", page)), &[MALFORMED, UNKNOWN, REVOKED],
            json!({ "parameters": [
                in_query("epoch", json!({ "type": "string" }), false),
                in_query("seq", number.clone(), false),
                in_query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 500 }), false),
            ] })) },
        "/receipts": { "post": operation(schemas, "A receipt for what of these is held.",
            ("200", as_json("The receipt.", receipt)),
            &[MALFORMED, UNKNOWN, LARGE, MEDIA], json!({ "requestBody": body(ask) })) },
        "/lists": { "get": operation(schemas, "Lists and rules for work offline.",
            ("200", as_json("The lists.", lists)), &[UNKNOWN, REVOKED], json!({})) },
        "/digest": { "get": operation(schemas, "The province's duplicate digest, or what leads to it.",
            ("200", json!({
                "description": "A digest, a delta, or nothing where the phone has the newest.",
                "headers": { "Samruat-Digest": {
                    "required": true, "schema": { "enum": ["base", "delta", "current"] } } },
                "content": { "application/octet-stream": {} },
            })), &[MALFORMED, UNKNOWN, REVOKED],
            json!({ "parameters": [in_query("have", number.clone(), false)] })) },
        "/thumbnails/{photo}": { "put": operation(schemas, "A small picture of a photo that is still to come.",
            ("204", nothing("It is kept.")), &[MALFORMED, UNKNOWN, LARGE, REFUSED],
            json!({
                "parameters": [in_path("photo", photo), in_query("record", uuid.clone(), true)],
                "requestBody": { "required": true, "content": { "image/jpeg": {} } },
            })) },
        "/photos": {
            "post": operation(schemas, "Begins the upload of a photo (tus 1.0).",
                ("201", nothing("Begun; Location says where, Upload-Offset how much is there.")),
                &[MALFORMED, UNKNOWN, TUS, LARGE, MISSING, ("409", "Another offset."), REFUSED],
                json!({ "parameters": [tus, in_header("Upload-Length", number.clone()),
                    in_header("Upload-Metadata", json!({ "type": "string" }))] })),
            "options": operation(schemas, "What of tus is spoken here.",
                ("204", nothing("Tus-Version, Tus-Extension and Tus-Max-Size say.")), &[], json!({ "security": open })),
        },
        "/photos/{upload}": {
            "head": operation(schemas, "How far an upload is.",
                ("200", nothing("Upload-Offset says.")), &[UNKNOWN, MISSING, TUS],
                json!({ "parameters": [in_path("upload", uuid.clone()), tus] })),
            "patch": operation(schemas, "The next piece of a photo.",
                ("204", nothing("Upload-Offset says how much is there now.")),
                &[MALFORMED, UNKNOWN, MISSING, TUS, LARGE, MEDIA, ("409", "Another offset."), REFUSED],
                json!({
                    "parameters": [in_path("upload", uuid.clone()), tus, in_header("Upload-Offset", number)],
                    "requestBody": { "required": true, "content": { "application/offset+octet-stream": {} } },
                })),
            "delete": operation(schemas, "Ends an upload.",
                ("204", nothing("Ended.")), &[UNKNOWN, MISSING, TUS],
                json!({ "parameters": [in_path("upload", uuid), tus] })),
        },
        "/schema/record": { "get": operation(schemas, "The JSON Schema of a record.",
            ("200", as_json("The schema.", schema())), &[], json!({ "security": open })) },
        "/schema/change": { "get": operation(schemas, "The JSON Schema of a change.",
            ("200", as_json("The schema.", schema())), &[], json!({ "security": open })) },
        "/openapi.json": { "get": operation(schemas, "This document.",
            ("200", as_json("The document.", schema())), &[], json!({ "security": open })) },
    })
}
