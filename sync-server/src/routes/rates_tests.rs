use super::*;

fn at(ip: &str) -> Remote {
    Remote(Some(ip.parse().unwrap()))
}

#[test]
fn a_stranger_who_tries_codes_keeps_nobody_else_from_enrolling() {
    let rates = Rates::default();
    let refused = (0..1_000).filter(|_| rates.may_enrol(at("203.0.113.7")).is_err()).count();
    assert!(refused > 800, "{refused}");
    assert!(rates.may_enrol(at("198.51.100.1")).is_ok());
    assert!(rates.may_enrol(Remote(None)).is_ok());
}

#[test]
fn whoever_guesses_tokens_is_turned_away_and_the_phones_beside_them_are_not() {
    let rates = Rates::default();
    let (here, elsewhere) = (at("203.0.113.7"), at("198.51.100.1"));
    rates.let_in("a phone's");
    let mut asked = 0;
    while rates.may_knock(here, "guess").is_ok() {
        rates.guessed(here);
        asked += 1;
        assert!(asked < 1_000, "never turned away");
    }
    assert!(asked >= 100, "an office's phones may all be unknown after a restore");
    assert!(rates.may_knock(here, "a phone's").is_ok(), "one address for a whole village");
    assert!(rates.may_knock(elsewhere, "guess").is_ok());
    // Whoever has the right token spends nothing.
    for _ in 0..1_000 {
        assert!(rates.may_knock(elsewhere, "another phone's").is_ok());
    }
}
