//! Chance that can be repeated: one seed gives one list, on every machine, for ever.
//!
//! Owns a xoshiro256++ generator and the few draws this crate needs. It is written out
//! here, forty lines, because the golden lists must not change when a random-number
//! crate changes how it turns bits into ranges: `rand_chacha` promises its bits, but
//! nobody promises the ranges made of them. Only integer steps and single float
//! multiplications are used, which every platform rounds alike.
//!
//! Refuses to know what is drawn. Called by everything else in the crate.

/// A repeatable source of draws.
#[derive(Debug, Clone)]
pub struct Chance {
    state: [u64; 4],
}

impl Chance {
    /// The draws of `stream` under `seed`. Streams of one seed are independent of each other,
    /// so that more damage in a list does not change who lives in its villages.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut mix = seed ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03);
        let mut split = || {
            mix = mix.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = mix;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Self { state: [split(), split(), split(), split()] }
    }

    fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let out = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let t = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= t;
        *d = d.rotate_left(45);
        out
    }

    /// A number from 0 up to, not including, `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // Multiply and shift: its bias, n / 2^64, is far under what any list could show.
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// A whole number from `low` to `high`, both included; `low` when they are the wrong way round.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = usize::try_from(i64::from(high) - i64::from(low) + 1).unwrap_or(0);
        low + self.below(span) as i32
    }

    /// A number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in this share of draws.
    pub fn happens(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of these, all alike; the default when there are none.
    pub fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        from.get(self.below(from.len())).copied().unwrap_or_default()
    }

    /// One of these, the first ones far more often, as names are: with 60 to choose from
    /// the first takes an eighth and the last fifteen share another eighth.
    pub fn pick_early<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let u = self.unit();
        let at = (u * u * from.len() as f64) as usize;
        from.get(at).copied().unwrap_or_default()
    }

    /// One of these by weight; `None` when every weight is 0.
    pub fn weighted<T: Copy>(&mut self, from: &[(T, f64)]) -> Option<T> {
        let whole: f64 = from.iter().map(|(_, weight)| weight).sum();
        let mut at = self.unit() * whole;
        let mut last = None;
        for &(item, weight) in from.iter().filter(|(_, weight)| *weight > 0.0) {
            if at < weight {
                return Some(item);
            }
            at -= weight;
            last = Some(item);
        }
        last
    }
}

#[cfg(test)]
#[path = "chance_tests.rs"]
mod tests;
