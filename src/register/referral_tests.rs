use super::{Coordinated, Referral, SentOn, TakenIn, Unsaid};
use crate::record::Channel;
use crate::wording::Unwritten;

const NAMED: &str = "06570903~0196a3c2-7d1e-7c55-9b0a-000000000001~0196a3c2-7d1e-7c55-9b0a-000000000002";

fn step(ends: bool) -> Coordinated {
    Coordinated {
        on: "2026-04-20".parse().unwrap(),
        agency: "พมจ.".to_owned(),
        said: "ขอรับการสนับสนุนเครื่องอุปโภค".to_owned(),
        ends,
    }
}

#[test]
fn a_request_that_was_sent_on_is_named_by_where_it_stands() {
    let sent: SentOn = NAMED.parse().unwrap();
    assert_eq!(sent.to_string(), NAMED);
    for unread in ["", "06570903", &format!("{NAMED}~x"), &NAMED.replace("06570903", "x")] {
        assert!(unread.parse::<SentOn>().is_err(), "{unread}");
    }
}

#[test]
fn what_was_done_says_with_whom_and_what_on_a_day_that_has_come() {
    let today = "2026-04-20".parse().unwrap();
    assert_eq!(step(false).check(today), Ok(()));
    assert_eq!(step(false).check("2026-04-19".parse().unwrap()), Err(Unsaid::InTheFuture));
    let silent = Coordinated { said: " ".to_owned(), ..step(false) };
    assert_eq!(silent.check(today), Err(Unwritten::Missing("เรื่องที่ประสานหรือคำตอบ").into()));
    for said in ["โทรกลับ 081-234-5678", "บัตร ๑ ๒๓๔๕ ๖๗๘๙๐ ๑๒ ๓"]
    {
        let names = Coordinated { said: said.to_owned(), ..step(false) };
        assert_eq!(names.check(today), Err(Unsaid::NamesSomebody("เรื่องที่ประสานหรือคำตอบ")));
    }
}

#[test]
fn it_is_answered_while_its_last_step_is_the_answer() {
    let of: SentOn = NAMED.parse().unwrap();
    let referral = |steps: Vec<Coordinated>| Referral { of, taken_in: None, steps };
    assert!(!referral(vec![]).is_answered());
    assert!(!referral(vec![step(false)]).is_answered());
    assert!(referral(vec![step(false), step(true)]).is_answered());
    assert!(!referral(vec![step(true), step(false)]).is_answered(), "it was taken up again");
}

#[test]
fn what_is_to_be_looked_at_may_be_left_out_and_names_nobody() {
    let asks = |to_check: Option<&str>| TakenIn {
        on: "2026-04-20".parse().unwrap(),
        channel: Channel::CentralPlace,
        to_check: to_check.map(str::to_owned),
    };
    assert_eq!(asks(None).check(), Ok(()));
    assert_eq!(asks(Some("ยังไม่ทราบว่าบ้านเสียหายเพียงใด")).check(), Ok(()));
    let what = "ข้อเท็จจริงที่ขอให้ตรวจสอบ";
    assert_eq!(asks(Some("โทร 081-234-5678")).check(), Err(Unsaid::NamesSomebody(what)));
    let long = "ก".repeat(2_001);
    assert_eq!(asks(Some(&long)).check(), Err(Unwritten::TooLong(what, 2_000).into()));
}
