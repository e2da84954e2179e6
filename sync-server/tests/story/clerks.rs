//! Whoever works at the office's desk, and what they begin with.
//!
//! Owns a sign-in with a password of one's own, and a meeting that is called. Called by tests of the console and of
//! what is kept.

use chrono::NaiveDate;
use register::course::{Meeting, MeetingId, Seat};
use sync_server::db::UserRole;
use sync_server::office::{NewPassword, Office, SignIn, Visitor};
use uuid::Uuid;

use crate::village::lao;

/// What everybody chooses.
pub const PASSWORD: &str = "ข้าวเหนียวมะม่วงหวาน";

/// Somebody of the desk who is signed in by a password of their own: who, by which token, and as whom.
pub async fn employs(office: &Office, code: &str, role: UserRole) -> (String, String, Visitor) {
    let (id, password) = office.add_user(lao(code), "ผู้ใช้ ตัวอย่าง", role).await.unwrap();
    let signs_in = async |password: &str| {
        let SignIn::In(token) = office.sign_in(&id, password).await.unwrap() else {
            panic!("{id} is not let in")
        };
        let visitor = office.visitor(&token).await.unwrap().unwrap();
        (token, visitor)
    };
    let (_, visitor) = signs_in(&password).await;
    let chosen = office.choose_password(&visitor, &password, PASSWORD).await.unwrap();
    assert_eq!(chosen, NewPassword::Taken);
    let (token, visitor) = signs_in(PASSWORD).await;
    (id, token, visitor)
}

/// A meeting that is called, with a chair and nobody else on the committee.
pub fn called(on: NaiveDate) -> Meeting {
    Meeting::called(MeetingId::new(Uuid::now_v7()), on, [(Seat::Chair, "ประธาน ตัวอย่าง")])
}
