//! Every group's gap of one measure, and every measure of one school.

use serde::Serialize;

use super::arithmetic::{difference, disadvantage, measured, needed, rounded, shown_figure};
use super::schools::FALSE_DISCOVERY;
use super::trend::line;
use super::{Study, comparison_mark, look, mark};
use crate::disclosure::Shown;
use crate::district::{SchoolId, SchoolYear};
use crate::gaps::model::{Comparison, GapError, Place, Query, year_in_words};
use crate::gaps::policy::FigureKind;
use crate::gaps::report::{
    ComparisonMark, Course, Figure, MeasureMark, Measured, Provenance, SchoolLine, SchoolReport,
};
use crate::gaps::statistics::adjust_for_false_discovery;

/// One standard comparison of a measure, in the latest year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OverviewLine {
    /// The comparison.
    pub comparison: ComparisonMark,
    /// The side that the gap is about.
    pub focus: Shown<Figure>,
    /// The side that it is compared with.
    pub reference: Shown<Figure>,
    /// Focus minus reference.
    pub gap: Shown<Measured>,
    /// How much worse the focus is served: positive is worse.
    pub disadvantage: Shown<f64>,
    /// Whether it is told from chance, after Benjamini and Hochberg's control over all lines.
    pub flagged: Shown<bool>,
    /// How many students parity would take; for rates.
    pub students_needed: Shown<u64>,
    /// Which way it is going.
    pub course: Shown<Course>,
}

/// Every standard comparison of one measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overview {
    /// The measure.
    pub measure: MeasureMark,
    /// The place in words.
    pub place: String,
    /// The latest year.
    #[serde(serialize_with = "year_in_words")]
    pub year: SchoolYear,
    /// All students.
    pub all: Shown<Figure>,
    /// The comparisons, in their fixed order; those whose dimension no file has are left out.
    pub lines: Vec<OverviewLine>,
    /// What it was made from.
    pub provenance: Provenance,
}

impl Study {
    /// Every standard comparison of a measure. The question's own comparison is not looked at.
    ///
    /// # Errors
    /// As [`Study::report`].
    pub fn overview(&self, query: &Query) -> Result<Overview, GapError> {
        let opened = self.open(query)?;
        let (chosen, years, looks) = (&opened.chosen, &opened.years, opened.looks());
        let latest = &opened.look(opened.latest);
        let (rule, kind) = (&self.protection, chosen.measure.kind);
        let all = latest.all();
        let mut lines = Vec::new();
        let mut tested: Vec<(usize, f64)> = Vec::new();
        for comparison in Comparison::standard() {
            let (focus, reference) = latest.sides(&comparison);
            if focus.n + reference.n == 0 {
                continue;
            }
            let sides = latest.allowed(&comparison);
            let allowed = sides.gap();
            let estimate =
                allowed.clone().and_then(|()| Shown::from(difference(kind, &focus, &reference)));
            if let Some(p) = estimate.value().and_then(|estimate| estimate.p) {
                tested.push((lines.len(), p));
            }
            let direction = chosen.measure.direction;
            lines.push(OverviewLine {
                comparison: comparison_mark(&comparison),
                focus: shown_figure(rule, kind, &focus, &sides.focus),
                reference: shown_figure(rule, kind, &reference, &sides.reference),
                gap: estimate.as_ref().map(measured),
                disadvantage: estimate.as_ref().map(|e| rounded(disadvantage(direction, e.value))),
                flagged: estimate.map(|_| false),
                students_needed: allowed.clone().and_then(|()| match kind {
                    FigureKind::Rate => Shown::from(needed(chosen.measure, &focus, &reference)),
                    _ => Shown::NotEstimated("students needed are counted for rates".to_owned()),
                }),
                course: allowed.and_then(|()| {
                    Shown::from(line(chosen, &comparison, &looks)).map(|line| line.course())
                }),
            });
        }
        let p_values: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
        let adjusted = adjust_for_false_discovery(&p_values).unwrap_or_default();
        for ((place, _), p) in tested.into_iter().zip(adjusted) {
            lines[place].flagged = Shown::Value(p <= FALSE_DISCOVERY);
        }
        Ok(Overview {
            measure: mark(chosen.measure, chosen.authority),
            place: opened.place.clone(),
            year: opened.latest,
            all: shown_figure(rule, kind, &all, &latest.allowed_all()),
            lines,
            provenance: self.provenance(chosen, years),
        })
    }

    /// The figure of everyone, or of the question's own group, in each year that has rows: what
    /// [`Study::overview`] and [`Study::report`] say of them, and nothing else.
    ///
    /// # Errors
    /// As [`Study::report`].
    pub fn figures(
        &self,
        query: &Query,
        of_group: bool,
    ) -> Result<Vec<(SchoolYear, Shown<Figure>)>, GapError> {
        let opened = self.open(query)?;
        let kind = opened.chosen.measure.kind;
        let figure = |look: &look::Look<'_>| match of_group {
            true => {
                let (focus, _) = look.sides(&query.comparison);
                (focus, look.allowed(&query.comparison).focus)
            }
            false => (look.all(), look.allowed_all()),
        };
        let looks = opened.looks().into_iter();
        Ok(looks
            .map(|(year, look)| {
                let (stats, allowed) = figure(&look);
                (year, shown_figure(&self.protection, kind, &stats, &allowed))
            })
            .collect())
    }

    /// Every measure of one school, by each measure's first authority.
    ///
    /// # Errors
    /// When there is no such school.
    pub fn school(&self, school: &SchoolId) -> Result<SchoolReport, GapError> {
        let (one, school_name) = self.place(&Place::School(school.clone()))?;
        let mut lines = Vec::new();
        for measure in self.measures.list() {
            let Ok(chosen) = self.choose(&measure.id, None) else { continue };
            let (rule, kind) = (&self.protection, measure.kind);
            let years: Vec<(i16, Shown<Figure>)> = chosen
                .years
                .keys()
                .filter_map(|year| {
                    let look = chosen.look(*year, &one, &[]);
                    let stats = look.all();
                    let figure = shown_figure(rule, kind, &stats, &look.allowed_all());
                    (stats.n > 0).then(|| (year.end(), figure))
                })
                .collect();
            let Some(year) = years.last().map(|(year, _)| SchoolYear::ending(*year)) else {
                continue;
            };
            let here = chosen.look(year, &one, &[]);
            let all = here.all();
            let everywhere = chosen.look(year, &look::Schools::All, &[]);
            let mut groups = self.group_figures(&chosen, &here, None);
            groups.retain(|group| {
                !matches!(group.figure, Shown::NoStudents | Shown::NotCollected)
                    && group.group.is_some()
            });
            lines.push(SchoolLine {
                measure: mark(measure, chosen.authority),
                year,
                all: shown_figure(rule, kind, &all, &here.allowed_all()),
                district: shown_figure(rule, kind, &everywhere.all(), &everywhere.allowed_all()),
                groups,
                years,
            });
        }
        let place_of = |id: usize| self.measures.list()[id].id.clone();
        Ok(SchoolReport {
            school_id: school.as_str().to_owned(),
            school_name,
            lines,
            without: self
                .without
                .iter()
                .map(|(place, tables)| (place_of(*place), tables.clone()))
                .collect(),
        })
    }
}
