//! A diploma made ready for one catalog and one entering cohort: bits instead of words.

use std::collections::BTreeMap;

use crate::district::{CreditStatus, SchoolYear};
use crate::graduation::model::{Line, NO_MARK};
use crate::graduation::policy::Worth;
use crate::graduation::policy::{Asks, Diploma, Matcher};
use crate::graduation::reading::{Catalog, Records};

/// One requirement's credit, ready.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// Units.
    pub units: u32,
    /// The lowest mark that counts, in points.
    pub minimum_points: Option<f64>,
}

/// One count of its own: the requirements of a ledger, and the choices among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRules {
    /// Whether the diploma needs it.
    pub required: bool,
    /// Its credit requirements, a bit each.
    pub bits: u64,
    /// Choices: each a list of options, each the bits of its requirements.
    pub choices: Vec<Vec<u64>>,
    /// Pairs that may share, and how many units.
    pub shares: Vec<(usize, usize, u32)>,
}

/// A diploma for one catalog and cohort.
#[derive(Debug, Clone)]
pub struct Rules<'a> {
    /// The diploma.
    pub diploma: &'a Diploma,
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The cohort.
    pub entered: SchoolYear,
    /// The requirements that govern it, by position.
    pub active: Vec<usize>,
    /// What each credit requirement needs; nothing for others.
    pub needs: Vec<Option<Need>>,
    /// The counts.
    pub ledgers: Vec<LedgerRules>,
    /// For each course, the requirements that it may count for.
    pub course_bits: Vec<u64>,
    /// For each course, the requirements of the same areas.
    pub area_bits: Vec<u64>,
    /// For each course, whether it counts when taken before grade 9.
    pub before_9: Vec<bool>,
    /// For each course, whether it may be repeated for credit.
    pub repeatable: Vec<bool>,
    /// For each course, whether no change of a schedule gives it up.
    pub kept: Vec<bool>,
    /// For each course, whether either half of it can be made up in either half of the year.
    pub in_halves: &'a [bool],
    /// For each course, the course that stands for all that are the same.
    pub same_as: Vec<u32>,
    /// Requirements of whose kind nothing is on file for anybody, a bit each.
    pub not_on_file: u64,
    /// Requirements that any course may count for, which take what the others leave, a bit each.
    pub left: u64,
    marks: Vec<BTreeMap<i16, Worth>>,
    worths: Vec<Worth>,
}

impl<'a> Rules<'a> {
    /// Makes a diploma ready for a catalog, the marks met, and a cohort.
    pub fn of(diploma: &'a Diploma, records: &'a Records, entered: SchoolYear) -> Self {
        let catalog = &records.catalog;
        let active: Vec<usize> = (0..diploma.requirements.len())
            .filter(|at| diploma.requirements[*at].cohorts.governs(entered))
            .collect();
        let needs = (0..diploma.requirements.len())
            .map(|at| match &diploma.requirements[at].asks {
                Asks::Credit { units, minimum_points, .. } if active.contains(&at) => {
                    Some(Need { units: *units, minimum_points: *minimum_points })
                }
                _ => None,
            })
            .collect();
        let left = list_left(diploma, &active);
        let course_bits: Vec<u64> =
            (0..catalog.courses.len()).map(|at| bits_of(diploma, &active, catalog, at)).collect();
        let area_bits = course_bits.iter().map(|bits| widen(diploma, &active, *bits)).collect();
        let fits = |matchers: &[Matcher]| -> Vec<bool> {
            catalog.courses.iter().map(|c| matchers.iter().any(|m| m.fits(c))).collect()
        };
        let mut same_as: Vec<u32> = (0..catalog.courses.len() as u32).collect();
        for group in &diploma.same_courses {
            let found: Vec<u32> = group.iter().filter_map(|id| catalog.find(id)).collect();
            for course in &found {
                same_as[*course as usize] = found[0];
            }
        }
        let marks = &diploma.marks;
        let worths = records.marks.iter().map(|m| marks.worth(m, SchoolYear::ending(0))).collect();
        let by_year = records.marks.iter().map(|mark| {
            let years =
                marks.pass_in.iter().map(|(year, _)| (year.end(), marks.worth(mark, *year)));
            years.collect()
        });
        Rules {
            ledgers: ledgers(diploma, &active),
            before_9: fits(&diploma.middle_school.1),
            repeatable: fits(&diploma.repeatable),
            kept: fits(&diploma.never_give_up),
            marks: by_year.collect(),
            in_halves: &records.in_halves,
            diploma,
            catalog,
            entered,
            active,
            needs,
            course_bits,
            area_bits,
            same_as,
            not_on_file: 0,
            left,
            worths,
        }
    }

    /// The same where nothing is on file for anybody of these requirements.
    #[must_use]
    pub fn with_nothing_of(self, not_on_file: u64) -> Self {
        Rules { not_on_file, ..self }
    }

    /// Whether the diploma needs a requirement: its ledger is one that decides.
    pub fn needs_it(&self, requirement: usize) -> bool {
        let ledger = &self.diploma.requirements[requirement].ledger;
        self.diploma.ledgers.iter().any(|known| known.id == *ledger && known.required)
    }

    /// What a line's mark says.
    pub fn worth(&self, line: &Line) -> Worth {
        if line.mark == NO_MARK {
            return Worth::Unknown;
        }
        let at = usize::from(line.mark);
        self.marks[at].get(&line.year).copied().unwrap_or(self.worths[at])
    }

    /// The requirements whose lowest mark is reached.
    pub fn bits_reached(&self, points: f64) -> u64 {
        let mut bits = 0;
        for (at, need) in self.needs.iter().enumerate() {
            if let Some(need) = need
                && need.minimum_points.is_none_or(|least| points >= least)
            {
                bits |= 1 << at;
            }
        }
        bits
    }

    /// The credits that a line gives, or can give while it is not finished, in hundredths: no more
    /// than were tried for and no more than the catalog gives, where either is known.
    pub fn credits(&self, line: &Line) -> u32 {
        let earned = line.status == CreditStatus::Earned as u8;
        let written = u32::from(if earned { line.earned } else { line.attempted });
        let tried = Some(u32::from(line.attempted)).filter(|tried| *tried > 0);
        let offered = self.catalog.hundredths(line.course).filter(|offered| *offered > 0);
        written.min(tried.unwrap_or(u32::MAX)).min(offered.unwrap_or(u32::MAX))
    }

    /// Whole units of credits in hundredths, and whether something is left over.
    pub fn units(&self, hundredths: u32) -> (u32, bool) {
        let exact = f64::from(hundredths) / 100.0 * self.diploma.year_course / self.diploma.unit;
        let units = (exact + 1e-6).floor();
        (units as u32, exact - units > 1e-6)
    }
}

fn bits_of(diploma: &Diploma, active: &[usize], catalog: &Catalog, course: usize) -> u64 {
    let course = &catalog.courses[course];
    let mut bits = 0;
    for at in active {
        let Asks::Credit { accepts, except, .. } = &diploma.requirements[*at].asks else {
            continue;
        };
        if accepts.iter().any(|m| m.fits(course)) && !except.iter().any(|m| m.fits(course)) {
            bits |= 1u64 << at;
        }
    }
    bits
}

/// The requirements that any course at all may count for, a bit each.
fn list_left(diploma: &Diploma, active: &[usize]) -> u64 {
    let takes_any = |at: &&usize| match &diploma.requirements[**at].asks {
        Asks::Credit { accepts, .. } => accepts.iter().any(Matcher::is_any),
        _ => false,
    };
    active.iter().filter(takes_any).fold(0, |bits, at| bits | 1 << at)
}

/// The requirements of the areas that these bits are in, of the same ledgers.
fn widen(diploma: &Diploma, active: &[usize], bits: u64) -> u64 {
    let mut wide = bits;
    for at in active {
        let one = &diploma.requirements[*at];
        let beside = active.iter().filter(|other| bits & 1 << **other != 0).any(|other| {
            let other = &diploma.requirements[*other];
            other.area == one.area && other.ledger == one.ledger
        });
        if beside && matches!(one.asks, Asks::Credit { .. }) {
            wide |= 1 << at;
        }
    }
    wide
}

fn ledgers(diploma: &Diploma, active: &[usize]) -> Vec<LedgerRules> {
    let of = |ledger: &str| {
        let ledger = ledger.to_owned();
        active.iter().copied().filter(move |at| {
            let requirement = &diploma.requirements[*at];
            requirement.ledger == ledger && matches!(requirement.asks, Asks::Credit { .. })
        })
    };
    diploma
        .ledgers
        .iter()
        .map(|ledger| {
            let bits = of(&ledger.id).fold(0, |bits, at| bits | 1u64 << at);
            let mut choices: Vec<(&str, Vec<(&str, u64)>)> = Vec::new();
            for at in of(&ledger.id) {
                let Some((choice, option)) = &diploma.requirements[at].option else { continue };
                let place = match choices.iter().position(|(known, _)| known == choice) {
                    Some(place) => place,
                    None => {
                        choices.push((choice, Vec::new()));
                        choices.len() - 1
                    }
                };
                let options = &mut choices[place].1;
                match options.iter_mut().find(|(known, _)| known == option) {
                    Some((_, bits)) => *bits |= 1 << at,
                    None => options.push((option, 1 << at)),
                }
            }
            let shares = diploma
                .sharing
                .iter()
                .filter(|share| bits & 1 << share.first != 0 && bits & 1 << share.second != 0)
                .map(|share| (share.first, share.second, share.units))
                .collect();
            LedgerRules {
                required: ledger.required,
                bits,
                choices: choices
                    .into_iter()
                    .map(|(_, options)| options.into_iter().map(|(_, bits)| bits).collect())
                    .collect(),
                shares,
            }
        })
        .collect()
}
