//! What a formula says beyond the allocation: need, stipends, supports, levers, coming years.

use crate::budget::expression::Expression;
use crate::exact::Exact;

/// The stated rule of need.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// What it is called.
    pub name: String,
    /// The number; a higher one is a higher need.
    pub is: Expression,
    /// How many tiers schools are put in; tier 1 needs most.
    pub tiers: u8,
}

/// Pay on top for working where need is high.
#[derive(Debug, Clone, PartialEq)]
pub struct Stipend {
    /// Name.
    pub name: String,
    /// The tier of need whose schools have it, from 1, the highest need.
    pub tier: u8,
    /// Whose pay.
    pub job: String,
    /// A year's dollars for one full-time person, cost of benefits included.
    pub dollars: Exact,
    /// Only for people rated strong.
    pub strong_only: bool,
    /// When and how it ends.
    pub exit: String,
}

/// A support for so many of the schools that need it most.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    /// Name.
    pub name: String,
    /// How many schools.
    pub schools: u32,
    /// A year's dollars for one school.
    pub dollars: Expression,
    /// Minutes that it adds to a student's day.
    pub minutes_a_day: Exact,
    /// Hours of learning that it adds to a teacher's year.
    pub teacher_hours: Exact,
    /// When and how it ends.
    pub exit: String,
}

/// Something that can be done at a school, with its local price and cited effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// A year's dollars for one unit at one school.
    pub cost: Expression,
    /// Students that one unit reaches.
    pub reaches: Expression,
    /// Effect on a student that is reached, in standard deviations: low, middle, high.
    pub effect: (Exact, Exact, Exact),
    /// Central positions that one unit takes.
    pub central_positions: Option<Expression>,
    /// Most units at one school.
    pub at_most: u32,
    /// At which schools it can be done.
    pub when: Option<Expression>,
    /// What a student gets, as a sentence ends: "their extra half hour".
    pub gives: String,
    /// Where the effect is from; the district owns the numbers.
    pub citation: String,
    /// When and how it ends.
    pub exit: String,
}

/// What the choice of levers must keep to.
#[derive(Debug, Clone, PartialEq)]
pub struct Tradeoff {
    /// Dollars to spend.
    pub budget: Exact,
    /// Most central positions.
    pub central_positions: Option<Exact>,
    /// Most levers at one school.
    pub levers_a_school: Option<u32>,
    /// Which schools count as high need, and the least share of the dollars spent that is theirs.
    pub high_need: Option<(Expression, Exact)>,
}

/// Yearly growth, as a band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GrowthBand {
    /// One year in ten is below.
    pub low: Exact,
    /// As often above as below.
    pub middle: Exact,
    /// One year in ten is above.
    pub high: Exact,
}

/// A salary scale: what a teacher earns by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Name.
    pub name: String,
    /// Where it is published.
    pub citation: String,
    /// Years of experience of the first step.
    pub first_step: u8,
    /// The share of teachers who leave in a year; somebody on the first step takes each one's place.
    pub leaving: Exact,
    /// A year's dollars by step.
    pub dollars: Vec<i64>,
}

/// How money grows over five years.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    /// Salaries, beside steps where there is a scale.
    pub salaries: GrowthBand,
    /// Everything else that is bought.
    pub prices: GrowthBand,
    /// Revenue for one student, or in total where a fund does not follow students.
    pub revenue: GrowthBand,
    /// The share of a school's salaries that follows its students within a year.
    pub follows_students: Exact,
    /// The scale.
    pub scale: Option<Scale>,
}

/// A count that a plan is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Members on count day.
    Members,
    /// Who applied for the next year.
    Applied,
    /// Who registered for the next year.
    Registered,
}

impl Counted {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Counted::Members => "Students on count day",
            Counted::Applied => "New students who applied for next year",
            Counted::Registered => "New students registered for next year",
        }
    }
}

/// A day in the enrollment calendar on which a school's plan is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckIn {
    /// Month and day.
    pub on: (i8, i8),
    /// Name.
    pub name: String,
    /// What is looked at.
    pub look: String,
    /// The count that is set beside the break-even number.
    pub count: Option<Counted>,
}

/// One line of plan B, in the order in which lines are cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanB {
    /// How the account's text begins.
    pub account: String,
    /// Name.
    pub name: String,
    /// The share of it that can be cut.
    pub share: Exact,
}
