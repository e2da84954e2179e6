use register::record::FixSource;

use super::*;

#[test]
fn an_answer_is_read_as_it_was_written_down_with_how_and_where_it_was_asked_for() {
    let here = Fix {
        lat: Some(20.4312),
        lon: Some(99.8841),
        accuracy_m: Some(6.5),
        fixed_at: None,
        source: Some(FixSource::Gps),
        unknown: Default::default(),
    };
    let plain = Answer::of("photos f 1".into(), PhotoKind::House, "photos".into());
    let taken = Answer { at: Some(here), ..plain.clone() };
    let chosen = Answer { is_chosen: true, ..plain.clone() };
    for answer in [plain, taken, chosen] {
        assert_eq!(Answer::read(&answer.written()), answer);
    }
}

#[test]
fn an_answer_that_an_older_version_wrote_down_is_that_of_a_camera() {
    let of_before = Answer::read("house house\nphotos");
    assert_eq!(of_before, Answer::of("house".into(), PhotoKind::House, "photos".into()));
    assert_eq!(Answer::read("house house").page, "");
}
