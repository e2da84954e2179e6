use super::*;

// p1 three times, p2 twice, p3 and p4 once: 3 + 1 true pairs.
const TRUTH: &str = "\
unique_id,person,damage,traps,evidence
a,p1,,household:h1,84464
b,p1,typing-tone+id-missing,household:h1,03464
c,p1,moved,household:h1,84460
d,p2,,twin:p3 household:h1,84464
e,p2,id-missing+given-changed+moved,twin:p3 household:h1,00460
f,p3,,twin:p2 household:h1,84464
g,p4,relatives-id,relatives-id:p9 household:h2,04464
";

const PAIRS: &str = "\
unique_id_l,unique_id_r,score,verdict
a,c,1.0,same
b,a,0.7,review
d,f,0.9,same
f,e,0.5,review
a,g,0.4,review
d,g,0.4,review
a,b,0.7,review
";

fn judged(truth: &str, pairs: &str) -> Result<Judgement, JudgeError> {
    Truth::read(truth.as_bytes())?.judge(pairs.as_bytes())
}

fn found(pairs: u64, same: u64, review: u64) -> Found {
    Found { pairs, same, review }
}

#[test]
fn precision_recall_and_false_review_are_what_a_hand_counts() {
    let judgement = judged(TRUTH, PAIRS).unwrap();
    assert_eq!(judgement.rows, 7);
    assert_eq!(judgement.found, found(4, 1, 1));
    assert_eq!(judgement.precision_same(), 0.5);
    assert_eq!(judgement.found.recall_same(), 0.25);
    assert_eq!(judgement.found.recall(), 0.5);
    assert_eq!((judgement.false_same, judgement.false_review, judgement.repeated), (1, 3, 1));
    assert_eq!(judgement.false_review_per_hundred(), 300.0 / 7.0);
}

#[test]
fn true_pairs_stand_under_each_damage_of_their_rows() {
    let judgement = judged(TRUTH, PAIRS).unwrap();
    // b takes part in a-b, found, and b-c, missed.
    assert_eq!(judgement.by_damage["typing-tone"], found(2, 0, 1));
    // a-b, b-c, d-e.
    assert_eq!(judgement.by_damage["id-missing"], found(3, 0, 1));
    assert_eq!(judgement.by_damage["moved"], found(3, 1, 0));
    assert_eq!(judgement.by_count[&1], found(1, 1, 0));
    assert_eq!(judgement.by_count[&3], found(2, 0, 0));
    // d-e shares family name and birth date only: 10 of the 11 it takes.
    assert_eq!(judgement.by_damage["(beyond evidence)"], found(1, 0, 0));
    assert_eq!(judgement.decidable, found(3, 1, 1));
}

#[test]
fn false_pairs_stand_under_the_trap_that_explains_them() {
    let judgement = judged(TRUTH, PAIRS).unwrap();
    assert_eq!(judgement.by_trap["twin"], (1, 1));
    assert_eq!(judgement.by_trap["chance"], (0, 2));
    let truth = "unique_id,person,damage,traps\n\
        a,p1,,placeholder-id:0 household:h1\n\
        b,p2,,placeholder-id:0 household:h2\n\
        c,p3,,household:h1\n\
        d,p4,,relatives-id:p1 household:h1\n\
        e,p5,,strangers-id:p1 household:h5\n";
    let pairs = "unique_id_l,unique_id_r,score,verdict\na,b,1,review\na,c,1,review\na,d,1,same\nd,e,1,same\n";
    let judgement = judged(truth, pairs).unwrap();
    assert_eq!(judgement.by_trap["placeholder-id"], (0, 1));
    assert_eq!(judgement.by_trap["housemates"], (0, 1));
    assert_eq!(judgement.by_trap["relatives-id"], (1, 0));
    // Both carry p1's number.
    assert_eq!(judgement.by_trap["relatives-id+strangers-id"], (1, 0));
}

#[test]
fn misses_and_false_sames_are_shown_with_their_rows() {
    let mut judgement = judged(TRUTH, PAIRS).unwrap();
    // d-e is missed too, but beyond evidence, and nobody is blamed for it.
    assert_eq!(judgement.misses.len(), 1);
    assert_eq!(judgement.misses[0].kind, "id-missing+moved+typing-tone");
    assert_eq!(judgement.misses[0].pair, ["b", "c"]);
    assert_eq!(judgement.false_sames[0].pair, ["d", "f"]);
    let people = "unique_id,cid\na,1\nb,2\nc,3\nd,4\nf,5\n";
    judgement.show_rows(people.as_bytes()).unwrap();
    assert_eq!(judgement.misses[0].rows, [Some("b | 2".to_owned()), Some("c | 3".to_owned())]);
    let printed = judgement.to_string();
    assert!(printed.contains("precision 50.000 %") && printed.contains("b | 2"), "{printed}");
}

#[test]
fn a_truth_of_two_columns_is_enough_and_no_verdicts_are_no_wrong_ones() {
    let judgement =
        judged("unique_id,person\na,x\nb,x\n", "unique_id_l,unique_id_r,score,verdict\n").unwrap();
    assert_eq!(judgement.found, found(1, 0, 0));
    assert_eq!(judgement.decidable, judgement.found);
    assert_eq!(judgement.precision_same(), 1.0);
    assert_eq!(judgement.misses[0].kind, "none");
}

#[test]
fn what_cannot_be_judged_is_named_by_file_and_line() {
    let says = |truth: &str, pairs: &str| judged(truth, pairs).unwrap_err().to_string();
    let head = "unique_id_l,unique_id_r,score,verdict\n";
    let unknown = says(TRUTH, &format!("{head}a,b,1,same\na,z,1,same\n"));
    assert!(unknown.starts_with("line 3 of the pairs file says `z`"), "{unknown}");
    assert!(says(TRUTH, &format!("{head}a,b,1,maybe\n")).contains("neither `same` nor `review`"));
    assert!(says(TRUTH, &format!("{head}a,a,1,same\n")).contains("with itself"));
    assert!(says(TRUTH, "left,right\n").contains("no column `unique_id_l`"));
    assert!(says("unique_id,person\na,x\na,y\n", head).contains("named before"));
}
