//! Versions: a projection as it is kept, what changed since the last one and why, and its error.

use serde::{Deserialize, Serialize};

use super::engine;
use super::model::{Banded, Event, GRADES, Inputs, Known, Projection, Roll};

/// The version of the method. A change that moves figures makes a new one.
pub const METHOD: &str = "2026-11-25";

/// A projection, as small as it can be kept: what is projected and the three bands of every cell,
/// school and the district, in whole and tenths of students.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Version of the method.
    pub method: String,
    /// The calendar year in which the last counted school year ends.
    pub origin: i16,
    /// Years ahead.
    pub horizon: usize,
    /// The schools with their numbers and names.
    pub schools: Vec<(String, String)>,
    /// Cells that are not empty: school, grade, and by year ahead the projected number and bands.
    pub cells: Vec<(u32, u8, Vec<[f32; 7]>)>,
    /// By school, by year ahead.
    pub totals: Vec<Vec<[f32; 7]>>,
    /// By year ahead.
    pub district: Vec<[f32; 7]>,
    /// The events that were known, in words.
    pub events: Vec<String>,
    /// What changed since the version before; none for the first.
    pub since: Option<Since>,
}

/// What changed since a version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Since {
    /// The number of the version before.
    pub version: i64,
    /// The calendar year in which the school year ends that both project.
    pub year: i16,
    /// Schools whose projection moved by a student or more, the most moved first.
    pub schools: Vec<Moved>,
}

/// How far a school's projection moved, and by what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// The school's number.
    pub school_id: String,
    /// Projected before.
    pub before: f64,
    /// Projected now.
    pub now: f64,
    /// By new or corrected counts.
    pub by_counts: f64,
    /// By a change of method.
    pub by_method: f64,
    /// By events that became known, or are no longer expected.
    pub by_events: f64,
}

fn small(banded: &Banded) -> [f32; 7] {
    let tenth = |x: f64| ((x * 10.0).round() / 10.0) as f32;
    let (half, most, all) = (banded.half, banded.most, banded.nearly_all);
    [banded.value, half.0, half.1, most.0, most.1, all.0, all.1].map(tenth)
}

fn large(kept: &[f32; 7]) -> Banded {
    let [value, h0, h1, m0, m1, a0, a1] = kept.map(f64::from);
    Banded { value, half: (h0, h1), most: (m0, m1), nearly_all: (a0, a1) }
}

/// An event in words that stay the same from version to version.
pub fn event_in_words(roll: &Roll, event: &Event) -> String {
    let school = |at: usize| roll.schools()[at].id.clone();
    let mut words =
        format!("{} {} {}", roll.year_at(event.year), school(event.school), event.kind.code());
    if let Some(grade) = event.grade {
        words += &format!(" grade {}", super::model::grade_at(grade).code());
    }
    if let Some(other) = event.other {
        words += &format!(" with {}", school(other));
    }
    if let Some(students) = event.students {
        words += &format!(", {students} students");
    }
    if event.share < 1.0 {
        words += &format!(", {}%", (event.share * 100.0).round());
    }
    words
}

impl Kept {
    /// Keeps a projection.
    pub fn of(projection: &Projection, inputs: &Inputs) -> Kept {
        let steps = 1..=projection.horizon;
        let mut cells = Vec::new();
        for school in 0..projection.schools.len() {
            for grade in 0..GRADES {
                let ahead: Vec<[f32; 7]> =
                    steps.clone().map(|s| small(projection.cell(s, school, grade))).collect();
                if ahead.iter().any(|kept| kept[0] > 0.0 || kept[6] > 0.0) {
                    let school = u32::try_from(school).unwrap_or(u32::MAX);
                    cells.push((school, u8::try_from(grade).unwrap_or(u8::MAX), ahead));
                }
            }
        }
        let totals = (0..projection.schools.len())
            .map(|school| steps.clone().map(|s| small(projection.total(s, school))).collect())
            .collect();
        let origin = projection.origin;
        let coming = |event: &&Event| inputs.roll.year_at(event.year).end() > origin;
        let mut events: Vec<String> =
            inputs.events.iter().filter(coming).map(|e| event_in_words(&inputs.roll, e)).collect();
        events.sort();
        Kept {
            method: METHOD.to_owned(),
            origin,
            horizon: projection.horizon,
            schools: projection.schools.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
            cells,
            totals,
            district: projection.district.iter().map(small).collect(),
            events,
            since: None,
        }
    }

    /// A school's total in a school year, by the calendar year in which it ends.
    pub fn total(&self, school_id: &str, year: i16) -> Option<Banded> {
        let school = self.schools.iter().position(|(id, _)| id == school_id)?;
        let ahead = usize::try_from(year - self.origin).ok()?.checked_sub(1)?;
        self.totals.get(school)?.get(ahead).map(large)
    }

    /// The district in a school year.
    pub fn district_in(&self, year: i16) -> Option<Banded> {
        let ahead = usize::try_from(year - self.origin).ok()?.checked_sub(1)?;
        self.district.get(ahead).map(large)
    }
}

/// What moved since a kept version, and by what. Events are told apart by projecting again without
/// those that the version before did not know (and with none that it alone knew); a change of
/// method, by projecting from the version's own year by today's; the rest is what counts changed.
pub fn compare(version: i64, before: &Kept, now: &Kept, inputs: &Inputs) -> Option<Since> {
    let year = (now.origin + 1..=now.origin + i16::try_from(now.horizon).ok()?)
        .find(|year| before.district_in(*year).is_some())?;
    let ahead = usize::try_from(year - now.origin).ok()?;
    // What was counted after the newer version was made is nothing that it knew.
    let last = inputs.roll.find_year(crate::district::SchoolYear::ending(now.origin))?;
    let inputs = &Inputs { roll: inputs.roll.until(last + 1), ..inputs.clone() };
    let same_events = before.events == now.events;
    let known = |event: &Event| {
        let words = event_in_words(&inputs.roll, event);
        inputs.roll.year_at(event.year).end() <= now.origin || before.events.contains(&words)
    };
    let without = (!same_events).then(|| {
        let events = inputs.events.iter().filter(|event| known(event)).cloned().collect();
        engine::project(&Inputs { events, ..inputs.clone() }, ahead)
    });
    let years = inputs.roll.find_year(crate::district::SchoolYear::ending(before.origin));
    let again = years.filter(|_| before.method != now.method).map(|last| {
        let roll = inputs.roll.until(last + 1);
        let step = usize::try_from(year - before.origin).unwrap_or(1);
        let then = Inputs { roll, ..inputs.clone() };
        (engine::project(&then, step), step)
    });
    let mut schools = Vec::new();
    let mut ids: Vec<&str> =
        now.schools.iter().chain(&before.schools).map(|(id, _)| id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let value = |kept: &Kept| kept.total(id, year).map_or(0.0, |banded| banded.value);
        let (was, is) = (value(before), value(now));
        let at = inputs.roll.find_school(id);
        let by_events = match (&without, at) {
            (Some(without), Some(at)) => is - without.total(ahead, at).value,
            _ => 0.0,
        };
        let by_method = match (&again, at) {
            (Some((again, step)), Some(at)) => again.total(*step, at).value - was,
            _ => 0.0,
        };
        if (is - was).abs() >= 1.0 {
            let by_counts = is - was - by_events - by_method;
            let school_id = id.to_owned();
            schools.push(Moved {
                school_id,
                before: was,
                now: is,
                by_counts,
                by_method,
                by_events,
            });
        }
    }
    schools.sort_by(|a, b| {
        let size = |m: &Moved| (m.now - m.before).abs();
        size(b).total_cmp(&size(a)).then_with(|| a.school_id.cmp(&b.school_id))
    });
    Some(Since { version, year, schools })
}

/// How far a kept version was off in a year that has come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LaterError {
    /// The calendar year in which the school year ends.
    pub year: i16,
    /// Years ahead that it was.
    pub ahead: usize,
    /// WAPE of cells, as a share.
    pub cells: f64,
    /// WAPE of schools.
    pub schools: f64,
    /// The district's error, with its sign: above zero, too many were projected.
    pub district: f64,
    /// The share of schools within their 80% band.
    pub held: f64,
    /// Schools compared.
    pub n: u64,
}

/// The errors of a kept version in every year that has come since.
pub fn later_errors(kept: &Kept, roll: &Roll) -> Vec<LaterError> {
    let mut errors = Vec::new();
    for ahead in 1..=kept.horizon {
        let year = kept.origin + i16::try_from(ahead).unwrap_or(0);
        let origin = roll.find_year(crate::district::SchoolYear::ending(kept.origin));
        let Some(origin) = origin else { break };
        let at = origin + ahead;
        if at >= roll.years() {
            break;
        }
        let (mut cells, mut cells_came) = (0.0, 0.0);
        let (mut schools, mut came_all, mut held, mut n) = (0.0, 0.0, 0_u64, 0_u64);
        let mut projected = vec![[0.0_f64; GRADES]; kept.schools.len()];
        for (school, grade, steps) in &kept.cells {
            let cell =
                projected.get_mut(*school as usize).and_then(|g| g.get_mut(usize::from(*grade)));
            if let (Some(cell), Some(kept)) = (cell, steps.get(ahead - 1)) {
                *cell = f64::from(kept[0]);
            }
        }
        for (place, (id, _)) in kept.schools.iter().enumerate() {
            let Some(school) = roll.find_school(id) else { continue };
            if roll.total(school, origin) <= 0.0 || roll.total(school, at) <= 0.0 {
                continue;
            }
            let (came, known) = (roll.grades(school, at), roll.known(school, at));
            let (mut sum, mut sum_came) = (0.0, 0.0);
            for grade in (0..GRADES).filter(|g| known[*g] != Known::Withheld) {
                cells += (projected[place][grade] - came[grade]).abs();
                cells_came += came[grade];
                sum += projected[place][grade];
                sum_came += came[grade];
            }
            schools += (sum - sum_came).abs();
            came_all += sum_came;
            n += 1;
            let band = large(&kept.totals[place][ahead - 1]).most;
            held += u64::from((band.0..=band.1).contains(&roll.total(school, at)));
        }
        let everybody: f64 = (0..roll.schools().len()).map(|s| roll.total(s, at)).sum();
        errors.push(LaterError {
            year,
            ahead,
            cells: cells / f64::max(cells_came, 1.0),
            schools: schools / f64::max(came_all, 1.0),
            district: f64::from(kept.district[ahead - 1][0]) / everybody.max(1.0) - 1.0,
            held: held as f64 / n.max(1) as f64,
            n,
        });
    }
    errors
}
