use serde_json::{Value, json};

use super::{MOST_BYTES, NoBoundary, read};
use crate::wire::FormSettings;

fn square() -> Value {
    json!({ "type": "Polygon", "coordinates": [[[99.87, 20.424], [99.89, 20.424], [99.89, 20.442], [99.87, 20.424]]] })
}

#[test]
fn a_boundary_is_found_in_whatever_a_map_program_writes_around_it() {
    let bare = read(&square().to_string()).unwrap();
    let feature = json!({ "type": "Feature", "properties": { "name": "ตำบล" }, "geometry": square() });
    let point = json!({ "type": "Feature", "properties": {}, "geometry": { "type": "Point", "coordinates": [99.9, 20.4] } });
    let all = json!({ "type": "FeatureCollection", "features": [point, feature] });
    assert_eq!(read(&format!("\u{feff}{all}")), Ok(bare.clone()));
    assert_eq!(bare["type"], "MultiPolygon");
    let settings = json!({ "boundary": bare }).to_string();
    assert!(FormSettings::read(&settings).is_ok(), "phones are sent what comes out");
}

#[test]
fn what_is_no_boundary_is_said_in_a_sentence_and_nothing_comes_of_it() {
    assert_eq!(read("พื้นที่"), Err(NoBoundary::NotJson));
    assert_eq!(read("{}"), Err(NoBoundary::NoArea));
    let metres = square().to_string().replace("99.8", "588123.8");
    assert_eq!(read(&metres), Err(NoBoundary::NotDegrees));
    let open = json!({ "type": "Polygon", "coordinates": [[[99.87, 20.42], [99.89, 20.42], [99.89, 20.44], [99.8, 20.4]]] });
    assert_eq!(read(&open.to_string()), Err(NoBoundary::NotClosed));
}

#[test]
fn a_boundary_of_many_thousand_corners_is_made_small_enough_for_phones_and_keeps_its_shape() {
    let corners = 60_000;
    let mut ring: Vec<Value> = (0..corners)
        .map(|nth| {
            let turn = f64::from(nth) / f64::from(corners) * std::f64::consts::TAU;
            // A river's bends of some metres on a circle of eleven kilometres.
            let radius = 0.1 + 0.000_03 * (turn * 3_000.0).sin();
            json!([99.88 + radius * turn.cos(), 20.43 + radius * turn.sin()])
        })
        .collect();
    ring.push(ring[0].clone());
    let file = json!({ "type": "Polygon", "coordinates": [ring] }).to_string();
    assert!(file.len() > 20 * MOST_BYTES);
    let boundary = read(&file).unwrap();
    assert!(boundary.to_string().len() <= MOST_BYTES);
    let ring = boundary["coordinates"][0][0].as_array().unwrap();
    assert!(ring.len() > 100, "{} corners are left", ring.len());
    for corner in ring {
        let (x, y) = (corner[0].as_f64().unwrap() - 99.88, corner[1].as_f64().unwrap() - 20.43);
        let radius = (x * x + y * y).sqrt();
        assert!((radius - 0.1).abs() < 0.000_1, "a corner left the line: {radius}");
    }
    assert!(FormSettings::read(&json!({ "boundary": boundary }).to_string()).is_ok());
}
