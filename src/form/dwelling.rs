//! How they dwell (domain.md 2.13, H-08 to H-10 and H-15): what house repair, rent and tools of
//! trade cannot be decided without.

use register::record::{Dwelling, Record, Tenure};

use super::around::words_of;
use super::asking::Asking;
use crate::sheet::Button;

fn dwelling(record: &mut Record) -> &mut Dwelling {
    record.dwelling.get_or_insert_default()
}

/// Where the office has set no list of its own. The seeds give none (domain.md 0.3).
pub(super) const OCCUPATIONS: [&str; 12] = [
    "ทำนา",
    "ทำสวน",
    "ทำไร่",
    "เลี้ยงสัตว์",
    "ประมง",
    "รับจ้างทั่วไป",
    "ค้าขาย",
    "พนักงานบริษัท",
    "รับราชการ",
    "แม่บ้านหรือพ่อบ้าน",
    "นักเรียนนักศึกษา",
    "ไม่มีอาชีพ",
];

/// Occupations to choose from.
pub(super) fn occupations(asking: &Asking<'_>) -> Vec<String> {
    words_of(&asking.around.settings.occupations, &OCCUPATIONS)
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("การอยู่อาศัย", "");
    asking.one_of(
        "tenure",
        "บ้านหลังนี้เป็นของผู้อยู่อาศัยหรือไม่",
        1,
        &[(Tenure::Owner, "เป็นเจ้าของ"), (Tenure::Renter, "เช่า"), (Tenure::Other, "อื่น ๆ เช่น อาศัยญาติ")],
        |record| Some(&mut dwelling(record).tenure),
    );
    asking.yes_or_no("regular", "อยู่ที่นี่เป็นประจำหรือไม่", |record| Some(&mut dwelling(record).regular));
    asking.one_of(
        "families",
        "ในบ้านมีกี่ครอบครัว",
        3,
        &[(1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5"), (6, "6")],
        |record| Some(&mut dwelling(record).families),
    );
    let occupations = occupations(asking);
    asking.word(
        "main-occupation",
        "อาชีพหลักของครอบครัว",
        occupations,
        |record| Some(&mut dwelling(record).main_occupation),
    );
    asking.with_hint("แตะเพื่อเลือก");
    asking.main(Some(Button::new("ต่อไป")));
}
