//! Chance, from a seed: one stream for each seed, purpose and subject, so that order cannot matter.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a stream of chance is drawn for. The numbers are part of "same seed, same bytes".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// The city's areas, clusters and schools.
    Plan = 1,
    /// One household and where it lives.
    Household = 2,
    /// One child's school life.
    Child = 3,
    /// One school's staff.
    Staff = 4,
    /// One school's money.
    Money = 5,
    /// One school's surveys.
    Survey = 6,
    /// One family's applications.
    Choice = 7,
    /// What goes wrong in one file.
    Dirt = 8,
    /// What one applicant was promised, and where a parent works.
    Promise = 9,
    /// Who is expected at a program.
    Registration = 10,
    /// What a family says to an offer of a seat.
    Answer = 11,
}

/// A stream of chance.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream of a seed, a purpose and a subject (a school, a household, a file).
    pub fn of(seed: u64, purpose: Purpose, subject: u64) -> Self {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&(purpose as u64).to_le_bytes());
        key[16..24].copy_from_slice(&subject.to_le_bytes());
        Dice(ChaCha8Rng::from_seed(key))
    }

    /// From 0 up to, and not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number from 0 up to, and not including, `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    /// Roughly normal with mean 0 and variance 1: twelve uniforms added (Irwin–Hall), which gives
    /// the same digits on every machine.
    pub fn normal(&mut self) -> f64 {
        let mut sum = 0u64;
        for _ in 0..3 {
            let word = self.0.next_u64();
            sum += (word & 0xffff)
                + (word >> 16 & 0xffff)
                + (word >> 32 & 0xffff)
                + (word >> 48 & 0xffff);
        }
        (sum as f64 + 6.0) / 65_536.0 - 6.0
    }

    /// One of several, all as likely.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A position, as likely as its weight. The last one when the weights are all 0.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (position, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return position;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// How many times something happens that is expected this often (Poisson, Knuth's method).
    pub fn count(&mut self, expected: f64) -> usize {
        let limit = (-expected).exp();
        let mut product = self.unit();
        let mut times = 0;
        while product > limit && times < 40 {
            product *= self.unit();
            times += 1;
        }
        times
    }

    /// A whole number for later use, such as a lasting taste.
    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }
}

/// Mixes numbers into one that looks random; for choices that two people must make alike.
pub fn mix(a: u64, b: u64, c: u64) -> u64 {
    let mut x = a.wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ b.wrapping_mul(0xC2B2_AE3D_27D4_EB4F)
        ^ c.wrapping_mul(0x1656_67B1_9E37_79F9);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The logistic curve: any number to a probability.
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
