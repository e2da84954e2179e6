//! A field has one name: what is read as a path is written back as it came.
//! Two paths, one a line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use register::field::{FieldPath, Part};

fuzz_target!(|lines: &str| {
    let paths: Vec<FieldPath> = lines.split('\n').take(2).filter_map(|line| line.parse().ok()).collect();
    for (path, line) in paths.iter().zip(lines.split('\n').filter(|l| l.parse::<FieldPath>().is_ok())) {
        assert_eq!(path.as_str(), line);
        assert!(path.is_within(path));
        let json = serde_json::to_string(path).expect("a path is a text");
        assert_eq!(&serde_json::from_str::<FieldPath>(&json).expect("its own JSON"), path);
        let parts = match path.part() {
            Part::Own(own) => own.to_owned(),
            Part::Of(section, field) => format!("{section}/{field}"),
            Part::Member(list, name) => format!("{list}/{name}"),
            Part::OfMember(list, name, field) => format!("{list}/{name}/{field}"),
        };
        assert_eq!(parts, line);
        assert!(
            !["id", "lao", "people", "checks", "reviews", "place", ""].contains(&line),
            "no edit sets {line:?}"
        );
        if let Some(member) = path.member() {
            assert!(path.is_within(&member));
            assert_eq!(member.member().as_ref(), Some(&member));
        }
    }
    if let [a, b] = paths.as_slice()
        && a.is_within(b)
    {
        assert!(a >= b, "a member's presence sorts before its fields");
    }
});
