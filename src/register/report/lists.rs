//! Lists that are read line by line: who is not in INFO yet (O-02), whose report is late (O-09),
//! and the form of problems (O-15).

use chrono::NaiveDate;

use super::table::{Cell, NOTHING, Table};
use super::{Held, Kind, Period, Report, day, or_unsaid};
use crate::address;
use crate::calendar::Holidays;
use crate::info::{LeftOutColumn, Month};
use crate::lao::Lao;
use crate::obstacle::Obstacles;

/// The columns of the month's third sheet without numbers of people and telephones.
const LEFT_OUT: [(LeftOutColumn, u16); 6] = [
    (LeftOutColumn::Name, 26),
    (LeftOutColumn::House, 16),
    (LeftOutColumn::Village, 16),
    (LeftOutColumn::Subdistrict, 16),
    (LeftOutColumn::Round, 14),
    (LeftOutColumn::Reason, 50),
];

pub(super) fn left_out(lao: &Lao, month: &Month) -> Report {
    let heads = LEFT_OUT.map(|(column, width)| (column.header(), width));
    let mut table = Table::new("ยังไม่บันทึก", heads);
    table.rows = month
        .left_out
        .iter()
        .map(|left| {
            LEFT_OUT.map(|(column, _)| Cell::text(LeftOutColumn::cell(left, column).into_owned())).into()
        })
        .collect();
    Report {
        kind: Kind::LeftOut,
        lao: lao.clone(),
        period: Period::Month(month.round),
        event: None,
        tables: vec![table],
        notes: vec!["บัญชีนี้มีชื่อบุคคล ใช้ภายในศูนย์เท่านั้น ไม่มีเลขประจำตัวประชาชน".to_owned()],
        points: Vec::new(),
    }
}

/// T-01 to T-04: whose 15 days, then 5, then 3 have run out, the latest first.
pub(super) fn late(held: &Held, report: &mut Report, today: NaiveDate, holidays: &Holidays) {
    let heads = [
        ("เลขรับ", 14),
        ("เรื่อง", 36),
        ("ด้าน", 26),
        ("หน่วยงาน", 26),
        ("ส่งเมื่อ", 16),
        ("เลยกำหนดรายงาน 15 วันมาแล้ว (วัน)", 18),
        ("ขั้นต่อไป", 20),
        ("ต้องทำภายใน", 16),
    ];
    let mut table = Table::new("หน่วยงานที่ยังไม่รายงานผลตามกำหนด", heads);
    let mut late: Vec<_> = held
        .cases
        .iter()
        .filter_map(|case| Some((case, case.course.passed()?, case.course.due(today, holidays)?)))
        .filter(|(_, _, standing)| standing.days_late > 0)
        .collect();
    late.sort_by_key(|(_, _, standing)| std::cmp::Reverse(standing.days_late));
    for (case, passed, standing) in late {
        table.rows.push(vec![
            Cell::text(case.course.number().map(|number| number.to_string()).unwrap_or_default()),
            Cell::text(case.subject.clone().unwrap_or_default()),
            Cell::text(or_unsaid(case.area())),
            Cell::text(passed.agency.clone()),
            Cell::text(day(passed.report.passed)),
            Cell::Count(standing.days_late.into()),
            Cell::text(standing.next.in_thai()),
            Cell::text(match standing.due {
                None => NOTHING.to_owned(),
                // A reminder was sent: what follows it waits for the agency's days.
                Some(due) if standing.runs => format!("เมื่อพ้น {}", day(due.on)),
                Some(due) => day(due.on),
            }),
        ]);
    }
    report.tables.push(table);
    report.notes.push(format!("นับถึงวันที่ {} ไม่ขึ้นกับงวดที่เลือก", day(today)));
}

/// Rows of the form as it comes \[S001:85-87\].
const ISSUES: usize = 3;

/// The form, with the province and whatever was written into it; what was not is left for a pen.
pub(super) fn problems(report: &mut Report, written: Option<&Obstacles>) {
    // [S001:84], word for word.
    let heads = [
        ("จังหวัด", 14),
        ("ประเด็นปัญหา อุปสรรค ในการปฏิบัติงาน ศูนย์ช่วยเหลือประชาชนของ อปท. (ให้ระบุเป็นรายประเด็น)", 40),
        ("การแก้ไขปัญหา อุปสรรค หรือความเห็นของจังหวัด (ให้ระบุเป็นรายประเด็น)", 40),
        ("กฎหมาย ระเบียบ ประกาศ หนังสือสั่งการที่เกี่ยวข้อง", 30),
        ("หมายเหตุ", 16),
    ];
    let mut table = Table::new("ประเด็นปัญหา อุปสรรค", heads);
    let province = address::province(&report.lao.province).map_or("", |province| province.name());
    let issues = written.map(|written| written.issues.as_slice()).unwrap_or_default();
    table.rows = (0..issues.len().max(ISSUES))
        .map(|nth| {
            let issue = issues.get(nth).cloned().unwrap_or_default();
            let numbered = |text: &str| format!("{}. {text}", nth + 1).trim_end().to_owned();
            vec![
                Cell::text(if nth == 0 { province } else { "" }),
                Cell::text(numbered(&issue.problem)),
                Cell::text(numbered(&issue.mending)),
                Cell::text(issue.law),
                Cell::text(issue.remark),
            ]
        })
        .collect();
    report.tables.push(table);
    if issues.is_empty() {
        report.notes.push("ทะเบียนไม่มีข้อมูลประเด็นปัญหาของศูนย์ ผู้จัดทำพิมพ์หรือเขียนเพิ่มเอง".to_owned());
    }
}
