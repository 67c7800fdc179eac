//! The formula as text: what each school gets, by which rule, from which fund, until when.
//!
//! A formula is one TOML file. Those that ship are in `policy/budget/`; a district's own folder
//! may add formulas, or replace a shipped one by using its id. Everything is checked when the
//! file is read: names, kinds, loops, funds, prices; each problem has its line and a remedy.

mod books;
mod choices;
mod facts;
mod file;
mod order;
mod parts;
mod problem;
mod read;
mod shipped;
mod whole;

use jiff::civil::Date;

use super::expression::{Expression, Names};
use crate::district::{AcademicSubject, GradeLevel, SchoolYear};
use crate::exact::Exact;

pub use books::{Account, AccountKind, Calendar, ClassSize, MoneyFrom, begins};
pub use choices::{
    CheckIn, Counted, Growth, GrowthBand, Lever, Need, PlanB, Scale, Stipend, Support, Tradeoff,
};
pub use order::Item;
pub use problem::{Gravity, Problem};
pub use shipped::{Formulas, SHIPPED};

/// What a quantity counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Students; a draw of enrollment moves them.
    Students,
    /// Full-time positions.
    Positions,
    /// Dollars.
    Dollars,
    /// A number without a unit.
    Number,
    /// A text of a list.
    Text,
}

/// Where an input is found in the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactsRecipe {
    /// Members on count day, of a group and of some grades.
    Students {
        /// `DIMENSION=CODE`; `None` for all.
        group: Option<String>,
        /// Grades; empty for all.
        grades: Vec<GradeLevel>,
        /// 0 for the year that the formula pays for, 1 for the one before.
        years_ago: u8,
    },
    /// Full-time positions of a job.
    Positions {
        /// The job.
        job: String,
        /// The funds that pay; empty for all.
        funds: Vec<String>,
        /// 0 for the year that the formula pays for, 1 for the one before.
        years_ago: u8,
    },
    /// Students who came to the school after one day of the year, or left it before another.
    Moved {
        /// Month and day after which coming counts.
        from: (i8, i8),
        /// Month and day before which leaving counts.
        to: (i8, i8),
        /// 0 for the year that the formula pays for, 1 for the one before.
        years_ago: u8,
    },
    /// Members whose result on an assessment lies below a level.
    Below {
        /// The assessment.
        assessment: String,
        /// The subject; `None` for any.
        subject: Option<AcademicSubject>,
        /// The level, on the assessment's own scale.
        level: i64,
        /// The year of the result: 1 for the one before the formula's.
        years_ago: u8,
    },
    /// What one full-time person in a job costs at the school by the ledger, benefits included.
    Pay {
        /// The job.
        job: String,
    },
    /// The school's type.
    SchoolType,
    /// How many grades had students on count day.
    Grades,
}

/// How an input, or a published result, is found in a long published file.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The file, by its place among the formula's files.
    pub file: usize,
    /// The column that holds it.
    pub value: String,
    /// Columns that must hold one of these.
    pub only: Vec<(String, Vec<String>)>,
    /// Columns that must not hold any of these.
    pub without: Vec<(String, Vec<String>)>,
    /// What ends the number: `:` in `24:1`.
    pub before: Option<String>,
    /// How several rows become one value.
    pub fold: Fold,
    /// Spellings of the file and the input's codes.
    pub codes: Vec<(String, String)>,
    /// For a result: at which schools the file holds it; at all where nothing is said.
    pub when: Option<Expression>,
    /// For a result: how far from it is still the same, in its own unit.
    pub within: Exact,
}

/// How several rows become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// The first row's.
    First,
    /// The sum.
    Sum,
    /// How many are above zero.
    CountAboveZero,
}

/// A published file that a formula's inputs can be read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its id in the formula.
    pub id: String,
    /// The column that names the school.
    pub key: String,
    /// The column with the school's name.
    pub name: Option<String>,
    /// Columns that must hold one of these, for every recipe that does not say otherwise.
    pub only: Vec<(String, Vec<String>)>,
}

/// An input: what must be known of a school.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its name in expressions.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// What it counts.
    pub unit: Unit,
    /// The texts that it can be.
    pub codes: Vec<String>,
    /// What it is where nothing is known.
    pub otherwise: Option<super::expression::Value>,
    /// Where the facts have it.
    pub facts: Option<FactsRecipe>,
    /// Where a published file has it.
    pub published: Option<Recipe>,
}

/// A number that lines use: one expression, or bands of which the first that holds counts.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberRule {
    /// Its name in expressions.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// Who says so.
    pub because: String,
    /// Condition and value, in order.
    pub bands: Vec<(Expression, Expression)>,
    /// The value where no band holds; without it the rule does not cover the school.
    pub otherwise: Option<Expression>,
    /// Where a published file has it.
    pub published: Option<Recipe>,
    /// Line of the file.
    pub at: usize,
}

/// What a position costs in a year, benefits included.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// The job.
    pub job: String,
    /// The district's average.
    pub average: Expression,
    /// What the people of the school cost, where it is known.
    pub actual: Option<Expression>,
    /// Who says so.
    pub because: String,
}

/// Who holds a dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// The central office decides what it buys.
    Central,
    /// A lead partner decides for its cluster.
    Partner,
    /// The school decides.
    School,
}

impl Tier {
    /// All, from the centre out.
    pub const ALL: [Tier; 3] = [Tier::Central, Tier::Partner, Tier::School];

    /// As files write it.
    pub const fn code(self) -> &'static str {
        match self {
            Tier::Central => "central",
            Tier::Partner => "partner",
            Tier::School => "school",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Tier::Central => "Central office",
            Tier::Partner => "Lead partner",
            Tier::School => "School",
        }
    }
}

/// A fund: whose money, for what, until when.
#[derive(Debug, Clone, PartialEq)]
pub struct Fund {
    /// Id, as lines and ledgers name it.
    pub id: String,
    /// Name.
    pub name: String,
    /// Who gives it: `district`, `state`, `federal`, `city`, `grant`.
    pub from: String,
    /// What it may pay for.
    pub pays_for: String,
    /// What it may not.
    pub may_not: String,
    /// The shared goal that it serves, where several funds are braided on one.
    pub goal: String,
    /// The last day on which it pays.
    pub until: Option<Date>,
    /// Whether it may only pay for some things; `None` where the formula does not say.
    pub restricted: Option<bool>,
    /// Who decides what it buys, where its accounts do not say.
    pub tier: Option<Tier>,
}

/// One term of a line: so many of something, each worth so much, or one for so many.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// What it is for, in words; may be empty when there is one term.
    pub name: String,
    /// What is counted.
    pub of: Expression,
    /// One for so many.
    pub per: Option<Expression>,
    /// Each worth so much.
    pub times: Option<Expression>,
    /// For which schools.
    pub when: Option<Expression>,
}

/// How a line's sum is rounded, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Not.
    No,
    /// To the next step at or above.
    Up,
    /// To the next step at or below.
    Down,
    /// To the nearest step, halves up.
    Nearest,
}

/// A floor or a cap.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The amount.
    pub amount: Expression,
    /// For which schools.
    pub when: Option<Expression>,
    /// Why.
    pub because: String,
}

/// Hold harmless: no less than last year's, less what may be lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Hold {
    /// Last year's amount.
    pub last: Expression,
    /// What may be lost of it.
    pub may_lose: Expression,
    /// Why.
    pub because: String,
}

/// A share of a fixed sum, in proportion to points.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The sum, in dollars or positions.
    pub pool: Exact,
    /// A school's points.
    pub by: Expression,
}

/// What a line gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Full-time positions, which have a price.
    Positions,
    /// Dollars.
    Dollars,
}

/// One line of the formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name in expressions.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// What it gives.
    pub gives: Gives,
    /// The job of its positions.
    pub job: Option<String>,
    /// The fund that pays.
    pub fund: Option<String>,
    /// Who decides what it buys.
    pub tier: Tier,
    /// Which schools get it.
    pub when: Option<Expression>,
    /// Its terms, which are added.
    pub terms: Vec<Term>,
    /// A share of a fixed sum in place of terms.
    pub share: Option<Share>,
    /// Rounding of the sum.
    pub round: Round,
    /// The step that it is rounded to.
    pub step: Exact,
    /// The floor.
    pub at_least: Option<Bound>,
    /// The cap.
    pub at_most: Option<Bound>,
    /// Hold harmless.
    pub hold: Option<Hold>,
    /// Who says so, or how it was found.
    pub because: String,
    /// What a reader must know.
    pub note: String,
    /// What the published files do not settle, and so why some schools come out otherwise.
    pub unsettled: String,
    /// Where a published file has the result.
    pub published: Option<Recipe>,
    /// Line of the file.
    pub at: usize,
}

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// Id, as links use it.
    pub id: String,
    /// Name.
    pub name: String,
    /// The year that it pays for.
    pub year: SchoolYear,
    /// The day on which it last changed.
    pub version: String,
    /// Who says so.
    pub authority: String,
    /// Where it is written.
    pub citation: String,
    /// What the text says, in our words.
    pub source: String,
    /// Whether it was checked against that text; if not, `note` says what is unsure.
    pub verified: bool,
    /// What a reader must know.
    pub note: String,
    /// Whether positions are priced by what the school's own people cost.
    pub actual_salaries: bool,
    /// Published files that it can be fed from.
    pub files: Vec<Published>,
    /// Inputs.
    pub inputs: Vec<Input>,
    /// Numbers.
    pub numbers: Vec<NumberRule>,
    /// Prices.
    pub prices: Vec<Price>,
    /// Funds.
    pub funds: Vec<Fund>,
    /// Lines.
    pub lines: Vec<Line>,
    /// Accounts of the ledger.
    pub accounts: Vec<Account>,
    /// Where the money of a school's plan is from.
    pub money: MoneyFrom,
    /// How the school year is counted.
    pub calendar: Calendar,
    /// How many students a class has at most.
    pub class_sizes: Vec<ClassSize>,
    /// The rule of need.
    pub need: Option<Need>,
    /// Stipends.
    pub stipends: Vec<Stipend>,
    /// Supports.
    pub supports: Vec<Support>,
    /// Levers.
    pub levers: Vec<Lever>,
    /// What the choice of levers must keep to.
    pub tradeoff: Option<Tradeoff>,
    /// Growth.
    pub growth: Option<Growth>,
    /// Check-ins.
    pub check_ins: Vec<CheckIn>,
    /// Plan B.
    pub plan_b: Vec<PlanB>,
    /// Names: inputs, then numbers, then lines.
    pub names: Names,
    /// Numbers and lines in an order in which each comes after what it uses.
    pub order: Vec<Item>,
    /// What a reader should look at, though the formula can be used.
    pub warnings: Vec<Problem>,
}

impl Line {
    /// The expressions that its amount is made of, in the order in which they are used.
    pub(crate) fn expressions(&self) -> Vec<&Expression> {
        let mut list: Vec<&Expression> = self.when.iter().collect();
        for term in &self.terms {
            list.push(&term.of);
            list.extend(term.per.iter().chain(&term.times).chain(&term.when));
        }
        list.extend(self.share.iter().map(|share| &share.by));
        for bound in self.at_least.iter().chain(&self.at_most) {
            list.push(&bound.amount);
            list.extend(&bound.when);
        }
        list.extend(self.hold.iter().flat_map(|hold| [&hold.last, &hold.may_lose]));
        list
    }
}

impl Formula {
    /// The line of that id.
    pub fn find_line(&self, id: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.id == id)
    }

    /// Where a line's or a number's result is published.
    pub fn find_result(&self, id: &str) -> Option<&Recipe> {
        let number = || self.numbers.iter().find(|number| number.id == id);
        match self.find_line(id) {
            Some(line) => self.lines[line].published.as_ref(),
            None => number()?.published.as_ref(),
        }
    }

    /// The input of that name.
    pub fn find_input(&self, name: &str) -> Option<usize> {
        self.inputs.iter().position(|input| input.name == name)
    }

    /// The fund of that id.
    pub fn find_fund(&self, id: &str) -> Option<&Fund> {
        self.funds.iter().find(|fund| fund.id == id)
    }

    /// The place of a number among the names.
    pub fn number_place(&self, number: usize) -> usize {
        self.inputs.len() + number
    }

    /// The place of a line among the names.
    pub fn line_place(&self, line: usize) -> usize {
        self.inputs.len() + self.numbers.len() + line
    }

    /// The price of a job.
    pub fn find_price(&self, job: &str) -> Option<&Price> {
        self.prices.iter().find(|price| price.job == job)
    }
}
