//! One question to one report.

use super::arithmetic::{difference, measured, shown_figure, size};
use super::trend::line;
use super::{Chosen, Look, Study, comparison_mark, look, mark};
use crate::disclosure::Shown;
use crate::district::SchoolYear;
use crate::gaps::cube::{CellKey, Stats};
use crate::gaps::explain;
use crate::gaps::model::{Comparison, Dimension, GapError, Group, Place, Query, Side};
use crate::gaps::report::{GapReport, GroupFigure, YearGap};

impl Study {
    /// Answers a question.
    ///
    /// # Errors
    /// When there is no such measure, authority or place, when tables are missing, or when no
    /// student of the years asked for is counted.
    pub fn report(&self, query: &Query) -> Result<GapReport, GapError> {
        let opened = self.open(query)?;
        let (chosen, years, looks) = (&opened.chosen, &opened.years, opened.looks());
        let latest = &opened.look(opened.latest);
        let comparison = &query.comparison;
        let (focus, reference) = latest.sides(comparison);
        let allowed = latest.allowed(comparison).gap();
        let size =
            allowed.clone().and_then(|()| Shown::from(size(chosen.measure, &focus, &reference)));
        let trend = allowed
            .clone()
            .and_then(|()| Shown::from(line(chosen, comparison, &looks)).map(|line| line.report()));
        let location = match query.place {
            Place::School(_) => {
                Shown::NotEstimated("one school has no gap between schools".to_owned())
            }
            _ => allowed.clone().and_then(|()| self.location(chosen, comparison, latest)),
        };
        let schools_of = match query.place {
            Place::School(_) => Vec::new(),
            _ => self.school_rows(chosen, comparison, latest),
        };
        let mut report = GapReport {
            measure: mark(chosen.measure, chosen.authority),
            comparison: comparison_mark(comparison),
            place: opened.place.clone(),
            year: opened.latest,
            headline: String::new(),
            sentences: Vec::new(),
            groups: self.group_figures(chosen, latest, Some(comparison)),
            crossed: self.crossed(chosen, comparison, latest),
            size,
            years: self.year_gaps(chosen, comparison, &looks),
            impacted: chosen
                .measure
                .impacted
                .iter()
                .filter(|impacted| years.contains(&impacted.year))
                .cloned()
                .collect(),
            trend,
            schools: schools_of.into_iter().map(|row| row.gap).collect(),
            location,
            footnotes: Vec::new(),
            provenance: self.provenance(chosen, years),
        };
        report.headline = explain::headline(&report, comparison);
        report.sentences = explain::sentences(&report, comparison);
        report.footnotes =
            explain::footnotes(chosen.measure, chosen.authority, &report, &self.protection);
        Ok(report)
    }

    /// The gap in each year.
    pub(super) fn year_gaps(
        &self,
        chosen: &Chosen<'_>,
        comparison: &Comparison,
        looks: &[(SchoolYear, Look<'_>)],
    ) -> Vec<YearGap> {
        let (rule, kind) = (&self.protection, chosen.measure.kind);
        looks
            .iter()
            .map(|(year, look)| {
                let (focus, reference) = look.sides(comparison);
                let allowed = look.allowed(comparison);
                let gap = allowed.gap().and_then(|()| {
                    let gap = difference(kind, &focus, &reference);
                    Shown::from(gap.map(|estimate| measured(&estimate)))
                });
                YearGap {
                    year: *year,
                    focus: shown_figure(rule, kind, &focus, &allowed.focus),
                    reference: shown_figure(rule, kind, &reference, &allowed.reference),
                    gap,
                    impacted: chosen.measure.find_impacted(*year).map(str::to_owned),
                }
            })
            .collect()
    }

    /// All students, then every group of every dimension.
    pub(super) fn group_figures(
        &self,
        chosen: &Chosen<'_>,
        look: &Look<'_>,
        comparison: Option<&Comparison>,
    ) -> Vec<GroupFigure> {
        let (rule, kind) = (&self.protection, chosen.measure.kind);
        let all = look.all();
        let compared: Vec<Group> = comparison
            .filter(|comparison| comparison.among_group().is_none())
            .map(|c| [c.focus(), c.reference()].into_iter().flat_map(Side::groups).collect())
            .unwrap_or_default();
        let mut figures = vec![GroupFigure {
            group: None,
            dimension: None,
            label: "All students".to_owned(),
            figure: shown_figure(rule, kind, &all, &look.allowed_all()),
            in_comparison: false,
        }];
        for dimension in Dimension::ALL {
            let counted: Vec<(Group, Stats)> = dimension
                .groups()
                .map(|group| (group, look.stats(&[CellKey::One(group)])))
                .collect();
            let collected = counted.iter().any(|(_, stats)| stats.n > 0);
            for (group, stats) in counted {
                let figure = if collected {
                    shown_figure(rule, kind, &stats, &look.allowed_side(Side::Group(group), None))
                } else {
                    Shown::NotCollected
                };
                figures.push(GroupFigure {
                    group: Some(group),
                    dimension: Some(dimension),
                    label: group.label().to_owned(),
                    figure,
                    in_comparison: compared.contains(&group),
                });
            }
        }
        figures
    }

    /// The focus side crossed with the groups of the other dimensions. Nothing when the sides are
    /// already looked at within a group: the cube crosses two groups, not three.
    fn crossed(
        &self,
        chosen: &Chosen<'_>,
        comparison: &Comparison,
        look: &Look<'_>,
    ) -> Vec<GroupFigure> {
        if comparison.among_group().is_some() {
            return Vec::new();
        }
        let (rule, kind) = (&self.protection, chosen.measure.kind);
        let focus = comparison.focus();
        let mut figures = Vec::new();
        for dimension in Dimension::ALL.into_iter().filter(|d| *d != comparison.dimension()) {
            for group in dimension.groups() {
                let stats = look.stats(&look::keys(focus, Some(group)));
                if stats.n == 0 {
                    continue;
                }
                figures.push(GroupFigure {
                    group: Some(group),
                    dimension: Some(dimension),
                    label: format!("{}: {}", focus.label(), group.label()),
                    figure: shown_figure(
                        rule,
                        kind,
                        &stats,
                        &look.allowed_side(focus, Some(group)),
                    ),
                    in_comparison: false,
                });
            }
        }
        figures
    }
}
