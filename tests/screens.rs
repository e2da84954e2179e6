//! A volunteer's day, told through the screens: the real app in a window without a display, touched and
//! read by its labels, against a real server.

#![expect(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

mod hand;
mod province;

#[path = "screens/checks.rs"]
mod checks;
#[path = "screens/day.rs"]
mod day;
#[path = "screens/duplicates.rs"]
mod duplicates;
#[path = "screens/killed.rs"]
mod killed;
#[path = "screens/locked.rs"]
mod locked;
#[path = "screens/phone.rs"]
mod phone;
#[path = "screens/photos.rs"]
mod photos;
#[path = "screens/pictures.rs"]
mod pictures;
#[path = "screens/places.rs"]
mod places;
#[path = "screens/team.rs"]
mod team;
#[path = "screens/trouble.rs"]
mod trouble;
