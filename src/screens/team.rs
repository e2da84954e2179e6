//! The supervisor's team: how far the round is, what waits on each phone as last seen, and records to look at.

use register::wire::TeamPhone;

use super::{Screen, home, households::Households};
use crate::desk::Desk;
use crate::face::{Face, Told};
use crate::sheet::{Row, RowKind, Sheet, Sign, Tone};
use crate::worker::{Command, News};

/// The team.
#[derive(Default)]
pub(crate) struct Team {
    home: Option<Box<store::Home>>,
}

fn phone(phone: &TeamPhone) -> Row {
    let TeamPhone { name, last_seen, drafts, waiting, photos_waiting, .. } = phone;
    let seen = match last_seen {
        Some(at) => format!("เห็นล่าสุด {}", home::moment(*at)),
        None => "ยังไม่เคยติดต่อศูนย์".to_owned(),
    };
    let mut more = Vec::new();
    if *drafts > 0 {
        more.push(format!("ร่าง {drafts}"));
    }
    if *waiting > 0 {
        more.push(format!("รอส่ง {waiting}"));
    }
    if *photos_waiting > 0 {
        more.push(format!("รูปรอส่ง {photos_waiting}"));
    }
    let clear = more.is_empty() && last_seen.is_some();
    let shown = match (more.is_empty(), last_seen.is_some()) {
        (false, _) => more.join(" · "),
        (true, true) => "ไม่มีอะไรค้างในเครื่อง".to_owned(),
        (true, false) => "ไม่ทราบ".to_owned(),
    };
    Row {
        sign: Sign::Phone,
        tone: if clear { Tone::Good } else { Tone::Notice },
        ..Row::new(RowKind::Figure, "", name.clone()).shown(shown).hint(seen)
    }
}

impl Screen for Team {
    fn face(&self, desk: &Desk) -> Face {
        let mut sheet = Sheet::titled("team", "ทีมของฉัน");
        if let Some(home) = &self.home {
            let (visited, known) =
                home.progress.iter().fold((0, 0), |(a, b), village| (a + village.visited, b + village.known));
            sheet.rows.push(home::progress("ทั้งทีม".to_owned(), visited, known));
            for village in &home.progress {
                let name = home::village_in_words(desk, village);
                sheet.rows.push(home::progress(name, village.visited, village.known));
            }
        }
        sheet.rows.push(Row::door("records", Sign::House, "ตรวจบันทึกของทีม").hint("เลือกบ้าน แล้วรับหรือส่งกลับให้แก้"));
        sheet.rows.push(Row::heading("เครื่องในทีม"));
        let team = desk.lists().map(|lists| lists.team.as_slice()).unwrap_or_default();
        if team.is_empty() {
            sheet.rows.push(Row::words("รายชื่อเครื่องจะมาเมื่อส่งข้อมูลกับศูนย์"));
        }
        sheet.rows.extend(team.iter().map(phone));
        Face::Sheet(sheet)
    }

    fn arrive(&mut self, desk: &mut Desk) {
        let round = desk.round();
        desk.order(Command::Home(round));
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Touched(row, _) if row == "records" => desk.onto(Households::default()),
            Told::Back => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, _desk: &mut Desk, news: &News) {
        if let News::Home(Ok(home)) = news {
            self.home = Some(home.clone());
        }
    }
}
