//! One story of an office, told on both stores: founding, phones, work that arrives in every
//! order, decisions, photos, a phone that is lost. At the end everything is read again
//! (`verify` draws the whole register anew and compares), and the export is the same, byte
//! for byte, whichever store it was told on.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it goes wrong")]

#[path = "story/asking.rs"]
mod asking;
#[path = "story/bucket.rs"]
mod bucketed;
#[path = "story/chapters.rs"]
mod chapters;
#[path = "story/copy.rs"]
mod copy;
#[path = "story/coursing.rs"]
mod coursing;
#[path = "story/crowd.rs"]
mod crowd;
#[path = "story/doors.rs"]
mod doors;
#[path = "story/erasing.rs"]
mod erasing;
#[path = "story/judging.rs"]
mod judging;
#[path = "story/leading.rs"]
mod leading;
#[path = "story/populace.rs"]
mod populace;
#[path = "story/pulling.rs"]
mod pulling;
#[path = "story/search.rs"]
mod search;
#[path = "story/shelf.rs"]
mod shelf;
#[path = "story/typing.rs"]
mod typing;
#[path = "story/village.rs"]
mod village;

use bucket::Bucket;
use cluster::{Cluster, Disk};
use shelf::Shelf;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_holds_on_sqlite() {
    chapters::tell(&Shelf::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_holds_on_postgresql_and_comes_to_the_same_bytes() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let shelf = Shelf::postgres(&cluster, "story").await;
    let there = chapters::tell(&shelf).await;
    copy::is_the_same_office(&cluster, &shelf, &there).await;
    copy::is_restored_into_either_database(&cluster, &shelf, &there, "restored").await;
    let shelf = Shelf::sqlite().await;
    let here = chapters::tell(&shelf).await;
    copy::is_restored_into_either_database(&cluster, &shelf, &here, "restored_too").await;
    assert!(!here.is_empty());
    assert_eq!(String::from_utf8(here).unwrap(), String::from_utf8(there).unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_erased_is_nowhere_and_the_others_are_where_they_were_on_sqlite() {
    erasing::tell(&Shelf::sqlite().await).await;
    erasing::is_finished_at_the_next_start(&Shelf::sqlite().await).await;
    judging::tell(&Shelf::sqlite().await, &Shelf::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_an_edit_took_off_a_visit_goes_with_the_rest_of_them() {
    erasing::whoever_an_edit_took_off_goes_too(&Shelf::sqlite().await).await;
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    erasing::whoever_an_edit_took_off_goes_too(&Shelf::postgres(&cluster, "parted").await).await;
    for (nth, kept) in [(500, "0"), (502, "1"), (503, "0")] {
        let sql = format!("SELECT count(*) FROM number_lock WHERE number = {}", village::number(nth));
        assert_eq!(cluster.sql("parted", &sql).unwrap(), kept, "{nth}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_erased_is_nowhere_and_the_others_are_where_they_were_on_postgresql() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let there = erasing::tell(&Shelf::postgres(&cluster, "erasing").await).await;
    // Nor is a number kept that nobody is filed under any more; the PAO still has theirs.
    for (nth, kept) in [(500, "1"), (501, "0"), (600, "0"), (601, "1")] {
        let sql = format!("SELECT count(*) FROM number_lock WHERE number = {}", village::number(nth));
        assert_eq!(cluster.sql("erasing", &sql).unwrap(), kept, "{nth}");
    }
    assert_eq!(erasing::tell(&Shelf::sqlite().await).await, there);
    erasing::is_finished_at_the_next_start(&Shelf::postgres(&cluster, "cut").await).await;
    let (one, other) = (Shelf::postgres(&cluster, "one").await, Shelf::postgres(&cluster, "other").await);
    judging::tell(&one, &other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_by_no_supervisor_and_a_check_by_no_unit_are_held_apart_on_both_databases() {
    judging::words_of_others(&Shelf::sqlite().await).await;
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    judging::words_of_others(&Shelf::postgres(&cluster, "words").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_go_their_course_on_both_databases_and_survive_a_move_to_the_other() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let one = Shelf::sqlite().await;
    let told = coursing::tell(&one).await;
    coursing::is_carried_over(&cluster, &one, true).await;
    let other = Shelf::postgres(&cluster, "courses").await;
    assert_eq!(coursing::tell(&other).await, told);
    coursing::is_carried_over(&cluster, &other, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_office_asks_and_sets_reaches_its_phones_and_survives_a_move_to_the_other_database() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let shelf = Shelf::sqlite().await;
    asking::tell(&shelf).await;
    asking::is_carried_over(&cluster, &shelf, true).await;
    let shelf = Shelf::postgres(&cluster, "asking").await;
    asking::tell(&shelf).await;
    asking::is_carried_over(&cluster, &shelf, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_brings_all_that_a_phone_lacks_and_no_more_on_both_databases() {
    pulling::tell(&Shelf::sqlite().await).await;
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    pulling::tell(&Shelf::postgres(&cluster, "pulling").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_is_led_on_from_its_digest_by_whichever_process_it_asks_on_both_databases() {
    leading::tell(&Shelf::sqlite().await, None).await;
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let shelf = Shelf::postgres(&cluster, "leading").await;
    leading::tell(&shelf, Some((&cluster, "led"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_visits_to_one_house_are_found_by_its_door_on_both_databases() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let there = doors::tell(&Shelf::postgres(&cluster, "doors").await).await;
    assert_eq!(doors::tell(&Shelf::sqlite().await).await, there);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_typed_into_info_is_known_on_both_databases() {
    typing::tell(&Shelf::sqlite().await).await;
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    typing::tell(&Shelf::postgres(&cluster, "typing").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_earlier_months_still_owe_info_is_told_on_both_databases() {
    typing::tell_arrears(&Shelf::sqlite().await).await;
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    typing::tell_arrears(&Shelf::postgres(&cluster, "arrears").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_holds_with_photos_on_s3() {
    let bucket = Bucket::start().await.unwrap();
    let shelf = Shelf::sqlite_and(&bucket).await;
    let told = chapters::tell(&shelf).await;
    bucketed::holds_every_photo_sealed(&bucket, &shelf).await;
    bucketed::is_backed_up_and_restored(&bucket, &shelf, &told).await;
    bucketed::what_was_acknowledged_is_never_overwritten(&bucket, &shelf).await;
    bucketed::nothing_is_acknowledged_that_is_not_stored(bucket, &shelf).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_commands_keep_photos_on_s3_and_restore_into_postgresql() {
    bucketed::is_driven_by_commands().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crowd_of_phones_at_two_processes_loses_nothing_on_sqlite() {
    crowd::presses(&Shelf::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crowd_of_phones_at_two_processes_loses_nothing_on_postgresql() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    crowd::presses(&Shelf::postgres(&cluster, "crowd").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_finds_what_a_scan_finds_on_sqlite() {
    search::finds_what_a_scan_finds(&Shelf::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_finds_what_a_scan_finds_on_postgresql() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    search::finds_what_a_scan_finds(&Shelf::postgres(&cluster, "search").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn erasing_while_a_crowd_edits_leaves_nothing_of_them_and_all_of_the_others() {
    erasing::presses(&Shelf::sqlite().await).await;
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    erasing::presses(&Shelf::postgres(&cluster, "pressed").await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_found_one_office_at_one_moment_found_one() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    crowd::founds(&cluster).await;
}
