//! Somebody types a month into INFO by hand: who was typed is known to whoever types next, in another process
//! too, and what changes after it is seen.

use register::calendar::Round;
use register::info::{Line, Month};
use serde_json::json;
use sync_server::db::UserRole;
use sync_server::office::{Arrears, Office, Owed, SignIn};

use crate::shelf::Shelf;
use crate::village::{Phone, TAO, found_laos, hire, lao, number, record_id, somebody, visit};

/// Tells all of it.
pub async fn tell(shelf: &Shelf) {
    let office = &shelf.office;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    found_laos(office).await;
    let surveyor = hire(office, TAO, "อาสา ประจำหมู่บ้าน", &[]).await;
    let mut phone = Phone::enrol(office, &surveyor, 7).await;
    let made = [
        phone.makes(&visit(1, TAO, 5, &[somebody(Some(number(1)), "สมชาย", "ตัวอย่าง")])),
        phone.makes(&visit(2, TAO, 5, &[somebody(Some(number(2)), "สมหญิง", "ตัวอย่าง")])),
    ];
    phone.pushes(office, &made.iter().collect::<Vec<_>>()).await;
    let (clerk, password) = office.add_user(lao(TAO), "ธุรการ ตัวอย่าง", UserRole::Officer).await.unwrap();
    let SignIn::In(token) = office.sign_in(&clerk, &password).await.unwrap() else { panic!("not let in") };
    let visitor = office.visitor(&token).await.unwrap().unwrap();

    let round: Round = "2569-04".parse().unwrap();
    let (one, other) = in_the_month(office, round).await;
    assert_eq!(how(office, round, &one).await, None);
    assert!(office.say_typed(&visitor, round, &one, office.mark_of(&one)).await.unwrap());
    assert!(
        !office.say_typed(&visitor, round, &one, office.mark_of(&one)).await.unwrap(),
        "it was said before"
    );
    let again = shelf.again().await;
    for office in [office, &again] {
        assert_eq!(how(office, round, &one).await, Some(("ธุรการ ตัวอย่าง".to_owned(), false)));
        assert_eq!(how(office, round, &other).await, None, "nobody else was");
        assert_eq!(how(office, round.next(), &one).await, None, "nor in another month");
    }

    // The page was open when an edit came in: what was typed is what it showed.
    let edit = phone.edits(record_id(1), |record| {
        record.people[0].phone = Some("0811111111".to_owned());
    });
    phone.pushes(office, &[&edit]).await;
    let (now, _) = in_the_month(office, round).await;
    assert_ne!(office.mark_of(&now), office.mark_of(&one));
    assert_eq!(how(office, round, &now).await.map(|(_, is_outdated)| is_outdated), Some(true));
    office.say_typed(&visitor, round, &one, office.mark_of(&one)).await.unwrap();
    assert_eq!(how(office, round, &now).await.map(|(_, is_outdated)| is_outdated), Some(true));
    assert!(office.say_typed(&visitor, round, &now, office.mark_of(&now)).await.unwrap());
    assert_eq!(how(office, round, &now).await.map(|(_, is_outdated)| is_outdated), Some(false));
    // An older visit of theirs comes in late: their entry has another name since, and was typed all the same.
    let mut before = Phone::enrol(office, &surveyor, 8).await;
    let mut met = somebody(Some(number(1)), "สมชาย", "ตัวอย่าง");
    met["asks"] = json!(false);
    let late = before.makes(&visit(0, TAO, 5, &[met]));
    before.pushes(office, &[&late]).await;
    let (renamed, _) = in_the_month(office, round).await;
    assert_ne!(renamed.person, now.person, "the story needs another name");
    assert_eq!(how(office, round, &renamed).await.map(|(_, is_outdated)| is_outdated), Some(false));

    // Whoever was typed and is on no line any more is told.
    let gone = phone.withdraws(record_id(2), "บันทึกผิดบ้าน");
    assert!(office.say_typed(&visitor, round, &other, office.mark_of(&other)).await.unwrap());
    phone.pushes(office, &[&gone]).await;
    let month = office.info(lao(TAO), round).await.unwrap();
    let lines: Vec<&Line> = month.lines.iter().collect();
    assert_eq!(office.typed(lao(TAO), round, &lines).await.unwrap().gone, 1);

    office.say_not_typed(&visitor, round, &renamed).await.unwrap();
    assert_eq!(how(office, round, &renamed).await, None);
    // Whoever is erased leaves no mark.
    assert!(office.say_typed(&visitor, round, &renamed, office.mark_of(&renamed)).await.unwrap());
    let (admin, _) = office.add_user(lao(TAO), "ผู้ดูแล ตัวอย่าง", UserRole::Admin).await.unwrap();
    office.erase(&admin, &format!("{TAO}/{}", renamed.person), "เจ้าตัวแจ้งความประสงค์").await.unwrap();
    let left = office.db().look().await.unwrap().typed(lao(TAO), round).await.unwrap();
    assert_eq!(left.len(), 1, "the other's alone");
}

/// A month was handed out; what becomes of its people afterwards is told to whoever enters the next.
pub async fn tell_arrears(shelf: &Shelf) {
    let office = &shelf.office;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    found_laos(office).await;
    let surveyor = hire(office, TAO, "อาสา ประจำหมู่บ้าน", &[]).await;
    let mut phone = Phone::enrol(office, &surveyor, 7).await;
    let numbered = |nth: u32, name| visit(nth, TAO, 5, &[somebody(Some(number(nth.into())), name, "ตัวอย่าง")]);
    let made = [
        phone.makes(&numbered(1, "สมชาย")),
        phone.makes(&visit(2, TAO, 5, &[somebody(None, "สมหญิง", "ตัวอย่าง")])),
        phone.makes(&numbered(3, "สมศรี")),
    ];
    phone.pushes(office, &made.iter().collect::<Vec<_>>()).await;
    let (clerk, password) = office.add_user(lao(TAO), "ธุรการ ตัวอย่าง", UserRole::Officer).await.unwrap();
    let SignIn::In(token) = office.sign_in(&clerk, &password).await.unwrap() else { panic!("not let in") };
    let visitor = office.visitor(&token).await.unwrap().unwrap();
    let (april, may): (Round, Round) = ("2569-04".parse().unwrap(), "2569-05".parse().unwrap());

    let arrears = office.arrears(lao(TAO), may).await.unwrap();
    assert!(!arrears.is_known && arrears.gone.is_empty(), "nothing was ever handed out");
    assert_eq!(owed(&arrears), ["2569-04 สมชาย ตัวอย่าง", "2569-04 สมศรี ตัวอย่าง"]);
    office.hand_out(&office.month(lao(TAO), april).await.unwrap()).await.unwrap();
    let nothing = Arrears { is_known: true, ..Arrears::default() };
    assert_eq!(office.arrears(lao(TAO), may).await.unwrap(), nothing);

    // After the fifth: one has a number at last, one is mended, one was a mistake.
    let mended = [
        phone.edits(record_id(2), |record| record.people[0].national_id = Some(number(2).to_string())),
        phone.edits(record_id(1), |record| record.people[0].phone = Some("0811111111".to_owned())),
        phone.withdraws(record_id(3), "บันทึกผิดบ้าน"),
    ];
    phone.pushes(office, &mended.iter().collect::<Vec<_>>()).await;
    let again = shelf.again().await;
    for office in [office, &again] {
        let arrears = office.arrears(lao(TAO), may).await.unwrap();
        assert_eq!(owed(&arrears), ["2569-04 สมชาย ตัวอย่าง เปลี่ยน", "2569-04 สมหญิง ตัวอย่าง"]);
        assert_eq!(
            arrears.gone.iter().map(|gone| gone.row.name.as_str()).collect::<Vec<_>>(),
            ["สมศรี ตัวอย่าง"]
        );
    }
    // Of the month itself: what came since it was handed out.
    assert_eq!(owed(&office.arrears(lao(TAO), april).await.unwrap()).len(), 2);

    let month = office.month(lao(TAO), april).await.unwrap();
    let other = month.lines.iter().find(|line| line.at.record == record_id(2)).unwrap();
    office.say_typed(&visitor, april, other, office.mark_of(other)).await.unwrap();
    assert_eq!(owed(&office.arrears(lao(TAO), may).await.unwrap()), ["2569-04 สมชาย ตัวอย่าง เปลี่ยน"]);
    office.hand_out(&month).await.unwrap();
    let arrears = office.arrears(lao(TAO), may).await.unwrap();
    assert!(arrears.waiting.is_empty());
    office.say_taken_out(&visitor, arrears.gone[0].row.whom).await.unwrap();
    assert_eq!(office.arrears(lao(TAO), may).await.unwrap(), nothing);

    // One who asks for nothing any more is no longer entered, and stays where they are; an older month that is handed out
    // once more says nothing of what was handed out since, nor does somebody who was typed by mistake.
    let asks_no_more = phone.edits(record_id(2), |record| record.requests.clear());
    phone.pushes(office, &[&asks_no_more]).await;
    let arrears = office.arrears(lao(TAO), may).await.unwrap();
    let [gone] = arrears.gone.as_slice() else { panic!("{:?}", arrears.gone) };
    assert!(gone.reason.is_some() && gone.row.name == "สมหญิง ตัวอย่าง", "{gone:?}");
    let mut later = numbered(1, "สมชาย");
    later.id = record_id(4);
    later.round = may;
    later.people[0].phone = Some("0822222222".to_owned());
    let came = phone.makes(&later);
    phone.pushes(office, &[&came]).await;
    let next = office.month(lao(TAO), may).await.unwrap();
    office.hand_out(&next).await.unwrap();
    office.hand_out(&office.month(lao(TAO), april).await.unwrap()).await.unwrap();
    assert!(office.arrears(lao(TAO), may).await.unwrap().waiting.is_empty());
    let line = next.lines.iter().find(|line| line.row.name.starts_with("สมชาย")).unwrap();
    office.say_typed(&visitor, may, line, office.mark_of(line)).await.unwrap();
    office.say_not_typed(&visitor, may, line).await.unwrap();
    let owes = owed(&office.arrears(lao(TAO), may.next()).await.unwrap());
    assert_eq!(owes, ["2569-05 สมชาย ตัวอย่าง เปลี่ยน"], "what was handed out in April is known still");
    office.hand_out(&next).await.unwrap();

    // Whoever is erased leaves no name.
    let (admin, _) = office.add_user(lao(TAO), "ผู้ดูแล ตัวอย่าง", UserRole::Admin).await.unwrap();
    office.erase(&admin, &format!("{TAO}/{}", other.person), "เจ้าตัวแจ้งความประสงค์").await.unwrap();
    let left = office.db().look().await.unwrap().handed(lao(TAO)).await.unwrap();
    let left: Vec<_> = left.iter().map(|row| format!("{} {}", row.round, row.name)).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left.iter().all(|row| row.ends_with("สมชาย ตัวอย่าง")), "{left:?}");
}

/// Who is to be entered still, each with the month.
fn owed(arrears: &Arrears) -> Vec<String> {
    let one = |round: &Round, owed: &Owed| {
        format!("{round} {}{}", owed.name, if owed.is_changed { " เปลี่ยน" } else { "" })
    };
    arrears.waiting.iter().flat_map(|(round, owed)| owed.iter().map(move |owed| one(round, owed))).collect()
}

/// The two of the month, the first of the first house.
async fn in_the_month(office: &Office, round: Round) -> (Line, Line) {
    let month: Month = office.info(lao(TAO), round).await.unwrap();
    let [one, other] = month.lines.try_into().unwrap();
    if one.at.record == record_id(1) { (one, other) } else { (other, one) }
}

/// By whom somebody was typed, and whether it is something else now.
async fn how(office: &Office, round: Round, line: &Line) -> Option<(String, bool)> {
    let typed = office.typed(lao(TAO), round, &[line]).await.unwrap();
    typed.of.get(&line.person).map(|typed| (typed.by.clone(), typed.is_outdated))
}
