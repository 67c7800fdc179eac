//! Why a projection says what it says, in words that a principal can read.

use super::engine::Study;
use super::model::{Event, GRADES, Inputs, Projection, grade_at};
use super::version::event_in_words;
use crate::district::EnrollmentEventKind;
use crate::thousands::group_thousands;

/// A pull this far from the district's is worth a sentence.
const WORTH_SAYING: f64 = 0.02;

pub(super) fn whole(value: f64) -> String {
    group_thousands(value.round().max(0.0) as u64)
}

/// How two counts compare: "12 fewer than", "as many as".
pub fn compared(now: f64, then: f64) -> String {
    let difference = now.round() - then.round();
    match difference {
        d if d > 0.0 => format!("{} more than", whole(d)),
        d if d < 0.0 => format!("{} fewer than", whole(-d)),
        _ => "as many as".to_owned(),
    }
}

/// A grade as it stands in a sentence.
pub fn grade_words(grade: usize) -> String {
    match grade {
        0 => "kindergarten".to_owned(),
        _ => format!("grade {grade}"),
    }
}

/// What happens, in a sentence.
pub fn event_sentence(inputs: &Inputs, event: &Event) -> String {
    let school = |at: usize| inputs.roll.schools()[at].name.clone();
    let year = inputs.roll.year_at(event.year);
    let other = event.other.map(school);
    let grade = event.grade.map(|g| format!(" in {}", grade_words(g))).unwrap_or_default();
    let students = event.students.map(|n| format!(" ({} students)", whole(n))).unwrap_or_default();
    let what = match event.kind {
        EnrollmentEventKind::Closing => "closes".to_owned(),
        EnrollmentEventKind::Opening => format!("opens{grade}{students}"),
        EnrollmentEventKind::Merger => "merges".to_owned(),
        EnrollmentEventKind::GradeSpan if event.students == Some(0.0) => {
            format!("stops teaching{}", grade.replace(" in", ""))
        }
        EnrollmentEventKind::GradeSpan => {
            format!("begins teaching{}{students}", grade.replace(" in", ""))
        }
        EnrollmentEventKind::Boundary => format!("has a new boundary{grade}{students}"),
        EnrollmentEventKind::NewSeats => format!("gets new seats{grade}{students}"),
    };
    let with = other.map(|name| format!(", with {name}")).unwrap_or_default();
    format!("From {year} {} {what}{with}.", school(event.school))
}

/// Why a school's next year looks as it does. Counts are told only of cells that `may_show`.
pub fn school(
    inputs: &Inputs,
    study: &Study,
    projection: &Projection,
    school: usize,
    may_show: &dyn Fn(usize) -> bool,
) -> Vec<String> {
    let roll = &inputs.roll;
    let origin = roll.years() - 1;
    let now = roll.grades(school, origin);
    let mut sentences = Vec::new();
    if let Some(top) = now.iter().rposition(|n| *n > 0.0) {
        let next = projection.cell(1, school, (top + 1).min(GRADES - 1)).value;
        let grows = top + 1 < GRADES && next >= 0.5;
        if may_show(top) && !grows {
            sentences.push(format!(
                "{} students are in {}, the highest grade, and leave.",
                whole(now[top]),
                grade_words(top)
            ));
        } else if grows {
            sentences.push(format!(
                "The school is young or growing, and is expected to add {}.",
                grade_words(top + 1)
            ));
        }
    }
    let first = (0..GRADES).find(|g| projection.cell(1, school, *g).value >= 0.5);
    if let Some(first) = first.filter(|first| may_show(*first)) {
        let cell = projection.cell(1, school, first);
        sentences.push(format!(
            "About {} are expected to enter in {}: {} this year.",
            whole(cell.value),
            grade_words(first),
            compared(cell.value, now[first])
        ));
    }
    if let Some(pull) = study.pull(school).filter(|pull| (pull - 1.0).abs() > WORTH_SAYING) {
        let way = if pull < 1.0 { "smaller" } else { "larger" };
        let percent = ((pull - 1.0).abs() * 100.0).round();
        sentences.push(format!(
            "From one grade to the next its cohorts have come out {percent}% {way} than those of \
             the district."
        ));
    }
    if study.ruptured(school) {
        sentences.push(
            "Last year its cohorts changed far more than cohorts do, or an event is on record: \
             that step is set aside, and the district's rates stand in."
                .to_owned(),
        );
    }
    let coming = |event: &&Event| {
        event.year > origin && (event.school == school || event.other == Some(school))
    };
    sentences.extend(inputs.events.iter().filter(coming).map(|e| event_sentence(inputs, e)));
    if inputs.offers.iter().any(|o| o.school == school && o.year == origin + 1) {
        sentences.push(
            "Entrants of grades with offers are offers, times the share taken up, less those who \
             do not come."
                .to_owned(),
        );
    }
    sentences
}

/// The events that a projection knew, in the words that versions keep.
pub fn list_events(inputs: &Inputs) -> Vec<(String, String)> {
    inputs
        .events
        .iter()
        .map(|event| (event_in_words(&inputs.roll, event), event_sentence(inputs, event)))
        .collect()
}

/// A grade's code, as tables write it.
pub fn grade_code(grade: usize) -> &'static str {
    grade_at(grade).code()
}
