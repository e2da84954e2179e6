//! `samruat-server dedupe` from outside: files in, files out, exit codes, and how well it finds.

#[cfg(test)]
mod from_outside {
    use std::fs;
    use std::path::Path;
    use std::process::{Command, Output};

    use chrono::NaiveDate;
    use pairs::streams;
    use people::judge::{Judgement, Truth};
    use people::{Habits, List};

    const HEADER: &str = "unique_id,cid,title,first,last,dob,sex,village,house";
    const SOMCHAI: &str = "a1,1000000000009,นาย,สมชาย,สมปองดี,1954-03-02,1,57090305,123/4";
    const SOMCHAI_AGAIN: &str = "a2,1000000000009,,นายสมชาย สมปองดี,,2497-03-02,ชาย,57090305,๑๒๓/๔";

    fn dedupe(list: impl AsRef<[u8]>, then: impl FnOnce(&Path, Output)) {
        let folder = tempfile::tempdir().unwrap();
        let (people, pairs) = (folder.path().join("people.csv"), folder.path().join("pairs.csv"));
        fs::write(&people, list).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_samruat-server"))
            .args(["dedupe", "--in"])
            .arg(&people)
            .arg("--out")
            .arg(&pairs)
            .output()
            .unwrap();
        then(&pairs, output);
    }

    fn said(output: &Output) -> String {
        String::from_utf8(output.stderr.clone()).unwrap()
    }

    const ONE_PAIR: &str = "unique_id_l,unique_id_r,score,verdict\na1,a2,0.999,same\n";

    #[test]
    fn a_list_becomes_its_pairs() {
        dedupe(format!("{HEADER}\n{SOMCHAI}\n{SOMCHAI_AGAIN}\n"), |pairs, output| {
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            assert_eq!(fs::read_to_string(pairs).unwrap(), ONE_PAIR);
            assert!(output.stdout.is_empty());
        });
    }

    #[test]
    fn a_byte_order_mark_windows_line_ends_quotes_and_other_columns_do_no_harm() {
        let list = "\u{feff}house,note,\"unique_id\",cid,title,first,last,dob,sex,village\r\n\
        123/4,\"seen, twice\",a1,1000000000009,นาย,สมชาย,สมปองดี,1954-03-02,1,57090305\r\n\
        ๑๒๓/๔,,a2,1-0000-00000-00-9,,\"สมชาย\",สมปองดี,02/03/2497,male,57090305\r\n";
        dedupe(list, |pairs, output| {
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            assert_eq!(fs::read_to_string(pairs).unwrap(), ONE_PAIR);
        });
    }

    #[test]
    fn a_missing_column_is_named_and_an_earlier_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (people, pairs) = (folder.path().join("people.csv"), folder.path().join("pairs.csv"));
        fs::write(&people, "unique_id,cid,title,first,last,sex,village,house\n").unwrap();
        fs::write(&pairs, "of last week").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_samruat-server"))
            .args(["dedupe", "--in"])
            .arg(&people)
            .arg("--out")
            .arg(&pairs)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("no column `dob`"), "{}", said(&output));
        assert_eq!(fs::read_to_string(&pairs).unwrap(), "of last week");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no half file is left");
    }

    #[test]
    fn broken_lines_are_named_one_by_one_and_the_others_are_done() {
        let mut list = format!("{HEADER}\n{SOMCHAI}\na9,too,few\n{SOMCHAI}\n,,,,,,,,\n").into_bytes();
        list.extend(b"a7,,,\xff\xfe,,,,,\n");
        list.extend(SOMCHAI_AGAIN.as_bytes());
        dedupe(list, |pairs, output| {
            let said = said(&output);
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert_eq!(fs::read_to_string(pairs).unwrap(), ONE_PAIR);
            for sentence in [
                "line 3 was left out: it has 3 fields and the header 9",
                "line 4 was left out: its unique_id \"a1\" is that of line 2",
                "line 5 was left out: its unique_id is empty",
                "line 6 was left out: its column `first` is not UTF-8",
                "4 lines were left out; the pairs of the other 2 are complete",
            ] {
                assert!(said.contains(sentence), "{sentence}: {said}");
            }
        });
    }

    #[test]
    fn a_list_that_is_not_there_and_a_wrong_command_line_have_their_own_exit_codes() {
        let run = |arguments: &[&str]| {
            Command::new(env!("CARGO_BIN_EXE_samruat-server")).args(arguments).output().unwrap()
        };
        let missing = run(&["dedupe", "--in", "no-such-file.csv", "--out", "pairs-never-written.csv"]);
        assert_eq!(missing.status.code(), Some(1));
        assert!(said(&missing).contains("cannot be opened"), "{}", said(&missing));
        assert!(!Path::new("pairs-never-written.csv").exists());
        assert_eq!(run(&["dedupe", "--in", "x.csv"]).status.code(), Some(2));
        assert_eq!(run(&["deduplicate"]).status.code(), Some(2));
    }

    #[test]
    fn an_empty_list_has_no_pairs() {
        dedupe(format!("{HEADER}\n"), |pairs, output| {
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            assert_eq!(fs::read_to_string(pairs).unwrap(), "unique_id_l,unique_id_r,score,verdict\n");
        });
    }

    fn judged(seed: u64, people: u32) -> Judgement {
        let (mut list, mut truth, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        List::new(seed, people, Habits::default()).write(&mut list, &mut truth).unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let report = streams(list.as_slice(), &mut pairs, today).unwrap();
        assert!(report.is_whole());
        let mut again = Vec::new();
        streams(list.as_slice(), &mut again, today).unwrap();
        assert!(pairs == again, "the same list gives the same bytes, whatever the threads do");
        Truth::read(truth.as_slice()).unwrap().judge(pairs.as_slice()).unwrap()
    }

    /// The issue asks for a precision of 0.9995, a recall of 0.985 and half a false pair per
    /// hundred; the margin is for lists of another make.
    #[test]
    fn a_damaged_list_gives_up_its_copies() {
        let judgement = judged(7, 15_000);
        assert!(judgement.precision_same() >= 0.9995, "{judgement}");
        assert!(judgement.found.recall() >= 0.988, "{judgement}");
        assert!(judgement.false_review_per_hundred() <= 0.35, "{judgement}");
        assert!(judgement.found.recall_same() >= 0.5, "{judgement}");
        assert_eq!(judgement.repeated, 0, "each pair once");
    }
}
