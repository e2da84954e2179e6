//! Sending: how far it is, what the office truly has, and what to do where there is no signal.

use sync::{Done, Phase};

use super::{Screen, courier::Courier, home};
use crate::desk::Desk;
use crate::face::{Face, Told};
use crate::sheet::{Button, Row, RowKind, Sheet, Sign, Tone};
use crate::worker::{Command, News};

/// Sending.
#[derive(Default)]
pub(crate) struct SyncScreen {
    home: Option<Box<store::Home>>,
}

fn phase_in_words(phase: Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::Push => ("กำลังส่งข้อมูล", "รายการ"),
        Phase::Pull => ("กำลังรับข้อมูลพื้นที่", "หน้า"),
        Phase::Recheck => ("กำลังตรวจกับศูนย์", "รายการ"),
        Phase::Thumbnails => ("กำลังส่งรูปย่อ", "รูป"),
        Phase::TaskPhotos => ("กำลังรับรูปของงาน", "รูป"),
        Phase::Photos => ("กำลังส่งรูป", "ไบต์"),
        Phase::Courier => ("กำลังส่งข้อมูลที่ฝากมา", "ไบต์"),
        Phase::Lists => ("กำลังรับรายการจากศูนย์", "ไฟล์"),
        Phase::Digest => ("กำลังรับข้อมูลตรวจซ้ำ", "ไฟล์"),
    }
}

/// Whether a sync left nothing behind that a person has to know of: neither of this phone's own nor of what it carries.
fn is_all_done(done: &Done) -> bool {
    done.is_complete() && done.aside == 0 && done.undelivered == 0
}

/// A number of bytes as people say it.
fn amount(unit: &str, number: u64) -> String {
    match (unit, number) {
        ("ไบต์", 1_000_000..) => format!("{:.1} เมกะไบต์", number as f64 / 1e6),
        ("ไบต์", _) => format!("{} กิโลไบต์", number.div_ceil(1_000)),
        _ => number.to_string(),
    }
}

impl Screen for SyncScreen {
    fn face(&self, desk: &Desk) -> Face {
        let mut sheet = Sheet::titled("syncing", "ส่งข้อมูล");
        let now = desk.syncing.now;
        if let Some(home) = &self.home {
            sheet.rows.push(home::standing(&home.status, now));
        }
        match (&desk.syncing.progress, now) {
            (Some((phase, done, total)), true) => {
                let (words, unit) = phase_in_words(*phase);
                let share = if *total == 0 { 1.0 } else { *done as f32 / *total as f32 };
                let shown = match unit {
                    "ไบต์" => format!("{} จาก {}", amount(unit, *done), amount(unit, *total)),
                    _ => format!("{done} จาก {total} {unit}"),
                };
                sheet.rows.push(Row { share, hint: shown, ..Row::new(RowKind::Gauge, "", words) });
            }
            (None, true) => sheet.rows.push(Row::note("", Tone::Plain, "กำลังติดต่อศูนย์…")),
            (_, false) => {}
        }
        if let Some(word) = &desk.syncing.word {
            sheet.rows.push(Row::note("", Tone::Notice, word.clone()));
        }
        match &desk.syncing.last {
            Some(Err(trouble)) if !now => sheet.rows.push(
                Row::note("", Tone::Notice, trouble.happened.clone())
                    .hint(format!("{}\n{}", trouble.safe, trouble.next)),
            ),
            Some(Ok(done)) if !now && is_all_done(done) => {
                sheet.rows.push(Row::note("", Tone::Good, "ส่งและรับครบแล้ว"));
            }
            Some(Ok(done)) if !now && done.left > 0 => {
                sheet.rows.push(
                    Row::note("", Tone::Notice, format!("ยังเหลือ {} รายการ", done.left))
                        .hint("จะส่งต่อเมื่อสัญญาณดีขึ้น"),
                );
            }
            _ => {}
        }
        if let Some(Ok(done)) = &desk.syncing.last
            && !now
            && done.undelivered > 0
        {
            let words = format!("ศูนย์ไม่รับไฟล์ที่รับฝากมา {} ไฟล์", done.undelivered);
            sheet.rows.push(
                Row::note("", Tone::Notice, words).hint("ไฟล์ยังอยู่ในเครื่องนี้ ดูได้ที่ “ฝากส่ง หรือรับฝาก” ด้านล่าง"),
            );
        }
        sheet.rows.push(Row::heading("ถ้าไม่มีสัญญาณ"));
        sheet
            .rows
            .push(Row::door("courier", Sign::Box, "ฝากส่ง หรือรับฝาก").hint("ฝากข้อมูลไปกับเครื่องที่จะไปยังที่มีสัญญาณ"));
        sheet.main = Some(Button::new(if now { "กำลังส่ง…" } else { "ส่งตอนนี้" }).sign(Sign::Sync).enabled(!now));
        Face::Sheet(sheet)
    }

    fn arrive(&mut self, desk: &mut Desk) {
        let round = desk.round();
        desk.order(Command::Home(round));
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Main if !desk.syncing.now => desk.send_now(),
            Told::Touched(row, _) if row == "courier" => desk.onto(Courier::default()),
            Told::Back => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Home(Ok(home)) => self.home = Some(home.clone()),
            News::Synced(_) => {
                let round = desk.round();
                desk.order(Command::Home(round));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
#[path = "syncing_tests.rs"]
mod tests;
