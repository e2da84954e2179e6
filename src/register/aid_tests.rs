use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::record::Area;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A day on which the criteria of 2563 are in force: 12 April 2569.
fn today() -> NaiveDate {
    day(2026, 4, 12)
}

fn rules() -> &'static RuleBook {
    RuleBook::thailand()
}

fn item(code: &str) -> &'static Item {
    rules().item(code, today()).unwrap_or_else(|| panic!("{code} is not in the book"))
}

fn each(baht: u64, each: Measure) -> Limit {
    Limit::Price { baht, each }
}

fn within(baht: u64, within: Period) -> Limit {
    Limit::Sum { baht, within, unit: None }
}

fn at_most(count: u32, of: Measure, within: Period) -> Limit {
    Limit::Count { count, of, within }
}

fn to(person: &str, family: &str) -> Recipient {
    Recipient {
        person: Some(person.to_owned()),
        family: Some(family.to_owned()),
        household: Some(format!("household of {family}")),
        house: Some("house 1".to_owned()),
        province: Some("57".to_owned()),
    }
}

fn flood() -> Option<Event> {
    Some(Event { id: "flood".to_owned(), began_on: Some(day(2026, 4, 10)), ended_on: None })
}

fn proposal(code: &str, baht: u64) -> Proposal {
    Proposal {
        item: code.to_owned(),
        kind: None,
        amount: Some(Money::baht(baht)),
        quantity: 1.0,
        on: today(),
        to: to("person 1", "family 1"),
        from: "เทศบาล".to_owned(),
        event: flood(),
        term: None,
        facts: Facts::default(),
    }
}

fn given(code: &str, baht: u64, on: NaiveDate) -> Given {
    Given {
        item: Some(code.to_owned()),
        kind: None,
        what: item(code).name.clone(),
        amount: Some(Money::baht(baht)),
        quantity: Some(1.0),
        on: Some(on),
        to: to("person 1", "family 1"),
        from: "เทศบาล".to_owned(),
        event: flood(),
        term: None,
    }
}

fn family_aid(baht: u64, on: NaiveDate) -> Given {
    Given { event: None, ..given("dsdw.8.1.1", baht, on) }
}

fn kinds(assessment: &Assessment) -> BTreeSet<WarningKind> {
    assessment.warnings.iter().map(|warning| warning.kind).collect()
}

fn warning(assessment: &Assessment, kind: WarningKind) -> &Warning {
    let found = assessment.warnings.iter().find(|warning| warning.kind == kind);
    found.unwrap_or_else(|| panic!("no {kind:?} among {:#?}", assessment.warnings))
}

fn money(usage: &Usage) -> (Money, Money) {
    match usage.tally {
        Tally::Money { given, left, .. } => (given, left),
        Tally::Count { .. } => panic!("{usage:?} counts things"),
    }
}

fn cites(item: &Item, lines: &[u32]) -> bool {
    lines.iter().all(|line| item.references.contains(&format!("S003:{line}")))
}

// The data.

// domain.md 5.3, lines 714-733.
#[test]
fn the_livelihood_ceilings_are_those_of_the_criteria_of_2563() {
    use Measure::{Meal, Month, Set, Toilet};
    use Period::{Day, Event, FiscalYear};
    use Unit::{Deceased, Family, House, Person};
    let province = Limit::Sum { baht: 1_200_000, within: FiscalYear, unit: Some(Unit::Province) };
    for (code, unit, limits, seed) in [
        ("5.1.1", Person, vec![each(50, Meal), at_most(3, Meal, Day)], 2312),
        ("5.1.2", Family, vec![each(700, Set)], 2314),
        ("5.1.4", Family, vec![within(3_800, Event)], 2318),
        ("5.1.5", House, vec![within(49_500, Event)], 2320),
        ("5.1.6", Family, vec![within(5_700, Event)], 2322),
        ("5.1.7", Family, vec![each(1_800, Month), at_most(2, Month, Event)], 2324),
        ("5.1.8", Family, vec![within(2_500, Event)], 2326),
        ("5.1.8/tarpaulin", Family, vec![within(1_000, Event)], 2326),
        ("5.1.9(3)", Unit::Toilet, vec![each(1_700, Toilet)], 2338),
        ("5.1.10", Person, vec![within(1_100, Event)], 2342),
        ("5.1.11", Family, vec![within(11_400, Event)], 2344),
        ("5.1.12(1)", Person, vec![within(4_000, Event)], 2348),
        ("5.1.12(2)", Person, vec![within(13_300, Event)], 2350),
        ("5.1.12(3)", Person, vec![within(2_300, Event)], 2352),
        ("5.1.13", Deceased, vec![within(29_700, Event)], 2354),
        ("5.1.13/family", Family, vec![within(29_700, Event)], 2354),
        ("5.1.14", Person, vec![within(300, Event), province], 2356),
        ("5.1.15", Family, vec![within(3_500, Event)], 2358),
        ("5.1.16", Person, vec![within(1_000, Event)], 2360),
    ] {
        let item = item(code);
        assert_eq!((item.unit, &item.limits), (unit, &limits), "{code}");
        assert!(cites(item, &[seed]), "{code}");
        assert_eq!(item.area, Area::Disaster, "{code}");
    }
}

// domain.md 5.3: "actual" in the ceiling column, lines 716-733; average at line 722.
#[test]
fn the_items_paid_at_actual_cost_are_those_of_the_criteria() {
    let actual: BTreeSet<&str> = rules()
        .items_on(today())
        .filter(|item| item.code.starts_with("5.1.") && item.actual_cost)
        .map(|item| item.code.as_str())
        .collect();
    let expected = [
        "5.1.3",
        "5.1.4",
        "5.1.5",
        "5.1.6",
        "5.1.7",
        "5.1.8",
        "5.1.8/tarpaulin",
        "5.1.9(1)",
        "5.1.9(2)",
        "5.1.9(3)",
        "5.1.9(4)",
        "5.1.11",
        "5.1.14",
        "5.1.15",
        "5.1.16",
    ];
    assert_eq!(actual, BTreeSet::from(expected));
    assert!(item("5.1.9(3)").average);
    for code in ["5.1.3", "5.1.9(1)", "5.1.9(2)", "5.1.9(4)"] {
        assert_eq!((item(code).amount, item(code).limits.len()), (Amount::AsNeeded, 0), "{code}");
    }
}

// domain.md 5.4, lines 739-755.
#[test]
fn the_ceilings_of_the_other_disaster_areas_are_those_of_the_criteria_of_2563() {
    use Measure::{Day as Days, Helper, Meal, Rai, Well};
    use Period::{Day, Event, Time};
    use Unit::{Family, Household, Person, Team};
    for (code, unit, limits, seed) in [
        ("5.2(1)", Person, vec![within(2_000, Event)], 2368),
        ("5.2(2)", Unit::Trainer, vec![each(500, Days), at_most(10, Days, Event)], 2369),
        ("5.2(3)", Unit::Training, vec![within(10_000, Time)], 2372),
        ("5.2(4)", Family, vec![within(4_000, Event)], 2376),
        ("5.3.1(1)", Unit::Well, vec![each(250, Well)], 2384),
        ("5.3.1(2)", Family, vec![within(200, Event)], 2388),
        ("5.3.1(3)", Family, vec![within(570, Event)], 2392),
        ("5.3.1(4)", Household, vec![within(250, Event)], 2396),
        ("5.4.1.1", Household, vec![at_most(30, Rai, Event)], 2430),
        ("5.4.1.2", Household, vec![at_most(5, Rai, Event)], 2436),
        ("5.6.5(1)", Unit::PumpPoint, vec![at_most(2, Helper, Time)], 2506),
        ("5.6.5(2)", Unit::Truck, vec![at_most(1, Helper, Time)], 2508),
        ("5.6.5(3)", Team, vec![at_most(10, Helper, Time)], 2510),
        ("5.6.5(4)", Team, vec![at_most(3, Helper, Time)], 2512),
        ("5.6.5(5)", Team, vec![at_most(3, Helper, Time)], 2514),
        ("5.6.6", Person, vec![each(50, Meal), at_most(3, Meal, Day)], 2518),
    ] {
        let item = item(code);
        assert_eq!((item.unit, &item.limits), (unit, &limits), "{code}");
        assert!(cites(item, &[seed]), "{code}");
    }
    // Line 751: 50 % of what was moved. Lines 747-752: no baht rate in the seeds (X-22, line 1014).
    assert_eq!(item("5.4.1.3").amount, Amount::Percent(50));
    for code in ["5.3.1(5)", "5.4.1.1", "5.4.1.2", "5.4.2", "5.4.3.1", "5.4.3.2"] {
        assert_eq!(item(code).amount, Amount::NotInSeeds, "{code}");
    }
    // Line 748: only those registered before the disaster.
    for item in rules().items_on(today()).filter(|item| item.code.starts_with("5.4.")) {
        assert!(item.requires.contains(&Condition::FarmerRegisteredBefore), "{}", item.code);
        assert!(cites(item, &[2426]), "{}", item.code);
    }
    assert!(rules().rates_note().contains("ภาคผนวก ๑๐"));
}

// domain.md 5.2, lines 703-705, and 2.4 line 301.
#[test]
fn family_aid_is_3000_a_time_and_3_times_a_family_a_fiscal_year_over_all_its_items() {
    let limits = vec![each(3_000, Measure::Time), at_most(3, Measure::Time, Period::FiscalYear)];
    for code in ["dsdw.8.1.1", "dsdw.8.1.2", "dsdw.8.1.3", "dsdw.8.1.4", "dsdw.8.1.5"] {
        let item = item(code);
        assert_eq!((item.unit, &item.limits, item.pool()), (Unit::Family, &limits, "dsdw.8.1"), "{code}");
        assert!(cites(item, &[2089, 2049]), "{code}");
        assert!(item.requires.starts_with(&[Condition::LowIncome, Condition::HeadInDistress]), "{code}");
    }
    assert_eq!(item("dsdw.8.2").amount, Amount::NoMoney);
}

// domain.md 5.6, lines 772-777.
#[test]
fn scholarships_and_help_for_pupils_have_the_ceilings_of_2561() {
    use Period::{AcademicYear, Semester};
    for (code, level, limits, seed) in [
        ("edu.10", Condition::LevelHigher, vec![within(33_000, AcademicYear)], 2202),
        (
            "edu.11(1)",
            Condition::LevelPrimary,
            vec![within(1_000, Semester), within(2_000, AcademicYear)],
            2206,
        ),
        (
            "edu.11(2)",
            Condition::LevelLowerSecondary,
            vec![within(2_000, Semester), within(4_000, AcademicYear)],
            2208,
        ),
        (
            "edu.11(3)",
            Condition::LevelUpperSecondary,
            vec![within(3_000, Semester), within(6_000, AcademicYear)],
            2210,
        ),
    ] {
        let item = item(code);
        assert_eq!((item.unit, &item.limits), (Unit::Person, &limits), "{code}");
        assert!(cites(item, &[seed, 2186, 2188]), "{code}");
        for condition in [level, Condition::DomicileOneYear, Condition::PoorOrDisadvantaged] {
            assert!(item.requires.contains(&condition), "{code} {condition:?}");
        }
    }
    assert!(item("edu.10").requires.contains(&Condition::StateInstitution));
}

// domain.md 5.5, lines 763-764: 11,000 baht before 1 Nov 2563, 11,400 from that day.
#[test]
fn tools_of_trade_change_their_ceiling_on_1_november_2563() {
    let last = rules().item("5.1.11", day(2020, 10, 31)).unwrap();
    let first = rules().item("5.1.11", day(2020, 11, 1)).unwrap();
    assert_eq!(last.limits, [within(11_000, Period::Event)]);
    assert_eq!(first.limits, [within(11_400, Period::Event)]);
    assert!(cites(last, &[513, 517]));
    let repealed = rules().rule_set_of(last).unwrap();
    assert!(!repealed.complete && repealed.to == Some(day(2020, 10, 31)));
    // The seeds give the one amount of 2556 and no other.
    assert_eq!(rules().items().iter().filter(|item| item.rule_set == "mof-2556").count(), 1);
}

// domain.md 5.8, lines 793-800.
#[test]
fn every_ruling_useful_for_screening_is_in_the_book() {
    let cited: BTreeSet<&str> =
        rules().rulings().iter().flat_map(|ruling| &ruling.references).map(String::as_str).collect();
    for line in [507, 511, 521, 546, 409, 1596, 1715, 1717] {
        assert!(cited.contains(format!("S003:{line}").as_str()), "{line}");
    }
    // Line 793: disaster aid to farmers does not need low income.
    assert!(
        rules()
            .items()
            .iter()
            .all(|item| item.area != Area::Disaster || !item.requires.contains(&Condition::LowIncome))
    );
}

#[test]
fn the_embedded_file_is_a_sound_rule_book() {
    let book = RuleBook::read(include_str!("aid/criteria.json")).unwrap();
    assert_eq!(&book, rules());
    assert!(book.items().len() > 60);
}

#[test]
fn a_file_that_contradicts_itself_is_refused_with_the_place() {
    let sound = include_str!("aid/criteria.json");
    for (from, to, complaint) in [
        ("\"to\": \"2020-10-31\"", "\"to\": \"2020-11-01\"", "5.1.11 stands in mof-2556 and in mof-2563"),
        ("\"references\": [\"S003:2312\"]", "\"references\": []", "5.1.1 does not say where it stands"),
        (
            "\"references\": [\"S003:2312\"]",
            "\"references\": [\"2312\"]",
            "5.1.1 does not say where it stands",
        ),
        (
            "\"references\": [\"S003:2316\"]",
            "\"references\": [\"S003:\"]",
            "5.1.3 does not say where it stands",
        ),
        ("\"instead_of\": [\"5.1.8\"]", "\"instead_of\": []", "5.1.8 is instead of 5.1.8/tarpaulin"),
        ("\"after_disaster_as\": \"dsdw.8.1.1\"", "\"after_disaster_as\": \"dsdw.9\"", "5.1.2 names dsdw.9"),
        ("\"code\": \"5.1.16\"", "\"code\": \"5.1.15\"", "5.1.15 stands in mof-2563 and in mof-2563"),
        ("[{ \"baht\": 49500, \"within\": \"event\" }]", "[]", "5.1.5 has a ceiling in baht"),
        ("\"renter\": \"ผู้ประสบภัยเช่าบ้านเรือนของผู้อื่น\",", "", "5.1.7 requires Renter"),
        ("\"id\": \"accident\"", "\"id\": \"accidents\"", "the ruling accident is missing"),
        (
            "\"within\": \"event\" }], \"actual_cost\"",
            "\"every\": \"event\" }], \"actual_cost\"",
            "cannot be read",
        ),
    ] {
        assert!(sound.contains(from), "{from}");
        let error = RuleBook::read(&sound.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(complaint), "{complaint}: {error}");
    }
}

// The check: sums.

#[test]
fn what_was_given_for_a_disaster_is_taken_from_the_ceiling_of_that_disaster() {
    // domain.md 5.3 line 717: 3,800 a family.
    let other = Event { id: "storm".to_owned(), ..flood().unwrap() };
    let history = [
        given("5.1.4", 1_500, day(2026, 4, 11)),
        Given { event: Some(other), ..given("5.1.4", 3_800, day(2026, 4, 1)) },
        given("5.1.15", 3_500, day(2026, 4, 11)),
    ];
    let fits = rules().assess(&proposal("5.1.4", 2_300), &history);
    assert_eq!(money(&fits.usage[0]), (Money::baht(1_500), Money::baht(2_300)));
    assert!(!kinds(&fits).contains(&WarningKind::OverCeiling));

    let over = rules().assess(&proposal("5.1.4", 2_301), &history);
    let warned = warning(&over, WarningKind::OverCeiling);
    assert!(warned.reason.starts_with("เกินเพดาน 1 บาท"), "{}", warned.reason);
    assert!(
        warned.reason.contains("ครอบครัวละไม่เกิน 3,800 บาท") && warned.reason.contains("ปลัดกระทรวงมหาดไทย")
    );
    assert_eq!(warned.references, ["S003:2318", "S003:1307"]);
}

// domain.md 3.5 lines 518-523 and 3.6 row 9 (line 541): the unit is not the person.
#[test]
fn a_family_ceiling_is_shared_by_its_members_and_a_person_ceiling_is_not() {
    let sister = |code, baht| Given { to: to("person 2", "family 1"), ..given(code, baht, today()) };
    let kitchen = rules().assess(&proposal("5.1.15", 1_000), &[sister("5.1.15", 3_500)]);
    assert_eq!(money(&kitchen.usage[0]), (Money::baht(3_500), Money::baht(0)));
    assert!(warning(&kitchen, WarningKind::SameItem).reason.contains("ผ่านสมาชิกคนอื่น"));
    warning(&kitchen, WarningKind::OverCeiling);

    let bedding = rules().assess(&proposal("5.1.16", 1_000), &[sister("5.1.16", 1_000)]);
    assert_eq!(money(&bedding.usage[0]), (Money::baht(0), Money::baht(1_000)));
    assert!(kinds(&bedding).is_disjoint(&[WarningKind::SameItem, WarningKind::OverCeiling].into()));
}

#[test]
fn a_house_ceiling_is_shared_by_the_families_in_the_house() {
    // domain.md 5.3 line 718: 49,500 a house.
    let neighbour = Given { to: to("person 9", "family 2"), ..given("5.1.5", 40_000, today()) };
    let repair = rules().assess(&proposal("5.1.5", 10_000), std::slice::from_ref(&neighbour));
    assert_eq!(money(&repair.usage[0]), (Money::baht(40_000), Money::baht(9_500)));
    assert!(warning(&repair, WarningKind::OverCeiling).reason.starts_with("เกินเพดาน 500 บาท"));
    assert!(warning(&repair, WarningKind::SameItem).reason.starts_with("บ้านหลังนี้"));

    let elsewhere = Recipient { house: Some("house 2".to_owned()), ..neighbour.to.clone() };
    let apart = rules().assess(&proposal("5.1.5", 10_000), &[Given { to: elsewhere, ..neighbour }]);
    assert_eq!(money(&apart.usage[0]).0, Money::baht(0));
}

#[test]
fn a_household_ceiling_and_a_deceased_ceiling_have_their_own_units() {
    // domain.md 5.4 line 746 and 5.3 lines 729-730.
    let in_household = |id: &str| Recipient { household: Some(id.to_owned()), ..to("person 3", "family 3") };
    let chemicals = Given { to: in_household("household of family 1"), ..given("5.3.1(4)", 250, today()) };
    let shared = rules().assess(&proposal("5.3.1(4)", 250), &[chemicals]);
    assert_eq!(money(&shared.usage[0]).1, Money::baht(0));

    let mother = Given { to: to("mother", "family 1"), ..given("5.1.13", 29_700, today()) };
    let father = Proposal { to: to("father", "family 1"), ..proposal("5.1.13", 29_700) };
    let funeral = rules().assess(&father, &[mother]);
    assert_eq!(money(&funeral.usage[0]), (Money::baht(0), Money::baht(29_700)));
}

#[test]
fn a_family_whose_house_was_not_written_down_is_still_in_its_house() {
    let no_house = Recipient { house: None, ..to("person 2", "family 1") };
    let repaired = Given { to: no_house, ..given("5.1.5", 49_500, today()) };
    let again = rules().assess(&proposal("5.1.5", 100), &[repaired]);
    assert_eq!(money(&again.usage[0]), (Money::baht(49_500), Money::baht(0)));
}

#[test]
fn a_person_without_a_family_id_still_shares_the_family_ceiling_with_himself() {
    let alone = Recipient { person: Some("person 1".to_owned()), ..Recipient::default() };
    let history = [Given { to: alone.clone(), ..given("5.1.4", 3_800, today()) }];
    let known = rules().assess(&proposal("5.1.4", 100), &history);
    warning(&known, WarningKind::OverCeiling);
    let unknown = rules().assess(&Proposal { to: alone, ..proposal("5.1.4", 100) }, &history);
    warning(&unknown, WarningKind::OverCeiling);
    warning(&unknown, WarningKind::RecipientUnknown);
}

// domain.md 5.3 line 731: 1,200,000 a province a fiscal year; A.2 line 1165: 1 October.
#[test]
fn the_province_ceiling_for_cold_weather_kits_starts_again_on_1_october() {
    let province = Recipient { province: Some("57".to_owned()), ..Recipient::default() };
    let bought = |on| Given { to: province.clone(), event: None, ..given("5.1.14", 1_199_900, on) };
    let kit =
        |history| rules().assess(&Proposal { on: day(2026, 1, 10), ..proposal("5.1.14", 300) }, &[history]);
    let this_year = kit(bought(day(2025, 10, 1)));
    assert_eq!(money(&this_year.usage[1]), (Money::baht(1_199_900), Money::baht(100)));
    assert!(warning(&this_year, WarningKind::OverCeiling).reason.contains("จังหวัดละไม่เกิน 1,200,000 บาท"));
    let last_year = kit(bought(day(2025, 9, 30)));
    assert_eq!(money(&last_year.usage[1]).0, Money::baht(0));
    // The person's own 300 baht is not touched by the province's purchase.
    assert_eq!(money(&this_year.usage[0]).0, Money::baht(0));
}

// The check: prices and counts.

// domain.md 5.3 line 714: 50 baht a meal, 3 meals a day, a person.
#[test]
fn meals_are_priced_each_and_counted_a_day() {
    let meals = |quantity, baht| Proposal { quantity, ..proposal("5.1.1", baht) };
    assert_eq!(rules().assess(&meals(3.0, 150), &[]).warnings, []);
    assert!(
        warning(&rules().assess(&meals(3.0, 151), &[]), WarningKind::OverCeiling)
            .reason
            .starts_with("เกินเพดาน 1 บาท")
    );
    let two = |on| Given { quantity: Some(2.0), ..given("5.1.1", 100, on) };
    assert!(
        warning(&rules().assess(&meals(2.0, 100), &[two(today())]), WarningKind::TimesExceeded)
            .reason
            .starts_with("เกินจำนวน 1 มื้อ")
    );
    assert_eq!(rules().assess(&meals(2.0, 100), &[two(day(2026, 4, 11))]).warnings, []);
}

// domain.md 5.3 line 720: 1,800 a month, 2 months.
#[test]
fn rent_is_1800_a_month_for_2_months() {
    let rent = |months, baht| {
        let facts = Facts { tenure: Some(Tenure::Renter), damage: Some(Damage::Whole), ..Facts::default() };
        Proposal { quantity: months, facts, ..proposal("5.1.7", baht) }
    };
    assert_eq!(rules().assess(&rent(2.0, 3_600), &[]).warnings, []);
    let third =
        rules().assess(&rent(1.0, 1_800), &[Given { quantity: Some(2.0), ..given("5.1.7", 3_600, today()) }]);
    assert_eq!(kinds(&third), [WarningKind::TimesExceeded].into());
    let dear = rules().assess(&rent(1.0, 2_000), &[]);
    assert_eq!(kinds(&dear), [WarningKind::OverCeiling].into());
}

// domain.md 5.2 line 703, 11.1 X-19 and 3.2 line 480: 3 times a family a fiscal year.
#[test]
fn family_aid_is_counted_over_its_items_and_members_within_the_fiscal_year() {
    let poor = Facts { low_income: Some(true), head_in_distress: Some(true), ..Facts::default() };
    let ask = |on, baht| Proposal { on, event: None, facts: poor.clone(), ..proposal("dsdw.8.1.3", baht) };
    let history = [
        family_aid(3_000, day(2025, 10, 1)),
        Given { item: Some("dsdw.8.1.4".to_owned()), ..family_aid(2_000, day(2026, 1, 5)) },
        Given { to: to("person 2", "family 1"), ..family_aid(3_000, day(2026, 3, 1)) },
    ];
    let fourth = rules().assess(&ask(day(2026, 9, 30), 3_000), &history);
    let warned = warning(&fourth, WarningKind::TimesExceeded);
    assert!(warned.reason.contains("ไม่เกิน 3 ครั้ง ต่อครอบครัวต่อปีงบประมาณ ให้ไปแล้ว 3 ครั้ง"), "{}", warned.reason);
    assert!(warned.references.contains(&"S003:2089".to_owned()));
    assert_eq!(rules().assess(&ask(day(2026, 10, 1), 3_000), &history).warnings, []);
    assert_eq!(
        kinds(&rules().assess(&ask(day(2026, 9, 30), 3_000), &history[..2])),
        BTreeSet::new(),
        "the third time is within the ceiling"
    );
    assert_eq!(kinds(&rules().assess(&ask(day(2026, 10, 1), 3_001), &[])), [WarningKind::OverCeiling].into());
}

// domain.md 5.2 line 703: ครั้งละ 3,000 is for the time, however many things were given at it.
#[test]
fn a_time_of_family_aid_is_one_time_however_many_things_it_brings() {
    let poor = Facts { low_income: Some(true), head_in_distress: Some(true), ..Facts::default() };
    let ask = Proposal { quantity: 5.0, event: None, facts: poor, ..proposal("dsdw.8.1.1", 3_001) };
    let history = [
        Given { quantity: Some(4.0), ..family_aid(3_000, day(2026, 1, 5)) },
        family_aid(3_000, day(2026, 2, 5)),
    ];
    let assessed = rules().assess(&ask, &history);
    assert_eq!(kinds(&assessed), [WarningKind::OverCeiling].into());
    assert!(
        assessed
            .usage
            .iter()
            .any(|usage| matches!(usage.tally, Tally::Count { left: 1.0, proposed: 1.0, .. }))
    );
}

// domain.md 5.6 line 773: 1,000 a semester and 2,000 an academic year.
#[test]
fn help_for_pupils_is_counted_by_the_semester_the_office_names() {
    let term = |semester| Some(Term { year: 2569, semester });
    let pupil = Facts {
        level: Some(StudentLevel::Primary),
        poor_or_disadvantaged: Some(true),
        domicile_since: Some(day(2025, 4, 12)),
        ..Facts::default()
    };
    let ask = |term| Proposal { term, event: None, facts: pupil.clone(), ..proposal("edu.11(1)", 1_000) };
    let first = Given { term: term(1), event: None, ..given("edu.11(1)", 1_000, day(2026, 2, 1)) };
    assert_eq!(rules().assess(&ask(term(2)), std::slice::from_ref(&first)).warnings, []);
    warning(&rules().assess(&ask(term(1)), std::slice::from_ref(&first)), WarningKind::OverCeiling);
    // Without the semester, help of the last year is counted and said to be unclear.
    let unnamed = rules().assess(&ask(None), &[first]);
    assert!(unnamed.warnings.iter().any(|warning| warning.reason.contains("ภาคการศึกษาเดียวกันหรือไม่")));
    warning(&unnamed, WarningKind::OverCeiling);
}

// domain.md 5.4 line 749: 30 rai a household; 11.1 X-22: no baht rate.
#[test]
fn crops_are_counted_in_rai_and_their_sum_is_said_to_be_unknown() {
    let farmer = Facts { farmer: Some(Farmer::RegisteredOn(day(2024, 5, 1))), ..Facts::default() };
    let crops = Proposal {
        quantity: 12.5,
        kind: Some("ข้าว".to_owned()),
        facts: farmer,
        ..proposal("5.4.1.1", 5_000)
    };
    let history = [Given { quantity: Some(20.0), ..given("5.4.1.1", 9_000, today()) }];
    let assessed = rules().assess(&crops, &history);
    assert_eq!(kinds(&assessed), [WarningKind::TimesExceeded, WarningKind::AmountUnknown].into());
    assert!(warning(&assessed, WarningKind::TimesExceeded).reason.starts_with("เกินจำนวน 2.5 ไร่"));

    // The empty place takes a rate, which is then the ceiling.
    let rice = rate(1, "5.4.1.1", Some("ข้าว"), json!({ "baht": 300, "each": "rai" }), "2020-11-01");
    let book = rules().with(vec![rice]);
    let priced = book.assess(&crops, &[]);
    assert_eq!(kinds(&priced), [WarningKind::OverCeiling].into());
    let over = warning(&priced, WarningKind::OverCeiling);
    assert!(over.reason.starts_with("เกินเพดาน 1,250 บาท"));
    assert_eq!(over.references[0], "ประกาศ 1", "the office's own paper comes first");
    // Another crop has none yet, and whoever names no crop is told which there are.
    for (kind, told) in [(Some("มันสำปะหลัง".to_owned()), "ชนิดมันสำปะหลัง ไม่มีอัตรา"), (None, "อัตราที่ตั้งไว้มี ข้าว")]
    {
        let other = book.assess(&Proposal { kind, ..crops.clone() }, &[]);
        assert_eq!(kinds(&other), [WarningKind::AmountUnknown].into());
        assert!(warning(&other, WarningKind::AmountUnknown).reason.contains(told));
    }
    // What is set for one kind stands in the place of what is set for all of them.
    let all = rate(2, "5.4.1.1", None, json!({ "baht": 200, "each": "rai" }), "2021-01-01");
    let rice = rate(1, "5.4.1.1", Some("ข้าว"), json!({ "baht": 400, "each": "rai" }), "2020-11-01");
    let book = rules().with(vec![all, rice]);
    assert!(kinds(&book.assess(&crops, &[])).is_empty(), "12.5 rai at 400");
    let other = book.assess(&Proposal { kind: Some("มันสำปะหลัง".to_owned()), ..crops }, &[]);
    assert_eq!(kinds(&other), [WarningKind::OverCeiling].into(), "12.5 rai at 200");
}

/// A rate as an office sets it.
fn rate(nth: u8, item: &str, kind: Option<&str>, limit: Value, from: &str) -> Rate {
    serde_json::from_value(json!({
        "id": format!("0196a3c2-7d1e-7c55-9b0d-0000000000{nth:02}"), "item": item, "kind": kind,
        "limit": limit, "from": from, "source": format!("ประกาศ {nth}") }))
    .unwrap()
}

// domain.md 5.6 line 766: amounts are dated data, and an amendment is to be looked for.
#[test]
fn a_rate_that_the_office_sets_stands_in_the_place_of_the_ceiling_from_its_day_until_it_ends_or_is_struck_out()
 {
    let raised = rate(1, "5.1.4", None, json!({ "baht": 4_500, "within": "event" }), "2026-04-01");
    let asks = |baht, on| Proposal { on, ..proposal("5.1.4", baht) };
    let over = |book: &RuleBook, asked: &Proposal| {
        let assessed = book.assess(asked, &[]);
        assessed.warnings.into_iter().find(|warning| warning.kind == WarningKind::OverCeiling)
    };
    let book = rules().with(vec![raised.clone()]);
    let april = day(2026, 4, 10);
    assert!(over(rules(), &asks(4_500, april)).is_some(), "3,800 in the criteria");
    assert_eq!(over(&book, &asks(4_500, april)), None);
    let beyond = over(&book, &asks(4_501, april)).unwrap();
    assert!(beyond.reason.contains("ครอบครัวละไม่เกิน 4,500 บาท ต่อเหตุการณ์"), "{beyond:?}");
    assert!(over(&book, &asks(4_500, day(2026, 3, 31))).is_some(), "it had not begun");
    let ended = Rate { to: Some(day(2026, 4, 9)), ..raised.clone() };
    assert!(over(&rules().with(vec![ended]), &asks(4_500, april)).is_some());
    let struck = Rate { struck_out: Some("พิมพ์ผิด".to_owned()), ..raised.clone() };
    assert!(over(&rules().with(vec![struck]), &asks(4_500, april)).is_some());
    // Of two, the one that began last holds, in whichever order they were said.
    let lower = rate(2, "5.1.4", None, json!({ "baht": 4_000, "within": "event" }), "2026-04-05");
    for both in [vec![raised.clone(), lower.clone()], vec![lower, raised]] {
        let book = rules().with(both);
        assert!(over(&book, &asks(4_001, april)).is_some());
        assert_eq!(over(&book, &asks(4_500, day(2026, 4, 4))), None, "the first had not been replaced yet");
    }
}

// domain.md 5.1 and 5.5: criteria are dated, and those of the disaster's day are meant.
#[test]
fn a_rate_that_starts_between_a_disaster_and_the_giving_does_not_hold_for_it_and_that_is_said() {
    use WarningKind::{CriteriaChanged, OverCeiling};
    let raised = rate(1, "5.1.4", None, json!({ "baht": 4_500, "within": "event" }), "2026-04-12");
    let book = rules().with(vec![raised]);
    let whole = Facts { damage: Some(Damage::Whole), ..Facts::default() };
    let asks = |baht, event| Proposal {
        on: day(2026, 4, 20),
        event,
        facts: whole.clone(),
        ..proposal("5.1.4", baht)
    };
    let assessed = book.assess(&asks(4_500, flood()), &[]);
    assert_eq!(kinds(&assessed), [OverCeiling, CriteriaChanged].into());
    let said = &warning(&assessed, CriteriaChanged).reason;
    assert!(said.contains("10 เม.ย. 2569") && said.contains("20 เม.ย. 2569"), "{said}");
    assert_eq!(kinds(&book.assess(&asks(3_800, flood()), &[])), [CriteriaChanged].into());
    let began = |on| flood().map(|flood| Event { began_on: Some(on), ..flood });
    assert_eq!(
        book.assess(&asks(4_500, began(day(2026, 4, 12))), &[]).warnings,
        [],
        "it began with the rate"
    );
    assert_eq!(book.assess(&asks(4_500, None), &[]).warnings, [], "nobody said which disaster it is");
    // What is against no disaster is ruled by the day of giving.
    let aid = rate(2, "dsdw.8.1.1", None, json!({ "baht": 4_000, "each": "time" }), "2026-04-12");
    let poor = Facts { low_income: Some(true), head_in_distress: Some(true), ..Facts::default() };
    let of_family = Proposal { facts: poor, ..asks(4_000, flood()) };
    let of_family = Proposal { item: "dsdw.8.1.1".to_owned(), ..of_family };
    assert_eq!(rules().with(vec![aid]).assess(&of_family, &[]).warnings, []);
}

#[test]
fn a_ceiling_of_another_sort_is_added_and_one_of_a_kind_counts_that_kind_alone() {
    let per_year = rate(1, "5.1.4", None, json!({ "baht": 5_000, "within": "fiscal-year" }), "2025-10-01");
    let book = rules().with(vec![per_year]);
    let item = book.item("5.1.4", today()).unwrap();
    assert_eq!(book.limits(item, None, today()).len(), 2, "so much for a disaster, and so much in a year");
    // Once each time and once within one time are one thing: raising it leaves no second ceiling.
    let training = rate(2, "5.2(3)", None, json!({ "baht": 12_000, "each": "time" }), "2025-10-01");
    let book = rules().with(vec![training]);
    assert_eq!(book.limits(book.item("5.2(3)", today()).unwrap(), None, today()).len(), 1);

    let pond =
        |kind: &str| rate(3, "5.4.2", Some(kind), json!({ "baht": 9_000, "within": "event" }), "2025-10-01");
    let book = rules().with(vec![pond("ปลา")]);
    let fish = Proposal { kind: Some("ปลา".to_owned()), ..proposal("5.4.2", 5_000) };
    let had = |kind: Option<&str>| Given { kind: kind.map(str::to_owned), ..given("5.4.2", 6_000, today()) };
    let warned = |had: Given| kinds(&book.assess(&fish, &[had]));
    assert!(warned(had(Some("ปลา"))).contains(&WarningKind::OverCeiling));
    let shrimp = warned(had(Some("กุ้ง")));
    assert!(
        !shrimp.contains(&WarningKind::OverCeiling) && !shrimp.contains(&WarningKind::SameItem),
        "{shrimp:?}"
    );
    let unsaid = warned(had(None));
    assert!(
        unsaid.contains(&WarningKind::OverCeiling) && unsaid.contains(&WarningKind::Unclear),
        "{unsaid:?}"
    );
}

#[test]
fn a_rate_that_cannot_be_is_refused_in_a_sentence() {
    let sound = rate(1, "5.4.1.1", Some("ข้าว"), json!({ "baht": 300, "each": "rai" }), "2026-04-01");
    assert_eq!(sound.check(rules()), Ok(()));
    let with = |change: fn(&mut Rate)| {
        let mut rate = sound.clone();
        change(&mut rate);
        rate.check(rules()).unwrap_err().to_string()
    };
    assert_eq!(with(|rate| rate.item = "9.9".to_owned()), "ไม่พบรายการ 9.9 ในหลักเกณฑ์ เลือกรายการจากที่มี");
    assert_eq!(with(|rate| rate.source = " ".to_owned()), "ยังไม่ได้กรอกที่มาของอัตรา");
    assert_eq!(with(|rate| rate.kind = Some(String::new())), "ยังไม่ได้กรอกชนิด");
    assert_eq!(with(|rate| rate.to = Some(day(2026, 3, 31))), "วันสิ้นสุดอยู่ก่อนวันเริ่มใช้");
    let free = "อัตราต้องมากกว่า 0 และไม่เกิน 100,000,000";
    assert_eq!(with(|rate| rate.limit = Limit::Price { baht: 0, each: Measure::Rai }), free);
    assert_eq!(with(|rate| rate.limit = Limit::Price { baht: 100_000_001, each: Measure::Rai }), free);
    assert!(with(|rate| rate.source = "ก".repeat(401)).contains("ยาวเกินไป"));
}

// The check: conditions.

// domain.md 5.3 line 718 [S003:2320] and line 720 [S003:2324].
#[test]
fn a_renter_who_asks_for_house_repair_is_told_that_the_owner_may() {
    let renter = Facts {
        tenure: Some(Tenure::Renter),
        regular_dwelling: Some(true),
        damage: Some(Damage::Partial),
        ..Facts::default()
    };
    let repair = rules().assess(&Proposal { facts: renter.clone(), ..proposal("5.1.5", 1_000) }, &[]);
    assert_eq!(kinds(&repair), [WarningKind::ConditionNotMet].into());
    let warned = warning(&repair, WarningKind::ConditionNotMet);
    assert!(warned.reason.contains("เป็นเจ้าของที่อยู่อาศัย"));
    assert_eq!(warned.references, ["S003:2320"]);
    // What the same renter may have is rent, once it is known that the house cannot be lived in.
    let rent = rules().assess(&Proposal { facts: renter.clone(), ..proposal("5.1.7", 1_000) }, &[]);
    assert_eq!(kinds(&rent), [WarningKind::ConditionUnknown].into());
    let unliveable = Facts { unliveable: Some(true), ..renter };
    assert_eq!(rules().assess(&Proposal { facts: unliveable, ..proposal("5.1.7", 1_000) }, &[]).warnings, []);
}

#[test]
fn a_condition_is_met_not_met_or_not_known() {
    use WarningKind::{ConditionNotMet as NotMet, ConditionUnknown as Unknown};
    let unknown = Facts::default;
    let met: BTreeSet<WarningKind> = BTreeSet::new();
    for (code, facts, expected) in [
        // Line 717: wholly damaged.
        ("5.1.4", Facts { damage: Some(Damage::Whole), ..unknown() }, met.clone()),
        ("5.1.4", Facts { damage: Some(Damage::Partial), ..unknown() }, [NotMet].into()),
        ("5.1.4", unknown(), [Unknown].into()),
        // Line 724: damaged or needed.
        ("5.1.10", Facts { lost_or_damaged: Some(false), needed: Some(true), ..unknown() }, met.clone()),
        ("5.1.10", Facts { lost_or_damaged: Some(false), ..unknown() }, [Unknown].into()),
        ("5.1.10", Facts { lost_or_damaged: Some(false), needed: Some(false), ..unknown() }, [NotMet].into()),
        // Line 725: main occupation.
        ("5.1.11", Facts { main_occupation: Some(false), ..unknown() }, [NotMet].into()),
        // Line 726: three consecutive days in hospital.
        ("5.1.12(1)", Facts { hospital_days: Some(3), ..unknown() }, met.clone()),
        ("5.1.12(1)", Facts { hospital_days: Some(2), ..unknown() }, [NotMet].into()),
        // Line 728: a large disaster, and in hospital.
        ("5.1.12(3)", Facts { hospital_days: Some(1), ..unknown() }, [Unknown].into()),
        (
            "5.1.12(3)",
            Facts { hospital_days: Some(0), large_disaster: Some(true), ..unknown() },
            [NotMet].into(),
        ),
        // Line 730: head or breadwinner.
        ("5.1.13/family", Facts { head_or_breadwinner: Some(true), ..unknown() }, met.clone()),
        ("5.1.13/family", Facts { head_or_breadwinner: Some(false), ..unknown() }, [NotMet].into()),
        // Line 731: under 8 degrees and more than 3 days.
        ("5.1.14", Facts { cold: Some(ColdSpell { celsius: 7.9, days: 4 }), ..unknown() }, met.clone()),
        ("5.1.14", Facts { cold: Some(ColdSpell { celsius: 7.9, days: 3 }), ..unknown() }, [NotMet].into()),
        ("5.1.14", Facts { cold: Some(ColdSpell { celsius: 8.0, days: 4 }), ..unknown() }, [NotMet].into()),
        // Line 755: no other state money.
        ("5.6.6", Facts { other_state_money: Some(true), ..unknown() }, [NotMet].into()),
    ] {
        let assessed =
            rules().assess(&Proposal { amount: None, facts: facts.clone(), ..proposal(code, 0) }, &[]);
        assert_eq!(kinds(&assessed), expected, "{code} {facts:?}");
    }
}

// domain.md 5.4 line 748 [S003:2426]: registered before the disaster, which struck on 10 April.
#[test]
fn a_farmer_is_registered_before_the_disaster_and_not_on_its_day() {
    let of = |farmer, event| {
        let facts = Facts { farmer, ..Facts::default() };
        kinds(&rules().assess(&Proposal { facts, event, amount: None, ..proposal("5.4.2", 0) }, &[]))
    };
    let only_amount: BTreeSet<WarningKind> = [WarningKind::AmountUnknown].into();
    let and = |kind| BTreeSet::from([WarningKind::AmountUnknown, kind]);
    assert_eq!(of(Some(Farmer::RegisteredOn(day(2026, 4, 9))), flood()), only_amount);
    assert_eq!(of(Some(Farmer::RegisteredOn(day(2026, 4, 10))), flood()), and(WarningKind::ConditionNotMet));
    assert_eq!(of(Some(Farmer::Unregistered), flood()), and(WarningKind::ConditionNotMet));
    assert_eq!(of(Some(Farmer::Registered), flood()), and(WarningKind::ConditionUnknown));
    assert_eq!(of(Some(Farmer::RegisteredOn(day(2024, 5, 1))), None), and(WarningKind::ConditionUnknown));
}

// domain.md 5.6 line 777 [S003:2186]: domicile for one year without a break.
#[test]
fn a_year_of_domicile_is_complete_on_its_anniversary() {
    let of = |since| {
        let facts = Facts {
            level: Some(StudentLevel::Higher),
            state_institution: Some(true),
            poor_or_disadvantaged: Some(true),
            domicile_since: Some(since),
            ..Facts::default()
        };
        rules().assess(&Proposal { facts, event: None, ..proposal("edu.10", 33_000) }, &[]).warnings
    };
    assert_eq!(of(day(2025, 4, 12)), []);
    assert!(of(day(2025, 4, 13))[0].reason.contains("ไม่น้อยกว่าหนึ่งปี"));
}

// domain.md 3.2 line 478 [S003:2093]: no medical help where another agency gave it.
#[test]
fn medical_help_of_another_agency_breaks_the_condition_for_medical_help() {
    let poor = Facts {
        low_income: Some(true),
        head_in_distress: Some(true),
        other_medical_help: Some(false),
        ..Facts::default()
    };
    let ask = Proposal { event: None, facts: poor, ..proposal("dsdw.8.1.2", 3_000) };
    assert_eq!(rules().assess(&ask, &[]).warnings, []);
    let history =
        [Given { from: "พมจ.".to_owned(), event: None, ..given("dsdw.8.1.2", 500, day(2026, 1, 1)) }];
    let assessed = rules().assess(&ask, &history);
    assert_eq!(kinds(&assessed), [WarningKind::ConditionNotMet, WarningKind::OtherAgency].into());
    assert!(warning(&assessed, WarningKind::ConditionNotMet).references.contains(&"S003:2093".to_owned()));
}

// The check: what excludes, repeats and follows.

// domain.md 5.3 line 721: adaptation or tarpaulin.
#[test]
fn a_shelter_is_adapted_or_covered_with_tarpaulin_but_not_both() {
    for (first, second) in [("5.1.8", "5.1.8/tarpaulin"), ("5.1.8/tarpaulin", "5.1.8")] {
        let assessed = rules().assess(&proposal(second, 500), &[given(first, 500, today())]);
        assert_eq!(kinds(&assessed), [WarningKind::Alternative].into(), "{second}");
        assert_eq!(assessed.warnings[0].references, ["S003:2326"]);
        let other = Given { to: to("person 5", "family 5"), ..given(first, 500, today()) };
        assert_eq!(rules().assess(&proposal(second, 500), &[other]).warnings, []);
    }
}

// domain.md 3.6 row 10 (line 542) [S003:1795] [S003:1303]: warn, do not block.
#[test]
fn help_of_another_agency_for_the_same_disaster_is_told_with_who_what_and_when() {
    let bag = Given { from: "อบจ.".to_owned(), ..given("5.1.2", 700, day(2026, 4, 11)) };
    let whole = Facts { damage: Some(Damage::Whole), ..Facts::default() };
    let ask = Proposal { facts: whole, ..proposal("5.1.4", 3_800) };
    let assessed = rules().assess(&ask, std::slice::from_ref(&bag));
    assert_eq!(kinds(&assessed), [WarningKind::OtherAgency].into());
    let warned = &assessed.warnings[0];
    assert!(warned.reason.contains("อบจ.ช่วยแล้ว: ค่าถุงยังชีพ 700 บาท เมื่อ 11 เม.ย. 2569"), "{}", warned.reason);
    assert!(
        warned.references.contains(&"S003:1795".to_owned())
            && warned.references.contains(&"S003:1303".to_owned())
    );
    // The ceiling itself is untouched, and another disaster or another family is no matter.
    assert_eq!(money(&assessed.usage[0]).1, Money::baht(3_800));
    let storm = Event { id: "storm".to_owned(), began_on: None, ended_on: None };
    assert_eq!(rules().assess(&ask, &[Given { event: Some(storm), ..bag.clone() }]).warnings, []);
    assert_eq!(rules().assess(&ask, &[Given { from: " เทศบาล ".to_owned(), ..bag.clone() }]).warnings, []);
    let stranger = Recipient { house: Some("house 7".to_owned()), ..to("person 7", "family 7") };
    assert_eq!(rules().assess(&ask, &[Given { to: stranger, ..bag.clone() }]).warnings, []);
    // Where one of the two does not say which disaster it was, it may be the same: told with the doubt.
    let unsaid = Given { event: None, ..bag };
    let doubted = rules().assess(&ask, std::slice::from_ref(&unsaid));
    assert_eq!(kinds(&doubted), [WarningKind::OtherAgency].into());
    assert!(doubted.warnings[0].reason.contains("ไม่ทราบว่าเป็นเหตุการณ์เดียวกันหรือไม่"), "{doubted:?}");
    let undated = Given { on: None, ..unsaid.clone() };
    assert_eq!(kinds(&rules().assess(&ask, &[undated])), [WarningKind::OtherAgency].into());
    let last_year = Given { on: Some(day(2025, 9, 30)), ..unsaid.clone() };
    assert_eq!(rules().assess(&ask, &[last_year]).warnings, []);
    let known = rules().items().iter().find(|item| item.area == Area::Other).unwrap();
    let scholarship = Given { item: Some(known.code.clone()), what: known.name.clone(), ..unsaid };
    assert_eq!(
        rules().assess(&ask, &[scholarship]).warnings,
        [],
        "what is against no disaster is no double help"
    );
}

// domain.md 5.3 line 715 says no number of sets; 3.6 row 9 asks for the family's history all the same.
#[test]
fn a_second_relief_bag_in_one_disaster_is_told_though_no_ceiling_counts_bags() {
    let second = rules().assess(&proposal("5.1.2", 700), &[given("5.1.2", 700, day(2026, 4, 11))]);
    assert_eq!(kinds(&second), [WarningKind::SameItem].into());
    assert_eq!(rules().assess(&proposal("5.1.2", 700), &[]).warnings, []);
    assert_eq!(kinds(&rules().assess(&proposal("5.1.2", 701), &[])), [WarningKind::OverCeiling].into());
    let two = Proposal { quantity: 2.0, ..proposal("5.1.2", 1_400) };
    assert_eq!(rules().assess(&two, &[]).warnings, []);
}

// domain.md 5.8 line 796 [S003:546].
#[test]
fn a_relief_bag_after_the_disaster_counts_as_family_aid() {
    let over = Some(Event { ended_on: Some(day(2026, 4, 11)), ..flood().unwrap() });
    let poor = Facts { low_income: Some(true), head_in_distress: Some(true), ..Facts::default() };
    let late = Proposal { event: over.clone(), facts: poor.clone(), ..proposal("5.1.2", 900) };
    let assessed = rules().assess(&late, &[]);
    assert_eq!(assessed.item.as_ref().unwrap().code, "dsdw.8.1.1");
    assert_eq!(kinds(&assessed), [WarningKind::CountsAsFamilyAid].into());
    assert_eq!(assessed.warnings[0].references, ["S003:546"]);

    // Bags given before, with or without a code, have used up the family's three times.
    let bag = |on| Given { event: over.clone(), ..given("5.1.2", 700, on) };
    let by_words = Given {
        item: None, what: "แจกถุง ยังชีพ".to_owned(), event: None, ..bag(day(2026, 2, 1))
    };
    let history = [bag(day(2026, 4, 12)), by_words, family_aid(1_000, day(2025, 12, 1))];
    let aid = Proposal { event: None, facts: poor, ..proposal("dsdw.8.1.1", 1_000) };
    assert_eq!(kinds(&rules().assess(&aid, &history)), [WarningKind::TimesExceeded].into());
    // A bag of the disaster itself is disaster relief, not family aid.
    let during = [bag(day(2026, 4, 11)), history[1].clone(), history[2].clone()];
    assert_eq!(rules().assess(&aid, &during).warnings, []);
}

// The check: rules and rulings.

// domain.md 5.5 line 763.
#[test]
fn an_item_is_not_in_force_before_1_november_2563_and_its_old_rate_is_not_in_the_seeds() {
    let early = Proposal { on: day(2020, 10, 31), ..proposal("5.1.5", 1_000) };
    let assessed = rules().assess(&early, &[]);
    assert_eq!((assessed.item.is_none(), assessed.usage.len()), (true, 0));
    assert_eq!(kinds(&assessed), [WarningKind::NotInForce].into());
    let reason = &assessed.warnings[0].reason;
    assert!(reason.contains("31 ต.ค. 2563") && reason.contains("พ.ศ. ๒๕๕๖"), "{reason}");
    assert!(assessed.warnings[0].references.contains(&"S003:2302".to_owned()));

    let tools = Facts { main_occupation: Some(true), ..Facts::default() };
    let then = Event { began_on: Some(day(2020, 10, 20)), ..flood().unwrap() };
    let ask = |on, baht| Proposal {
        on,
        event: Some(then.clone()),
        facts: tools.clone(),
        ..proposal("5.1.11", baht)
    };
    assert_eq!(
        kinds(&rules().assess(&ask(day(2020, 10, 31), 11_001), &[])),
        [WarningKind::OverCeiling].into()
    );
    // Given while the new criteria are in force, for a disaster under the old ones: these hold, and it is said.
    let in_full = rules().assess(&ask(day(2020, 11, 1), 11_000), &[]);
    assert_eq!(kinds(&in_full), [WarningKind::CriteriaChanged].into());
    let later = rules().assess(&ask(day(2020, 11, 1), 11_400), &[]);
    assert_eq!(kinds(&later), [WarningKind::OverCeiling, WarningKind::CriteriaChanged].into());
    assert_eq!(later.item.unwrap().rule_set, "mof-2556");
    // Of which disaster it is, nobody said: the day of giving rules.
    let unknown = Proposal { event: None, ..ask(day(2020, 11, 1), 11_400) };
    assert_eq!(kinds(&rules().assess(&unknown, &[])), [].into());
}

#[test]
fn a_scholarship_before_its_regulation_is_not_in_force_and_cites_that_regulation() {
    let assessed = rules().assess(&Proposal { on: day(2018, 12, 25), ..proposal("edu.10", 33_000) }, &[]);
    assert_eq!(kinds(&assessed), [WarningKind::NotInForce].into());
    assert!(assessed.warnings[0].references.contains(&"S003:2142".to_owned()));
    assert!(!assessed.warnings[0].reason.contains("พ.ศ. ๒๕๖๐"));
}

#[test]
fn an_unknown_code_is_said_to_be_unknown() {
    let assessed = rules().assess(&proposal("9.9.9", 1), &[]);
    assert_eq!(kinds(&assessed), [WarningKind::UnknownItem].into());
    assert!(assessed.warnings[0].reason.contains("9.9.9"));
}

// domain.md 5.8 lines 794, 795, 798 and 4.5 line 655.
#[test]
fn rulings_on_who_asks_and_why_are_told() {
    let ask = |applicant, cause| {
        let facts = Facts { applicant, cause, ..Facts::default() };
        rules().assess(&Proposal { facts, amount: None, ..proposal("5.1.2", 0) }, &[]).warnings
    };
    let told = |warnings: Vec<Warning>| (warnings[0].kind, warnings[0].references[0].clone());
    assert_eq!(ask(Some(Applicant::Person), Some(Cause::Disaster)), []);
    let not_covered = WarningKind::NotCovered;
    assert_eq!(told(ask(Some(Applicant::JuristicPerson), None)), (not_covered, "S003:511".to_owned()));
    assert_eq!(told(ask(Some(Applicant::StateAgency), None)), (not_covered, "S003:1596".to_owned()));
    assert_eq!(told(ask(None, Some(Cause::Accident))), (not_covered, "S003:521".to_owned()));
    assert_eq!(
        told(ask(None, Some(Cause::FireNotDisaster))),
        (WarningKind::Discretion, "S003:1337".to_owned())
    );
}

// What is not known is counted, and said.

#[test]
fn help_whose_disaster_or_amount_or_person_is_not_known_is_counted_and_said_to_be_unclear() {
    let whole = Facts { damage: Some(Damage::Whole), ..Facts::default() };
    let ask = Proposal { facts: whole, ..proposal("5.1.4", 1_000) };
    let no_event = Given { event: None, ..given("5.1.4", 3_000, day(2026, 2, 1)) };
    let assessed = rules().assess(&ask, std::slice::from_ref(&no_event));
    assert_eq!(kinds(&assessed), [WarningKind::OverCeiling, WarningKind::Unclear].into());
    let last_year = Given { on: Some(day(2025, 9, 30)), ..no_event };
    assert_eq!(rules().assess(&ask, &[last_year]).warnings, []);

    let no_amount = Given { amount: None, ..given("5.1.4", 0, today()) };
    assert_eq!(kinds(&rules().assess(&ask, &[no_amount])), [WarningKind::Unclear].into());

    let needed = Facts { needed: Some(true), ..Facts::default() };
    let to_family = Recipient { person: None, ..to("", "family 1") };
    let blankets = Given { to: to_family, ..given("5.1.16", 1_000, today()) };
    let assessed = rules().assess(&Proposal { facts: needed, ..proposal("5.1.16", 1_000) }, &[blankets]);
    assert!(warning(&assessed, WarningKind::Unclear).reason.contains("โดยไม่ระบุคน"));
}

#[test]
fn the_gravest_warning_comes_first_and_every_warning_is_in_thai_words() {
    let history = [Given {
        from: "อบจ.".to_owned(),
        to: to("person 2", "family 1"),
        ..given("5.1.15", 3_500, today())
    }];
    let assessed =
        rules().assess(&Proposal { to: to("person 1", "family 1"), ..proposal("5.1.15", 9_000) }, &history);
    let order: Vec<WarningKind> = assessed.warnings.iter().map(|warning| warning.kind).collect();
    use WarningKind::{ConditionUnknown, OtherAgency, OverCeiling, SameItem};
    assert_eq!(order, [OverCeiling, OtherAgency, SameItem, ConditionUnknown]);
    for warning in &assessed.warnings {
        assert!(warning.reason.chars().any(|c| ('ก'..='ฮ').contains(&c)), "{}", warning.reason);
        assert!(!warning.references.is_empty());
    }
}

#[test]
fn odd_numbers_do_no_harm() {
    let odd = |quantity| Proposal { quantity, ..proposal("5.1.1", 50) };
    for quantity in [f64::NAN, f64::INFINITY, -3.0] {
        assert_eq!(rules().assess(&odd(quantity), &[]).warnings, [], "{quantity}");
    }
    let rich = Given { amount: Some(Money::baht(u64::MAX)), ..given("5.1.4", 0, NaiveDate::MAX) };
    rules().assess(&Proposal { on: NaiveDate::MIN, ..proposal("5.1.4", u64::MAX) }, &[rich.clone(), rich]);
}

#[test]
fn money_is_exact_to_the_satang_and_reads_with_commas() {
    assert_eq!(Money::baht(49_500).to_string(), "49,500");
    assert_eq!(Money::baht(1_200_000).to_string(), "1,200,000");
    assert_eq!(Money::from_number(700.5).unwrap().to_string(), "700.50");
    assert_eq!(Money::from_number(0.05).unwrap().satang(), 5);
    for number in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
        assert_eq!(Money::from_number(number), None, "{number}");
    }
    assert_eq!(Money::baht(50).times(2.5), Money::baht(125));
    assert_eq!(Money::baht(50).less(Money::baht(60)), Money::baht(0));
}
