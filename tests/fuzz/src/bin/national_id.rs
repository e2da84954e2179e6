//! A number is valid, or kept exactly as typed. Two numbers, one a line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use register::national_id::{TypedId, corrections, slip};
use register::thai::{arabic_digits, thai_digits};

fuzz_target!(|lines: &str| {
    let (a, b) = lines.split_once('\n').unwrap_or((lines, ""));
    assert_eq!(slip(a, b), slip(b, a), "a slip has no direction");
    for typed in [a, b] {
        let read = TypedId::read(Some(typed));
        match &read {
            TypedId::Missing => assert!(!typed.chars().any(char::is_alphanumeric)),
            TypedId::Invalid { typed: kept, .. } => assert_eq!(kept, typed),
            TypedId::Valid(id) => {
                for form in [id.to_string(), id.grouped(), thai_digits(&id.grouped())] {
                    assert_eq!(TypedId::read(Some(&form)).valid(), Some(*id));
                }
                assert!(corrections(typed).is_empty());
            }
        }
        assert_eq!(TypedId::read(Some(&arabic_digits(typed))).valid(), read.valid());
        let near = corrections(typed);
        assert!(near.len() <= 35);
        for id in near {
            assert!(slip(typed, &id.to_string()).is_some());
        }
    }
});
