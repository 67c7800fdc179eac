//! Exact fractions, so that a threshold means what it says.

use std::cmp::Ordering;

use crate::exact::Exact;

/// A fraction of two whole numbers; the lower one is above zero. Operations give `None` when the
/// result cannot be held exactly even in lowest terms.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    over: i128,
    under: i128,
}

impl Ratio {
    /// A whole number.
    pub fn whole(value: i64) -> Ratio {
        Ratio { over: i128::from(value), under: 1 }
    }

    /// A number of ten-thousandths, as fields hold decimals.
    pub fn ten_thousandths(value: i64) -> Ratio {
        Ratio { over: i128::from(value), under: 10_000 }
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.over == 0
    }

    /// In millionths, rounded half away from zero; `None` beyond what 64 bits hold.
    pub fn millionths(self) -> Option<i64> {
        let scaled = self.over.checked_mul(1_000_000)?;
        let half = self.under / 2;
        let rounded = if scaled >= 0 {
            scaled.checked_add(half)? / self.under
        } else {
            scaled.checked_sub(half)? / self.under
        };
        i64::try_from(rounded).ok()
    }

    fn lowest(self) -> Ratio {
        let (mut a, mut b) = (self.over.unsigned_abs(), self.under.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        match i128::try_from(a) {
            Ok(common) if common > 1 => {
                Ratio { over: self.over / common, under: self.under / common }
            }
            _ => self,
        }
    }

    /// Tries an operation as the fractions stand, then in lowest terms.
    fn exactly<T>(self, other: Ratio, operation: fn(Ratio, Ratio) -> Option<T>) -> Option<T> {
        operation(self, other).or_else(|| operation(self.lowest(), other.lowest()))
    }

    pub(super) fn plus(self, other: Ratio) -> Option<Ratio> {
        self.exactly(other, |a, b| {
            if a.under == b.under {
                return Some(Ratio { over: a.over.checked_add(b.over)?, under: a.under });
            }
            let over = a.over.checked_mul(b.under)?.checked_add(b.over.checked_mul(a.under)?)?;
            Some(Ratio { over, under: a.under.checked_mul(b.under)? })
        })
    }

    pub(super) fn negative(self) -> Option<Ratio> {
        Some(Ratio { over: self.over.checked_neg()?, under: self.under })
    }

    pub(super) fn times(self, other: Ratio) -> Option<Ratio> {
        self.exactly(other, |a, b| {
            Some(Ratio { over: a.over.checked_mul(b.over)?, under: a.under.checked_mul(b.under)? })
        })
    }

    /// `None` also when `other` is zero.
    pub(super) fn divided_by(self, other: Ratio) -> Option<Ratio> {
        if other.over == 0 {
            return None;
        }
        let turned = if other.over < 0 {
            Ratio { over: other.under.checked_neg()?, under: other.over.checked_neg()? }
        } else {
            Ratio { over: other.under, under: other.over }
        };
        self.times(turned)
    }

    /// Which is larger, by multiplying crosswise.
    pub(super) fn compared(self, other: Ratio) -> Option<Ordering> {
        self.exactly(other, |a, b| {
            if a.under == b.under {
                return Some(a.over.cmp(&b.over));
            }
            Some(a.over.checked_mul(b.under)?.cmp(&b.over.checked_mul(a.under)?))
        })
    }
}

impl From<Exact> for Ratio {
    fn from(written: Exact) -> Ratio {
        let (over, under) = written.parts();
        Ratio { over, under }
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.compared(*other) == Some(Ordering::Equal)
    }
}
