//! `samruat` with no command: the app in a window, sized as a phone.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use samruat::device::desktop::Desktop;

use super::Done;
use crate::data_folder;

#[derive(clap::Args)]
pub(crate) struct Window {
    /// For the window: the folder whose pictures its camera takes, one after the other.
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// For the window: where it stands, in degrees of latitude and longitude.
    #[arg(long, value_name = "LAT,LON", value_parser = position)]
    at: Option<(f64, f64)>,
}

fn position(text: &str) -> Result<(f64, f64), String> {
    let parts = text
        .split_once(',')
        .and_then(|(lat, lon)| Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?)));
    parts
        .filter(|(lat, lon): &(f64, f64)| lat.abs() <= 90.0 && lon.abs() <= 180.0)
        .ok_or_else(|| "write it as 20.4312,99.8841".to_owned())
}

pub(crate) fn run(data: Option<&Path>, window: Window) -> Done {
    let Window { pictures, at } = window;
    let desktop = Desktop::new(data_folder::place(data)).with_pictures(pictures).at(at);
    Ok(samruat::run(Rc::new(desktop))?)
}
