//! One student: how they stand in one sentence, each requirement, the options, the transcript.

use askama::Template;
use traction_core::graduation::explain::{Language, name_tier};
use traction_office::access::Deed;
use traction_office::graduation::{self, AllowanceEntry, LineDecision, StudentPage};
use traction_office::{Sheet, Silent, glance, why_may_do};

use crate::frame::{Frame, Section};
use crate::links::{below, href};
use crate::parts::{Choice, Entry, Field, Input, Link};
use crate::server::{Answer, Asked, Fields, Form, Refusal};

/// One requirement, as the page shows it.
struct Need {
    name: String,
    state: &'static str,
    mark: &'static str,
    credits: String,
    have: u32,
    will: u32,
    sentence: String,
    courses: String,
    unverified: bool,
    citation: String,
}

/// One way back, with its forms.
struct Way {
    heading: String,
    lines: Vec<WayLine>,
}

struct WayLine {
    course: String,
    section: String,
    period: String,
    seats: u32,
    instead: String,
    decided: String,
    form: Option<Entry>,
}

struct Granted {
    words: String,
    by: String,
    withdrawn: String,
    form: Option<Entry>,
}

/// Words of the page in the language of the sentences.
pub struct Words {
    requirements: &'static str,
    options: &'static str,
    transcript: &'static str,
    entered: &'static str,
    in_hand: &'static str,
    coming: &'static str,
    asked: &'static str,
    unused: &'static str,
    instead: &'static str,
    free: &'static str,
    period: &'static str,
    seats: &'static str,
    for_all: &'static str,
    way: &'static str,
    declined: &'static str,
    course: &'static str,
    year: &'static str,
    term: &'static str,
    mark: &'static str,
    credits: &'static str,
    counts_for: &'static str,
    note: &'static str,
    not_checked: &'static str,
}

const ENGLISH: Words = Words {
    requirements: "Requirements",
    options: "Ways back, the least disruption first",
    transcript: "Transcript",
    entered: "Entered by counselors",
    in_hand: "Credits in hand",
    coming: "With this year’s courses",
    asked: "Credits asked",
    unused: "Credit that no requirement needs",
    instead: "instead of",
    free: "a free period",
    period: "period",
    seats: "free seats",
    for_all: "Chosen for all students together",
    way: "Way",
    declined: "Declined",
    course: "Course",
    year: "Year",
    term: "Term",
    mark: "Mark",
    credits: "Credits",
    counts_for: "Counts for",
    note: "Note",
    not_checked: "rule not checked against its source",
};

const SPANISH: Words = Words {
    requirements: "Requisitos",
    options: "Caminos de regreso, primero el que menos cambia",
    transcript: "Expediente",
    entered: "Registrado por consejeros",
    in_hand: "Créditos obtenidos",
    coming: "Con las materias de este año",
    asked: "Créditos requeridos",
    unused: "Créditos que ningún requisito necesita",
    instead: "en lugar de",
    free: "un periodo libre",
    period: "periodo",
    seats: "lugares libres",
    for_all: "Elegido para todos los estudiantes en conjunto",
    way: "Camino",
    declined: "Rechazado",
    course: "Materia",
    year: "Año",
    term: "Semestre",
    mark: "Calificación",
    credits: "Créditos",
    counts_for: "Cuenta para",
    note: "Nota",
    not_checked: "regla no verificada en su fuente",
};

#[derive(Template)]
#[template(path = "graduation/student.html")]
struct Page {
    frame: Frame,
    language: &'static str,
    words: &'static Words,
    eyebrow: String,
    tier: &'static str,
    sentence: String,
    next: Vec<String>,
    total: [String; 3],
    needs: Vec<Need>,
    ways: Vec<Way>,
    declined: Vec<(String, Option<Entry>)>,
    transcript: Vec<graduation::TranscriptRow>,
    unused: String,
    granted: Vec<Granted>,
    allow: Option<Entry>,
    languages: Vec<(Link, bool)>,
    csv: String,
    json: String,
}

/// The page. A look at a student row, which is in the access log.
///
/// # Errors
/// When whoever asks may not see the student, or there is none, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["diploma", "language"])?;
    show(asked, None)
}

/// The page, with the form again when something was wrong with it.
pub(super) fn show(asked: &Asked, wrong: Option<(&Fields, String)>) -> Result<Answer, Refusal> {
    let language = match asked.find("language") {
        None => Language::English,
        Some(code) => Language::find(code)
            .ok_or_else(|| Refusal::unclear("The sentences are said in “en” and in “es”."))?,
    };
    let diploma = asked.find("diploma");
    let student =
        graduation::student(&asked.district, asked.name(), diploma, language, asked.now, &Silent)?;
    let glance = glance::glance(&asked.district)?;
    let name = if student.name.is_empty() { student.id.clone() } else { student.name.clone() };
    let frame = asked
        .frame_on(&glance, &name, Section::Graduation)
        .after("Graduation", "/graduation")
        .after("The list for Monday", &href("/graduation/list", &[("school", &student.school.0)]));
    let may = why_may_do(asked.person(), Deed::Advise).is_some();
    let at = |step: &str| format!("{}/{step}", below("/graduation/students", &student.id));
    let mut allow = may.then(|| allow_form(&frame, &at("allow"), &student));
    if let (Some(form), Some((fields, words))) = (&mut allow, wrong) {
        for field in &mut form.fields {
            if !matches!(field.input, Input::Hidden) {
                field.value = fields.text(&field.name).to_owned();
            }
        }
        form.refuse("reason", &words);
    }
    let sheet = sheet(&student);
    let words = if language == Language::Spanish { &SPANISH } else { &ENGLISH };
    let page = Page {
        language: language.code(),
        words,
        eyebrow: format!("{}, {}", student.school.1, student.diploma.1),
        tier: name_tier(student.tier, language),
        sentence: student.sentence.clone(),
        next: student.next.clone(),
        total: student.total.clone(),
        needs: student.standings.iter().map(need).collect(),
        ways: ways(&frame, &student, may, &at("decide"), words),
        declined: declined(&frame, &student, may, &at("decide")),
        transcript: student.transcript.iter().rev().cloned().collect(),
        unused: student
            .unused
            .iter()
            .map(|(title, credits)| format!("{title} {credits}"))
            .collect::<Vec<_>>()
            .join(", "),
        granted: granted(&frame, &student.allowances, may, &at("withdraw")),
        allow,
        languages: Language::ALL
            .iter()
            .map(|other| {
                (Link::to(&asked.with("language", other.code()), other.name()), *other == language)
            })
            .collect(),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, vec![sheet]))
}

fn need(standing: &graduation::Standing) -> Need {
    let (state, mark) = match standing.met {
        (true, _) => ("met", "✓"),
        (_, true) => ("coming", "…"),
        _ => ("open", "○"),
    };
    Need {
        name: standing.name.clone(),
        state,
        mark,
        credits: standing
            .credits
            .as_ref()
            .map(|[asked, have, will]| {
                if have == will {
                    format!("{have} / {asked}")
                } else {
                    format!("{have} → {will} / {asked}")
                }
            })
            .unwrap_or_default(),
        have: (standing.filled.0 * 100.0).round() as u32,
        will: (standing.filled.1 * 100.0).round() as u32,
        sentence: standing.sentence.clone(),
        courses: standing
            .courses
            .iter()
            .map(|(title, credits)| format!("{title} {credits}"))
            .collect::<Vec<_>>()
            .join(", "),
        unverified: !standing.verified,
        citation: standing.citation.clone(),
    }
}

fn ways(frame: &Frame, student: &StudentPage, may: bool, action: &str, words: &Words) -> Vec<Way> {
    let decide = |number: usize, line: &graduation::MendLine| {
        let choice = |value: &str, text: &str| Choice {
            value: value.to_owned(),
            text: text.to_owned(),
            chosen: value == "accepted",
        };
        Entry::of(frame, &format!("decide-{number}-{}", line.line.section), action, "Keep")
            .with(Field::hidden("section", &line.line.section))
            .with(Field::hidden("diploma", &student.held_to))
            .with(Field::of(
                "decision",
                "Decision",
                Input::Choose(vec![
                    choice("accepted", "Accept"),
                    choice("deferred", "Decide later"),
                    choice("declined", "Decline"),
                ]),
            ))
            .with(Field::of("reason", "Why", Input::Text).optional())
    };
    student
        .options
        .iter()
        .enumerate()
        .map(|(number, way)| Way {
            heading: match way.chosen {
                true => words.for_all.to_owned(),
                false => format!("{} {}", words.way, number + 1),
            },
            lines: way
                .lines
                .iter()
                .map(|line| WayLine {
                    course: line.course_title.clone(),
                    section: line.line.section.clone(),
                    period: line.period.clone(),
                    seats: line.seats,
                    instead: line.instead.clone(),
                    decided: line
                        .decided
                        .as_ref()
                        .map(|said| {
                            format!(
                                "{} by {}, {}: {}",
                                said.decision.code(),
                                said.who,
                                said.day,
                                said.reason
                            )
                        })
                        .unwrap_or_default(),
                    form: may.then(|| decide(number, line)),
                })
                .collect(),
        })
        .collect()
}

/// Lines that were declined, each with a button that takes it up again.
fn declined(
    frame: &Frame,
    student: &StudentPage,
    may: bool,
    action: &str,
) -> Vec<(String, Option<Entry>)> {
    let again = |line: &LineDecision| {
        let id = format!("again-{}", line.section);
        Entry::button(frame, &id, action, "Decide later", &line.section)
            .with(Field::hidden("section", &line.section))
            .with(Field::hidden("decision", "deferred"))
            .with(Field::hidden("diploma", &student.held_to))
    };
    let words = |line: &LineDecision| format!("{}, {}: {}", line.section, line.who, line.reason);
    student.declined.iter().map(|line| (words(line), may.then(|| again(line)))).collect()
}

fn granted(frame: &Frame, all: &[AllowanceEntry], may: bool, action: &str) -> Vec<Granted> {
    all.iter()
        .map(|entry| Granted {
            words: format!(
                "{}: {}",
                graduation::grant_words(&entry.allowance.grant),
                entry.allowance.reason
            ),
            by: format!("{}, {}", entry.allowance.who, entry.allowance.day),
            withdrawn: entry
                .withdrawn
                .as_ref()
                .map(|(reason, who)| format!("taken back by {who}: {reason}"))
                .unwrap_or_default(),
            form: (may && entry.withdrawn.is_none()).then(|| {
                Entry::of(frame, &format!("withdraw-{}", entry.id), action, "Take back")
                    .with(Field::hidden("entry", &entry.id.to_string()))
                    .with(Field::of("reason", "Why it is taken back", Input::Text))
            }),
        })
        .collect()
}

fn allow_form(frame: &Frame, action: &str, student: &StudentPage) -> Entry {
    let choose = |list: Vec<(&str, &str)>| {
        let choices = list.into_iter().enumerate().map(|(at, (value, text))| Choice {
            value: value.to_owned(),
            text: text.to_owned(),
            chosen: at == 0,
        });
        Input::Choose(choices.collect())
    };
    let mut requirements: Vec<(&str, &str)> =
        student.requirements.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    requirements.push(("", "Electives: no requirement of its own (transferred credit only)"));
    Entry::of(frame, "allow", action, "Enter it")
        .with(Field::of(
            "what",
            "What is entered",
            choose(vec![
                ("substitution", "A course stands for a requirement"),
                ("waiver", "A requirement is waived"),
                ("transfer", "Credit of another school"),
                ("shown", "A proficiency was seen"),
            ]),
        ))
        .with(Field::of("requirement", "Requirement", choose(requirements)))
        .with(
            Field::of("course", "Course", Input::Text)
                .saying("Its number; for another school’s credit, its title there")
                .optional(),
        )
        .with(Field::of("from", "Other school", Input::Text).optional())
        .with(
            Field::of("credits", "Credits", Input::Text)
                .saying("As the diploma counts them")
                .optional(),
        )
        .with(Field::of("reason", "Why", Input::Text))
}

fn sheet(student: &StudentPage) -> Sheet {
    let columns = [
        "requirement_id|Id",
        "requirement|Requirement",
        "asked|Asked",
        "have|In hand",
        "will_have|With this year’s courses",
        "sentence|In a sentence",
        "citation|Where it is written",
    ];
    let mut sheet = Sheet::of("requirements", &student.sentence, &columns);
    for standing in &student.standings {
        let [asked, have, will] = standing.credits.clone().unwrap_or_default();
        sheet.push(vec![
            standing.id.as_str().into(),
            standing.name.as_str().into(),
            asked.into(),
            have.into(),
            will.into(),
            standing.sentence.as_str().into(),
            standing.citation.as_str().into(),
        ]);
    }
    if student.tier.is_off_track() {
        sheet.notes.extend(student.next.iter().cloned());
    }
    sheet
}
