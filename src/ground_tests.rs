use register::record::Fix;
use serde_json::json;

use super::*;

fn at(lat: f64, lon: f64) -> Fix {
    Fix {
        lat: Some(lat),
        lon: Some(lon),
        accuracy_m: None,
        fixed_at: None,
        source: None,
        unknown: Default::default(),
    }
}

fn square() -> Value {
    json!({ "type": "Polygon", "coordinates": [[[99.0, 20.0], [99.2, 20.0], [99.2, 20.2], [99.0, 20.2], [99.0, 20.0]]] })
}

#[test]
fn a_place_is_in_the_area_or_outside_of_it() {
    let boundary = Boundary::read(Some(&square()));
    assert_eq!(boundary.is_outside(&at(20.1, 99.1)), Some(false));
    assert_eq!(boundary.is_outside(&at(20.3, 99.1)), Some(true));
}

#[test]
fn without_a_boundary_or_a_position_nobody_is_outside() {
    assert_eq!(Boundary::read(None).is_outside(&at(20.1, 99.1)), None);
    assert_eq!(Boundary::read(Some(&json!({ "type": "Point" }))).is_outside(&at(20.1, 99.1)), None);
    let nowhere = Fix { lat: None, ..at(0.0, 99.1) };
    assert_eq!(Boundary::read(Some(&square())).is_outside(&nowhere), None);
}

#[test]
fn a_hole_in_the_area_is_outside_of_it() {
    let mut area = square();
    area["coordinates"].as_array_mut().unwrap().push(json!([
        [99.05, 20.05],
        [99.15, 20.05],
        [99.15, 20.15],
        [99.05, 20.15],
        [99.05, 20.05]
    ]));
    assert_eq!(Boundary::read(Some(&area)).is_outside(&at(20.1, 99.1)), Some(true));
}

#[test]
fn nobody_is_said_to_be_outside_who_may_as_well_be_within() {
    let boundary = Boundary::read(Some(&square()));
    let roughly = |lat: f64, lon: f64, metres: f64| Fix { accuracy_m: Some(metres), ..at(lat, lon) };
    // A hundredth of a degree north of the border, some 1,112 m; and as far east of it, some 1,045 m.
    assert_eq!(boundary.is_outside(&roughly(20.21, 99.1, 1_100.0)), Some(true));
    assert_eq!(boundary.is_outside(&roughly(20.21, 99.1, 1_125.0)), None);
    assert_eq!(boundary.is_outside(&roughly(20.1, 99.21, 1_030.0)), Some(true));
    assert_eq!(boundary.is_outside(&roughly(20.1, 99.21, 1_060.0)), None);
    // Beyond a corner it is farther to the border than to either of its lines drawn on.
    assert_eq!(boundary.is_outside(&roughly(20.21, 99.21, 1_125.0)), Some(true));
    assert_eq!(boundary.is_outside(&roughly(20.1, 99.1, 2_000.0)), Some(false));
}

#[test]
fn a_hundredth_of_a_degree_of_latitude_is_about_eleven_hundred_metres() {
    let metres = metres(point(&at(20.00, 99.0)).unwrap(), point(&at(20.01, 99.0)).unwrap());
    assert!((1_100.0..1_120.0).contains(&metres), "{metres}");
}
