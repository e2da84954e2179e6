use std::collections::VecDeque;

use register::record::RecordId;
use uuid::Uuid;

use super::*;

fn save(id: u128, json: &str) -> Command {
    Command::SaveDraft(RecordId::new(Uuid::from_u128(id)), json.into(), String::new())
}

#[test]
fn of_several_saves_of_one_draft_only_the_newest_is_written() {
    let waiting = VecDeque::from([save(2, "a"), save(1, "b")]);
    assert!(is_outdated(&save(1, "a"), &waiting));
    assert!(!is_outdated(&save(3, "a"), &waiting));
}

#[test]
fn a_save_before_a_completion_is_written_before_it() {
    let id = RecordId::new(Uuid::from_u128(1));
    let waiting =
        VecDeque::from([Command::Complete(id, "b".into(), String::new(), Vec::new()), save(1, "b")]);
    assert!(!is_outdated(&save(1, "a"), &waiting));
}

/// A supervisor's phone whose clock was a month ahead when it gave its first word.
#[test]
fn a_supervisor_s_newest_word_is_the_newest_whatever_the_clock_showed_at_the_one_before() {
    let at = |day: &str| -> Moment {
        chrono::DateTime::parse_from_rfc3339(&format!("2026-{day}T10:00:00+07:00")).unwrap().into()
    };
    let mut record = Record::from_value(serde_json::json!({
        "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69", "lao": "05090901", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "status": "complete",
    }))
    .unwrap();
    let mut says = |number: u128, verdict: &str, at: Moment| {
        let review = serde_json::json!({ "id": Uuid::from_u128(number), "at": at, "verdict": verdict });
        Amendment::Review(Box::new(serde_json::from_value(review).unwrap())).change(&mut record);
        record.open_review().map(|review| review.id.uuid().as_u128())
    };
    assert_eq!(says(9, "accepted", at("05-12")), None);
    assert_eq!(says(8, "sent-back", at("04-12")), Some(8));
    // An acceptance closes what was sent back with the clock ahead.
    assert_eq!(says(7, "accepted", at("04-13")), None);
    assert_eq!(says(6, "sent-back", at("05-20")), Some(6), "where the clock is right, it is its own time");
    assert_eq!(record.reviews[3].at, Some(at("05-20")));
    // What another phone reads of it says the same.
    let read = Record::read(&serde_json::to_string(&record).unwrap()).unwrap();
    assert_eq!(read.open_reviews().len(), 1);
}

#[test]
fn a_search_gives_way_to_the_words_that_were_typed_on() {
    let waiting = VecDeque::from([Command::Search("สมช".into())]);
    assert!(is_outdated(&Command::Search("สม".into()), &waiting));
    assert!(!is_outdated(&Command::Search("สม".into()), &VecDeque::new()));
}

/// A long file costs a sparse one no room, and would cost memory to whoever reads it.
#[test]
fn a_file_that_is_too_long_is_told_so_and_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &store::FileSecrets::within(dir.path())).unwrap();
    let file = dir.path().join("handed over");
    std::fs::File::create(&file).unwrap().set_len(sync::courier::MOST_SEALED_BYTES + 1).unwrap();
    let words = Trouble::from(&SyncError::NotABundle);
    assert_eq!(carry(&store, &file).unwrap_err().happened, words.happened);
    assert_eq!(take(&store, &file).unwrap_err().happened, words.happened);
    let News::Carrying(Err(trouble)) = take_in(&store, &file) else { panic!("it was taken in") };
    assert_eq!(trouble.happened, words.happened);
    assert!(!file.exists(), "the app's own copy goes");
    std::fs::write(&file, b"short").unwrap();
    assert_eq!(read_at_most(&file, 5).unwrap(), Ok(b"short".to_vec()));
    assert_eq!(read_at_most(&file, 4).unwrap(), Err(5));
}

#[test]
fn a_file_that_is_still_on_its_way_is_not_touched_by_the_next_one_of_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("d-001.samruat");
    write_whole(&file, b"the first bundle").unwrap();
    let mut on_its_way = std::fs::File::open(&file).unwrap();
    write_whole(&file, b"another").unwrap();
    let mut arrived = String::new();
    std::io::Read::read_to_string(&mut on_its_way, &mut arrived).unwrap();
    assert_eq!(arrived, "the first bundle");
    assert_eq!(std::fs::read(&file).unwrap(), b"another");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "a draft stays");
}

#[test]
fn a_sync_that_failed_is_tried_again_whatever_it_was_that_it_could_not_do() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(dir.path(), &store::FileSecrets::within(dir.path())).unwrap());
    let (tell, _news) = mpsc::channel();
    let tell = Teller { tell, wake: Arc::new(|| ()) };
    let clock: Clock = Arc::new(|| 0);
    let bench = Bench { store: &store, tell: &tell, clock: &clock, syncing: None, wanted: false };
    assert_eq!(bench.next_try(), None, "none has failed");
    // Nothing of its own waits here; what it was to fetch, or carries for others, does.
    store.set_pace(r#"{"backoff":{"failures":1,"not_before":0}}"#).unwrap();
    assert_eq!(bench.next_try(), Some(Duration::ZERO));
}

#[test]
fn a_save_that_the_camera_waits_for_is_written_before_it_opens() {
    let id = RecordId::new(Uuid::from_u128(1));
    let waiting = VecDeque::from([Command::ExpectPhoto(id, String::new()), save(1, "b")]);
    assert!(!is_outdated(&save(1, "a"), &waiting));
}

#[test]
fn what_cannot_be_saved_is_not_completed_as_it_was_before() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(dir.path(), &store::FileSecrets::within(dir.path())).unwrap());
    let id = RecordId::new(Uuid::from_u128(1));
    store.save_draft(id, r#"{"half":"typed"}"#, "place").unwrap();
    let (tell, news) = mpsc::channel();
    let tell = Teller { tell, wake: Arc::new(|| ()) };
    let clock: Clock = Arc::new(|| 0);
    let mut bench = Bench { store: &store, tell: &tell, clock: &clock, syncing: None, wanted: false };
    let camera = dir.path().join("camera");
    std::fs::write(&camera, b"a photo").unwrap();
    let came = Came { id: PendingId::of(7), file: camera.clone() };
    bench.obey(Command::Complete(id, r#"{"half":"#.into(), "review".into(), vec![came]));
    let told: Vec<News> = news.try_iter().collect();
    let [News::Saved(_, Err(unsaved)), News::Kept(_, Err(unkept))] = &told[..] else { panic!("{told:?}") };
    assert_eq!(unsaved, unkept);
    assert_eq!(store.draft(id).unwrap().unwrap().json, r#"{"half":"typed"}"#);
    assert!(camera.exists(), "what the camera gave stands in no draft yet");
}
