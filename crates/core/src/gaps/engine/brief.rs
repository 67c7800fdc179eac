//! The gaps to see first, chosen by a rule that is written down.
//!
//! **Looked at**: every measure by its first authority (levels are left to V, and a mean is left out
//! where a rate of the same rows says it in students, as proficiency does for scores), every
//! standard comparison, the whole district, the latest year of each. **Kept**: gaps in which the focus side
//! is served worse, both sides may be shown, and chance is ruled out after Benjamini and Hochberg's
//! control at 5% over all gaps looked at. **Size**: how many students parity would take; for a mean,
//! how many of the focus side would have to move past the reference mean, n·(Φ(|g|) − ½) for normal
//! scores. **Chosen**: the largest; then the largest that is widening, the largest that is closing
//! (both beyond chance after the same control over all trends), and the school that accounts for
//! the most students among the largest twenty gaps; the rest of the places go to the next largest.
//! No two findings are of one family of measures, and at most two are of one dimension, unless fewer
//! than were asked for would be left.

use std::collections::BTreeMap;

use rayon::prelude::*;
use statrs::function::erf::erf;

use super::arithmetic::{difference, disadvantage, measured, needed, sample, shown_figure};
use super::schools::{FALSE_DISCOVERY, SchoolRow};
use super::trend::line;
use super::{Chosen, Look, Study, comparison_mark, look, mark};
use crate::disclosure::Shown;
use crate::district::{AcademicSubject, SchoolYear};
use crate::gaps::explain;
use crate::gaps::findings::{Chosen as Why, GapFinding};
use crate::gaps::grain::Grain;
use crate::gaps::model::{Comparison, Dimension};
use crate::gaps::policy::{FigureKind, Measure};
use crate::gaps::report::{Brief, Course, Excluded, PartRead, Provenance};
use crate::gaps::statistics::{adjust_for_false_discovery, hedges_g};

/// Gaps among which a school is looked for.
const LOCATED_AMONG: usize = 20;
/// Schools that a finding shows.
const SCHOOLS_SHOWN: usize = 12;
/// Findings of one dimension.
const OF_ONE_DIMENSION: usize = 2;

/// Measures that say much the same.
type Family = (Grain, Option<AcademicSubject>, Option<String>);

fn family(measure: &Measure) -> Family {
    match measure.grain {
        Grain::PublishedAttendance => (Grain::Attendance, None, None),
        Grain::CourseTaking => (measure.grain, None, Some(measure.id.clone())),
        grain => (grain, measure.subject, None),
    }
}

struct Candidate<'a> {
    chosen: Chosen<'a>,
    comparison: Comparison,
    /// Students that parity would take.
    size: f64,
    p: f64,
    course: Option<(Course, f64)>,
}

static EVERYWHERE: look::Schools = look::Schools::All;

fn looks<'a>(chosen: &Chosen<'a>) -> Vec<(SchoolYear, Look<'a>)> {
    let years = chosen.years.iter().filter(|(_, count)| count.rows > 0);
    years.map(|(year, _)| (*year, chosen.look(*year, &EVERYWHERE, &[]))).collect()
}

impl Study {
    /// The findings to see first, at most `how_many`.
    pub fn brief(&self, how_many: usize) -> Brief {
        let (mut candidates, looked_at) = self.candidates();
        let p_values: Vec<f64> = candidates.iter().map(|c| c.p).collect();
        let adjusted = adjust_for_false_discovery(&p_values).unwrap_or_default();
        for (candidate, p) in candidates.iter_mut().zip(adjusted) {
            candidate.p = p;
        }
        let told = candidates.iter().filter(|c| c.p <= FALSE_DISCOVERY).count() as u64;
        let slopes: Vec<f64> =
            candidates.iter().map(|c| c.course.map_or(1.0, |(_, p)| p)).collect();
        let adjusted = adjust_for_false_discovery(&slopes).unwrap_or_default();
        for (candidate, p) in candidates.iter_mut().zip(adjusted) {
            candidate.course = candidate.course.filter(|_| p <= FALSE_DISCOVERY);
        }
        candidates.retain(|c| c.p <= FALSE_DISCOVERY && c.size > 0.0);
        // The order of measures and comparisons settles what is equally large.
        candidates.sort_by(|a, b| b.size.total_cmp(&a.size));
        let findings = self.choose_findings(&candidates, how_many);
        let without = self
            .without
            .iter()
            .map(|(place, tables)| (self.measures.list()[*place].id.clone(), tables.clone()))
            .collect();
        Brief {
            findings,
            looked_at,
            told_from_chance: told,
            rule: explain::BRIEF_RULE.to_owned(),
            without,
            provenance: self.whole_provenance(),
        }
    }

    /// The findings of the brief alone, at most `how_many`.
    pub fn find_findings(&self, how_many: usize) -> Vec<GapFinding> {
        self.brief(how_many).findings
    }

    /// Decides what may be shown of every measure by its first authority, several at once.
    fn prepare(&self) {
        let chosen = self.measures.list().iter().filter_map(|of| self.choose(&of.id, None).ok());
        let planned: Vec<_> = chosen
            .flat_map(|chosen| {
                let years = chosen.years.iter().filter(|(_, count)| count.rows > 0);
                years.map(|(year, _)| chosen.planned(*year)).collect::<Vec<_>>()
            })
            .collect();
        planned.par_iter().for_each(|planned| planned.prepare());
    }

    fn candidates(&self) -> (Vec<Candidate<'_>>, u64) {
        self.prepare();
        let mut candidates = Vec::new();
        let mut looked_at = 0;
        let with_rate: Vec<Family> = self
            .measures
            .list()
            .iter()
            .filter(|measure| measure.kind == FigureKind::Rate)
            .filter(|measure| self.choose(&measure.id, None).is_ok())
            .map(family)
            .collect();
        for measure in self.measures.list() {
            let spoken_for =
                measure.kind == FigureKind::Mean && with_rate.contains(&family(measure));
            if measure.kind == FigureKind::Levels || spoken_for {
                continue;
            }
            let Ok(chosen) = self.choose(&measure.id, None) else { continue };
            let looks = looks(&chosen);
            let Some((_, latest)) = looks.last() else { continue };
            for comparison in Comparison::standard() {
                let (focus, reference) = latest.sides(&comparison);
                let allowed = latest.allowed(&comparison);
                if allowed.gap().value().is_none() {
                    continue;
                }
                let Ok(estimate) = difference(measure.kind, &focus, &reference) else { continue };
                let Some(p) = estimate.p else { continue };
                looked_at += 1;
                let worse = disadvantage(measure.direction, estimate.value) > 0.0;
                let size = match measure.kind {
                    FigureKind::Rate => {
                        needed(measure, &focus, &reference).map_or(0.0, |students| students as f64)
                    }
                    _ => {
                        let g = sample(&focus)
                            .and_then(|a| Ok((a, sample(&reference)?)))
                            .and_then(|(a, b)| hedges_g(&a, &b, super::arithmetic::LEVEL));
                        let share = g.map_or(0.0, |g| erf(g.value.abs() / f64::sqrt(2.0)) / 2.0);
                        share * focus.n as f64
                    }
                };
                let course = line(&chosen, &comparison, &looks)
                    .ok()
                    .filter(|line| line.course() != Course::Unclear)
                    .map(|line| (line.course(), line.p()));
                let size = if worse { size } else { 0.0 };
                candidates.push(Candidate { chosen, comparison, size, p, course });
            }
        }
        (candidates, looked_at)
    }

    fn choose_findings(&self, candidates: &[Candidate<'_>], how_many: usize) -> Vec<GapFinding> {
        let mut picked = Picked::default();
        let going = |candidate: &Candidate<'_>, way: Course| {
            candidate.course.is_some_and(|(course, _)| course == way)
        };
        picked.first(candidates, Why::Largest, how_many, |_| true);
        picked.first(candidates, Why::Widening, how_many, |c| going(c, Course::Widening));
        picked.first(candidates, Why::Closing, how_many, |c| going(c, Course::Closing));
        let mut school = None;
        if picked.places.len() < how_many
            && let Some((place, row)) = self.stands_out(candidates, &picked)
        {
            picked.take(place, &candidates[place], Why::Located);
            school = Some(row);
        }
        for repeats in [Repeats::Never, Repeats::Grouping, Repeats::Measure] {
            picked.repeats = repeats;
            while picked.first(candidates, Why::Largest, how_many, |_| true) {}
        }
        // As a reader should meet them: largest first, then what moves, then where.
        picked.places.sort_by_key(|(place, why)| (*why, *place));
        picked
            .places
            .iter()
            .map(|(place, why)| self.finding(&candidates[*place], *why, school.as_ref()))
            .collect()
    }

    /// The school that accounts for the most students among the largest gaps.
    fn stands_out(
        &self,
        candidates: &[Candidate<'_>],
        picked: &Picked,
    ) -> Option<(usize, SchoolRow)> {
        let mut best: Option<(usize, SchoolRow)> = None;
        let open = (0..candidates.len()).filter(|place| picked.may(&candidates[*place]));
        for place in open.take(LOCATED_AMONG) {
            let candidate = &candidates[place];
            let looks = looks(&candidate.chosen);
            let Some((_, latest)) = looks.last() else { continue };
            for row in self.school_rows(&candidate.chosen, &candidate.comparison, latest) {
                let flagged = row.gap.flagged.value() == Some(&true);
                if flagged && row.needed > best.as_ref().map_or(0, |(_, best)| best.needed) {
                    best = Some((place, row));
                }
            }
        }
        best
    }

    fn finding(
        &self,
        candidate: &Candidate<'_>,
        why: Why,
        school: Option<&SchoolRow>,
    ) -> GapFinding {
        let chosen = &candidate.chosen;
        let looks = looks(chosen);
        let comparison = &candidate.comparison;
        let years = self.year_gaps(chosen, comparison, &looks);
        let kind = chosen.measure.kind;
        let (year, latest) = looks.last().expect("a candidate was counted in some year");
        let (focus, reference) = latest.sides(comparison);
        let allowed = latest.allowed(comparison);
        let gap = allowed.gap().and_then(|()| {
            Shown::from(difference(kind, &focus, &reference).map(|estimate| measured(&estimate)))
        });
        let mut rows = self.school_rows(chosen, comparison, latest);
        rows.retain(|row| row.gap.gap.value().is_some());
        rows.sort_by(|a, b| b.needed.cmp(&a.needed).then(a.gap.school_id.cmp(&b.gap.school_id)));
        rows.truncate(SCHOOLS_SHOWN);
        let students_needed = match kind {
            FigureKind::Rate => Shown::from(needed(chosen.measure, &focus, &reference)),
            _ => Shown::NotEstimated("students needed are counted for rates".to_owned()),
        };
        let located = school.filter(|_| why == Why::Located);
        let mut finding = GapFinding {
            chosen: why,
            headline: String::new(),
            detail: String::new(),
            measure: mark(chosen.measure, chosen.authority),
            comparison: comparison_mark(comparison),
            year: *year,
            focus: shown_figure(&self.protection, kind, &focus, &allowed.focus),
            reference: shown_figure(&self.protection, kind, &reference, &allowed.reference),
            gap,
            adjusted_p: super::arithmetic::rounded(candidate.p),
            students_needed,
            place: located.map(|row| row.gap.school_name.clone()),
            years,
            schools: rows.into_iter().map(|row| row.gap).collect(),
        };
        if let Some(row) = located {
            finding.focus = row.gap.focus.clone();
            finding.reference = row.gap.reference.clone();
            finding.gap = row.gap.gap.clone();
            if kind == FigureKind::Rate {
                finding.students_needed = Shown::Value(row.needed);
            }
        }
        let located = located.map(|row| (&row.gap, row.needed));
        finding.headline = explain::finding_headline(&finding, comparison, located);
        finding.detail = explain::finding_detail(&finding, comparison, located);
        finding
    }

    fn whole_provenance(&self) -> Provenance {
        let mut rows_counted = 0;
        let mut excluded: BTreeMap<&str, u64> = BTreeMap::new();
        for years in self.counts.values() {
            for count in years.values() {
                rows_counted += count.rows;
                for reason in &count.excluded {
                    *excluded.entry(&reason.reason).or_default() += reason.rows;
                }
            }
        }
        Provenance {
            rule: "every measure by its first authority".to_owned(),
            rows_counted,
            rows_excluded: excluded
                .into_iter()
                .map(|(reason, rows)| Excluded {
                    reason: reason.to_owned(),
                    rows: self.protection.show(rows, rows, || rows),
                })
                .collect(),
            parts: self.parts.iter().map(PartRead::of).collect(),
        }
    }
}

/// What may come again, where too few findings would be left otherwise.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Repeats {
    /// Neither a measure, nor a way of grouping students more than twice.
    #[default]
    Never,
    /// A way of grouping.
    Grouping,
    /// A measure too, by another way of grouping.
    Measure,
}

#[derive(Default)]
struct Picked {
    places: Vec<(usize, Why)>,
    families: Vec<Family>,
    dimensions: Vec<Dimension>,
    repeats: Repeats,
}

impl Picked {
    fn may(&self, candidate: &Candidate<'_>) -> bool {
        let (dimension, family) =
            (candidate.comparison.dimension(), family(candidate.chosen.measure));
        let of_it = self.dimensions.iter().filter(|d| **d == dimension).count();
        let is_new = !self.families.contains(&family);
        match self.repeats {
            Repeats::Never => of_it < OF_ONE_DIMENSION && is_new,
            Repeats::Grouping => is_new,
            Repeats::Measure => {
                let taken = self.families.iter().zip(&self.dimensions);
                taken.into_iter().all(|of| of != (&family, &dimension))
            }
        }
    }

    fn take(&mut self, place: usize, candidate: &Candidate<'_>, why: Why) {
        self.places.push((place, why));
        self.families.push(family(candidate.chosen.measure));
        self.dimensions.push(candidate.comparison.dimension());
    }

    /// Takes the largest that suits and does not repeat; whether there was one.
    fn first(
        &mut self,
        candidates: &[Candidate<'_>],
        why: Why,
        how_many: usize,
        suits: impl Fn(&Candidate<'_>) -> bool,
    ) -> bool {
        if self.places.len() >= how_many {
            return false;
        }
        let found = candidates.iter().position(|candidate| suits(candidate) && self.may(candidate));
        if let Some(place) = found {
            self.take(place, &candidates[place], why);
        }
        found.is_some()
    }
}
