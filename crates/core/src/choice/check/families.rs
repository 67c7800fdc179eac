//! Claims that keeping families together leaves open, and by which family each is explained.
//!
//! Brothers and sisters who follow one another are placed by lists in another order, on which they
//! count as having a sibling at the school. By these lists nobody has a better claim to a seat than
//! its holder. By the lists that families wrote somebody can: that is what the rule for families
//! costs. Each such claim must lead to a list that was changed. One that does not is a fault of the
//! engine.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Violation, check_stable};
use crate::choice::model::{Assignment, Market, NONE, Numbers};

/// Which family explains a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The applicant was put in one school with a brother or sister, and wrote another choice
    /// higher.
    OwnFamily,
    /// The holder who would have to make room came in, or stands in line, by a brother or sister.
    HoldersFamily,
    /// Somebody else at the program did, and so pushed the applicant down.
    FamilyAtProgram,
    /// No list that was changed has to do with it: a fault.
    Unexplained,
}

impl Cause {
    /// All of them.
    pub const ALL: [Cause; 4] =
        [Cause::OwnFamily, Cause::HoldersFamily, Cause::FamilyAtProgram, Cause::Unexplained];

    /// What it means, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Cause::OwnFamily => "the applicant was put in one school with a brother or sister",
            Cause::HoldersFamily => "the holder comes first by a brother or sister",
            Cause::FamilyAtProgram => "another at the program comes first by a brother or sister",
            Cause::Unexplained => "no family explains it",
        }
    }
}

/// What the check finds of an assignment that keeps families together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FamilyCheck {
    /// What is wrong by the lists as they were used: nothing, when the engine is right.
    pub by_used: Vec<Violation>,
    /// What is open by the lists as families wrote them, each with its cause.
    pub by_own: Vec<(Violation, Cause)>,
}

impl FamilyCheck {
    /// How many claims have a cause.
    pub fn count(&self, cause: Cause) -> usize {
        self.by_own.iter().filter(|(_, one)| *one == cause).count()
    }

    /// Whether the lists that were used explain everything.
    pub fn is_explained(&self) -> bool {
        self.by_used.is_empty() && self.count(Cause::Unexplained) == 0
    }
}

/// Checks an assignment by the lists that were used and by those that families wrote. `own` and
/// `used` are markets of the same programs and applications, and each list of `used` holds the
/// programs of the own one, in whichever order. `numbers` and `assignment` are those of `used`.
pub fn check_families(
    own: &Market,
    used: &Market,
    numbers: &Numbers,
    assignment: &Assignment,
) -> FamilyCheck {
    let by_used = check_stable(used, numbers, assignment);
    let same = |application: usize| {
        own.list(application)
            .zip(used.list(application))
            .all(|(one, other)| own.listed(one) == used.listed(other))
    };
    let changed: Vec<bool> =
        (0..own.count_applications()).map(|application| !same(application)).collect();
    // The place that each choice of a family's own list has among those that were used.
    let as_used: Vec<usize> = (0..own.count_applications())
        .flat_map(|application| {
            own.list(application).map(move |choice| {
                let program = own.program(choice);
                let mut others = used.list(application);
                others.find(|other| used.program(*other) == program).unwrap_or(choice)
            })
        })
        .collect();
    let own_numbers = match numbers {
        Numbers::Single(numbers) => Numbers::Single(numbers.clone()),
        Numbers::PerProgram(numbers) => {
            Numbers::PerProgram(as_used.iter().map(|choice| numbers[*choice]).collect())
        }
    };
    let mut given = Assignment::empty(own.count_applications());
    let mut at_program: BTreeSet<u32> = BTreeSet::new();
    for application in 0..own.count_applications() {
        let held = assignment.given[application];
        if held == NONE {
            continue;
        }
        let choice = own.list(application).find(|choice| as_used[*choice] == held as usize);
        given.given[application] = choice.map_or(NONE, |choice| choice as u32);
        given.group[application] = assignment.group[application];
        if changed[application] {
            at_program.insert(used.program(held as usize) as u32);
        }
    }
    let changed = |application: u32| changed[application as usize];
    let cause = |violation: &Violation| match *violation {
        Violation::Wasted { application, .. }
        | Violation::NotOnList { application }
        | Violation::JustifiedEnvy { application, .. }
            if changed(application) =>
        {
            Cause::OwnFamily
        }
        Violation::JustifiedEnvy { holder, .. } if changed(holder) => Cause::HoldersFamily,
        Violation::NotChosen { application, .. } if changed(application) => Cause::HoldersFamily,
        Violation::JustifiedEnvy { program, .. } | Violation::NotChosen { program, .. }
            if at_program.contains(&program) =>
        {
            Cause::FamilyAtProgram
        }
        _ => Cause::Unexplained,
    };
    let by_own = check_stable(own, &own_numbers, &given)
        .into_iter()
        .map(|violation| (violation, cause(&violation)))
        .collect();
    FamilyCheck { by_used, by_own }
}
