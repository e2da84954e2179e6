//! The console: the office's own pages, under `/office`, in Thai.
//!
//! Owns which pages there are and what right each asks for: the list below is the whole of it,
//! and the router is made from it, so that no page can be there without a right. A page reads
//! what was asked, asks the office, and draws; forms change things and lead to a page.
//!
//! Refuses to decide anything of the register, to know how anything is kept, and to speak to
//! phones (`routes`). Called by `routes`.

use axum::Router;
use axum::http::Method;
use axum::response::IntoResponse;

use crate::routes::House;

mod access;
mod act;
mod advice;
mod agency;
mod agenda;
mod apart;
mod arrears;
mod assets;
mod cases;
mod checks;
mod closed_days;
mod counter;
mod course;
mod desk;
mod door;
mod events;
mod form;
mod ground;
mod household;
mod keeping;
mod lists;
mod map;
mod meetings;
mod memo;
mod mending;
mod mishap;
mod month;
mod own;
mod page;
mod paper;
mod password;
mod person;
mod photo;
mod postings;
mod publicity;
mod rates;
mod referrals;
mod reports;
mod requests;
mod search;
mod settings;
mod shared;
mod sign_in;
mod signed;
mod staff;
mod statements;
mod tambons;
mod tasks;
mod team;
mod typing;
mod villages;
mod ways;
mod words;

use door::Doors;
pub use door::{Door, Right, Whose};
use mishap::Mishap;

/// What is answered to an address under `/office` that is no page's.
pub fn nowhere() -> impl IntoResponse {
    Mishap::Nowhere
}

/// Every page of the console; and the doors that lead to them, for whoever tests that each is
/// guarded.
pub fn open(house: &House) -> (Router<House>, Vec<Door>) {
    use Right::{Anyone, Arrange, Export, Judge, Lay, Open, Read, SetUp, TakeIn, Team, Watch, Work};
    let (get, post) = (Method::GET, Method::POST);
    Doors::of(house)
        .door(&get, "/office/assets/{name}", Open, assets::show)
        .door(&get, "/office/sign-in", Open, sign_in::show)
        .door(&post, "/office/sign-in", Open, sign_in::enter)
        .door(&post, "/office/sign-out", Anyone, sign_in::leave)
        .door(&get, "/office/password", Anyone, password::show)
        .door(&post, "/office/password", Anyone, password::choose)
        .door(&get, "/office", Anyone, desk::show)
        .door(&get, "/office/counter", TakeIn, counter::show)
        .door_for_files("/office/counter", TakeIn, counter::FILES, counter::take_in)
        .door(&get, "/office/tambons", Anyone, tambons::offer)
        .door(&get, "/office/sent-on", Read, referrals::show)
        .door(&get, "/office/sent-on/{sent_on}", Read, referrals::show_one)
        .door(&post, "/office/sent-on/{sent_on}", Work, referrals::coordinate)
        .door(&get, "/office/advice", Read, advice::show)
        .door(&post, "/office/advice", TakeIn, advice::write)
        .door(&get, "/office/holidays", Arrange, closed_days::show)
        .door(&post, "/office/holidays", Arrange, closed_days::say)
        .door(&get, "/office/rates", Anyone, rates::show)
        .door(&post, "/office/rates", Arrange, rates::set)
        .door(&get, "/office/settings", Arrange, settings::show)
        .door(&post, "/office/settings/{part}", Arrange, settings::set)
        .door(&get, "/office/reports", Read, reports::choose)
        .door(&get, "/office/reports/{report}/{period}", Read, reports::show)
        .door(&post, "/office/reports/{report}/{period}/{form}", Export, reports::download)
        .door(&post, "/office/publicity/{period}", Work, publicity::write)
        .door(&get, "/office/access", Watch, access::show)
        .door(&post, "/office/access", Watch, access::check)
        .door(&get, "/office/staff", SetUp, staff::show)
        .door(&post, "/office/staff", SetUp, staff::hire)
        .door(&post, "/office/staff/{user}/password", SetUp, staff::renew_password)
        .door(&post, "/office/staff/{user}/leave", SetUp, staff::dismiss)
        .door(&post, "/office/staff/{user}/return", SetUp, staff::take_back)
        .at(Whose::WithRegister)
        .door(&get, "/office/register", Read, search::show)
        .door(&post, "/office/register", Read, search::ask)
        .door(&get, "/office/people/{record}/{person}", Read, person::show)
        .door(&post, "/office/people/{record}/{person}/number", Read, person::show_number)
        .door(&post, "/office/people/{record}/{person}/apart", Work, cases::take_apart)
        .door(&get, "/office/people/{record}/{person}/mend", TakeIn, mending::show)
        .door(&post, "/office/people/{record}/{person}/mend", TakeIn, mending::mend)
        .door(&get, "/office/people/{record}/{person}/own", Export, own::show)
        .door(&post, "/office/people/{record}/{person}/own", Export, own::ask)
        .door(&post, "/office/people/{record}/{person}/own/file", Export, own::download)
        .door(&get, "/office/households/{record}", Read, household::show)
        .door(&get, "/office/records/{record}/photos/{photo}", Read, photo::show)
        .door(&get, "/office/records/{record}/thumbnails/{photo}", Read, photo::show_small)
        .door(&get, "/office/cases", Read, cases::show)
        .door(&post, "/office/cases", Work, cases::join_ticked)
        .door(&get, "/office/cases/{record}/{person}/{other}", Read, cases::show_one)
        .door(&post, "/office/cases/{record}/{person}/{other}", Work, cases::rule_on)
        .door(&get, "/office/requests", Read, requests::show)
        .door(&get, "/office/requests/{record}/{request}", Read, course::show)
        .door(&post, "/office/requests/{record}/{request}", Work, course::take)
        .door(&post, "/office/requests/{record}/{request}/restore", Judge, course::restore)
        .door(&get, "/office/requests/{record}/{request}/mend", TakeIn, mending::request::show)
        .door_for_files(
            "/office/requests/{record}/{request}/mend",
            TakeIn,
            mending::request::FILES,
            mending::request::mend,
        )
        .door(&get, "/office/requests/{record}/{request}/memo", Read, memo::show)
        .door(&get, "/office/requests/{record}/{request}/agency-report", Read, agency::show)
        .door(&get, "/office/import", Read, lists::show)
        .door_for_files("/office/import", TakeIn, lists::FILES, lists::take)
        .door(&get, "/office/import/{list}", Read, lists::show_one)
        .door(&post, "/office/import/{list}", TakeIn, lists::map)
        .door(&get, "/office/import/{list}/preview", TakeIn, lists::preview)
        .door(&post, "/office/import/{list}/confirm", TakeIn, lists::confirm)
        .door(&post, "/office/import/{list}/call-off", TakeIn, lists::call_off)
        .door(&get, "/office/import/{list}/rows", Read, lists::came_of)
        .door(&get, "/office/meetings", Read, meetings::show)
        .door(&post, "/office/meetings", Work, meetings::call)
        .door(&get, "/office/meetings/{meeting}", Read, meetings::show_one)
        .door(&post, "/office/meetings/{meeting}", Work, meetings::hold)
        .door(&get, "/office/meetings/{meeting}/agenda", Read, agenda::show)
        .door(&get, "/office/meetings/{meeting}/choose", Lay, agenda::choose)
        .door(&post, "/office/meetings/{meeting}/choose", Lay, agenda::put)
        .door(&get, "/office/month", Read, month::show_due)
        .door(&get, "/office/month/{round}", Read, month::show)
        .door(&get, "/office/month/{round}/arrears", Read, arrears::show)
        .door(&post, "/office/month/{round}/arrears/{whom}", Export, arrears::taken_out)
        .door(&post, "/office/month/{round}/workbook", Export, month::workbook)
        .door(&post, "/office/month/{round}/typing", Export, typing::begin)
        .door(&get, "/office/month/{round}/typing", Export, typing::show)
        .door(&post, "/office/month/{round}/typing/{person}", Export, typing::say)
        .door(&get, "/office/statements/{round}", Read, statements::show)
        .door(&post, "/office/statements/{round}", Work, statements::hand_in)
        .door(&get, "/office/shared", Read, shared::show)
        .door(&get, "/office/map", Read, map::show_due)
        .door(&get, "/office/map/{round}", Read, map::show)
        .door(&get, "/office/map/{round}/places", Read, map::places)
        .door(&get, "/office/events", Read, events::show)
        .door(&post, "/office/events", Work, events::begin)
        .door(&get, "/office/events/{event}", Read, events::show_one)
        .door(&post, "/office/events/{event}", Work, events::say)
        .door(&get, "/office/events/{event}/places", Read, events::places)
        .door(&get, "/office/events/{event}/pictures", Read, events::pictures)
        .door(&get, "/office/events/{event}/{paper}", Read, events::print)
        .door(&post, "/office/events/{event}/{paper}/{form}", Export, events::download)
        .door(&get, "/office/postings", Read, postings::show)
        .door(&post, "/office/postings", Work, postings::prepare)
        .door(&get, "/office/postings/new", Work, postings::begin)
        .door(&get, "/office/postings/{posting}", Read, postings::show_one)
        .door(&post, "/office/postings/{posting}", Work, postings::write_on)
        .door(&get, "/office/postings/{posting}/proof", Read, postings::back)
        .door(&post, "/office/postings/{posting}/proof", Work, postings::prove)
        .door(&get, "/office/postings/{posting}/photos/{proof}", Read, postings::picture)
        .door(&post, "/office/problems/{period}", Work, reports::write)
        .door(&get, "/office/keeping", Read, keeping::show_due)
        .door(&get, "/office/erasures", SetUp, keeping::show)
        .door(&post, "/office/erasures", SetUp, keeping::erase)
        .door(&get, "/office/tasks", Read, tasks::show)
        .door(&post, "/office/tasks/{task}/close", Work, tasks::close)
        .door(&get, "/office/apart", Read, apart::show)
        .door(&post, "/office/apart", Judge, apart::decide)
        .door(&get, "/office/team", Team, team::show)
        .door(&post, "/office/team", Team, team::appoint)
        .door(&post, "/office/team/{surveyor}/enrolment", Team, team::enrol)
        .door(&post, "/office/team/{surveyor}/order", Team, team::order)
        .door(&post, "/office/team/phones/{device}/revoke", Team, team::revoke)
        .close()
}
