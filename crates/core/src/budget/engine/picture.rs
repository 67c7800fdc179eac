//! One picture of a school: students, sections, class size, load, minutes, positions, dollars.
//!
//! Every quantity is tied to others by an identity that holds exactly: seats are students times
//! their lessons and also sections times class size; sections are teachers times their load; a
//! teacher's day is lessons and free periods; and so on to the dollars. Each identity has one
//! quantity at a time that it gives when the rest are known. So: move one, hold those you choose,
//! and the others follow, by plain solving of one identity after another in fractions.
//!
//! The average class size, the contact ratio and the cost of a lesson are those of integrated
//! curriculum and financial planning (Department for Education, England).

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::exact::Exact;

macro_rules! quantities {
    ($($variant:ident, $code:literal, $name:literal, $unit:literal, $places:literal, $doc:literal;)+) => {
        /// A quantity of the picture.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Quantity { $(#[doc = $doc] $variant),+ }

        impl Quantity {
            /// All, in the order in which a page shows them.
            pub const ALL: &'static [Quantity] = &[$(Quantity::$variant),+];

            /// As an address writes it.
            pub const fn code(self) -> &'static str {
                match self { $(Quantity::$variant => $code),+ }
            }

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Quantity::$variant => $name),+ }
            }

            /// Its unit in words.
            pub const fn unit(self) -> &'static str {
                match self { $(Quantity::$variant => $unit),+ }
            }

            /// Decimals that it is printed with.
            pub const fn places(self) -> u32 {
                match self { $(Quantity::$variant => $places),+ }
            }

            /// What it is.
            pub const fn doc(self) -> &'static str {
                match self { $(Quantity::$variant => $doc),+ }
            }
        }
    };
}

quantities! {
    Students, "students", "Students", "students", 0, "Students on the roll.";
    Lessons, "lessons", "Lessons a student has", "a day", 2, "Lessons that an average student has in a day.";
    Seats, "seats", "Seats filled", "a day", 0, "Students times their lessons.";
    ClassSize, "class_size", "Average class size", "students", 1, "Seats filled for each lesson that is taught.";
    Sections, "sections", "Lessons taught", "a day", 1, "Lessons that all teachers together teach in a day: one section that meets once.";
    Load, "load", "Lessons a teacher teaches", "a day", 2, "Lessons that one full-time teacher teaches in a day.";
    Teachers, "teachers", "Teachers", "full-time", 1, "Full-time teachers.";
    StudentsATeacher, "students_a_teacher", "Students for each teacher", "students", 1, "Students for each full-time teacher.";
    Periods, "periods", "Periods in the day", "a day", 2, "Periods of a teacher's day.";
    PeriodMinutes, "period_minutes", "Minutes of a period", "minutes", 1, "How long a period lasts.";
    FreePeriods, "free_periods", "Periods without a class", "a day", 2, "Periods in which a full-time teacher has no class.";
    FreeMinutes, "free_minutes", "Minutes without a class", "a day", 0, "Minutes in which a full-time teacher has no class.";
    Planning, "planning", "Minutes to plan alone", "a day", 0, "Minutes without a class, a meeting or a duty.";
    Collaboration, "collaboration", "Minutes a team could meet", "a day", 0, "Minutes in which all teachers of a team are free at the same time: they could meet.";
    Duty, "duty", "Minutes of duty", "a day", 0, "Minutes of supervision without a class.";
    Contact, "contact", "Contact ratio", "of the day", 3, "The share of a teacher's periods that are taught.";
    Pay, "pay", "Cost of a teacher", "dollars a year", 0, "What one full-time teacher costs in a year, benefits included.";
    Days, "days", "School days", "a year", 0, "Days on which the school teaches.";
    LessonCost, "lesson_cost", "Cost of a lesson", "dollars", 2, "What one lesson costs in teachers' pay.";
    TeacherDollars, "teacher_dollars", "Teachers", "dollars a year", 0, "Teachers times what one costs.";
    OtherDollars, "other_dollars", "Everything else", "dollars a year", 0, "Other jobs and everything that is bought.";
    Cost, "cost", "Cost of the plan", "dollars a year", 0, "Teachers and everything else.";
    Flexible, "flexible", "Money without strings", "dollars a year", 0, "Funds that may pay for anything.";
    Restricted, "restricted", "Money with strings", "dollars a year", 0, "Funds that may only pay for some things.";
    Funding, "funding", "Money", "dollars a year", 0, "All funds.";
    Balance, "balance", "Left over", "dollars a year", 0, "Money less the cost of the plan; below zero it is missing.";
    CostAStudent, "cost_a_student", "Cost for each student", "dollars a year", 0, "The cost of the plan for each student.";
}

/// How many quantities there are.
const COUNT: usize = Quantity::ALL.len();

/// An identity: a product of some equals a product of others, or a sum a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// Left multiplied equals right multiplied.
    Product(&'static [Quantity], &'static [Quantity]),
    /// Left added equals right added.
    Sum(&'static [Quantity], &'static [Quantity]),
}

use Quantity as Q;

/// The identities of the picture.
pub const IDENTITIES: [Identity; 14] = [
    Identity::Product(&[Q::Students, Q::Lessons], &[Q::Seats]),
    Identity::Product(&[Q::ClassSize, Q::Sections], &[Q::Seats]),
    Identity::Product(&[Q::Teachers, Q::Load], &[Q::Sections]),
    Identity::Product(&[Q::StudentsATeacher, Q::Teachers], &[Q::Students]),
    Identity::Sum(&[Q::Load, Q::FreePeriods], &[Q::Periods]),
    Identity::Product(&[Q::FreePeriods, Q::PeriodMinutes], &[Q::FreeMinutes]),
    Identity::Sum(&[Q::Planning, Q::Collaboration, Q::Duty], &[Q::FreeMinutes]),
    Identity::Product(&[Q::Contact, Q::Periods], &[Q::Load]),
    Identity::Product(&[Q::LessonCost, Q::Load, Q::Days], &[Q::Pay]),
    Identity::Product(&[Q::Teachers, Q::Pay], &[Q::TeacherDollars]),
    Identity::Sum(&[Q::TeacherDollars, Q::OtherDollars], &[Q::Cost]),
    Identity::Sum(&[Q::Flexible, Q::Restricted], &[Q::Funding]),
    Identity::Sum(&[Q::Cost, Q::Balance], &[Q::Funding]),
    Identity::Product(&[Q::CostAStudent, Q::Students], &[Q::Cost]),
];

/// What stays as it is unless somebody moves it or it must follow, first to last.
const STAYS: [Quantity; 16] = [
    Q::Students,
    Q::Lessons,
    Q::Periods,
    Q::PeriodMinutes,
    Q::Days,
    Q::Pay,
    Q::OtherDollars,
    Q::Flexible,
    Q::Restricted,
    Q::Duty,
    Q::Collaboration,
    Q::ClassSize,
    Q::Load,
    Q::Planning,
    Q::Teachers,
    Q::Sections,
];

impl Identity {
    fn sides(self) -> (&'static [Quantity], &'static [Quantity]) {
        match self {
            Identity::Product(left, right) | Identity::Sum(left, right) => (left, right),
        }
    }

    /// Its quantities.
    pub fn quantities(self) -> impl Iterator<Item = Quantity> {
        let (left, right) = self.sides();
        left.iter().chain(right).copied()
    }

    /// In words: "teachers × lessons a teacher teaches = lessons taught".
    pub fn words(self) -> String {
        let sign = if matches!(self, Identity::Product(..)) { " × " } else { " + " };
        let side =
            |side: &[Quantity]| side.iter().map(|q| lower(q.name())).collect::<Vec<_>>().join(sign);
        let (left, right) = self.sides();
        format!("{} = {}", side(left), side(right))
    }

    fn side(self, side: &[Quantity], of: &State, without: Option<Quantity>) -> Option<Exact> {
        let mut numbers = side.iter().filter(|q| Some(**q) != without);
        match self {
            Identity::Product(..) => {
                numbers.try_fold(Exact::ONE, |product, q| product.times(of[*q as usize]?))
            }
            Identity::Sum(..) => numbers.try_fold(Exact::ZERO, |sum, q| sum.plus(of[*q as usize]?)),
        }
    }

    /// The value that the identity gives a quantity when all the others are known.
    fn solve(self, wanted: Quantity, of: &State) -> Option<Exact> {
        let (left, right) = self.sides();
        let (its, other) = if left.contains(&wanted) { (left, right) } else { (right, left) };
        let rest = self.side(its, of, Some(wanted))?;
        let whole = self.side(other, of, None)?;
        match self {
            Identity::Product(..) => whole.over(rest),
            Identity::Sum(..) => whole.minus(rest),
        }
    }

    /// Whether it holds; `None` when something is not known.
    fn holds(self, of: &State) -> Option<bool> {
        let (left, right) = self.sides();
        Some(self.side(left, of, None)? == self.side(right, of, None)?)
    }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

type State = [Option<Exact>; COUNT];

/// A school's picture: a number for each quantity that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    values: Vec<Option<Exact>>,
}

/// Why a picture cannot be as asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PictureError {
    /// Too much is held: an identity would not hold any more.
    #[error("too much is held at once: {} would not hold", identity.words())]
    HeldTooMuch {
        /// The identity.
        identity: Identity,
        /// What is moved or held in it, directly or by what follows.
        among: Vec<Quantity>,
    },
    /// Nothing is known of what is moved or held.
    #[error("{} is not known for this school", lower(quantity.name()))]
    NotKnown {
        /// The quantity.
        quantity: Quantity,
    },
    /// What is moved and held leaves others that no exact number satisfies.
    #[error("what is moved and held leaves no exact number for {}", lower(quantity.name()))]
    Tangled {
        /// One of those that are left.
        quantity: Quantity,
    },
    /// A number for which there is no school.
    #[error("{} cannot be {} here", lower(quantity.name()), value.print(2))]
    NotPossible {
        /// The quantity.
        quantity: Quantity,
        /// The number.
        value: Exact,
    },
}

/// What became of the picture when one quantity was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The picture before.
    pub before: Picture,
    /// The picture after.
    pub after: Picture,
    /// What was moved.
    pub quantity: Quantity,
    /// What was held by the person.
    pub held: Vec<Quantity>,
    /// What stayed because nothing made it move, though nobody held it.
    pub stayed: Vec<Quantity>,
    /// What would have to be below zero, and so cannot be.
    pub impossible: Vec<Quantity>,
}

impl Picture {
    /// A picture from what is known; what follows from it is filled in, and what contradicts it
    /// is refused.
    ///
    /// # Errors
    /// [`PictureError::HeldTooMuch`].
    pub fn of(known: &[(Quantity, Exact)]) -> Result<Picture, PictureError> {
        let mut state: State = [None; COUNT];
        for (quantity, value) in known {
            state[*quantity as usize] = Some(*value);
        }
        let fixed: Vec<Quantity> = known.iter().map(|(quantity, _)| *quantity).collect();
        follow(&mut state, &fixed)?;
        Ok(Picture { values: state.to_vec() })
    }

    /// A quantity.
    pub fn get(&self, quantity: Quantity) -> Option<Exact> {
        self.values.get(quantity as usize).copied().flatten()
    }

    /// Moves one quantity to a number and holds others as they are.
    ///
    /// # Errors
    /// See [`PictureError`].
    pub fn moved(
        &self,
        quantity: Quantity,
        to: Exact,
        held: &[Quantity],
    ) -> Result<Moved, PictureError> {
        if self.get(quantity).is_none() {
            return Err(PictureError::NotKnown { quantity });
        }
        if to.is_negative() && quantity != Quantity::Balance {
            return Err(PictureError::NotPossible { quantity, value: to });
        }
        let mut state: State = [None; COUNT];
        state[quantity as usize] = Some(to);
        let mut fixed = vec![quantity];
        let held: Vec<Quantity> = held.iter().copied().filter(|q| *q != quantity).collect();
        for hold in &held {
            let value = self.get(*hold).ok_or(PictureError::NotKnown { quantity: *hold })?;
            // What follows already may be held only at what follows.
            if let Some(follows) = state[*hold as usize]
                && follows != value
            {
                return Err(conflict(&state, *hold, value, &fixed));
            }
            state[*hold as usize] = Some(value);
            fixed.push(*hold);
            follow(&mut state, &fixed)?;
        }
        follow(&mut state, &fixed)?;
        let mut stayed = Vec::new();
        for stay in STAYS.into_iter().chain(Quantity::ALL.iter().copied()) {
            let Some(value) = self.get(stay).filter(|_| state[stay as usize].is_none()) else {
                continue;
            };
            let mut tried = state;
            tried[stay as usize] = Some(value);
            fixed.push(stay);
            match follow(&mut tried, &fixed) {
                Ok(()) => {
                    state = tried;
                    stayed.push(stay);
                }
                Err(_) => {
                    fixed.pop();
                }
            }
        }
        // What is left hangs together: no single identity gives it.
        while let Some(left) = self.first_left(&state) {
            state = self
                .untangle(&state, &mut fixed)
                .ok_or(PictureError::Tangled { quantity: left })?;
        }
        let after = Picture { values: state.to_vec() };
        let impossible = Quantity::ALL
            .iter()
            .copied()
            .filter(|q| *q != Quantity::Balance && after.get(*q).is_some_and(Exact::is_negative))
            .collect();
        Ok(Moved { before: self.clone(), after, quantity, held, stayed, impossible })
    }
}

impl Picture {
    fn first_left(&self, state: &State) -> Option<Quantity> {
        let left = |q: &Quantity| self.get(*q).is_some() && state[*q as usize].is_none();
        Quantity::ALL.iter().copied().find(left)
    }

    /// Finds one of the quantities that are left by trying two numbers: where the identity that
    /// breaks is off by an amount that grows evenly, the number at which it holds is the one where
    /// that amount is nothing. What comes out is held against every identity.
    fn untangle(&self, state: &State, fixed: &mut Vec<Quantity>) -> Option<State> {
        for quantity in Quantity::ALL.iter().copied().filter(|q| state[*q as usize].is_none()) {
            let Some(base) = self.get(quantity) else { continue };
            let off = |value: Exact| -> Option<(Identity, Exact)> {
                let mut tried = *state;
                tried[quantity as usize] = Some(value);
                match follow(&mut tried, fixed) {
                    Err(PictureError::HeldTooMuch { identity, .. }) => {
                        let (left, right) = identity.sides();
                        let off = identity.side(left, &tried, None)?;
                        Some((identity, off.minus(identity.side(right, &tried, None)?)?))
                    }
                    _ => None,
                }
            };
            let next = base.plus(Exact::ONE)?;
            let (Some((first, a)), Some((second, b))) = (off(base), off(next)) else { continue };
            let Some(slope) = b.minus(a).filter(|slope| !slope.is_zero() && first == second) else {
                continue;
            };
            let Some(value) = a.over(slope).and_then(|by| base.minus(by)) else { continue };
            let mut tried = *state;
            tried[quantity as usize] = Some(value);
            fixed.push(quantity);
            if follow(&mut tried, fixed).is_ok() {
                return Some(tried);
            }
            fixed.pop();
        }
        None
    }
}

/// Fills in what follows, one identity after another, until nothing more does.
fn follow(state: &mut State, fixed: &[Quantity]) -> Result<(), PictureError> {
    loop {
        let mut found = false;
        for identity in IDENTITIES {
            let mut unknown = identity.quantities().filter(|q| state[*q as usize].is_none());
            match (unknown.next(), unknown.next()) {
                (None, _) if identity.holds(state) == Some(false) => {
                    return Err(held_too_much(identity, fixed));
                }
                (Some(only), None) => {
                    if let Some(value) = identity.solve(only, state) {
                        state[only as usize] = Some(value);
                        found = true;
                    }
                }
                _ => {}
            }
        }
        if !found {
            return Ok(());
        }
    }
}

fn held_too_much(identity: Identity, fixed: &[Quantity]) -> PictureError {
    let mut among: Vec<Quantity> = identity.quantities().filter(|q| fixed.contains(q)).collect();
    if among.is_empty() {
        among = fixed.to_vec();
    }
    PictureError::HeldTooMuch { identity, among }
}

/// The identity that a held value breaks.
fn conflict(state: &State, hold: Quantity, value: Exact, fixed: &[Quantity]) -> PictureError {
    let mut tried = *state;
    tried[hold as usize] = Some(value);
    let broken = IDENTITIES
        .into_iter()
        .find(|identity| identity.holds(&tried) == Some(false))
        .unwrap_or(IDENTITIES[0]);
    let mut fixed = fixed.to_vec();
    fixed.push(hold);
    held_too_much(broken, &fixed)
}
