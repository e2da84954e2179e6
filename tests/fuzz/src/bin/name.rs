//! Names agree both ways or not at all, and what is folded stays folded.
//! Four lines: a given and a family name, and another of each.

#![no_main]

use libfuzzer_sys::fuzz_target;
use register::birth::Birth;
use register::name::{PersonName, names_agree};
use register::thai::{fold, nfc, sound_key};

fuzz_target!(|lines: &str| {
    let mut line = lines.split('\n');
    let mut next = || line.next().filter(|text| !text.is_empty());
    let (a_given, a_family, b_given, b_family) = (next(), next(), next(), next());
    for text in [a_given, a_family, b_given, b_family].into_iter().flatten() {
        let folded = fold(text);
        assert_eq!(fold(&folded), folded, "{text:?}");
        assert_eq!(nfc(&nfc(text)), nfc(text));
        assert_eq!(fold(&nfc(text)), folded, "one word in two forms: {text:?}");
        let _ = sound_key(&folded);
    }
    let a = PersonName::read(None, a_given, a_family);
    let b = PersonName::read(Some("นาย"), b_given, b_family);
    let births =
        [None, Some(Birth::year_only(1954)), Some(Birth::year_only(1960)), "1954-03-02".parse().ok()];
    for a_born in births {
        assert!(
            a.is_empty() || names_agree(&a, a_born, &a, a_born),
            "everybody agrees with themselves: {a:?}"
        );
        for b_born in births {
            let agree = names_agree(&a, a_born, &b, b_born);
            assert_eq!(agree, names_agree(&b, b_born, &a, a_born), "{a:?} {b:?} {a_born:?} {b_born:?}");
        }
    }
});
