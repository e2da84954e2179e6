//! An LAO's boundary out of a GeoJSON file, as a map program writes it.
//!
//! Owns taking the area out of whatever stands around it (a feature, a collection of them), and
//! making it small enough for phones on a slow link: positions to about ten centimetres, and no more
//! corners than the size allows, the smallest bends first. Refuses to know what a boundary is asked
//! for (`survey`, the phone's `ground`). Called by the console; what comes out is what
//! `wire::FormSettings` holds.

use geo::{Coord, LineString, MultiPolygon, Polygon, Simplify};
use serde_json::{Value, json};

/// Most bytes of a boundary: less than half of all that phones are sent of settings.
pub const MOST_BYTES: usize = 96 * 1024;
/// The first bend that may go, in degrees: about one metre.
const SMALLEST_BEND: f64 = 0.000_01;
/// About a hundred metres: whatever needs more is no boundary of a LAO.
const LARGEST_BEND: f64 = 0.001_5;
/// As many areas as islands that an LAO may have.
const MOST_AREAS: usize = 500;

/// Why a file holds no boundary. Nothing was set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each is the sentence above it")]
pub enum NoBoundary {
    #[error("ไฟล์นี้อ่านเป็น GeoJSON ไม่ได้")]
    NotJson,
    #[error("ในไฟล์ไม่มีพื้นที่ (Polygon หรือ MultiPolygon)")]
    NoArea,
    #[error("พิกัดในไฟล์ไม่ใช่ลองจิจูดและละติจูดเป็นองศา (WGS 84) ส่งออกใหม่เป็น EPSG:4326")]
    NotDegrees,
    #[error("เส้นในไฟล์ไม่ปิดเป็นพื้นที่")]
    NotClosed,
    #[error("พื้นที่ซับซ้อนเกินไป ย่อเส้นในโปรแกรมแผนที่แล้วส่งออกใหม่")]
    TooLarge,
}

/// The boundary that a file holds.
///
/// # Errors
/// When it holds none, or one that is too large for phones.
pub fn read(geojson: &str) -> Result<Value, NoBoundary> {
    // Some programs put a mark before what they write.
    let value: Value =
        serde_json::from_str(geojson.trim_start_matches('\u{feff}')).map_err(|_| NoBoundary::NotJson)?;
    let mut areas = Vec::new();
    gather(&value, &mut areas)?;
    if areas.is_empty() {
        return Err(NoBoundary::NoArea);
    }
    if areas.len() > MOST_AREAS {
        return Err(NoBoundary::TooLarge);
    }
    let whole = MultiPolygon::new(areas);
    let mut written = write(&whole);
    let mut bend = SMALLEST_BEND;
    while written.to_string().len() > MOST_BYTES {
        if bend > LARGEST_BEND {
            return Err(NoBoundary::TooLarge);
        }
        written = write(&whole.simplify(bend));
        bend *= 2.0;
    }
    Ok(written)
}

fn gather(value: &Value, areas: &mut Vec<Polygon>) -> Result<(), NoBoundary> {
    let list = |name: &str| value.get(name).and_then(Value::as_array);
    match value.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => {
            list("features").into_iter().flatten().try_for_each(|f| gather(f, areas))
        }
        Some("GeometryCollection") => {
            list("geometries").into_iter().flatten().try_for_each(|g| gather(g, areas))
        }
        Some("Feature") => value.get("geometry").map_or(Ok(()), |geometry| gather(geometry, areas)),
        Some("Polygon") => {
            areas.push(polygon(list("coordinates"))?);
            Ok(())
        }
        Some("MultiPolygon") => list("coordinates").into_iter().flatten().try_for_each(|rings| {
            areas.push(polygon(rings.as_array())?);
            Ok(())
        }),
        // Points and lines beside the area, such as the office's own place, are none of it.
        _ => Ok(()),
    }
}

fn polygon(rings: Option<&Vec<Value>>) -> Result<Polygon, NoBoundary> {
    let mut rings = rings.into_iter().flatten().map(ring);
    let outer = rings.next().ok_or(NoBoundary::NoArea)??;
    Ok(Polygon::new(outer, rings.collect::<Result<_, _>>()?))
}

fn ring(ring: &Value) -> Result<LineString, NoBoundary> {
    let points = ring.as_array().ok_or(NoBoundary::NoArea)?;
    let line: LineString = points.iter().map(position).collect::<Result<Vec<Coord>, _>>()?.into();
    if line.0.len() < 4 || !line.is_closed() {
        return Err(NoBoundary::NotClosed);
    }
    Ok(line)
}

fn position(point: &Value) -> Result<Coord, NoBoundary> {
    let number = |at: usize| point.get(at).and_then(Value::as_f64).ok_or(NoBoundary::NoArea);
    let (x, y) = (number(0)?, number(1)?);
    if !(-180.0..=180.0).contains(&x) || !(-90.0..=90.0).contains(&y) {
        return Err(NoBoundary::NotDegrees);
    }
    Ok(Coord { x, y })
}

fn write(area: &MultiPolygon) -> Value {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let ring = |line: &LineString| -> Value {
        line.0.iter().map(|at| json!([round(at.x), round(at.y)])).collect::<Vec<_>>().into()
    };
    // What a bend takes with it may be a whole islet.
    let stands = |line: &&LineString| line.0.len() >= 4;
    let polygons: Vec<Value> = area
        .iter()
        .filter(|polygon| stands(&polygon.exterior()))
        .map(|polygon| {
            let inner = polygon.interiors().iter().filter(stands).map(ring);
            std::iter::once(ring(polygon.exterior())).chain(inner).collect::<Vec<_>>().into()
        })
        .collect();
    json!({ "type": "MultiPolygon", "coordinates": polygons })
}

#[cfg(test)]
#[path = "boundary_tests.rs"]
mod tests;
