use super::*;

fn code(text: &str) -> LaoCode {
    text.parse().unwrap()
}

fn directory() -> Directory {
    Directory::new(LaoKind::ALL.iter().enumerate().flat_map(|(at, kind)| {
        ["57", "50"].map(|province| Lao {
            code: code(&format!("{province}00000{at}0")[..8]),
            name: format!("{kind} {province}"),
            kind: *kind,
            province: province.to_owned(),
        })
    }))
}

#[test]
fn a_code_is_eight_digits_and_keeps_its_zeros() {
    assert_eq!(code("05090901").to_string(), "05090901");
    assert_eq!(code(" ๐๕๐๙๐๙๐๑ "), code("05090901"));
    for wrong in ["5090901", "050909010", "0509090a", "", "+5090901", "-5090901"] {
        let said = wrong.parse::<LaoCode>().unwrap_err().to_string();
        assert!(said.contains("eight digits, such as 05090901"), "{said}");
    }
}

/// Contract section 1.
#[test]
fn every_kind_has_the_name_that_the_command_line_takes() {
    let names = ["pao", "city", "town", "tambon-municipality", "tao", "special", "central-place"];
    assert_eq!(LaoKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>(), names);
    let said = "อบต.".parse::<LaoKind>().unwrap_err().to_string();
    assert!(names.iter().all(|name| said.contains(name)), "{said}");
}

/// Contract section 1: a PAO overlaps every other LAO of its province; a central place holds no entries.
#[test]
fn a_pao_lies_over_every_other_lao_of_its_province_and_over_nothing_else() {
    let directory = directory();
    for a in directory.iter() {
        for b in directory.iter() {
            let pao_over = |a: &Lao, b: &Lao| {
                a.kind == LaoKind::Pao
                    && !matches!(b.kind, LaoKind::Pao | LaoKind::CentralPlace)
                    && a.province == b.province
            };
            let expected = match (pao_over(a, b), pao_over(b, a)) {
                (true, _) => Overlap::PaoOver,
                (_, true) => Overlap::PaoUnder,
                _ => Overlap::Other,
            };
            assert_eq!(directory.overlap(a.code, b.code), expected, "{} {}", a.name, b.name);
        }
    }
}

#[test]
fn an_lao_that_nobody_told_of_is_nobodys_pao() {
    let directory = directory();
    let pao = directory.iter().find(|lao| lao.kind == LaoKind::Pao).unwrap().code;
    assert_eq!(directory.overlap(pao, code("99999999")), Overlap::Other);
    assert_eq!(directory.overlap(code("99999999"), pao), Overlap::Other);
    assert!(directory.get(code("99999999")).is_none());
}
