//! Results in words that a parent or a principal can read.
//!
//! A sentence never says more than the figures: a gap that chance could make is called so, a
//! figure that is withheld is not hinted at, and no sentence says why a gap is there.

use super::findings::{Chosen, GapFinding};
use super::model::{Comparison, Dimension, Group, Side};
use super::policy::{Authority, Measure, Unit};
use super::report::{Course, Figure, GapReport, GapTrend, MeasureMark, Measured, SchoolGap};
use crate::disclosure::{Protection, Shown};
use crate::thousands::group_thousands;

/// The rule by which the brief's findings are chosen.
pub const BRIEF_RULE: &str = "Every measure and standard comparison was looked at in its latest \
    year; a mean is left out where a rate says the same in students. Kept are gaps in which the \
    group is served worse and chance is ruled out after control for how many were looked at \
    (Benjamini and Hochberg, 5%). Their size is the number of students that parity would take. \
    Shown are the largest, the largest that is widening, the largest that is closing, and the \
    school that accounts for the most students; no measure twice, and no way of grouping students \
    more than twice, unless fewer than asked for would be left.";

/// The students of a side, inside a sentence.
pub fn phrase(side: Side) -> String {
    match side {
        Side::Group(group) => group_phrase(group),
        Side::OthersThan(_) => "all other students".to_owned(),
        Side::EverEnglishLearner => "students who are or were English learners".to_owned(),
    }
}

fn group_phrase(group: Group) -> String {
    let yes = group.level() == 1;
    match (group.dimension(), yes) {
        (Dimension::RaceEthnicity, _) => match group.level_code() {
            "multiracial" => "students of two or more races".to_owned(),
            _ => format!("{} students", group.label()),
        },
        (Dimension::EconomicallyDisadvantaged, true) => {
            "economically disadvantaged students".to_owned()
        }
        (Dimension::EconomicallyDisadvantaged, false) => {
            "students who are not economically disadvantaged".to_owned()
        }
        (Dimension::EnglishLearner, _) => match group.level_code() {
            "current" => "English learners".to_owned(),
            "former" => "former English learners".to_owned(),
            _ => "students who never were English learners".to_owned(),
        },
        (Dimension::StudentWithDisability, true) => "students with disabilities".to_owned(),
        (Dimension::StudentWithDisability, false) => "students without disabilities".to_owned(),
        (Dimension::Homeless, true) => "homeless students".to_owned(),
        (Dimension::Homeless, false) => "students who are not homeless".to_owned(),
        (Dimension::FosterCare, true) => "students in foster care".to_owned(),
        (Dimension::FosterCare, false) => "students not in foster care".to_owned(),
        (Dimension::Migrant, true) => "migrant students".to_owned(),
        (Dimension::Migrant, false) => "students who are not migrant".to_owned(),
        (Dimension::Sex, _) => match group.level_code() {
            "female" => "girls".to_owned(),
            "male" => "boys".to_owned(),
            _ => "students of another or no specified sex".to_owned(),
        },
    }
}

fn among(comparison: &Comparison) -> String {
    comparison.among_group().map_or(String::new(), |g| format!(" among {}", group_phrase(g)))
}

fn with_word(unit: Unit, value: f64) -> String {
    let printed = unit.print(value);
    match unit.word() {
        "" => printed,
        word if printed.trim_start_matches('−') == "1" => {
            format!("{printed} {}", word.replacen("points", "point", 1))
        }
        word => format!("{printed} {word}"),
    }
}

fn interval(unit: Unit, measured: &Measured) -> String {
    match measured.interval {
        Some((low, high)) => {
            format!("95% interval {} to {}", unit.print(low), unit.print(high))
        }
        None => "no interval can be given".to_owned(),
    }
}

/// Two figures, one sentence: "Chronic absence is 31% for …, and 18% for … (2025–26)."
fn two_figures(
    measure: &MeasureMark,
    comparison: &Comparison,
    focus: &Figure,
    reference: &Figure,
    when: &str,
) -> String {
    format!(
        "{} is {} for {} and {} for {}{} in {when}.",
        measure.name,
        with_figure(measure.unit, focus),
        phrase(comparison.focus()),
        with_figure(measure.unit, reference),
        phrase(comparison.reference()),
        among(comparison),
    )
}

fn with_figure(unit: Unit, figure: &Figure) -> String {
    with_word(unit, figure.value)
}

fn gap_words(unit: Unit, gap: &Measured) -> String {
    let unit = unit.of_difference();
    let chance = match gap.interval {
        Some((low, high)) if low <= 0.0 && 0.0 <= high => ", which chance could make",
        _ => "",
    };
    format!("The gap is {} ({}){chance}.", with_word(unit, gap.value), interval(unit, gap))
}

/// A report in one sentence.
pub fn headline(report: &GapReport, comparison: &Comparison) -> String {
    let year = report.years.last();
    let figures = year.map(|year| year.focus.as_ref().both(year.reference.as_ref()));
    let when = report.year.to_string();
    match figures {
        Some(Shown::Value((focus, reference))) => {
            two_figures(&report.measure, comparison, focus, reference, &when)
        }
        Some(instead) => format!(
            "{} for {} against {}{} in {when} cannot be shown: {}.",
            report.measure.name,
            phrase(comparison.focus()),
            phrase(comparison.reference()),
            among(comparison),
            instead.words().unwrap_or("not known"),
        ),
        None => format!("{} has no figures.", report.measure.name),
    }
}

/// What else a report says, a sentence each.
pub fn sentences(report: &GapReport, comparison: &Comparison) -> Vec<String> {
    let unit = report.measure.unit;
    let mut said = Vec::new();
    let Some(size) = report.size.value() else { return said };
    said.push(gap_words(unit, &size.difference));
    if let Some(students) = size.students_needed.value() {
        said.push(needed_words(&report.measure, comparison, *students));
    }
    if let Some(trend) = report.trend.value() {
        let change = &trend.per_year;
        let per_year = with_word(unit.of_difference(), change.value.abs());
        said.push(match trend.course {
            Course::Closing => {
                format!("Since {} it has closed by {per_year} a year.", trend.baseline)
            }
            Course::Widening => {
                format!("Since {} it has widened by {per_year} a year.", trend.baseline)
            }
            Course::Unclear => match since_baseline(trend) {
                Some(way) => {
                    format!("There is no steady trend; the gap is {way} in {}.", trend.baseline)
                }
                None => {
                    format!("Since {} no steady change can be told from chance.", trend.baseline)
                }
            },
        });
        if trend.course == Course::Closing {
            said.extend(trend.parity.value().map(|when| format!("Parity: {when}.")));
        }
    }
    if let Some(location) = report.location.value() {
        let unit = unit.of_difference();
        said.push(format!(
            "Of the gap, {} stands within schools and {} between them.",
            with_word(unit, location.within),
            with_word(unit, location.between),
        ));
    }
    let flagged =
        report.schools.iter().filter(|school| school.flagged.value() == Some(&true)).count();
    let compared = report.schools.iter().filter(|school| school.gap.value().is_some()).count();
    if compared > 1 {
        said.push(format!(
            "A gap beyond chance stands at {flagged} of the {compared} schools where both groups \
             can be shown."
        ));
    }
    said
}

/// Which way a gap is going, as a heading ends. A gap without a steady trend may still be wider or
/// narrower than at first, beyond chance.
pub fn course_words(trend: &GapTrend) -> String {
    let said = match trend.course {
        Course::Closing => "closing",
        Course::Widening => "widening",
        Course::Unclear => match since_baseline(trend) {
            Some(way) => return format!("no steady trend; the gap is {way} in {}", trend.baseline),
            None => "no change that can be told from chance",
        },
    };
    said.to_owned()
}

/// How the latest gap differs from the first, where chance is ruled out.
fn since_baseline(trend: &GapTrend) -> Option<&'static str> {
    let share = trend.share_closed.value()?;
    match share.interval? {
        (_, high) if high < 0.0 => Some("wider than"),
        // More than all of it closed: the other side is now ahead.
        (low, _) if low > 1.0 => Some("the reverse of that"),
        (low, _) if low > 0.0 && share.value <= 1.0 => Some("narrower than"),
        _ => None,
    }
}

fn needed_words(measure: &MeasureMark, comparison: &Comparison, students: u64) -> String {
    let who = phrase(comparison.focus());
    if students == 0 {
        return format!("No change in numbers is needed for {who} to be at parity.");
    }
    let fewer = measure.direction == super::policy::Direction::Lower;
    let way = if fewer { "fewer" } else { "more" };
    let noun = if students == 1 { "student" } else { "students" };
    format!("Parity would take {} {way} {noun} among {who}.", group_thousands(students))
}

/// What must be known to read a report.
pub fn footnotes(
    measure: &Measure,
    authority: &Authority,
    report: &GapReport,
    protection: &Protection,
) -> Vec<String> {
    let mut notes = vec![format!(
        "{} Source: {}; {}.",
        authority.definition, authority.name, authority.citation
    )];
    if !authority.verified {
        notes.push(format!(
            "This definition was not checked against its source. {}",
            authority.note
        ));
    } else if !authority.note.is_empty() {
        notes.push(authority.note.clone());
    }
    for impacted in &report.impacted {
        notes.push(format!(
            "{} is marked and not part of the trend: {}",
            impacted.year, impacted.reason
        ));
    }
    notes.push(format!(
        "Figures about fewer than {} students, or that leave fewer than {} outside the group, are \
         withheld, and so is a larger group beside which they could be worked out.",
        protection.minimum_group(),
        protection.minimum_group()
    ));
    notes.push(
        "Intervals are 95% and say how far chance alone could move a figure: Wilson's for rates, \
         Newcombe's for differences of rates, Student's and Welch's for means."
            .to_owned(),
    );
    if measure.kind == super::policy::FigureKind::Levels {
        notes.push(
            "V is the gap in standard deviations, from counts by level (Ho and Reardon 2012)."
                .to_owned(),
        );
    }
    notes
}

/// The headline of a finding. `located` is the school that stands out, if that is what it is about.
pub fn finding_headline(
    finding: &GapFinding,
    comparison: &Comparison,
    located: Option<(&SchoolGap, u64)>,
) -> String {
    let when = finding.year.to_string();
    let (focus, reference) = match located {
        Some((school, _)) => (&school.focus, &school.reference),
        None => (&finding.focus, &finding.reference),
    };
    let Shown::Value((focus, reference)) = focus.as_ref().both(reference.as_ref()) else {
        return format!("{}: {}", finding.measure.name, finding.comparison.focus);
    };
    let figures = two_figures(&finding.measure, comparison, focus, reference, &when);
    match located {
        Some((school, _)) => format!("At {}, {}", school.school_name, lower_first(&figures)),
        None => figures,
    }
}

/// What else a finding says.
pub fn finding_detail(
    finding: &GapFinding,
    comparison: &Comparison,
    located: Option<(&SchoolGap, u64)>,
) -> String {
    let gap = match located {
        Some((school, _)) => &school.gap,
        None => &finding.gap,
    };
    let mut said = Vec::new();
    if let Some(gap) = gap.value() {
        said.push(gap_words(finding.measure.unit, gap));
    }
    let students = match located {
        Some((_, students)) => Some(students),
        None => finding.students_needed.value().copied(),
    };
    if let Some(students) = students.filter(|students| *students > 0) {
        said.push(needed_words(&finding.measure, comparison, students));
    }
    match finding.chosen {
        Chosen::Widening => said.push("The gap is widening.".to_owned()),
        Chosen::Closing => said.push("The gap is closing.".to_owned()),
        Chosen::Largest | Chosen::Located => {}
    }
    said.join(" ")
}

/// The same with a small first letter, unless the first word is an abbreviation.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // A name keeps its capital in the middle of a sentence.
        _ if ["English", "Algebra"].iter().any(|name| text.starts_with(name)) => text.to_owned(),
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::district::SchoolYear;

    fn trend(course: Course, value: f64, interval: (f64, f64)) -> GapTrend {
        let measured = |value, interval| Measured { value, interval: Some(interval), p: None };
        GapTrend {
            per_year: measured(0.001, (-0.01, 0.012)),
            baseline: SchoolYear::ending(2017),
            share_closed: Shown::Value(measured(value, interval)),
            parity: Shown::NotEstimated("not closing".to_owned()),
            course,
        }
    }

    #[test]
    fn a_gap_that_is_wider_than_at_first_is_never_said_not_to_have_changed() {
        let words = |value, interval| course_words(&trend(Course::Unclear, value, interval));
        assert_eq!(words(-0.3, (-0.5, -0.1)), "no steady trend; the gap is wider than in 2016–17");
        assert_eq!(words(0.3, (0.1, 0.5)), "no steady trend; the gap is narrower than in 2016–17");
        assert_eq!(words(0.1, (-0.2, 0.4)), "no change that can be told from chance");
        assert_eq!(
            words(1.8, (1.2, 2.4)),
            "no steady trend; the gap is the reverse of that in 2016–17"
        );
        assert_eq!(course_words(&trend(Course::Widening, -0.3, (-0.5, -0.1))), "widening");
    }
}
