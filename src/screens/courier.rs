//! Where there is no signal: handing what waits to somebody who will have one, carrying it for others, and
//! bringing receipts back. Nobody but the office can read what is carried.

use store::{BundleId, CarriedBundle, Status};
use sync::courier::Brought;

use super::{Screen, home};
use crate::desk::Desk;
use crate::device::{FromDevice, Ticket, in_thailand};
use crate::face::{Face, Question, Told};
use crate::sheet::{Row, Sheet, Sign, Tone};
use crate::trouble::Trouble;
use crate::worker::{Bundled, Carried, Command, News, TookIn, Untaken};

/// What a chosen file is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Carry,
    Take,
}

/// The courier.
#[derive(Default)]
pub(crate) struct Courier {
    carried: Carried,
    asked: Option<(Ticket, Purpose)>,
    letting_go: Option<BundleId>,
    handed: Vec<std::path::PathBuf>,
    status: Option<Status>,
}

/// Why a bundle would be empty, and what that means for what is on this phone.
fn nothing_to_send(status: Option<&Status>) -> (Tone, String) {
    let Some(Status { drafts, received, rejected, .. }) = status else { return (Tone::Plain, String::new()) };
    let mut words = Vec::new();
    if *received > 0 {
        words.push(format!("ศูนย์ได้รับแล้ว {received} บ้าน"));
    }
    if *rejected > 0 {
        words.push(format!("ศูนย์ยังไม่รับ {rejected} บ้าน แก้แล้วจึงส่งได้"));
    }
    if *drafts > 0 {
        words.push(format!("ร่าง {drafts} บ้านยังอยู่ในเครื่องนี้เท่านั้น ทำให้เสร็จแล้วจึงส่งได้"));
    }
    if words.is_empty() {
        words.push("ยังไม่มีบ้านที่สำรวจเสร็จในเครื่องนี้".to_owned());
    }
    let all_arrived = *received > 0 && *rejected == 0 && *drafts == 0;
    (if all_arrived { Tone::Good } else { Tone::Notice }, words.join("\n"))
}

/// What its carrier can know a sealed bundle by: its size, and when it was taken along.
fn known_by(bundle: &CarriedBundle) -> String {
    let size = bundle.length.div_ceil(1_000);
    match bundle.taken_ms {
        0 => format!("ไฟล์ {size} กิโลไบต์"),
        taken => format!("ไฟล์ {size} กิโลไบต์ ที่รับไว้ {}", home::moment(in_thailand(taken))),
    }
}

/// Those that the office would not have.
fn refused(bundles: &[CarriedBundle]) -> Vec<&CarriedBundle> {
    bundles.iter().filter(|bundle| !bundle.delivered && !bundle.refused.is_empty()).collect()
}

/// What is said of one, and what can be done: it does not go again by itself.
fn would_not_have(bundle: &CarriedBundle) -> [Row; 2] {
    let note = Row::note("", Tone::Wrong, format!("ศูนย์ไม่รับ{}", known_by(bundle)));
    [
        note.hint("เจ้าของเครื่องยังมีข้อมูลครบ บอกให้ทำไฟล์ใหม่ หรือลองส่งอีกครั้ง"),
        Row::act(format!("again {}", bundle.id), Sign::Share, "ลองส่งอีกครั้ง"),
    ]
}

/// What is said of files that were not taken, each under its place among those that were handed over: the app's own
/// copies have no names that anybody knows. What is the same for all of them is said once and of none.
fn of_each(untaken: &[Untaken], what: impl Fn(&Trouble) -> &str, always_named: bool) -> String {
    let mut said: Vec<(&str, Vec<&Untaken>)> = Vec::new();
    for file in untaken {
        match said.iter_mut().find(|(words, _)| *words == what(&file.trouble)) {
            Some((_, files)) => files.push(file),
            None => said.push((what(&file.trouble), vec![file])),
        }
    }
    if let ([(words, _)], false) = (said.as_slice(), always_named) {
        return (*words).to_owned();
    }
    let line = |(words, files): &(&str, Vec<&Untaken>)| {
        let named = match files.as_slice() {
            [Untaken { place, bytes, .. }] if always_named && *bytes > 0 => {
                format!("{place} ({} กิโลไบต์)", bytes.div_ceil(1_000))
            }
            several => several.iter().map(|file| file.place.to_string()).collect::<Vec<_>>().join(", "),
        };
        format!("ไฟล์ที่ {named}: {}", words.trim_start_matches("ไฟล์นี้"))
    };
    said.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What came of several files that were handed over.
fn took_in(took: &TookIn) -> Question {
    let mut words = Vec::new();
    if took.bundles > 0 {
        words.push(format!("รับฝากไว้ {} ไฟล์ จะส่งเองเมื่อเครื่องนี้มีสัญญาณ", took.bundles));
    }
    let mut is_good = true;
    if let Some(brought) = &took.receipts {
        let (tone, said) = brought_in_words(brought);
        is_good = tone == Tone::Good;
        words.push(match brought.receipts {
            0 => format!("{NONE_OF_OURS} {said}"),
            many => format!("ได้ใบรับ {many} ใบ {said}"),
        });
    }
    let untaken = took.untaken.as_slice();
    if !untaken.is_empty() {
        words.push(of_each(untaken, |trouble| &trouble.happened, true));
    }
    let all = took.files;
    Question {
        title: match all - untaken.len().min(all) {
            0 => format!("ยังรับไฟล์ไม่ได้ ทั้ง {all} ไฟล์"),
            taken => format!("รับไฟล์แล้ว {taken} จาก {all} ไฟล์"),
        },
        words: words.join("\n"),
        safe: of_each(untaken, |trouble| &trouble.safe, false),
        next: of_each(untaken, |trouble| &trouble.next, false),
        tone: if is_good && untaken.is_empty() { Tone::Good } else { Tone::Notice },
        yes: "ตกลง".to_owned(),
        ..Question::default()
    }
}

/// What is said of receipts of which none is this phone's own.
const NONE_OF_OURS: &str = "ไม่มีใบรับของเครื่องนี้";

/// What one file of receipts came to.
fn brought_in(brought: &Brought) -> Question {
    let (tone, words) = brought_in_words(brought);
    Question {
        title: match brought.receipts {
            0 => NONE_OF_OURS.to_owned(),
            many => format!("ได้ใบรับ {many} ใบ"),
        },
        words,
        tone,
        yes: "ตกลง".to_owned(),
        ..Question::default()
    }
}

/// What brought receipts came to: good news is only what they confirm.
fn brought_in_words(brought: &Brought) -> (Tone, String) {
    if brought.receipts == 0 {
        return (Tone::Notice, "ใบรับในไฟล์เป็นของเครื่องอื่น".to_owned());
    }
    let mut words = Vec::new();
    if brought.changes > 0 {
        words.push(format!("{} รายการ", brought.changes));
    }
    if brought.photos > 0 {
        words.push(format!("{} รูป", brought.photos));
    }
    let received = match words.is_empty() {
        true => "ใบรับนี้ไม่มีรายการใหม่ ข้อมูลที่ศูนย์ยังไม่ยืนยัน ยังอยู่ในเครื่องนี้ครบ".to_owned(),
        false => format!("ศูนย์ได้รับแล้ว {}", words.join(" ")),
    };
    if brought.aside > 0 {
        let aside = format!("ศูนย์ยังไม่รับ {} รายการ ดูเหตุผลในรายชื่อบ้าน", brought.aside);
        return (Tone::Notice, format!("{received}\n{aside}"));
    }
    (if words.is_empty() { Tone::Notice } else { Tone::Good }, received)
}

impl Courier {
    /// Who is to have the receipts of what arrived, as far as this phone knows the phones of its team.
    fn owners(&self, desk: &Desk) -> String {
        let Some(lists) = desk.lists() else { return String::new() };
        let named: Vec<&str> = lists
            .team
            .iter()
            .filter(|phone| self.carried.owners.contains(&phone.device))
            .map(|phone| phone.name.as_str())
            .collect();
        if named.is_empty() { String::new() } else { format!("ของ {}", named.join(", ")) }
    }

    /// With files that other apps handed over.
    pub(crate) fn handed(files: Vec<std::path::PathBuf>) -> Self {
        Self { handed: files, ..Self::default() }
    }

    fn take_in(desk: &mut Desk, files: Vec<std::path::PathBuf>) {
        if !files.is_empty() {
            desk.order(Command::TakeIn(files));
        }
    }

    fn choose(&mut self, desk: &mut Desk, purpose: Purpose) {
        let ticket = desk.ticket();
        self.asked = Some((ticket, purpose));
        desk.device.choose_file(ticket);
    }

    fn hand_over(desk: &mut Desk, file: &std::path::Path, title: &str, words: String) {
        match desk.device.hand_over(file) {
            Ok(_) => desk.say(Question {
                title: title.to_owned(),
                words,
                tone: Tone::Plain,
                yes: "เข้าใจแล้ว".to_owned(),
                ..Question::default()
            }),
            Err(hindrance) => {
                if let Some(trouble) = Trouble::of_file(&hindrance) {
                    desk.trouble(&trouble);
                }
            }
        }
    }
}

impl Screen for Courier {
    fn face(&self, desk: &Desk) -> Face {
        let mut sheet = Sheet::titled("courier", "ฝากส่ง");
        sheet.under = "เมื่อเครื่องนี้ไม่มีสัญญาณ".to_owned();
        sheet.rows = vec![
            Row::heading("ฝากข้อมูลของเครื่องนี้"),
            Row::words("ข้อมูลถูกปิดผนึก คนรับฝากเปิดอ่านไม่ได้ ข้อมูลยังอยู่ในเครื่องนี้จนกว่าจะได้ใบรับจากศูนย์"),
            Row::act("bundle", Sign::Share, "ส่งไฟล์ให้คนรับฝาก"),
            Row::act("take", Sign::Take, "เปิดใบรับที่นำกลับมา"),
            Row::heading("รับฝากของคนอื่น"),
            Row::act("carry", Sign::Box, "รับไฟล์ฝากส่ง"),
        ];
        let refused = refused(&self.carried.bundles);
        let here = self.carried.bundles.iter().filter(|bundle| !bundle.delivered).count();
        let waiting = here - refused.len();
        let delivered = self.carried.bundles.iter().filter(|bundle| bundle.delivered).count();
        if waiting > 0 {
            sheet.rows.push(
                Row::note("", Tone::Notice, format!("รับฝากไว้ {waiting} ไฟล์ ยังไม่ถึงศูนย์"))
                    .hint("จะส่งเองเมื่อเครื่องนี้มีสัญญาณ"),
            );
        }
        sheet.rows.extend(refused.into_iter().flat_map(would_not_have));
        for bundle in self.carried.bundles.iter().filter(|bundle| !bundle.delivered) {
            sheet.rows.push(
                Row::act(format!("let-go {}", bundle.id), Sign::Bin, format!("เลิกรับฝาก{}", known_by(bundle)))
                    .tone(Tone::Wrong),
            );
        }
        if delivered > 0 {
            let note = Row::note("", Tone::Good, format!("ถึงศูนย์แล้ว {delivered} ไฟล์"));
            sheet.rows.push(note.hint(self.owners(desk)));
            sheet.rows.push(Row::act("receipts", Sign::Share, "ส่งใบรับคืนเจ้าของเครื่อง"));
        }
        Face::Sheet(sheet)
    }

    fn arrive(&mut self, desk: &mut Desk) {
        Self::take_in(desk, std::mem::take(&mut self.handed));
        desk.order(Command::Carried);
        let round = desk.round();
        desk.order(Command::Home(round));
    }

    fn tick(&mut self, desk: &mut Desk) {
        // Whoever shares several does so one by one, and this page stands open from the first on.
        let files = desk.take_handed();
        Self::take_in(desk, files);
    }

    fn awaits_device(&self) -> bool {
        self.asked.is_some()
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Touched(row, _) => match row.as_str() {
                "bundle" => {
                    let name =
                        desk.identity().map(|identity| identity.device.to_string()).unwrap_or_default();
                    let file = desk.file(&format!("{name}.samruat"));
                    desk.order(Command::Bundle(file));
                }
                "receipts" => {
                    let file = desk.file("receipts.samruat-receipts");
                    desk.order(Command::Receipts(file));
                }
                "carry" => self.choose(desk, Purpose::Carry),
                "take" => self.choose(desk, Purpose::Take),
                row if row.starts_with("again ") => {
                    let named = |bundle: &&CarriedBundle| row == format!("again {}", bundle.id);
                    if let Some(bundle) = self.carried.bundles.iter().find(named) {
                        desk.order(Command::TryAgain(bundle.id));
                        desk.order(Command::Sync);
                    }
                }
                row => {
                    let id = row.strip_prefix("let-go ");
                    let bundle =
                        self.carried.bundles.iter().find(|bundle| Some(bundle.id.to_string().as_str()) == id);
                    if let Some(bundle) = bundle {
                        self.letting_go = Some(bundle.id);
                        desk.ask(Question {
                            title: "เลิกรับฝากไฟล์นี้".to_owned(),
                            words: format!("{} ยังไม่ถึงศูนย์", known_by(bundle)),
                            safe: "เจ้าของเครื่องยังมีข้อมูลครบ".to_owned(),
                            next: "บอกเจ้าของเครื่องให้ฝากคนอื่น หรือส่งเอง".to_owned(),
                            yes: "เลิกรับฝาก".to_owned(),
                            no: "ฝากต่อ".to_owned(),
                            tone: Tone::Wrong,
                            is_grave: true,
                        });
                    }
                }
            },
            Told::Answered(true) => {
                if let Some(id) = self.letting_go.take() {
                    desk.order(Command::LetGo(id));
                }
            }
            Told::Answered(false) => self.letting_go = None,
            Told::Back => desk.back(),
            _ => {}
        }
    }

    fn device_tells(&mut self, desk: &mut Desk, news: &FromDevice) {
        let FromDevice::File(ticket, file) = news else { return };
        let Some((_, purpose)) = self.asked.filter(|(asked, _)| asked == ticket) else { return };
        self.asked = None;
        match (file, purpose) {
            (Ok(file), Purpose::Carry) => desk.order(Command::Carry(file.clone())),
            (Ok(file), Purpose::Take) => desk.order(Command::Take(file.clone())),
            (Err(hindrance), _) => {
                if let Some(trouble) = Trouble::of_file(hindrance) {
                    desk.trouble(&trouble);
                }
            }
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Carried(Ok(carried)) => self.carried = carried.clone(),
            News::Home(Ok(home)) => self.status = Some(home.status),
            News::Bundled(Ok(Bundled { changes: 0, photos: 0, asked: 0, photos_damaged: 0, .. })) => {
                let (tone, words) = nothing_to_send(self.status.as_ref());
                desk.say(Question {
                    title: "ไม่มีข้อมูลที่ต้องฝากส่ง".to_owned(),
                    words,
                    tone,
                    yes: "ตกลง".to_owned(),
                    ..Question::default()
                });
            }
            News::Bundled(Ok(Bundled { file, changes, photos, asked, photos_left, photos_damaged })) => {
                let mut rest = String::new();
                if *asked > 0 {
                    rest += &format!(" และถามศูนย์ว่า {asked} รายการที่เคยได้รับยังอยู่หรือไม่");
                }
                if *photos_left > 0 {
                    rest += &format!(" อีก {photos_left} รูปไปกับไฟล์ถัดไป");
                }
                if *photos_damaged > 0 {
                    rest += &format!(" {photos_damaged} รูปเปิดอ่านไม่ได้จึงไม่ได้ไปด้วย");
                }
                let words =
                    format!("ในไฟล์มี {changes} รายการ {photos} รูป{rest} ข้อมูลยังอยู่ในเครื่องนี้จนกว่าจะได้ใบรับ");
                Self::hand_over(desk, file, "ทำไฟล์ฝากส่งแล้ว", words);
            }
            News::Receipts(Ok(file)) => {
                Self::hand_over(desk, file, "ทำไฟล์ใบรับแล้ว", "ส่งให้เจ้าของเครื่องที่ฝากมา".to_owned());
            }
            News::Carrying(Ok(_)) => {
                desk.device.has_work();
                desk.order(Command::Carried);
                desk.order(Command::Sync);
            }
            News::TookIn(took) => {
                if took.bundles > 0 {
                    desk.device.has_work();
                    desk.order(Command::Carried);
                    desk.order(Command::Sync);
                }
                if took.receipts.is_some() {
                    let round = desk.round();
                    desk.order(Command::Home(round));
                    // One of them may lock this phone.
                    desk.order(Command::Who);
                }
                desk.say(took_in(took));
            }
            News::Taken(Ok(brought)) => {
                desk.say(brought_in(brought));
                let round = desk.round();
                desk.order(Command::Home(round));
                // The office may have locked this phone by the same answer.
                desk.order(Command::Who);
            }
            News::Synced(_) => desk.order(Command::Carried),
            News::Bundled(Err(trouble))
            | News::Receipts(Err(trouble))
            | News::Carrying(Err(trouble))
            | News::Taken(Err(trouble))
            | News::Carried(Err(trouble)) => desk.trouble(trouble),
            _ => {}
        }
    }
}

#[cfg(test)]
#[path = "courier_tests.rs"]
mod tests;
