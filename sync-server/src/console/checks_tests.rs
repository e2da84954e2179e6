use serde_json::json;

use super::*;

#[test]
fn each_fact_stands_with_the_photos_of_it_and_the_rest_below() {
    let hash = |nth: u32| register::record::PhotoHash::of(&nth.to_be_bytes()).to_string();
    let taken =
        |nth: u32, caption: Option<&str>| json!({ "hash": hash(nth), "kind": "other", "caption": caption });
    let found = |fact: &str, label: &str| json!({ "fact": fact, "label": label, "found": "confirmed" });
    let record = json!({
        "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69", "lao": "05090901", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "status": "complete",
        "photos": [taken(1, Some("หลังคาเสียหาย")), taken(2, Some("ผู้อยู่อาศัย")), taken(3, None), taken(4, None)],
        "checks": [{
            "id": "0196a3c2-7d1e-7c55-9b0e-000000000001", "photos": [hash(1), hash(2), hash(3)],
            "findings": [found("1", "หลังคาเสียหาย"), found("2", "ผู้อยู่อาศัย"), found("3", "สัตว์เลี้ยง")],
        }],
    });
    let record = Record::from_value(record).unwrap();
    let page = super::found(&record, |_| true, |_| None).into_string();
    let (table, below) = page.split_once("</table>").unwrap();
    let rows: Vec<&str> = table.split("<tr").skip_while(|row| !row.contains("หลังคาเสียหาย")).collect();
    let at = |nth: u32| rows.iter().position(|row| row.contains(&hash(nth)));
    assert_eq!((at(1), at(2), at(3)), (Some(0), Some(1), None));
    assert!(rows[2].contains(NOTHING), "{}", rows[2]);
    assert!(below.contains(&hash(3)) && !page.contains(&hash(4)));
    // Whoever does not see the table hears which fact a photo is of.
    assert_eq!(page.matches("<span>ผู้อยู่อาศัย</span>").count(), 1);
}

#[test]
fn facts_that_are_called_the_same_have_each_their_own_photos() {
    let hash = |nth: u32| register::record::PhotoHash::of(&nth.to_be_bytes()).to_string();
    let taken = |nth: u32, caption: &str| json!({ "hash": hash(nth), "kind": "other", "caption": caption });
    let found = |fact: &str| json!({ "fact": fact, "label": "หลังคา", "claimed": fact, "found": "confirmed" });
    let record = json!({
        "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69", "lao": "05090901", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "status": "complete",
        "photos": [taken(1, "หลังคา"), taken(2, "หลังคา (2)")],
        "checks": [{
            "id": "0196a3c2-7d1e-7c55-9b0e-000000000001", "photos": [hash(1), hash(2)],
            "findings": [found("บ้าน"), found("ครัว")],
        }],
    });
    let page = super::found(&Record::from_value(record).unwrap(), |_| true, |_| None).into_string();
    let row = |claimed: &str| page.split("<tr").find(|row| row.contains(claimed)).unwrap();
    assert!(row("บ้าน").contains(&hash(1)) && !row("บ้าน").contains(&hash(2)), "{page}");
    assert!(row("ครัว").contains(&hash(2)) && !row("ครัว").contains(&hash(1)), "{page}");
}
