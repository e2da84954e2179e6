//! The numbers under which Android answers, and where an answer's file lies.
//!
//! Owns both as one rule, so that an app that was killed in the camera knows from the number alone whose
//! photo came back. Refuses to know who asked. Called by `phone` when it asks, by `told` when Android answers.

use std::path::{Path, PathBuf};

use samruat::device::Ticket;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A photo from the camera.
    Camera,
    /// A photo that is there.
    Gallery,
    /// A file.
    File,
    /// A photo of a code.
    Code,
}

/// A question to Android.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// What was asked for.
    pub kind: Kind,
    /// Who asked.
    pub ticket: Ticket,
}

/// Numbers below are those of permissions and of nobody.
const FIRST: u64 = 0x1_0000;

impl Request {
    /// The number for Android; `None` where the ticket is larger than its numbers are.
    pub fn number(self) -> Option<i32> {
        let kind = match self.kind {
            Kind::Camera => 0,
            Kind::Gallery => 1,
            Kind::File => 2,
            Kind::Code => 3,
        };
        let number = self.ticket.0.checked_mul(4)?.checked_add(kind)?.checked_add(FIRST)?;
        i32::try_from(number).ok()
    }

    /// The question of a number; `None` for one that was never given out.
    pub fn of(number: i32) -> Option<Self> {
        let number = u64::try_from(number).ok()?.checked_sub(FIRST)?;
        let kind = match number % 4 {
            0 => Kind::Camera,
            1 => Kind::Gallery,
            2 => Kind::File,
            _ => Kind::Code,
        };
        Some(Self { kind, ticket: Ticket(number / 4) })
    }

    /// Where its file lies, in the folder of the app. The camera's folder is the only one that others may
    /// write into.
    pub fn place(self, folder: &Path) -> PathBuf {
        let number = self.ticket.0;
        match self.kind {
            Kind::Camera => folder.join("camera").join(format!("photo-{number}")),
            Kind::Code => folder.join("camera").join(format!("code-{number}")),
            Kind::Gallery => folder.join("in").join(format!("photo-{number}")),
            Kind::File => folder.join("in").join(format!("file-{number}")),
        }
    }

    /// Whether the file comes to its place by itself: the camera writes it there.
    pub fn is_written_by_the_camera(self) -> bool {
        matches!(self.kind, Kind::Camera | Kind::Code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_says_after_a_restart_who_asked_and_for_what() {
        for kind in [Kind::Camera, Kind::Gallery, Kind::File, Kind::Code] {
            for ticket in [0, 1, 77, 500_000_000] {
                let asked = Request { kind, ticket: Ticket(ticket) };
                assert_eq!(Request::of(asked.number().unwrap()), Some(asked));
            }
        }
    }

    #[test]
    fn permissions_and_numbers_of_nobody_are_no_question() {
        for number in [-1, 0, 0x4001, 0x4002, 0xffff, i32::MIN] {
            assert_eq!(Request::of(number), None);
        }
    }

    #[test]
    fn a_ticket_beyond_androids_numbers_gets_none() {
        assert_eq!(Request { kind: Kind::Camera, ticket: Ticket(u64::MAX) }.number(), None);
        assert_eq!(Request { kind: Kind::Code, ticket: Ticket(1 << 30) }.number(), None);
    }

    #[test]
    fn only_what_the_camera_writes_lies_where_others_may_write() {
        for kind in [Kind::Camera, Kind::Gallery, Kind::File, Kind::Code] {
            let asked = Request { kind, ticket: Ticket(3) };
            let place = asked.place(Path::new("/app"));
            assert_eq!(place.starts_with("/app/camera"), asked.is_written_by_the_camera(), "{place:?}");
        }
    }
}
