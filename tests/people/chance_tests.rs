use super::*;

#[test]
fn one_seed_and_stream_give_the_same_draws_and_another_stream_gives_others() {
    let draws = |seed, stream| {
        let mut chance = Chance::new(seed, stream);
        (0..8).map(|_| chance.below(1_000_000)).collect::<Vec<_>>()
    };
    assert_eq!(draws(1, 0), draws(1, 0));
    assert_ne!(draws(1, 0), draws(1, 1));
    assert_ne!(draws(1, 0), draws(2, 0));
}

#[test]
fn draws_stay_in_their_range_and_reach_both_ends() {
    let mut chance = Chance::new(7, 0);
    let drawn: Vec<i32> = (0..2_000).map(|_| chance.between(-2, 2)).collect();
    assert_eq!(drawn.iter().min(), Some(&-2));
    assert_eq!(drawn.iter().max(), Some(&2));
    assert_eq!(chance.below(0), 0);
    assert_eq!(chance.between(5, 4), 5);
}

#[test]
fn weights_are_kept_and_a_weight_of_nothing_is_never_drawn() {
    let mut chance = Chance::new(3, 0);
    let mut seen = [0_u32; 3];
    for _ in 0..10_000 {
        seen[chance.weighted(&[(0_usize, 3.0), (1, 0.0), (2, 1.0)]).unwrap()] += 1;
    }
    assert_eq!(seen[1], 0);
    assert!((7_300..7_700).contains(&seen[0]), "{seen:?}");
    assert_eq!(chance.weighted(&[('a', 0.0)]), None);
}

#[test]
fn early_ones_come_most_often() {
    let mut chance = Chance::new(5, 0);
    let from: Vec<usize> = (0..60).collect();
    let mut seen = [0_u32; 60];
    for _ in 0..60_000 {
        seen[chance.pick_early(&from)] += 1;
    }
    assert!((7_200..8_300).contains(&seen[0]), "{}", seen[0]);
    assert!(seen[59] > 300);
}
