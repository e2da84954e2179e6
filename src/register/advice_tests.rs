use super::{Advice, AdviceId, Topic, Unsaid};
use crate::record::Channel;
use crate::wording::Unwritten;

fn one() -> Advice {
    Advice {
        id: AdviceId::new(uuid::Uuid::nil()),
        on: "2026-04-20".parse().unwrap(),
        channel: Channel::Phone,
        topic: Topic::Disaster,
        asked: "บ้านพังต้องใช้เอกสารอะไร".to_owned(),
        answer: "ใช้สำเนาทะเบียนบ้านและรูปถ่าย".to_owned(),
        taken_over_by: None,
        struck_out: None,
    }
}

#[test]
fn a_question_has_an_answer_and_a_day_that_has_come() {
    let today = "2026-04-20".parse().unwrap();
    assert_eq!(one().check(today), Ok(()));
    assert_eq!(one().check("2026-04-19".parse().unwrap()), Err(Unsaid::InTheFuture));
    assert_eq!(Advice { answer: " ".into(), ..one() }.check(today), Err(Unwritten::Missing("คำตอบ").into()));
    let nobody = Advice { taken_over_by: Some(String::new()), ..one() };
    assert_eq!(nobody.check(today), Err(Unwritten::Missing("หน่วยงานที่มารับเรื่อง").into()));
}

#[test]
fn no_number_of_anybody_is_written_into_it_in_whatever_digits() {
    let today = "2026-04-20".parse().unwrap();
    for asked in ["โทร 081-234-5678 กลับ", "เลข ๑ ๑๐๓๗ ๐๒๐๗๑ ๘๑ ๑", "1103702071811"]
    {
        let named = Advice { asked: asked.to_owned(), ..one() };
        assert_eq!(named.check(today), Err(Unsaid::NamesSomebody("คำถาม")), "{asked}");
    }
    let law = Advice {
        asked: "ระเบียบ พ.ศ. 2560 และ 2561 ข้อ 15 กับเงิน 49,500 บาท".to_owned(), ..one()
    };
    assert_eq!(law.check(today), Ok(()));
}
