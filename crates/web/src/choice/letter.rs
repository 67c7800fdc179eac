//! A letter: one child, one sheet of paper, in English and Spanish.

use std::collections::BTreeMap;

use askama::Template;
use traction_office::choice::{self, Letter, LetterLine};
use traction_office::pack::pack;
use traction_office::{OfficeError, Sight, why_may_see};

use crate::charts::words;
use crate::frame::{Frame, Section};
use crate::links::href;
use crate::parts::{Empty, Link, Notice, Tone};
use crate::server::{Answer, Asked, Refusal};

/// How a letter on its own looks; it is opened from a folder, without the site's stylesheet.
const STYLE: &str = include_str!("letter.css");

/// One row of a letter.
pub(super) struct Line {
    rank: String,
    program: String,
    offered: bool,
    says: String,
}

/// A letter in one language.
#[derive(Template)]
#[template(path = "choice/letter_body.html")]
pub(super) struct Body {
    lang: &'static str,
    district: String,
    to: String,
    title: String,
    offer_head: &'static str,
    offer: String,
    offer_more: String,
    since: String,
    numbers: String,
    choices: &'static str,
    headings: [String; 2],
    lines: Vec<Line>,
    together: String,
    receipt_head: &'static str,
    receipt: String,
    receipt_more: &'static str,
}

impl askama::filters::HtmlSafe for Body {}

#[derive(Template)]
#[template(path = "choice/letter_file.html")]
struct LetterFile {
    lang: &'static str,
    title: String,
    style: &'static str,
    bodies: Vec<Body>,
}

#[derive(Template)]
#[template(path = "choice/letter.html")]
struct LetterPage {
    frame: Frame,
    bodies: Vec<Body>,
}

/// A letter as a file of its own, in languages `en` and `es`, one after the other.
pub fn render_letter(letter: &Letter, languages: &[&str]) -> String {
    let bodies: Vec<Body> = languages.iter().map(|language| body(letter, language)).collect();
    let file = LetterFile {
        lang: bodies.first().map_or("en", |body| body.lang),
        title: bodies.first().map(|body| body.title.clone()).unwrap_or_default(),
        style: STYLE,
        bodies,
    };
    file.render().unwrap_or_else(|broken| {
        tracing::error!(%broken, "a template broke");
        String::new()
    })
}

/// Where the letter of an application is asked for.
#[derive(Template)]
#[template(path = "choice/letters.html")]
struct LettersPage {
    frame: Frame,
    empty: Option<Empty>,
    notice: Option<Notice>,
    application: String,
    year: String,
    round: String,
    /// Where all letters are in one file.
    all: String,
}

/// The letter of an application, as the office sees it. The look is written into the access log.
///
/// # Errors
/// When there is none: also before a run is adopted, and for whoever may not see it.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["year"])?;
    match of_application(asked, asked.number("year")?, asked.name()) {
        Err(OfficeError::NotYet { .. }) => Err(Refusal::nothing()),
        found => show(asked, asked.name(), &found?),
    }
}

/// Asks for an application's number, and shows its letter.
///
/// # Errors
/// When whoever asks may see no application.
pub fn letters_page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["application", "year", "round"])?;
    why_may_see(asked.person(), Sight::Applications)
        .filter(|reason| reason.scope().is_district())
        .ok_or_else(Refusal::nothing)?;
    let frame = asked.frame("Letters", Section::Choice)?.after("Choice", "/choice");
    let application = asked.text("application").trim().to_owned();
    let [year, round] = ["year", "round"].map(|key| asked.text(key).to_owned());
    let all = href("/choice/letters/all", &[("year", &year), ("round", &round)]);
    let mut page = LettersPage { frame, empty: None, notice: None, application, year, round, all };
    // A round's own letters, or those of the first, which every other comes after.
    let (year, round) = (asked.number("year")?, asked.number("round")?.unwrap_or(1));
    let adopted =
        choice::desk(&asked.district, year, Some(round)).is_ok_and(|desk| desk.adopted.is_some());
    if !adopted {
        page.empty = Some(Empty {
            says: "There are no letters yet".to_owned(),
            because: "They are written when a run is adopted.".to_owned(),
            way_on: Some(Link::to("/choice", "The choice desk")),
        });
    } else if !page.application.is_empty() {
        match of_application(asked, year, &page.application) {
            Err(OfficeError::Unknown { .. }) => {
                page.notice = Some(Notice {
                    tone: Tone::Plain,
                    says: "No application of this round has that number.".to_owned(),
                    more: "It is written as in the file of applications.".to_owned(),
                });
            }
            found => return show(asked, &page.application, &found?),
        }
    }
    let sheet = traction_office::Sheet::of("choices", "Your choices", &["rank|Choice|n"]);
    Ok(Answer::of(page, vec![sheet]))
}

/// All letters of a round in one file, to be printed. The look is written into the access log.
///
/// # Errors
/// When nothing is adopted, or whoever asks may see no application.
pub fn all_letters(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["year", "round"])?;
    let (year, round) = (asked.number("year")?, asked.number("round")?);
    let letters = choice::letters(&asked.district, year, round, asked.today(), asked.now)?;
    let files: BTreeMap<String, String> = letters
        .iter()
        .map(|letter| (letter.file_name(), render_letter(letter, &["en", "es"])))
        .collect();
    Ok(Answer::of_file("application/zip", "letters.zip", pack(&files)?))
}

fn of_application(
    asked: &Asked,
    year: Option<i16>,
    application: &str,
) -> Result<Letter, OfficeError> {
    choice::letter(&asked.district, year, application, asked.today(), asked.now)
}

fn show(asked: &Asked, application: &str, letter: &Letter) -> Result<Answer, Refusal> {
    let frame = asked
        .frame(&format!("Letter of {application}"), Section::Choice)?
        .after("Choice", "/choice")
        .after("Letters", "/choice/letters");
    let sheet = sheet(letter);
    let bodies = vec![body(letter, "en"), body(letter, "es")];
    Ok(Answer::of(LetterPage { frame, bodies }, vec![sheet]))
}

/// A letter's choices as a sheet.
pub(super) fn sheet(letter: &Letter) -> traction_office::Sheet {
    let columns = ["rank|Choice|n", "program|Program", "en|Why", "es|Por qué", "waiting|In line|n"];
    let mut sheet = traction_office::Sheet::of("choices", "Your choices", &columns);
    for line in &letter.lines {
        sheet.push(vec![
            u64::from(line.rank).into(),
            line.program.clone().into(),
            line.en.clone().into(),
            line.es.clone().into(),
            line.waiting.map_or(traction_office::Cell::Empty, |n| (n as u64).into()),
        ]);
    }
    sheet
}

/// A day in Spanish: "5 de marzo de 2027".
fn spanish(day: jiff::civil::Date) -> String {
    choice::spanish(day)
}

/// The letter in a language.
pub(super) fn body(letter: &Letter, language: &str) -> Body {
    if language == "es" { in_spanish(letter) } else { in_english(letter) }
}

/// What is said of a program that was offered after the day of offers and accepted.
const SINCE: (&str, &str) =
    ("It was offered to you later, and you accepted.", "Se le ofreció después y usted lo aceptó.");

/// The same where it is true of a line, else nothing.
fn since(line: &LetterLine, letter: &Letter, says: &'static str) -> &'static str {
    let held = letter.seat.as_deref() == Some(line.program.as_str());
    if held && !line.offered { says } else { "" }
}

/// Sentences as one paragraph, without those that say nothing.
fn join(sentences: &[&str]) -> String {
    let said: Vec<&str> = sentences.iter().copied().filter(|said| !said.is_empty()).collect();
    said.join(" ")
}

fn in_english(letter: &Letter) -> Body {
    let please = format!("Please answer by {}.", words::day(letter.answer_by));
    Body {
        lang: "en",
        district: letter.district.clone(),
        to: match &letter.name {
            Some(name) => format!("To the family of {name}"),
            None => "To the family".to_owned(),
        },
        title: match &letter.round {
            Some((round, _)) => format!("Your school for {}: {round}", letter.year),
            None => format!("Your school for {}", letter.year),
        },
        offer_head: match (&letter.seat, letter.asked, &letter.offer) {
            (Some(_), ..) => "You accepted",
            (None, false, Some(_)) => "You were offered",
            _ => "You are offered",
        },
        offer: letter
            .seat
            .clone()
            .or_else(|| letter.offer.clone())
            .unwrap_or_else(|| "no seat yet".to_owned()),
        offer_more: match (&letter.offer, letter.by_right) {
            _ if letter.seat.is_some() => String::new(),
            (Some(_), true) => format!(
                "None of your choices had a seat for you. This is the school that your home has by \
                 right.{}",
                if letter.asked { format!(" {please}") } else { String::new() }
            ),
            (Some(_), false) if letter.asked => please,
            (Some(_), false) => String::new(),
            (None, _) => {
                "None of your choices had a seat for you. Below is why, and where you are \
                          in line."
                    .to_owned()
            }
        },
        since: letter.since.0.clone(),
        numbers: match &letter.number {
            Some(number) => format!(
                "Your lottery number is {number} of {}. Lower numbers come first within a class.",
                words::count(letter.among as u64)
            ),
            None => "You drew a number at each program; lower numbers come first within a class."
                .to_owned(),
        },
        choices: "Your choices",
        headings: [
            "Program".to_owned(),
            format!("What came of it on {}, and why", words::day(letter.offered_on)),
        ],
        lines: letter
            .lines
            .iter()
            .map(|line| Line {
                rank: if line.rank == 0 { "by right".to_owned() } else { line.rank.to_string() },
                program: line.program.clone(),
                offered: line.offered,
                says: join(&[&line.en, &line.in_line.0, since(line, letter, SINCE.0)]),
            })
            .collect(),
        together: match letter.together {
            None => String::new(),
            Some(true) => "Your linked applications are placed in one school.".to_owned(),
            Some(false) => {
                "We could not place your linked applications in one school; each has the \
                            best choice that it could have alone."
                    .to_owned()
            }
        },
        receipt_head: "Your receipt",
        receipt: letter.receipt.clone(),
        receipt_more: "Keep it to yourself: it opens your own page, and nothing else does. With it \
                       you can check your lottery number against the public files.",
    }
}

fn in_spanish(letter: &Letter) -> Body {
    let please = format!("Responda a más tardar el {}.", spanish(letter.answer_by));
    Body {
        lang: "es",
        district: letter.district.clone(),
        to: match &letter.name {
            Some(name) => format!("A la familia de {name}"),
            None => "A la familia".to_owned(),
        },
        title: match &letter.round {
            Some((_, ronda)) => format!("Su escuela para {}: {ronda}", letter.year),
            None => format!("Su escuela para {}", letter.year),
        },
        offer_head: match (&letter.seat, letter.asked, &letter.offer) {
            (Some(_), ..) => "Usted aceptó",
            (None, false, Some(_)) => "Se le ofreció",
            _ => "Se le ofrece",
        },
        offer: letter
            .seat
            .clone()
            .or_else(|| letter.offer.clone())
            .unwrap_or_else(|| "ningún lugar por ahora".to_owned()),
        offer_more: match (&letter.offer, letter.by_right) {
            _ if letter.seat.is_some() => String::new(),
            (Some(_), true) => format!(
                "Ninguna de sus opciones tuvo un lugar para usted. Esta es la escuela que le \
                 corresponde por su domicilio.{}",
                if letter.asked { format!(" {please}") } else { String::new() }
            ),
            (Some(_), false) if letter.asked => please,
            (Some(_), false) => String::new(),
            (None, _) => "Ninguna de sus opciones tuvo un lugar para usted. Abajo se explica por \
                          qué, y su puesto en las listas de espera."
                .to_owned(),
        },
        since: letter.since.1.clone(),
        numbers: match &letter.number {
            Some(number) => format!(
                "Su número del sorteo es {number} de {}. En cada clase, los números más bajos van \
                 primero.",
                words::count(letter.among as u64)
            ),
            None => "Le tocó un número en cada programa; en cada clase, los más bajos van primero."
                .to_owned(),
        },
        choices: "Sus opciones",
        headings: [
            "Programa".to_owned(),
            format!("Qué pasó el {} y por qué", spanish(letter.offered_on)),
        ],
        lines: letter
            .lines
            .iter()
            .map(|line| Line {
                rank: if line.rank == 0 {
                    "le corresponde".to_owned()
                } else {
                    line.rank.to_string()
                },
                program: line.program.clone(),
                offered: line.offered,
                says: join(&[&line.es, &line.in_line.1, since(line, letter, SINCE.1)]),
            })
            .collect(),
        together: match letter.together {
            None => String::new(),
            Some(true) => "Sus solicitudes vinculadas quedan en una misma escuela.".to_owned(),
            Some(false) => {
                "No fue posible colocar sus solicitudes vinculadas en una misma escuela; \
                            cada una tiene la mejor opción que podía tener por separado."
                    .to_owned()
            }
        },
        receipt_head: "Su comprobante",
        receipt: letter.receipt.clone(),
        receipt_more: "Guárdelo y no lo comparta: abre su propia página, y nada más la abre. Con él \
                       puede comprobar su número del sorteo con los archivos públicos.",
    }
}
