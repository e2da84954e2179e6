use super::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn round(text: &str) -> Round {
    text.parse().unwrap()
}

fn standing(report: AgencyReport, today: NaiveDate) -> (Stage, Option<NaiveDate>, u32) {
    let standing = report.standing(today, &Holidays::thailand());
    (standing.stage, standing.due.map(|due| due.on), standing.days_late)
}

// domain.md 4.1 lines 554-557 (T-01 to T-04): 15 days, 5 days, 3 days, then the chief executive.
#[test]
fn a_request_passed_to_an_agency_goes_through_15_5_and_3_days_to_the_executive() {
    let june = |of| day(2026, 6, of);
    let passed = AgencyReport::passed_on(june(1));
    // Each reminder goes out the day after its days were missed.
    let reminded = AgencyReport { first_reminder: Some(june(17)), ..passed };
    let again = AgencyReport { second_reminder: Some(june(23)), ..reminded };
    for (report, today, expected) in [
        (passed, june(1), (Stage::Report, Some(june(16)), 0)),
        (passed, june(16), (Stage::Report, Some(june(16)), 0)),
        (passed, june(17), (Stage::FirstReminder, Some(june(21)), 1)),
        (reminded, june(17), (Stage::FirstReminder, Some(june(22)), 1)),
        (reminded, june(22), (Stage::FirstReminder, Some(june(22)), 6)),
        (reminded, june(23), (Stage::SecondReminder, Some(june(25)), 7)),
        (again, june(23), (Stage::SecondReminder, Some(june(26)), 7)),
        (again, june(26), (Stage::SecondReminder, Some(june(26)), 10)),
        (again, june(27), (Stage::Executive, None, 11)),
        (passed, day(2026, 5, 1), (Stage::Report, Some(june(16)), 0)),
    ] {
        assert_eq!(standing(report, today), expected, "{today}");
    }
}

// domain.md 4.1 lines 555-557: T-03 and T-04 start when a reminder was missed, and one that nobody sent is not.
#[test]
fn a_stage_is_not_passed_over_whose_reminder_nobody_sent() {
    let june = |of| day(2026, 6, of);
    let passed = AgencyReport::passed_on(june(1));
    let reminded = AgencyReport { first_reminder: Some(june(20)), ..passed };
    let again = AgencyReport { second_reminder: Some(june(27)), ..reminded };
    let next = |report: AgencyReport, today| {
        let standing = report.standing(today, &Holidays::thailand());
        (standing.next, standing.runs)
    };
    for (report, today, expected) in [
        (passed, june(16), (NextStep::Wait, true)),
        (passed, june(17), (NextStep::FirstReminder, false)),
        (passed, june(25), (NextStep::FirstReminder, false)),
        (passed, day(2027, 1, 1), (NextStep::FirstReminder, false)),
        (reminded, june(20), (NextStep::SecondReminder, true)),
        (reminded, june(26), (NextStep::SecondReminder, false)),
        (reminded, day(2027, 1, 1), (NextStep::SecondReminder, false)),
        (again, june(30), (NextStep::Executive, true)),
        (again, day(2026, 7, 1), (NextStep::Executive, false)),
    ] {
        assert_eq!(next(report, today), expected, "{today}");
    }
    assert_eq!(
        standing(passed, june(25)),
        (Stage::FirstReminder, Some(june(21)), 9),
        "it is late, and says so"
    );
}

// domain.md line 579: the 5 and the 3 days are the reminder letters' own.
#[test]
fn a_reminder_sent_late_gives_its_own_days_and_one_sent_early_takes_none_away() {
    let late =
        AgencyReport { first_reminder: Some(day(2026, 6, 20)), ..AgencyReport::passed_on(day(2026, 6, 1)) };
    assert_eq!(standing(late, day(2026, 6, 24)), (Stage::FirstReminder, Some(day(2026, 6, 25)), 8));
    assert_eq!(standing(late, day(2026, 6, 26)), (Stage::SecondReminder, Some(day(2026, 6, 28)), 10));
    let early =
        AgencyReport { first_reminder: Some(day(2026, 6, 5)), ..AgencyReport::passed_on(day(2026, 6, 1)) };
    assert_eq!(standing(early, day(2026, 6, 17)), (Stage::FirstReminder, Some(day(2026, 6, 21)), 1));
    let second = AgencyReport { second_reminder: Some(day(2026, 6, 30)), ..late };
    assert_eq!(standing(second, day(2026, 7, 3)), (Stage::SecondReminder, Some(day(2026, 7, 3)), 17));
    assert_eq!(standing(second, day(2026, 7, 4)).0, Stage::Executive);
}

#[test]
fn the_15_days_run_over_month_ends_leap_days_and_the_new_year() {
    let due =
        |passed| AgencyReport::passed_on(passed).standing(passed, &Holidays::thailand()).due.unwrap().on;
    assert_eq!(due(day(2024, 2, 16)), day(2024, 3, 2));
    assert_eq!(due(day(2026, 2, 16)), day(2026, 3, 3));
    assert_eq!(due(day(2026, 12, 20)), day(2027, 1, 4));
    // The end of the fiscal year (domain.md A.2 line 1165) does not stop the count.
    assert_eq!(due(day(2026, 9, 25)), day(2026, 10, 10));
}

// domain.md 4 line 548: no seed says how to count holidays.
#[test]
fn a_deadline_on_a_holiday_is_reported_as_it_is_with_the_next_working_day_beside_it() {
    let report = AgencyReport::passed_on(day(2025, 3, 29));
    let due = report.standing(day(2025, 4, 1), &Holidays::thailand()).due.unwrap();
    // Songkran 2568: Sunday to Tuesday, with Wednesday in its place.
    assert_eq!((due.on, due.working_day), (day(2025, 4, 13), day(2025, 4, 17)));
    assert!(due.on_a_closed_day());
    assert_eq!(due.holidays, Standing::Announced);
    assert_eq!(due.days_late(day(2025, 4, 13)), 0);
    assert_eq!(due.days_late(day(2025, 4, 17)), 4);
}

// domain.md 4.1 lines 558-559 (T-05, T-06): posted for at least 15 days.
#[test]
fn names_and_results_hang_for_15_whole_days_after_the_day_they_are_posted() {
    let holidays = Holidays::thailand();
    for posting in [Posting::Names, Posting::Results] {
        assert_eq!(posting.last_day(day(2026, 4, 1), &holidays), day(2026, 4, 16));
        assert_eq!(posting.may_come_down(day(2026, 4, 1), &holidays).on, day(2026, 4, 17));
    }
    assert_eq!(Posting::Names.last_day(day(2024, 2, 20), &holidays), day(2024, 3, 6));
}

// domain.md 4.1 line 560 (T-07): สิบห้าวันทำการ; and 11.1 X-07.
#[test]
fn scholarship_names_hang_for_15_working_days() {
    let holidays = Holidays::thailand();
    // Wednesday 1 April 2569: Chakri day and the three of Songkran fall within.
    assert_eq!(Posting::Scholarships.last_day(day(2026, 4, 1), &holidays), day(2026, 4, 28));
    assert_eq!(Posting::Scholarships.last_day(day(2026, 4, 1), &Holidays::weekends_only()), day(2026, 4, 22));
    assert_eq!(Posting::Scholarships.may_come_down(day(2026, 4, 1), &holidays).on, day(2026, 4, 29));
}

// domain.md 4.1 line 561 (T-08): at least monthly.
#[test]
fn a_round_is_surveyed_by_the_end_of_its_month() {
    let holidays = Holidays::thailand();
    assert_eq!(survey_due(round("2567-02"), &holidays).on, day(2024, 2, 29));
    let may = survey_due(round("2569-05"), &holidays);
    // Visakha Bucha on the Sunday, with Monday in its place.
    assert_eq!((may.on, may.working_day), (day(2026, 5, 31), day(2026, 6, 2)));
}

// domain.md 4.1 line 562 (T-09) and 4.9 line 683: by the 5th of month m+1.
#[test]
fn info_is_due_on_the_5th_of_the_month_after_the_round() {
    let holidays = Holidays::thailand();
    assert_eq!(info_due(round("2569-04"), &holidays).on, day(2026, 5, 5));
    let november = info_due(round("2569-11"), &holidays);
    assert_eq!((november.on, november.working_day), (day(2026, 12, 5), day(2026, 12, 8)));
    assert_eq!(november.holidays, Standing::Estimated);
    assert_eq!(info_due(round("2569-12"), &holidays).on, day(2027, 1, 5));
    assert_eq!(info_due(round("2600-01"), &holidays).holidays, Standing::Unlisted);
}

// domain.md 4.1 line 566 (T-13): at least once a year.
#[test]
fn the_central_place_publishes_before_the_year_is_out() {
    let due = publication_due(BuddhistYear::numbered(2569), &Holidays::thailand());
    assert_eq!((due.on, due.working_day), (day(2026, 12, 31), day(2027, 1, 4)));
}

// domain.md 4.1 line 567 (T-14): every 15 days until done.
#[test]
fn disaster_reports_fall_due_every_15_days_and_what_was_missed_stays_missed() {
    let holidays = Holidays::thailand();
    let stands = |reported: &[NaiveDate], done: Option<NaiveDate>, today| {
        let stands = disaster_reports(day(2026, 9, 20), done, reported, today, &holidays);
        let missed: Vec<NaiveDate> = stands.missed.iter().map(|due| due.on).collect();
        (missed, stands.next.map(|due| due.on))
    };
    let (first, second, third) = (day(2026, 10, 5), day(2026, 10, 20), day(2026, 11, 4));
    assert_eq!(stands(&[], None, day(2026, 9, 20)), (vec![], Some(first)));
    assert_eq!(stands(&[], None, first), (vec![], Some(first)), "due today");
    assert_eq!(
        stands(&[], None, day(2026, 10, 6)),
        (vec![first], Some(second)),
        "a missed one is no longer the next"
    );
    // One that was sent is waited for no more; a late one is of the next deadline.
    assert_eq!(stands(&[day(2026, 10, 1)], None, day(2026, 10, 2)), (vec![], Some(second)));
    assert_eq!(stands(&[day(2026, 10, 7)], None, day(2026, 10, 8)), (vec![first], Some(third)));
    let all = [day(2026, 9, 20), day(2026, 10, 20), day(2026, 10, 21)];
    assert_eq!(stands(&all, None, day(2026, 11, 1)), (vec![], Some(day(2026, 11, 19))));
    // Done with helping: what fell due until then was owed.
    assert_eq!(stands(&[], Some(day(2026, 10, 21)), day(2026, 11, 30)), (vec![first, second], None));
    assert_eq!(stands(&[], Some(second), day(2026, 10, 19)), (vec![first], Some(second)), "not done yet");
}

// No seed says how holidays count (domain.md 4, line 548): the day stands, with the working day beside it.
#[test]
fn a_report_that_falls_due_on_a_closed_day_may_go_up_on_the_next_working_day() {
    let holidays = Holidays::thailand();
    // 25 April 2026 is a Saturday.
    let stands =
        |reported: &[NaiveDate], today| disaster_reports(day(2026, 4, 10), None, reported, today, &holidays);
    let due = stands(&[], day(2026, 4, 27)).next.unwrap();
    assert_eq!((due.on, due.working_day), (day(2026, 4, 25), day(2026, 4, 27)));
    assert_eq!(stands(&[day(2026, 4, 27)], day(2026, 4, 28)).missed, []);
    assert_eq!(stands(&[], day(2026, 4, 28)).missed, [due]);
}

#[test]
fn the_end_of_the_calendar_is_no_panic() {
    let holidays = Holidays::thailand();
    let report = AgencyReport::passed_on(NaiveDate::MAX);
    assert_eq!(report.standing(NaiveDate::MIN, &holidays).stage, Stage::Report);
    assert_eq!(Posting::Scholarships.last_day(NaiveDate::MAX, &holidays), NaiveDate::MAX);
    assert_eq!(info_due(Round::of(NaiveDate::MAX), &holidays).days_late(NaiveDate::MIN), 0);
    assert_eq!(disaster_reports(NaiveDate::MAX, None, &[], NaiveDate::MAX, &holidays).next, None);
}
