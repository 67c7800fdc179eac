//! Whole fractions. What grows past 127 bits is given up, never rounded.

/// A numerator over a positive denominator, in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    over: i128,
    under: i128,
}

fn common(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl Fraction {
    pub(super) const ZERO: Fraction = Fraction { over: 0, under: 1 };

    pub(super) fn whole(value: i64) -> Fraction {
        Fraction { over: i128::from(value), under: 1 }
    }

    fn of(over: i128, under: i128) -> Option<Fraction> {
        if under == 0 {
            return None;
        }
        let divisor = i128::try_from(common(over.unsigned_abs(), under.unsigned_abs())).ok()?;
        let sign = under.signum();
        Some(Fraction { over: over / divisor * sign, under: under / divisor * sign })
    }

    pub(super) fn plus(self, other: Fraction) -> Option<Fraction> {
        let left = self.over.checked_mul(other.under)?;
        let right = other.over.checked_mul(self.under)?;
        Fraction::of(left.checked_add(right)?, self.under.checked_mul(other.under)?)
    }

    pub(super) fn times(self, other: Fraction) -> Option<Fraction> {
        Fraction::of(self.over.checked_mul(other.over)?, self.under.checked_mul(other.under)?)
    }

    pub(super) fn over(self, other: Fraction) -> Option<Fraction> {
        Fraction::of(self.over.checked_mul(other.under)?, self.under.checked_mul(other.over)?)
    }

    pub(super) fn negated(self) -> Fraction {
        Fraction { over: -self.over, ..self }
    }

    pub(super) fn is_below(self, other: Fraction) -> Option<bool> {
        Some(self.over.checked_mul(other.under)? < other.over.checked_mul(self.under)?)
    }

    pub(super) fn as_whole(self) -> Option<i64> {
        if self.under == 1 { i64::try_from(self.over).ok() } else { None }
    }

    pub(super) fn floor(self) -> i64 {
        let value = self.over.div_euclid(self.under);
        i64::try_from(value).unwrap_or(if value > 0 { i64::MAX } else { i64::MIN })
    }

    pub(super) fn ceiling(self) -> i64 {
        self.negated().floor().saturating_neg()
    }
}
