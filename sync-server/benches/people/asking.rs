//! People of a populace who ask for help, as a month and its requests have them.

use register::record::Record;
use serde_json::json;
use uuid::Uuid;

/// Everybody has a card and asks for something, and signs.
pub fn asking(record: Record, round: &str) -> Record {
    let mut value = serde_json::to_value(&record).unwrap();
    value["round"] = json!(round);
    let mut requests = Vec::new();
    for person in value["people"].as_array_mut().unwrap() {
        let id: Uuid = person["id"].as_str().unwrap().parse().unwrap();
        requests.push(json!({
            "id": Uuid::from_u128(id.as_u128() ^ (1 << 50)), "person": id, "area": "disaster",
            "subject": "ขอวัสดุซ่อมแซมบ้าน", "channel": "survey-team", "signature": { "kind": "drawn" },
        }));
        person["card_address"] =
            json!({ "house_no": record.place.as_ref().unwrap().house_no, "moo": 5, "tambon": "570908" });
    }
    value["requests"] = json!(requests);
    Record::from_value(value).unwrap()
}
