use super::*;

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

#[test]
fn a_moment_is_written_with_the_offset_it_was_read_with() {
    for text in
        ["2026-04-12T09:31:05+07:00", "2026-04-12T02:31:05.123+00:00", "2026-04-12T09:31:05.000000001-03:30"]
    {
        assert_eq!(moment(text).to_string(), text);
        assert_eq!(serde_json::to_value(moment(text)).unwrap(), text);
    }
    assert_eq!(moment(" 2026-04-12T02:31:05Z ").to_string(), "2026-04-12T02:31:05+00:00");
}

#[test]
fn moments_are_compared_as_instants() {
    let (bangkok, utc) = (moment("2026-04-12T09:31:05+07:00"), moment("2026-04-12T02:31:05Z"));
    assert_eq!(bangkok, utc);
    assert_eq!(std::collections::HashSet::from([bangkok, utc]).len(), 1);
    assert!(moment("2026-04-12T09:31:04-07:00") > bangkok, "later, though its wall clock says earlier");
    assert_eq!(bangkok.unix_ms(), 1_775_961_065_000);
    assert_eq!(moment("1969-12-31T23:59:59.999Z").unix_ms(), -1);
}

#[test]
fn a_time_without_its_offset_is_refused_with_an_example() {
    for text in [
        "2026-04-12T09:31:05",
        "2026-04-12",
        "",
        "12/04/2026 09:31",
        "2026-02-30T00:00:00Z",
        "2026-04-12T24:00:00Z",
    ] {
        let said = text.parse::<Moment>().unwrap_err().to_string();
        assert!(said.contains("write it as 2026-04-12T09:31:05+07:00"), "{said}");
    }
}
