use std::collections::BTreeSet;

use super::*;

fn names<'t>(found: &[Tambon<'t>]) -> Vec<&'t str> {
    found.iter().map(|tambon| tambon.name()).collect()
}

fn lines(found: &[Tambon<'_>]) -> Vec<String> {
    found.iter().map(|tambon| tambon.line()).collect()
}

fn all_amphoes() -> impl Iterator<Item = Amphoe<'static>> {
    table().provinces().flat_map(Province::amphoes)
}

fn all_tambons() -> impl Iterator<Item = Tambon<'static>> {
    all_amphoes().flat_map(Amphoe::tambons)
}

/// Official: 76 provinces and Bangkok; 878 amphoes (Department of Provincial Administration, statement
/// of administrative units of 31 December 2561) and 50 khets; 180 khwaengs since the city's divisions
/// of 2560. The same statement counts 7,255 tambons and its population tables list 7,256: one tambon
/// has been missing from the statement for years, and this table has it.
#[test]
fn the_country_has_as_many_places_as_the_official_count() {
    let (bangkok, provinces): (Vec<_>, Vec<_>) = table().provinces().partition(|p| p.is_bangkok());
    assert_eq!((bangkok.len(), provinces.len()), (1, 76));

    let (khets, amphoes): (Vec<_>, Vec<_>) = all_amphoes().partition(|a| a.province().is_bangkok());
    assert_eq!((khets.len(), amphoes.len()), (50, 878));

    let (khwaengs, tambons): (Vec<_>, Vec<_>) = all_tambons().partition(|t| t.province().is_bangkok());
    assert_eq!((khwaengs.len(), tambons.len()), (180, 7256));
}

#[test]
fn a_tambon_lies_in_the_amphoe_and_province_its_code_begins_with_and_no_code_stands_twice() {
    let mut codes = BTreeSet::new();
    for tambon in all_tambons() {
        let code = tambon.code().to_string();
        assert_eq!(code.len(), 6);
        assert!(codes.insert(code.clone()), "{code} twice");
        assert_eq!(tambon.amphoe().code().to_string(), code[..4]);
        assert_eq!(tambon.province().code().to_string(), code[..2]);
        assert_eq!(super::tambon(&code), Some(tambon));
        assert_eq!(amphoe(&code[..4]), Some(tambon.amphoe()));
        assert_eq!(province(&code[..2]), Some(tambon.province()));
    }
}

#[test]
fn no_amphoe_has_two_tambons_of_one_name_and_no_province_two_amphoes() {
    for amphoe in all_amphoes() {
        let names: BTreeSet<_> = amphoe.tambons().map(Tambon::name).collect();
        assert_eq!(names.len(), amphoe.tambons().len(), "{amphoe:?}");
        assert!(!names.is_empty(), "{amphoe:?}");
    }
    for province in table().provinces() {
        let names: BTreeSet<_> = province.amphoes().map(Amphoe::name).collect();
        assert_eq!(names.len(), province.amphoes().len(), "{province:?}");
    }
}

#[test]
fn every_tambon_has_a_postcode_and_every_postcode_has_five_digits() {
    for tambon in all_tambons() {
        assert!(!tambon.postcodes().is_empty(), "{tambon:?}");
        for postcode in tambon.postcodes() {
            let digits = postcode.to_string();
            assert!(digits.len() == 5 && digits.as_str() >= "10100", "{tambon:?} {digits}");
        }
    }
}

#[test]
fn names_are_thai_writing_without_the_word_that_stands_before_them() {
    let provinces = table().provinces().map(Province::name);
    for name in provinces.chain(all_amphoes().map(Amphoe::name)).chain(all_tambons().map(Tambon::name)) {
        assert!(name.chars().all(|c| matches!(c, 'ก'..='๎' | '.' | '-' | ' ')), "{name:?}");
        assert!(name.trim() == name && thai::nfc(name) == name, "{name:?}");
        let folded = thai::fold(name);
        assert!(find::MARKERS.iter().all(|(marker, _)| !folded.starts_with(marker)), "{name:?}");
    }
}

#[test]
fn a_tambon_of_every_part_of_the_country_is_written_as_on_an_envelope() {
    for (code, line) in [
        ("570906", "ต.เวียงพางคำ อ.แม่สาย จ.เชียงราย 57130"),
        ("570903", "ต.เกาะช้าง อ.แม่สาย จ.เชียงราย 57130"),
        ("500101", "ต.ศรีภูมิ อ.เมืองเชียงใหม่ จ.เชียงใหม่ 50200"),
        ("580101", "ต.จองคำ อ.เมืองแม่ฮ่องสอน จ.แม่ฮ่องสอน 58000"),
        ("502501", "ต.บ้านจันทร์ อ.กัลยาณิวัฒนา จ.เชียงใหม่ 58130"),
        ("300101", "ต.ในเมือง อ.เมืองนครราชสีมา จ.นครราชสีมา 30000"),
        ("380101", "ต.บึงกาฬ อ.เมืองบึงกาฬ จ.บึงกาฬ 38000"),
        ("380801", "ต.บุ่งคล้า อ.บุ่งคล้า จ.บึงกาฬ 38000"),
        ("340101", "ต.ในเมือง อ.เมืองอุบลราชธานี จ.อุบลราชธานี 34000"),
        ("200402", "ต.หนองปรือ อ.บางละมุง จ.ชลบุรี 20150"),
        ("710101", "ต.บ้านเหนือ อ.เมืองกาญจนบุรี จ.กาญจนบุรี 71000"),
        ("830101", "ต.ตลาดใหญ่ อ.เมืองภูเก็ต จ.ภูเก็ต 83000"),
        ("850406", "ต.จ.ป.ร. อ.กระบุรี จ.ระนอง 85110"),
        ("961001", "ต.สุไหงโก-ลก อ.สุไหงโก-ลก จ.นราธิวาส 96120"),
        ("100101", "แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร 10200"),
        ("103001", "แขวงลาดยาว เขตจตุจักร กรุงเทพมหานคร 10900"),
        ("103402", "แขวงอ่อนนุช เขตสวนหลวง กรุงเทพมหานคร 10250"),
        ("104702", "แขวงบางนาเหนือ เขตบางนา กรุงเทพมหานคร 10260"),
    ] {
        assert_eq!(tambon(code).map(|t| t.to_string()).as_deref(), Some(line), "{code}");
    }
    assert_eq!(tambon("570906").unwrap().line(), "ต.เวียงพางคำ อ.แม่สาย จ.เชียงราย");
}

#[test]
fn a_tambon_served_by_two_post_offices_has_both_postcodes_the_likelier_first() {
    let postcodes =
        |code| tambon(code).unwrap().postcodes().iter().map(Postcode::to_string).collect::<Vec<_>>();
    assert_eq!(postcodes("770601"), ["77120", "77160"]);
    assert_eq!(postcodes("810116"), ["81180", "81000"]);
    assert_eq!(postcodes("570902"), ["57220"]);
}

#[test]
fn a_code_is_read_in_thai_digits_and_an_unknown_or_broken_one_is_no_place() {
    assert_eq!(tambon("๕๗๐๙๐๖"), tambon("570906"));
    assert_eq!(province(" 57 ").unwrap().name(), "เชียงราย");
    for code in ["", "570907", "999999", "57090", "5709060", "57090x", "-70906", "+57090", "แม่สาย"]
    {
        assert_eq!(tambon(code), None, "{code:?}");
    }
    assert_eq!(amphoe("5700"), None);
    assert_eq!(province("01"), None);
    // Retired when the amphoe was divided: the khwaeng is 104902 now.
    assert_eq!(tambon("102404"), None);
}

#[test]
fn a_tambon_is_found_from_its_first_two_letters_and_not_from_one() {
    assert!(!find("แม", None, 8).is_empty());
    assert!(find("เว", None, 5000).iter().all(|tambon| {
        [tambon.name(), tambon.amphoe().name(), tambon.province().name()].iter().any(|n| n.starts_with("เว"))
    }));
    assert_eq!(find("แ", None, 8), []);
    assert_eq!(find("", None, 8), []);
    assert_eq!(find(" ต. ", None, 8), []);
    assert_eq!(names(&find("เวียงพาง", None, 8)), ["เวียงพางคำ"]);
}

#[test]
fn at_most_as_many_are_suggested_as_were_asked_for_and_they_are_the_best_ones() {
    let eight = find("บาง", None, 8);
    assert_eq!(eight.len(), 8);
    assert_eq!(eight, find("บาง", None, 10_000)[..8]);
    assert_eq!(find("บาง", None, 0), []);
}

#[test]
fn a_whole_name_of_a_tambon_comes_before_a_beginning_and_before_an_amphoe_of_that_name() {
    let found = find("แม่สาย", None, 50);
    assert_eq!(found[0].code().to_string(), "570901");
    assert!(names(&found).contains(&"เวียงพางคำ"), "the rest of the amphoe follows");
    let found = find("บ้านใหม่", None, 60);
    let whole = found.iter().take_while(|tambon| tambon.name() == "บ้านใหม่").count();
    assert!(whole > 5 && found.len() > whole, "{whole}");
    assert!(found[whole..].iter().all(|tambon| tambon.name() != "บ้านใหม่"));
}

#[test]
fn a_second_word_narrows_to_the_amphoe_or_province() {
    assert_eq!(lines(&find("เวียง แม่สาย", None, 8)), ["ต.เวียงพางคำ อ.แม่สาย จ.เชียงราย"]);
    assert!(find("ในเมือง ขอนแก่น", None, 50).iter().all(|t| t.province().name() == "ขอนแก่น"));
    assert_eq!(lines(&find("ในเมือง เมือง ขอนแก่น", None, 8)), ["ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น"]);
    assert_eq!(find("เวียงพางคำ ภูเก็ต", None, 8), []);
    assert_eq!(names(&find("57130 เวียง", None, 8)), ["เวียงพางคำ"]);
}

#[test]
fn a_name_typed_in_pieces_is_found_as_one() {
    assert_eq!(names(&find("เวียง พางคำ", None, 8)), ["เวียงพางคำ"]);
}

#[test]
fn a_postcode_is_found_from_its_first_digits_in_either_script() {
    let found = find("571", None, 1000);
    assert!(found.len() > 50);
    assert!(found.iter().all(|t| t.postcodes().iter().any(|p| p.to_string().starts_with("571"))));
    assert_eq!(find("๕๗๑", None, 1000), found);
    assert_eq!(find("57130", None, 20).len(), 6);
    // The second postcode of a tambon finds it too.
    assert!(find("77160", None, 20).contains(&tambon("770601").unwrap()));
    assert_eq!(find("571300", None, 8), []);
}

#[test]
fn the_word_before_a_name_binds_it_to_tambon_amphoe_or_province() {
    for typed in ["ต.แม่สาย", "ตำบลแม่สาย", "ตำบล แม่สาย", "ต แม่สาย", "ต. แม่สาย"]
    {
        assert_eq!(lines(&find(typed, None, 8)), ["ต.แม่สาย อ.แม่สาย จ.เชียงราย"], "{typed:?}");
    }
    for typed in ["อ.แม่สาย", "อำเภอแม่สาย", "อ แม่สาย", "กิ่งอำเภอแม่สาย"]
    {
        let found = find(typed, None, 50);
        assert_eq!(found.len(), 8, "{typed:?}");
        assert!(found.iter().all(|tambon| tambon.amphoe().name() == "แม่สาย"), "{typed:?}");
    }
    // พานทอง begins so too, and has the smaller code.
    assert_eq!(find("อ.พาน", None, 1)[0].amphoe().name(), "พาน");
    for typed in ["จ.เชียงราย", "จังหวัดเชียงราย", "จ. เชียงราย"]
    {
        let found = find(typed, None, 1000);
        assert_eq!(found.len(), 124, "{typed:?}");
        assert!(found.iter().all(|tambon| tambon.province().name() == "เชียงราย"), "{typed:?}");
    }
    assert_eq!(lines(&find("แขวงลาดยาว เขตจตุจักร กทม.", None, 8)), ["แขวงลาดยาว เขตจตุจักร กรุงเทพมหานคร"]);
    assert_eq!(lines(&find("จ.ป.ร.", None, 8))[0], "ต.จ.ป.ร. อ.กระบุรี จ.ระนอง");
}

#[test]
fn how_the_marks_were_typed_does_not_matter() {
    for typed in ["เเม่สาย", "แม่\u{200b}สาย", "เวียงพางคํา แม่สาย", "ต.เวียงพางคำ, อ.แม่สาย, จ.เชียงราย"]
    {
        assert!(!find(typed, None, 8).is_empty(), "{typed:?}");
    }
    assert_eq!(names(&find("สุไหงโกลก", None, 1)), ["สุไหงโก-ลก"]);
}

#[test]
fn an_everyday_name_or_the_other_sources_spelling_finds_the_place_but_is_not_shown() {
    assert_eq!(names(&find("จักรวรรดิ์", None, 8)), ["จักรวรรดิ"]);
    assert_eq!(names(&find("หนองเข็ง บึงกาฬ", None, 8)), ["โนนสว่าง"]);
    assert!(find("ในเมือง โคราช", None, 50).iter().all(|t| t.province().name() == "นครราชสีมา"));
    assert!(!find("อยุธยา", None, 1).is_empty());
    assert_eq!(find("จตุรพักตร์พิมาน", None, 50).len(), amphoe("4504").unwrap().tambons().len());
}

#[test]
fn the_phones_own_amphoe_comes_first_then_its_province() {
    let mae_sai = amphoe("5709").unwrap();
    let near = Some(Area::Amphoe(mae_sai.code()));
    let found = find("บ้าน", near, 30);
    assert_eq!(found[0].name(), "บ้านด้าย");
    assert_eq!(found[0].amphoe(), mae_sai);
    let own = found.iter().take_while(|t| t.province().name() == "เชียงราย").count();
    assert!(own > 2 && found[own..].iter().all(|t| t.province().name() != "เชียงราย"), "{own}");

    let chiang_rai = Some(Area::Province(province("57").unwrap().code()));
    assert_eq!(find("เวียง", chiang_rai, 1)[0].province().name(), "เชียงราย");
    let phayao = Some(Area::Province(province("56").unwrap().code()));
    assert_eq!(find("เวียง", phayao, 1)[0].province().name(), "พะเยา");

    // An amphoe at home comes before a tambon far away, and the rest of the country stays in reach.
    let found = find("เมือง", near, 8);
    assert!(found.iter().all(|t| t.province().name() == "เชียงราย"), "{:?}", lines(&found));
    assert!(found.iter().any(|t| t.amphoe().name() == "เมืองเชียงราย"));
    assert_ne!(find("เชียงค", near, 1)[0].province().name(), "เชียงราย");
    assert_eq!(names(&find("กมลา", near, 1)), ["กมลา"]);
}

#[test]
fn every_tambon_is_found_by_its_own_address_line() {
    // One tambon of every amphoe, not always the first: all of them would take seconds in a debug build.
    for (nth, amphoe) in all_amphoes().enumerate() {
        let tambons: Vec<_> = amphoe.tambons().collect();
        let tambon = tambons[nth % tambons.len()];
        assert_eq!(find(&tambon.to_string(), None, 1), [tambon]);
    }
}
