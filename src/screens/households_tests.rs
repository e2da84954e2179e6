//! Where the line of a household with several visits leads, and what it says.

use store::Visit;
use uuid::Uuid;

use super::*;

fn id(number: u128) -> register::record::RecordId {
    register::record::RecordId::new(Uuid::from_u128(number))
}

/// Visited in this round by a newer visit, while an older one stands at this stage.
fn household(stage: Stage) -> Household {
    Household {
        key: None,
        house_no: "12".to_owned(),
        moo: 5,
        tambon: String::new(),
        community: String::new(),
        householder: "นายสมชาย".to_owned(),
        people: 1,
        requests: 0,
        point: None,
        newest: Some(Visit {
            record: id(2),
            round: "2569-04".parse().unwrap(),
            captured_at: Default::default(),
            refused: false,
        }),
        drafts: Vec::new(),
        visited: true,
        refused: false,
        mine: true,
        stage,
        stands_at: Some(id(1)),
        to_mend: matches!(stage, Stage::SentBack | Stage::Rejected).then_some((id(1), stage)),
    }
}

#[test]
fn a_line_leads_to_the_visit_that_it_speaks_of() {
    for stage in [Stage::SentBack, Stage::Rejected] {
        let household = household(stage);
        for sieve in [Sieve::All, Sieve::SentBack] {
            assert!(sieve.lets(&household));
            let line = sieve.line(&household);
            assert_eq!(
                (line.id, line.state.as_str()),
                (format!("record {}", id(1)), stage_in_words(stage).0)
            );
        }
    }
    let waiting = household(Stage::Waiting);
    assert_eq!(Sieve::All.line(&waiting).id, format!("record {}", id(1)));
    assert!(!Sieve::SentBack.lets(&waiting));
}

#[test]
fn a_draft_of_another_visit_hides_nothing_of_what_is_to_be_mended() {
    let mut household = household(Stage::SentBack);
    household.drafts = vec![id(3)];
    (household.stage, household.stands_at) = (Stage::Draft, None);
    assert_eq!(Sieve::All.line(&household).id, format!("draft {}", id(3)));
    assert!(Sieve::SentBack.lets(&household));
    let line = Sieve::SentBack.line(&household);
    assert_eq!((line.id, line.state.as_str()), (format!("record {}", id(1)), "ส่งกลับให้แก้"));
}

#[test]
fn a_refusal_that_was_sent_back_is_said_to_be_sent_back() {
    let mut household = household(Stage::SentBack);
    household.refused = true;
    assert_eq!(Sieve::All.line(&household).state, "ส่งกลับให้แก้");
    household.stage = Stage::Received;
    assert_eq!(Sieve::All.line(&household).state, "ไม่ประสงค์ให้ข้อมูล");
}
