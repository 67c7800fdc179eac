//! How far each child has come into each school, as the rounds of a year know it: the same rows that
//! a registration office keeps, for the funnel that joins the two.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::course::{Course, Held};
use super::round::{ProgramLine, Round};
use super::waitlist::{Move, State, What, list_moves};
use crate::district::{
    ApplicationId, GradeLevel, Registration, RegistrationStage, SchoolId, SchoolYear,
};

/// What the rounds of a year know of who comes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coming {
    /// One row for each stage that a child reached at a school, under the number of the child's
    /// first application. A seat offered to the same child at the same school twice is there twice.
    pub rows: Vec<Registration>,
    /// The first application of a child who applied again, by the number of the later one.
    same: BTreeMap<ApplicationId, ApplicationId>,
}

/// A child (its first application) and a school.
type At<'a> = (&'a str, &'a str);

impl Coming {
    /// What the rounds know at the end of a day, from where they stand then.
    ///
    /// Whoever lists a program has applied to its school by the day on which the round closes. An
    /// offer and its acceptance count on their days. Whoever holds neither a seat nor an offer of a
    /// school any more, after a day on which they turned one down, let it lapse, gave it back for a
    /// better one or left, has withdrawn from that school.
    pub fn of(course: &Course<'_>, held: &[Held<'_>], states: &[State], as_of: Date) -> Coming {
        let mut coming = Coming::default();
        let child = |stage: usize, one: u32| -> &str {
            let (stage, one) = course.first(stage, one);
            &held[stage].round.applications[one as usize].id
        };
        for (stage, round) in held.iter().map(|held| held.round).enumerate() {
            coming.add_applications(round, as_of, |one| child(stage, one));
        }
        coming.add_answers(held, states, &child);
        coming
    }

    /// Everybody who applied in a round that has closed.
    fn add_applications<'a>(&mut self, round: &Round, as_of: Date, child: impl Fn(u32) -> &'a str) {
        let closes = round.days().closes;
        for (one, line) in (0..).zip(&round.applications) {
            let first = child(one);
            if first != line.id {
                self.same.insert(line.id.as_str().into(), first.into());
            }
            let mut schools = BTreeSet::new();
            for choice in line.own().filter(|_| closes <= as_of) {
                let program = &round.programs[choice.program as usize];
                if schools.insert(&program.school) {
                    let at = (first, program.school.as_str());
                    self.push(round.year, at, &program.grade, RegistrationStage::Applied, closes);
                }
            }
        }
    }

    /// What was offered and answered, day by day.
    fn add_answers<'a>(
        &mut self,
        held: &'a [Held<'a>],
        states: &[State],
        child: &impl Fn(usize, u32) -> &'a str,
    ) {
        let mut holds: BTreeMap<At<'_>, BTreeSet<(usize, u32, u32)>> = BTreeMap::new();
        for day in list_moves(states).chunk_by(|(_, a), (_, b)| a.on == b.on) {
            let mut touched: BTreeMap<At<'_>, &ProgramLine> = BTreeMap::new();
            for &(stage, one) in day {
                let round = held[stage].round;
                let list = (0..).zip(&round.applications[one.application as usize].list);
                for (place, choice) in list.filter(|(place, _)| is_about(one, *place)) {
                    let program = &round.programs[choice.program as usize];
                    let at = (child(stage, one.application), program.school.as_str());
                    let holding = holds.entry(at).or_default();
                    let this = (stage, one.application, place);
                    // Nobody applied for the school that they have by right.
                    if choice.rank == 0 && one.what == What::Withdrawn && !holding.contains(&this) {
                        continue;
                    }
                    let reached = match one.what {
                        What::Offered => Some(RegistrationStage::Offered),
                        What::Accepted => Some(RegistrationStage::Accepted),
                        _ => None,
                    };
                    if let Some(reached) = reached {
                        holding.insert(this);
                        self.push(round.year, at, &program.grade, reached, one.on);
                    } else {
                        holding.remove(&this);
                    }
                    touched.insert(at, program);
                }
            }
            let (year, on) = (held[0].round.year, day[0].1.on);
            for (at, program) in touched.into_iter().filter(|(at, _)| holds[at].is_empty()) {
                self.push(year, at, &program.grade, RegistrationStage::Withdrawn, on);
            }
        }
    }

    fn push(&mut self, year: i16, at: At<'_>, grade: &str, stage: RegistrationStage, on: Date) {
        self.rows.push(Registration {
            school_year: SchoolYear::ending(year),
            application_id: at.0.into(),
            school_id: SchoolId::from(at.1),
            grade_level: GradeLevel::find(grade).unwrap_or(GradeLevel::Ungraded),
            stage,
            stage_date: on,
        });
    }

    /// Joins the rows of a registration office to what the rounds know: a child who applied again
    /// is one child.
    pub fn join(self, mut office: Vec<Registration>) -> Vec<Registration> {
        for row in &mut office {
            if let Some(first) = self.same.get(&row.application_id) {
                row.application_id = first.clone();
            }
        }
        office.extend(self.rows);
        office
    }
}

/// Whether what happened is about a place of the list: one who leaves gives up all of them.
fn is_about(one: &Move, place: u32) -> bool {
    match one.what {
        What::PassedOver => false,
        What::Withdrawn => true,
        _ => one.place == place,
    }
}
