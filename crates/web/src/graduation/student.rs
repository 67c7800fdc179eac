//! One student: how they stand in one sentence, each requirement, the options, the transcript.

use askama::Template;
use traction_core::graduation::explain::{Language, name_tier};
use traction_office::access::Deed;
use traction_office::graduation::{self, AllowanceEntry, LineDecision, StudentPage};
use traction_office::{Sheet, Silent, glance, why_may_do};

use super::words::Words;
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
    /// Whether its forms stand open; those of the others open on request.
    first: bool,
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

#[derive(Template)]
#[template(path = "graduation/student.html")]
struct Page {
    frame: Frame,
    words: &'static Words,
    eyebrow: String,
    tier: &'static str,
    sentence: String,
    next: Vec<String>,
    total: [String; 3],
    needs: Vec<Need>,
    /// Where every requirement is written, if it is in one place.
    citation: String,
    ways: Vec<Way>,
    declined: Vec<(String, Option<Entry>)>,
    transcript: Vec<graduation::TranscriptRow>,
    unused: String,
    granted: Vec<Granted>,
    allow: Option<Entry>,
    languages: Vec<(&'static str, Link, bool)>,
    csv: String,
    json: String,
}

/// The page. A look at a student row, which is in the access log.
///
/// # Errors
/// When whoever asks may not see the student, or there is none, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["diploma", "language"])?;
    let language = match asked.find("language") {
        None => Language::English,
        Some(code) => Language::find(code)
            .ok_or_else(|| Refusal::unclear("The sentences are said in “en” and in “es”."))?,
    };
    show(asked, language, None)
}

/// The page, with the form again when something was wrong with it.
pub(super) fn show(
    asked: &Asked,
    language: Language,
    wrong: Option<(&Fields, &str, String)>,
) -> Result<Answer, Refusal> {
    let words = Words::of(language);
    let diploma = asked.find("diploma");
    let student =
        graduation::student(&asked.district, asked.name(), diploma, language, asked.now, &Silent)?;
    let glance = glance::glance(&asked.district)?;
    let name = if student.name.is_empty() { student.id.clone() } else { student.name.clone() };
    let frame = asked
        .frame_on(&glance, &name, Section::Graduation)
        .speaking(language)
        .after(Section::Graduation.name(language), "/graduation")
        .after(words.list, &href("/graduation/list", &[("school", &student.school.0)]));
    let may = why_may_do(asked.person(), Deed::Advise).is_some();
    let at = |step: &str| format!("{}/{step}", below("/graduation/students", &student.id));
    let forms = Forms { frame: &frame, language, words };
    let mut allow = may.then(|| forms.allow(&at("allow"), &student));
    if let (Some(form), Some((fields, beside, words))) = (&mut allow, wrong) {
        form.hold(fields);
        form.refuse(beside, &words);
    }
    let sheet = sheet(&student);
    let page = Page {
        words,
        eyebrow: format!("{}, {}", student.school.1, student.diploma.1),
        tier: name_tier(student.tier, language),
        sentence: student.sentence.clone(),
        next: student.next.clone(),
        total: student.total.clone(),
        needs: student.standings.iter().map(need).collect(),
        citation: one_citation(&student),
        ways: forms.ways(&student, may, &at("decide")),
        declined: forms.declined(&student, may, &at("decide")),
        transcript: student.transcript.iter().rev().cloned().collect(),
        unused: student.unused.iter().map(titled).collect::<Vec<_>>().join(", "),
        granted: forms.granted(&student, may, &at("withdraw")),
        allow,
        languages: Language::ALL
            .iter()
            .map(|other| {
                let link = Link::to(&asked.with("language", other.code()), other.name());
                (other.code(), link, *other == language)
            })
            .collect(),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
        frame,
    };
    Ok(Answer::of(page, vec![sheet]))
}

/// Where all requirements are written; empty if in several places.
fn one_citation(student: &StudentPage) -> String {
    let mut all = student.standings.iter().map(|standing| &standing.citation);
    let first = all.next().cloned().unwrap_or_default();
    if all.all(|other| *other == first) { first } else { String::new() }
}

/// What somebody said, with the reason if they gave one.
fn because(said: String, reason: &str) -> String {
    if reason.is_empty() { said } else { format!("{said}: {reason}") }
}

/// A course with its credits.
fn titled((title, credits): &(String, String)) -> String {
    format!("{title} ({credits})")
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
        courses: standing.courses.iter().map(titled).collect::<Vec<_>>().join(", "),
        unverified: !standing.verified,
        citation: standing.citation.clone(),
    }
}

/// What is entered on the page, said in its language and sent back to it.
struct Forms<'a> {
    frame: &'a Frame,
    language: Language,
    words: &'static Words,
}

impl Forms<'_> {
    fn entry(&self, id: &str, action: &str, button: &str) -> Entry {
        self.speaking(Entry::of(self.frame, id, action, button))
    }

    /// A form that says what may be left empty, and goes on to the page in its own language.
    fn speaking(&self, mut form: Entry) -> Entry {
        form.optional_says = self.words.optional;
        match self.language {
            Language::English => form,
            other => form.with(Field::hidden("language", other.code())),
        }
    }

    fn decide(
        &self,
        number: usize,
        line: &graduation::MendLine,
        student: &StudentPage,
        action: &str,
    ) -> Entry {
        let words = self.words;
        let choices =
            [("accepted", words.accept), ("deferred", words.later), ("declined", words.decline)];
        let choices = choices.map(|(value, text)| Choice {
            value: value.to_owned(),
            text: text.to_owned(),
            chosen: value == "accepted",
        });
        self.entry(&format!("decide-{number}-{}", line.line.section), action, words.keep)
            .with(Field::hidden("section", &line.line.section))
            .with(Field::hidden("diploma", &student.held_to))
            .with(Field::of("decision", words.decision, Input::Choose(choices.to_vec())))
            .with(Field::of("reason", words.why, Input::Text).optional())
    }

    fn ways(&self, student: &StudentPage, may: bool, action: &str) -> Vec<Way> {
        let words = self.words;
        let line = |number: usize, line: &graduation::MendLine| WayLine {
            course: line.course_title.clone(),
            section: line.line.section.clone(),
            period: line.period.clone(),
            seats: line.seats,
            instead: line.instead.clone(),
            decided: line
                .decided
                .as_ref()
                .map(|said| {
                    let decided = Words::decided(said.decision, self.language);
                    let by = format!("{decided} {} {}, {}", words.by, said.who, said.day);
                    because(by, &said.reason)
                })
                .unwrap_or_default(),
            form: may.then(|| self.decide(number, line, student, action)),
        };
        let ways = student.options.iter().enumerate().map(|(number, way)| Way {
            heading: match way.chosen {
                true => words.for_all.to_owned(),
                false => format!("{} {}", words.way, number + 1),
            },
            first: number == 0,
            lines: way.lines.iter().map(|of| line(number, of)).collect(),
        });
        ways.collect()
    }

    /// Lines that were declined, each with a button that takes it up again.
    fn declined(
        &self,
        student: &StudentPage,
        may: bool,
        action: &str,
    ) -> Vec<(String, Option<Entry>)> {
        let again = |line: &LineDecision| {
            let id = format!("again-{}", line.section);
            let button = Entry::button(self.frame, &id, action, self.words.later, &line.section);
            self.speaking(button)
                .with(Field::hidden("section", &line.section))
                .with(Field::hidden("decision", "deferred"))
                .with(Field::hidden("diploma", &student.held_to))
        };
        let says =
            |line: &LineDecision| because(format!("{}, {}", line.section, line.who), &line.reason);
        student.declined.iter().map(|line| (says(line), may.then(|| again(line)))).collect()
    }

    fn granted(&self, student: &StudentPage, may: bool, action: &str) -> Vec<Granted> {
        let words = self.words;
        let name = |id: &str| {
            let known = student.requirements.iter().find(|(known, _)| known == id);
            known.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
        };
        let withdraw = |entry: &AllowanceEntry| {
            self.entry(&format!("withdraw-{}", entry.id), action, words.take_back)
                .with(Field::hidden("entry", &entry.id.to_string()))
                .with(Field::of("reason", words.why_back, Input::Text))
        };
        let entries = student.allowances.iter();
        entries
            .map(|entry| Granted {
                words: format!(
                    "{}: {}",
                    graduation::grant_words(&entry.allowance.grant, self.language, name),
                    entry.allowance.reason
                ),
                by: format!("{}, {}", entry.allowance.who, entry.allowance.day),
                withdrawn: entry
                    .withdrawn
                    .as_ref()
                    .map(|(reason, who)| format!("{} {who}: {reason}", words.taken_back_by))
                    .unwrap_or_default(),
                form: (may && entry.withdrawn.is_none()).then(|| withdraw(entry)),
            })
            .collect()
    }

    fn allow(&self, action: &str, student: &StudentPage) -> Entry {
        let words = self.words;
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
        requirements.push(("", words.electives));
        let what = vec![
            ("substitution", words.substitution),
            ("waiver", words.waiver),
            ("transfer", words.transfer),
            ("shown", words.shown),
        ];
        self.entry("allow", action, words.enter)
            .with(Field::of("what", words.what, choose(what)))
            .with(Field::of("requirement", words.requirement, choose(requirements)))
            .with(
                Field::of("course", words.course, Input::Text).saying(words.course_hint).optional(),
            )
            .with(Field::of("from", words.other_school, Input::Text).optional())
            .with(
                Field::of("credits", words.credits, Input::Text)
                    .saying(words.credits_hint)
                    .optional(),
            )
            .with(Field::of("reason", words.why, Input::Text))
    }
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
