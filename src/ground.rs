//! The ground that is surveyed: how far things are, and whether a place lies in the LAO's area.
//!
//! Owns the geometry, by `geo`. Refuses to know how good a position is and what follows from
//! being outside: nothing here stops anybody. Called by `screens::capture`.

use geo::{Contains, Distance, Haversine, MultiPolygon, Point};
use register::record::Fix;
use serde_json::Value;

/// The LAO's boundary, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Boundary(Option<MultiPolygon>);

impl Boundary {
    /// Reads a GeoJSON Polygon or MultiPolygon; one that cannot be read bounds nothing.
    pub fn read(geometry: Option<&Value>) -> Self {
        Self(geometry.and_then(area))
    }

    /// Whether a place lies outside; `None` where there is no boundary or no place.
    pub fn is_outside(&self, fix: &Fix) -> Option<bool> {
        let area = self.0.as_ref()?;
        Some(!area.contains(&point(fix)?))
    }
}

fn area(geometry: &Value) -> Option<MultiPolygon> {
    let coordinates = geometry.get("coordinates")?;
    let polygons = match geometry.get("type")?.as_str()? {
        "Polygon" => vec![polygon(coordinates)?],
        "MultiPolygon" => coordinates.as_array()?.iter().map(polygon).collect::<Option<Vec<_>>>()?,
        _ => return None,
    };
    Some(MultiPolygon::new(polygons))
}

fn polygon(rings: &Value) -> Option<geo::Polygon> {
    let mut rings = rings.as_array()?.iter().map(ring);
    let outer = rings.next()??;
    Some(geo::Polygon::new(outer, rings.collect::<Option<Vec<_>>>()?))
}

fn ring(points: &Value) -> Option<geo::LineString> {
    let place = |point: &Value| Some((point.get(0)?.as_f64()?, point.get(1)?.as_f64()?));
    points.as_array()?.iter().map(place).collect::<Option<Vec<_>>>().map(Into::into)
}

/// A position as a point; `None` where there is none.
pub fn point(fix: &Fix) -> Option<Point> {
    Some(Point::new(fix.lon?, fix.lat?))
}

/// Metres between two places.
pub fn metres(a: Point, b: Point) -> f64 {
    Haversine.distance(a, b)
}

#[cfg(test)]
#[path = "ground_tests.rs"]
mod tests;
