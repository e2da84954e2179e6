//! The ground that is surveyed: how far things are, and whether a place lies in the LAO's area.
//!
//! Owns the geometry, by `geo`. Refuses to know how good a position is and what follows from
//! being outside: nothing here stops anybody. Called by `screens::capture`.

use geo::{Contains, Coord, Distance, Euclidean, Haversine, Line, MultiPolygon, Point};
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

    /// Whether a place lies outside; `None` where there is no boundary or no place, and where it is known so roughly
    /// that it may as well lie within.
    pub fn is_outside(&self, fix: &Fix) -> Option<bool> {
        let area = self.0.as_ref()?;
        let place = point(fix)?;
        if area.contains(&place) {
            return Some(false);
        }
        (to_the_border(area, place) > fix.accuracy_m.unwrap_or_default()).then_some(true)
    }
}

/// Metres from a place to the nearest part of an area's border, on the plane that touches the earth there: so near that
/// it matters, the earth is flat.
fn to_the_border(area: &MultiPolygon, place: Point) -> f64 {
    const METRES_OF_A_DEGREE: f64 = 111_195.0;
    let narrower = place.y().to_radians().cos();
    let seen_from_there = |corner: Coord| Coord {
        x: (corner.x - place.x()) * narrower * METRES_OF_A_DEGREE,
        y: (corner.y - place.y()) * METRES_OF_A_DEGREE,
    };
    let rings = area.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    rings
        .flat_map(|ring| ring.lines())
        .map(|side| Line::new(seen_from_there(side.start), seen_from_there(side.end)))
        .map(|side| Euclidean.distance(&Point::new(0.0, 0.0), &side))
        .fold(f64::INFINITY, f64::min)
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
