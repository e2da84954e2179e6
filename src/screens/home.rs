//! Home: this month's round, what is to be done now, and the honest state of what was sent.

use chrono::Datelike;
use register::calendar::{Round, written};
use register::moment::Moment;
use register::wire::Role;
use store::{DraftInBrief, Saved, Status, VillageProgress};

use super::{
    Screen, capture::Capture, courier::Courier, drafts::Drafts, households::Households, settings::Settings,
    syncing::SyncScreen, tasks::Tasks, team::Team,
};
use crate::desk::Desk;
use crate::device::{Background, Battery, FromDevice};
use crate::face::{Face, Told};
use crate::form::house_called;
use crate::lines;
use crate::sheet::{Row, RowKind, Sheet, Sign, Tone};
use crate::trouble::Trouble;
use crate::worker::{Command, News};

/// Drafts that have room here; all of them are a touch away.
const DRAFTS_HERE: usize = 3;
/// Less than this is left for a day of photos and no more.
const LITTLE_ROOM: u64 = 200_000_000;
/// Less than this may not last until the evening.
const LITTLE_BATTERY: u8 = 15;
/// A system that did not call for so long has stopped the app: it is to call every few hours.
const LONG_SILENCE: std::time::Duration = std::time::Duration::from_secs(2 * 24 * 60 * 60);

/// No phone had this version before.
const MADE_ON: chrono::NaiveDate = match chrono::NaiveDate::from_ymd_opt(2026, 4, 1) {
    Some(day) => day,
    None => chrono::NaiveDate::MIN,
};
/// A phone that is used hears from the office more often than once in so long.
const LONGEST_APART: chrono::TimeDelta = chrono::TimeDelta::days(400);
/// No version is used for so long.
const LONGEST_USED: chrono::TimeDelta = chrono::TimeDelta::days(20 * 365);

/// Home.
#[derive(Default)]
pub(crate) struct Home {
    shown: Option<Box<store::Home>>,
    begun: bool,
    phone: Phone,
}

/// How the phone itself was when home was last looked at.
#[derive(Default)]
struct Phone {
    room: Option<u64>,
    battery: Option<Battery>,
    background: Background,
}

impl Phone {
    fn of(desk: &Desk) -> Self {
        Self {
            room: desk.device.room(),
            battery: desk.device.battery(),
            background: desk.device.background(),
        }
    }

    /// What the person has to know of it; `unsent` is what waits for a network.
    fn rows(&self, unsent: u64) -> Vec<Row> {
        let mut rows = Vec::new();
        if self.room.is_some_and(|room| room < LITTLE_ROOM) {
            rows.push(
                Row::note("little-room", Tone::Notice, "พื้นที่ในเครื่องเหลือน้อย")
                    .hint("ข้อมูลที่บันทึกแล้วปลอดภัย\nลบรูปหรือแอปอื่นที่ไม่ใช้ ก่อนถ่ายรูปเพิ่ม"),
            );
        }
        if let Some(Battery { percent, charging: false }) = self.battery
            && percent < LITTLE_BATTERY
        {
            rows.push(
                Row::note("little-battery", Tone::Notice, format!("แบตเตอรี่เหลือ {percent}%"))
                    .hint("ข้อมูลที่บันทึกแล้วปลอดภัย\nชาร์จก่อนสำรวจบ้านต่อไป"),
            );
        }
        rows.extend(watchdog(self.background, unsent));
        rows
    }
}

/// Says so when the phone's clock cannot be right: it goes by no other, and the round is that of its day.
fn clock(now: Moment, last_receipt: Option<Moment>) -> Option<Row> {
    let today = now.date_time().date_naive();
    let newest = last_receipt.map_or(MADE_ON, |at| at.date_time().date_naive().max(MADE_ON));
    let ahead = today.signed_duration_since(newest);
    let longest = if last_receipt.is_some() { LONGEST_APART } else { LONGEST_USED };
    if today >= MADE_ON && ahead <= longest {
        return None;
    }
    let trouble = Trouble::of_clock(&written::write_date(today, written::Form::Full));
    Some(
        Row::note("clock", Tone::Wrong, trouble.happened).hint(format!("{}\n{}", trouble.safe, trouble.next)),
    )
}

/// Says so when the system has stopped the app from sending while nobody looks and something waits.
fn watchdog(background: Background, unsent: u64) -> Option<Row> {
    if unsent == 0 {
        return None;
    }
    let (happened, next) = match background {
        Background::Forbidden => (
            "เครื่องนี้ห้ามแอปส่งข้อมูลเอง".to_owned(),
            "เปิดแอปทิ้งไว้เมื่อมีสัญญาณ หรือเปิดการตั้งค่าแบตเตอรี่ของเครื่อง แล้วให้แอปสำรวจทำงานเบื้องหลังได้",
        ),
        Background::Saving => {
            ("เครื่องกำลังประหยัดแบตเตอรี่ จึงส่งข้อมูลเองช้า".to_owned(), "เปิดแอปแล้วแตะส่งข้อมูลเมื่อมีสัญญาณ หรือชาร์จเครื่อง")
        }
        Background::Silent(silence) if silence >= LONG_SILENCE => {
            let days = silence.as_secs() / (24 * 60 * 60);
            (
                format!("เครื่องไม่ได้ให้แอปส่งข้อมูลเองมา {days} วันแล้ว"),
                "เปิดแอปแล้วแตะส่งข้อมูลเมื่อมีสัญญาณ ถ้ายังเป็นอยู่ ให้ศูนย์ช่วยดูการตั้งค่าแบตเตอรี่",
            )
        }
        Background::Unknown | Background::Works | Background::Silent(_) => return None,
    };
    Some(
        Row::note("stopped", Tone::Notice, happened)
            .hint(format!("ข้อมูลที่รอส่ง {unsent} รายการยังอยู่ในเครื่องครบ\n{next}")),
    )
}

/// Days from today until a day, as they are said.
fn days_until(today: chrono::NaiveDate, day: chrono::NaiveDate) -> String {
    match day.signed_duration_since(today).num_days() {
        0 => "วันนี้วันสุดท้าย".to_owned(),
        days if days > 0 => format!("อีก {days} วัน"),
        days => format!("เลยมา {} วัน", -days),
    }
}

/// When the last INFO entry of the round before is due, while it is, or of this one; before that, the office's
/// own last day of surveying, while it is to come. And of which round it is.
fn deadline(
    today: chrono::NaiveDate,
    survey_ends: impl Fn(Round) -> Option<chrono::NaiveDate>,
) -> (Round, chrono::NaiveDate) {
    let now = Round::of(today);
    let before = now.previous();
    if today <= before.info_due() {
        return (before, before.info_due());
    }
    (now, survey_ends(now).filter(|ends| today <= *ends).unwrap_or(now.info_due()))
}

/// The same, as it is said below the name of this round: another one is called by its own.
fn deadline_in_words(today: chrono::NaiveDate, of: Round, due: chrono::NaiveDate) -> String {
    let month = |day: chrono::NaiveDate, form| written::month_name(day.month(), form).unwrap_or_default();
    let which = if of == Round::of(today) {
        String::new()
    } else {
        format!("รอบ {} ", month(of.first_day(), written::Form::Full))
    };
    let day = month(due, written::Form::Short);
    format!("ส่ง{which}ให้ศูนย์ภายใน {} {day} ({})", due.day(), days_until(today, due))
}

/// A day and a time, as they are read.
pub(crate) fn moment(at: Moment) -> String {
    written::write_moment(at, written::Form::Short)
}

/// How what was captured stands, in one row: never a tick for what did not arrive.
pub(crate) fn standing(status: &Status, syncing: bool) -> Row {
    let photos_waiting = status.photos_waiting;
    // Whoever opens a record to edit it has taken nothing back: what it says of the office stays true or untrue.
    let saved = status.saved();
    let (Saved { waiting, sent, received, rejected }, all) = (saved, saved.all());
    if all + photos_waiting == 0 {
        // Under "the office has received" this would read as if something had been lost.
        return Row::note("standing", Tone::Plain, "เครื่องนี้ยังไม่ได้บันทึกบ้านใด");
    }
    let figure = |label: &str, shown: String| Row::new(RowKind::Figure, "standing", label).shown(shown);
    // The word for what the office has stands over nothing that it does not have.
    let mut row = match (all - received, photos_waiting) {
        (0, 0) => figure("ศูนย์ได้รับแล้ว", format!("{received}/{all}")),
        (0, photos) => figure("รอศูนย์รับรูป", format!("{photos} รูป")),
        (_, _) if waiting + sent == 0 => figure("ศูนย์ยังไม่รับ", format!("{rejected} จาก {all}")),
        (left, _) => figure("รอศูนย์รับ", format!("{left} จาก {all}")),
    };
    let mut more = Vec::new();
    if waiting > 0 {
        more.push(format!("รอส่ง {waiting} บ้าน"));
    }
    if sent > 0 {
        // It went out, or the line was cut while it did: nobody knows before the receipt.
        more.push(format!("รอใบรับ {sent} บ้าน"));
    }
    if photos_waiting > 0 {
        more.push(format!("รูปรอส่ง {photos_waiting} รูป"));
    }
    if rejected > 0 {
        more.push(format!("ศูนย์ยังไม่รับ {rejected} บ้าน"));
    }
    (row.tone, row.sign) = match () {
        () if rejected > 0 => (Tone::Notice, Sign::Warning),
        () if received == all && photos_waiting == 0 => (Tone::Good, Sign::Received),
        () if syncing => (Tone::Plain, Sign::Sync),
        () => (Tone::Notice, Sign::Waiting),
    };
    row.hint(more.join(" · "))
}

/// What is said of a draft whose record was sent back, perhaps while it was left.
pub(crate) const SENT_BACK: &str = "หัวหน้าทีมส่งกลับให้แก้";

/// A draft as it is called in a list.
pub(crate) fn draft_in_words(draft: &DraftInBrief) -> String {
    let house = house_called(&draft.house_no, draft.moo, "");
    if draft.householder.is_empty() { house } else { format!("{house} {}", lines::name(&draft.householder)) }
}

/// How many houses were surveyed in this round, and of how many that are known: as many as are known is no
/// whole village, for nobody has told how many there are.
pub(crate) fn surveyed(visited: usize, known: usize) -> String {
    if known > visited {
        format!("สำรวจแล้ว {visited} จาก {known} บ้านในรายชื่อ")
    } else {
        format!("สำรวจแล้ว {visited} บ้าน")
    }
}

/// The same as a row, with a bar where houses are known that nobody went to yet.
pub(crate) fn progress(name: String, visited: u32, known: u32) -> Row {
    let share = if known > visited { visited as f32 / known as f32 } else { -1.0 };
    Row { share, ..Row::new(RowKind::Gauge, "", name).shown(surveyed(visited as usize, known as usize)) }
}

pub(crate) fn village_in_words(desk: &Desk, village: &VillageProgress) -> String {
    match (village.moo, village.community.as_str()) {
        (0, "") => "ยังไม่ใส่หมู่".to_owned(),
        (0, community) => format!("ชุมชน{community}"),
        (moo, _) => {
            let named =
                desk.lists().and_then(|lists| lists.form.villages.iter().find(|known| known.moo == moo));
            named.map_or_else(|| format!("หมู่ {moo}"), |known| format!("หมู่ {moo} {}", known.name))
        }
    }
}

impl Home {
    fn look_round(&mut self, desk: &mut Desk) {
        self.phone = Phone::of(desk);
        let round = desk.round();
        desk.order(Command::Home(round));
    }

    fn rows(&self, desk: &Desk) -> Vec<Row> {
        let Some(home) = &self.shown else { return vec![Row::words("กำลังเปิด…")] };
        let mut rows = Vec::new();
        if desk.lost_photos > 0 {
            let words = format!("รูป {} รูปในเครื่องเสียหายก่อนถึงศูนย์", desk.lost_photos);
            rows.push(Row::note("", Tone::Wrong, words).hint("คำตอบอยู่ครบ ถ้ายังจำเป็น ถ่ายรูปนั้นใหม่"));
        }
        if home.sent_back > 0 {
            rows.push(
                Row::note("sent-back", Tone::Notice, format!("หัวหน้าทีมส่งกลับให้แก้ {} บ้าน", home.sent_back))
                    .choice("open", "ดูบ้านที่ต้องแก้"),
            );
        }
        // A check that was begun is to be ended, also when the office has closed its task since.
        let open = desk.lists().map(|lists| lists.tasks.as_slice()).unwrap_or_default();
        let closed = home.checks.iter().filter(|begun| !open.iter().any(|task| task.id == **begun));
        let tasks = open.len() + closed.count();
        if tasks > 0 {
            rows.push(
                Row::note("tasks", Tone::Notice, format!("งานตรวจข้อเท็จจริง {tasks} งาน"))
                    .choice("open", "ดูงาน"),
            );
        }
        rows.push(Row::act("new", Sign::Plus, "สำรวจบ้านใหม่").tone(Tone::Good));
        // Below what the day is for: at the largest letters three of them fill the screen.
        rows.extend(clock(desk.now(), home.status.last_receipt));
        let saved = home.status.saved();
        rows.extend(self.phone.rows(saved.waiting + saved.sent + home.status.photos_waiting));
        for draft in home.drafts.iter().take(DRAFTS_HERE) {
            rows.push(
                Row::door(format!("draft {}", draft.id), Sign::Pen, "ทำต่อ")
                    .shown(draft_in_words(draft))
                    .hint(if draft.sent_back { SENT_BACK } else { "" })
                    .tone(Tone::Notice),
            );
        }
        if home.drafts.len() > DRAFTS_HERE {
            let more = format!("ทำค้างไว้ {} บ้าน", home.drafts.len());
            rows.push(Row::door("drafts", Sign::Pen, "ร่างทั้งหมด").hint(more).tone(Tone::Notice));
        }
        rows.push(Row::door("households", Sign::House, "รายชื่อบ้าน").hint("ค้นหา ดู แก้ไข"));
        rows.push(standing(&home.status, desk.syncing.now));
        rows.push(Row::door("syncing", Sign::Sync, "ส่งข้อมูล").hint(self.last_sync(desk)));
        rows.push(Row::heading("ความคืบหน้ารอบนี้"));
        let mine = |village: &&VillageProgress| {
            let of_mine = desk.identity().map(|identity| &identity.surveyor.moo);
            of_mine.is_none_or(|moo| moo.is_empty() || moo.contains(&village.moo))
        };
        let villages: Vec<&VillageProgress> = home.progress.iter().filter(mine).collect();
        if villages.is_empty() {
            rows.push(Row::words("ยังไม่มีบ้านในรายชื่อ บ้านที่สำรวจจะนับที่นี่"));
        }
        for village in villages {
            rows.push(progress(village_in_words(desk, village), village.visited, village.known));
        }
        if desk.has_role(Role::Supervisor) {
            rows.push(Row::door("team", Sign::People, "ทีมของฉัน").hint("ความคืบหน้าและเครื่องในทีม"));
        }
        if desk.has_role(Role::MobileUnit) && tasks == 0 {
            rows.push(Row::door("tasks", Sign::Task, "งานตรวจข้อเท็จจริง").hint("ยังไม่มีงาน"));
        }
        rows.push(Row::door("settings", Sign::Settings, "ตั้งค่าและวิธีใช้"));
        rows
    }

    fn last_sync(&self, desk: &Desk) -> String {
        if desk.syncing.now {
            return "กำลังส่ง…".to_owned();
        }
        match (&desk.syncing.last, self.shown.as_ref().and_then(|home| home.last_sync)) {
            (Some(Err(trouble)), _) => trouble.happened.clone(),
            (_, Some(at)) => {
                format!("ติดต่อศูนย์ล่าสุด {}", moment(at))
            }
            _ => "ยังไม่เคยติดต่อศูนย์จากเครื่องนี้".to_owned(),
        }
    }
}

impl Screen for Home {
    fn face(&self, desk: &Desk) -> Face {
        let today = desk.today();
        let (of, due) = deadline(today, |round| desk.lists().and_then(|lists| lists.form.survey_ends(round)));
        let who = desk.identity().map(|identity| identity.surveyor.name.clone()).unwrap_or_default();
        let month = written::write_month(desk.round().first_day(), written::Form::Full);
        let due = deadline_in_words(today, of, due);
        let sheet = Sheet {
            has_back: false,
            under: format!("{who}\n{due}"),
            rows: self.rows(desk),
            main: None,
            side: None,
            ..Sheet::titled("home", format!("รอบ {month}"))
        };
        Face::Sheet(sheet)
    }

    fn arrive(&mut self, desk: &mut Desk) {
        if !self.begun {
            self.begun = true;
            desk.order(Command::ExpectedPhotos);
            desk.order(Command::Sync);
        }
        self.look_round(desk);
    }

    fn tick(&mut self, desk: &mut Desk) {
        let files = desk.take_handed();
        if !files.is_empty() {
            desk.onto(Courier::handed(files));
        }
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        let Told::Touched(row, what) = told else { return };
        match (row.as_str(), what.as_str()) {
            ("new", _) => {
                let capture = Capture::begin(desk);
                desk.onto(capture);
            }
            ("drafts", _) => desk.onto(Drafts::default()),
            ("sent-back", _) => desk.onto(Households::sent_back()),
            ("households", _) => desk.onto(Households::default()),
            ("tasks", _) => desk.onto(Tasks::default()),
            ("team", _) => desk.onto(Team::default()),
            ("syncing", _) => desk.onto(SyncScreen::default()),
            ("settings", _) => desk.onto(Settings::default()),
            (row, _) => {
                if let Some(id) = row.strip_prefix("draft ").and_then(|id| id.parse().ok()) {
                    let capture = Capture::resume(desk, id);
                    desk.onto(capture);
                }
            }
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Home(Ok(home)) => self.shown = Some(home.clone()),
            News::Home(Err(trouble)) => desk.trouble(trouble),
            News::StillExpected(photos) => super::capture::take_leftover_photos(desk, photos),
            News::Kept(_, Ok(_)) => {
                let round = desk.round();
                desk.order(Command::Home(round));
                desk.order(Command::Sync);
            }
            News::Synced(_) => {
                let round = desk.round();
                desk.order(Command::Home(round));
            }
            _ => {}
        }
    }

    fn device_tells(&mut self, desk: &mut Desk, news: &FromDevice) {
        if *news == FromDevice::Seen {
            self.look_round(desk);
        }
    }
}

#[cfg(test)]
#[path = "home_tests.rs"]
mod tests;
