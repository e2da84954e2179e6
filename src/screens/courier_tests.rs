//! What is said where there is nothing to hand over.

use super::*;

fn said(drafts: u64, received: u64, rejected: u64) -> (Tone, String) {
    nothing_to_send(Some(&Status { drafts, received, rejected, ..Status::default() }))
}

#[test]
fn all_is_well_only_where_the_office_has_everything() {
    assert_eq!(said(0, 3, 0).0, Tone::Good);
    for (drafts, received, rejected) in [(1, 3, 0), (0, 3, 1), (1, 0, 0), (0, 0, 0)] {
        assert_eq!(said(drafts, received, rejected).0, Tone::Notice, "{drafts} {received} {rejected}");
    }
}

#[test]
fn a_draft_is_said_to_be_here_and_nowhere_else() {
    let words = said(2, 1, 0).1;
    assert!(words.contains("ร่าง 2 บ้านยังอยู่ในเครื่องนี้เท่านั้น"), "{words}");
    assert!(words.contains("ศูนย์ได้รับแล้ว 1 บ้าน"), "{words}");
}

#[test]
fn receipts_are_good_news_only_where_they_confirm_something_and_nothing_was_set_aside() {
    let brought = |receipts, changes, photos, aside| {
        let mut brought = Brought::default();
        (brought.receipts, brought.changes, brought.photos, brought.aside) =
            (receipts, changes, photos, aside);
        brought_in_words(&brought)
    };
    assert_eq!(brought(1, 2, 3, 0), (Tone::Good, "ศูนย์ได้รับแล้ว 2 รายการ 3 รูป".to_owned()));
    assert_eq!(brought(1, 0, 1, 0), (Tone::Good, "ศูนย์ได้รับแล้ว 1 รูป".to_owned()));
    for (receipts, changes, aside) in [(0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 2, 1)] {
        let (tone, words) = brought(receipts, changes, 0, aside);
        assert_eq!(tone, Tone::Notice, "{words}");
        assert_eq!(words.contains("ศูนย์ได้รับแล้ว"), changes > 0, "{words}");
        assert_eq!(words.contains("ยังไม่รับ 1 รายการ"), aside > 0, "{words}");
    }
}

#[test]
fn receipts_of_other_phones_are_called_so() {
    let said = brought_in(&Brought::default());
    assert_eq!(said.title, "ไม่มีใบรับของเครื่องนี้");
    assert_eq!((said.words.as_str(), said.tone), ("ใบรับในไฟล์เป็นของเครื่องอื่น", Tone::Notice));
}

#[test]
fn each_of_several_files_that_is_not_taken_is_named_with_its_own_reason_beside_those_that_are() {
    let full = || Trouble::of_a_file_that_waits(&store::StoreError::Full);
    let wrong = || Trouble::from(&sync::SyncError::NotABundle);
    let untaken = |place, bytes, trouble| Untaken { place, bytes, trouble };
    let some = took_in(&TookIn {
        files: 4,
        bundles: 1,
        receipts: None,
        untaken: vec![untaken(2, 12_001, wrong()), untaken(3, 12_001, full()), untaken(4, 1_000, wrong())],
    });
    assert_eq!(some.title, "รับไฟล์แล้ว 1 จาก 4 ไฟล์");
    let lines: Vec<&str> = some.words.lines().collect();
    assert_eq!(
        lines,
        [
            "รับฝากไว้ 1 ไฟล์ จะส่งเองเมื่อเครื่องนี้มีสัญญาณ",
            "ไฟล์ที่ 2, 4: ไม่ใช่ข้อมูลฝากส่ง",
            "ไฟล์ที่ 3 (13 กิโลไบต์): พื้นที่ในเครื่องเต็ม ยังรับไฟล์นี้ไม่ได้",
        ]
    );
    // What is to be done is another thing for each, and what is safe too.
    assert_eq!(some.next.lines().count(), 2, "{}", some.next);
    assert!(some.next.contains("ไฟล์ที่ 3: ลบรูป") && some.safe.contains("ไฟล์ที่ 3: ไฟล์ยังอยู่"), "{some:?}");
    assert_eq!(some.tone, Tone::Notice);

    let none = took_in(&TookIn {
        files: 2,
        untaken: vec![untaken(1, 3, wrong()), untaken(2, 3, wrong())],
        ..TookIn::default()
    });
    assert_eq!(none.title, "ยังรับไฟล์ไม่ได้ ทั้ง 2 ไฟล์");
    assert_eq!((none.safe, none.next), (wrong().safe, wrong().next), "the same for both is said once");
}

#[test]
fn what_the_office_would_not_have_is_not_said_to_go_by_itself() {
    let carried = |delivered: bool, refused: &str| CarriedBundle {
        id: BundleId::of(refused.as_bytes()),
        length: 12_000,
        taken_ms: 0,
        delivered,
        refused: refused.to_owned(),
        upload_url: String::new(),
        upload_offset: 0,
        answer: String::new(),
    };
    let bundles = [carried(false, ""), carried(false, "swollen"), carried(true, "once")];
    let refused = refused(&bundles);
    assert_eq!(refused, [&bundles[1]]);
    let [note, again] = would_not_have(refused[0]);
    assert_eq!((note.label.as_str(), note.tone), ("ศูนย์ไม่รับไฟล์ 12 กิโลไบต์", Tone::Wrong));
    assert_eq!(again.label, "ลองส่งอีกครั้ง");
}
