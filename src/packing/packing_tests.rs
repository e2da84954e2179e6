use proptest::prelude::*;

use super::*;

const MOST: usize = 1 << 20;

fn there_and_back(plain: &[u8]) {
    for effort in [Effort::Phone, Effort::Server] {
        let packed = samruat(plain, effort).unwrap();
        assert_eq!(open_samruat(&packed, MOST).unwrap(), plain, "{:?}", String::from_utf8_lossy(plain));
        assert_eq!(open_zstd(&zstd(plain, effort).unwrap(), MOST).unwrap(), plain);
    }
}

proptest! {
    #[test]
    fn any_bytes_come_back_as_they_were(plain in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        there_and_back(&plain);
    }

    #[test]
    fn whatever_looks_like_names_comes_back_as_it_was(
        plain in "([0-9a-f]{0,70}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|-|\"|[\u{0}-\u{9}]|ก){0,40}"
    ) {
        there_and_back(plain.as_bytes());
    }

    #[test]
    fn whatever_is_opened_is_opened_within_bounds_or_refused(
        packed in proptest::collection::vec(any::<u8>(), 0..400), most in 0usize..3_000,
    ) {
        for opened in [open_samruat(&packed, most), open_zstd(&packed, most)].into_iter().flatten() {
            prop_assert!(opened.len() <= most);
        }
    }

    #[test]
    fn shorthand_of_any_kind_is_written_out_within_bounds_or_refused(
        text in proptest::collection::vec(prop_oneof![0u8..9, any::<u8>()], 0..300),
        names in proptest::collection::vec(any::<u8>(), 0..200), most in 0usize..2_000,
    ) {
        if let Ok(plain) = shorthand::write_out(&text, &names, most) {
            prop_assert!(plain.len() <= most);
        }
    }
}

#[test]
fn names_met_again_in_any_order_come_back_as_they_were() {
    let name = |nth: usize| format!("0196a3c2-7d1e-7c55-9b0a-{nth:012x}");
    // More names than are remembered, each again at growing distances.
    let text: String = (0..200).flat_map(|nth| [name(nth), "/".to_owned(), name(nth * nth % 97)]).collect();
    there_and_back(text.as_bytes());
}

#[test]
fn a_name_is_written_once() {
    let name = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69";
    let (text, names) = shorthand::shorten(format!("{name}/{name}/{name}").as_bytes());
    assert_eq!((text.len(), names.len()), (5, 16));
}

#[test]
fn a_body_that_opens_to_more_than_is_taken_is_refused() {
    let plain = vec![b' '; 100_000];
    let packed = samruat(&plain, Effort::Phone).unwrap();
    assert!(packed.len() < 200);
    assert_eq!(open_samruat(&packed, 100_000).unwrap().len(), 100_000);
    assert_eq!(open_samruat(&packed, 99_999), Err(PackingFault::TooLarge));
    // Names alone can make much of little, too.
    let digits = "ab".repeat(50_000);
    let packed = samruat(digits.as_bytes(), Effort::Phone).unwrap();
    assert_eq!(open_samruat(&packed, 99_999), Err(PackingFault::TooLarge));
}

#[test]
fn a_body_that_asks_for_much_memory_to_be_opened_in_is_refused() {
    let mut packer = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
    packer.window_log(27).unwrap();
    packer.include_contentsize(false).unwrap();
    std::io::Write::write_all(&mut packer, b"{}").unwrap();
    assert_eq!(open_zstd(&packer.finish().unwrap(), MOST), Err(PackingFault::Damaged));
}

#[test]
fn a_body_cut_anywhere_is_refused() {
    let packed =
        samruat("นาง 0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69 สมหญิง".repeat(9).as_bytes(), Effort::Phone)
            .unwrap();
    for length in 0..packed.len() {
        assert_eq!(open_samruat(&packed[..length], MOST), Err(PackingFault::Damaged), "{length}");
    }
}

/// The form is frozen: what a phone of years ago packed still opens.
#[test]
fn what_was_packed_in_the_first_form_still_opens() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let packed = samruat(include_bytes!("golden/samruat1.json"), Effort::Phone).unwrap();
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/golden/samruat1.bin"), packed).unwrap();
        return;
    }
    let packed = include_bytes!("golden/samruat1.bin");
    let plain = include_bytes!("golden/samruat1.json");
    assert_eq!(open_samruat(packed, MOST).unwrap(), plain);
}
