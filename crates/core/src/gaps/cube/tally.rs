//! What is added up, in three sizes: for rates, for means, for levels.

/// Levels that are counted apart.
pub const LEVELS: usize = 8;
/// Values are whole numbers of this part of one.
pub const MILLION: i64 = 1_000_000;

/// The sufficient statistics of some students.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Students.
    pub n: u64,
    /// Sum of their values in millionths; for a rate, a million for each who counts.
    pub sum: i128,
    /// Sum of the squares of their values, in millionths of millionths.
    pub squares: i128,
    /// Students at each level, the lowest first; all zero unless the measure has levels.
    pub levels: [u64; LEVELS],
}

impl Stats {
    /// Students who count, of a rate.
    pub fn hits(&self) -> u64 {
        u64::try_from(self.sum / i128::from(MILLION)).unwrap_or(0)
    }

    /// The mean value; `None` for no students.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / (self.n as f64 * MILLION as f64))
    }

    /// The sum of squared distances from the mean, computed exactly before it is rounded once.
    pub fn squared_deviations(&self) -> f64 {
        if self.n == 0 {
            return 0.0;
        }
        let n = i128::from(self.n);
        let scale = (MILLION as f64) * (MILLION as f64);
        match (self.squares.checked_mul(n), self.sum.checked_mul(self.sum)) {
            (Some(a), Some(b)) => (a - b) as f64 / n as f64 / scale,
            _ => (self.squares as f64 - self.sum as f64 / n as f64 * self.sum as f64) / scale,
        }
    }

    /// Adds other students.
    pub fn add(&mut self, other: &Stats) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        for (own, more) in self.levels.iter_mut().zip(other.levels) {
            *own += more;
        }
    }

    /// Takes away students who were added before; what is left never falls below nothing.
    pub fn without(&self, other: &Stats) -> Stats {
        let mut left = *self;
        left.n = left.n.saturating_sub(other.n);
        left.sum -= other.sum;
        left.squares -= other.squares;
        for (own, less) in left.levels.iter_mut().zip(other.levels) {
            *own = own.saturating_sub(less);
        }
        left
    }
}

/// A running total over students with one sort of value.
pub(super) trait Tally: Copy + Default + Send + Sync {
    /// One student's value.
    type Value: Copy + Default + Send + Sync;
    /// Adds a student.
    fn count(&mut self, value: Self::Value);
    /// Adds other students.
    fn add(&mut self, other: &Self);
    /// Students.
    fn n(&self) -> u32;
    /// As sufficient statistics.
    fn stats(&self) -> Stats;
}

/// Students, and how many of them count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct RateTally {
    pub n: u32,
    pub hits: u32,
}

impl Tally for RateTally {
    type Value = bool;

    #[inline]
    fn count(&mut self, value: bool) {
        self.n += 1;
        self.hits += u32::from(value);
    }

    #[inline]
    fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.hits += other.hits;
    }

    fn n(&self) -> u32 {
        self.n
    }

    fn stats(&self) -> Stats {
        let hits = i128::from(self.hits);
        let million = i128::from(MILLION);
        Stats {
            n: u64::from(self.n),
            sum: hits * million,
            squares: hits * million * million,
            levels: [0; LEVELS],
        }
    }
}

/// Students, sum and sum of squares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct MeanTally {
    n: u32,
    sum: i64,
    squares: i128,
}

impl Tally for MeanTally {
    type Value = i64;

    #[inline]
    fn count(&mut self, value: i64) {
        self.n += 1;
        self.sum += value;
        self.squares += i128::from(value) * i128::from(value);
    }

    #[inline]
    fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    fn n(&self) -> u32 {
        self.n
    }

    fn stats(&self) -> Stats {
        Stats {
            n: u64::from(self.n),
            sum: i128::from(self.sum),
            squares: self.squares,
            levels: [0; LEVELS],
        }
    }
}

/// Students at each level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LevelTally {
    counts: [u32; LEVELS],
}

impl Tally for LevelTally {
    type Value = u8;

    #[inline]
    fn count(&mut self, value: u8) {
        self.counts[usize::from(value.clamp(1, LEVELS as u8)) - 1] += 1;
    }

    #[inline]
    fn add(&mut self, other: &Self) {
        for (own, more) in self.counts.iter_mut().zip(other.counts) {
            *own += more;
        }
    }

    fn n(&self) -> u32 {
        self.counts.iter().sum()
    }

    fn stats(&self) -> Stats {
        let million = i128::from(MILLION);
        let mut stats = Stats::default();
        for ((count, level), kept) in self.counts.iter().zip(1_i128..).zip(&mut stats.levels) {
            *kept = u64::from(*count);
            stats.n += u64::from(*count);
            stats.sum += i128::from(*count) * level * million;
            stats.squares += i128::from(*count) * level * level * million * million;
        }
        stats
    }
}
