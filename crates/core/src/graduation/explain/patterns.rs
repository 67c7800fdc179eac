//! The patterns: a sentence for each message in each language.

use serde::{Deserialize, Serialize};

use super::OpenSeat;
use super::forms::{Places, with_amount, with_unit};

/// A language in which sentences are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::English, Language::Spanish];

    /// Its code, as pages and addresses write it (BCP 47).
    pub const fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
        }
    }

    /// Its own name.
    pub const fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Spanish => "Español",
        }
    }

    /// The language of a code.
    pub fn find(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// What can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Message {
    Met { requirement: String, asked: String },
    Coming { requirement: String, have: String, asked: String, coming: String },
    Short { requirement: String, have: String, asked: String, lacking: String },
    Have { requirement: String, have: String, asked: String },
    Reach { requirement: String, have: String, asked: String },
    Open { seat: OpenSeat },
    Waived { requirement: String },
    ExamPassed { requirement: String },
    ExamMissing { requirement: String },
    NoAverage { minimum: String },
    AverageEnough { average: String, minimum: String },
    AverageShort { average: String, minimum: String },
    AverageNeeded { needed: String, minimum: String },
    AverageOutOfReach { minimum: String },
    Seen { requirement: String },
    NotSeen { requirement: String },
    AllPlanned { have: String, asked: String },
    CreditPlanned { have: String, asked: String },
    CreditIsNotAll { have: String, asked: String },
    StillOpen { requirements: String },
    NotOnFile { requirements: String },
    NoTranscript,
    OnTrack { credits: String, have: String, asked: String },
    InTheDay { credits: String },
    InTheDayNoSeat { credits: String },
    BeyondTheDay { credits: String },
    NotByTheDate { credits: String },
    PassThese { count: u32, credits: String },
}

/// A message in a language.
pub fn say(message: &Message, language: Language) -> String {
    let (pattern, places) = lookup(message, language);
    let mut said = String::with_capacity(pattern.len() + 40);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        said.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else { break };
        let name = &rest[open + 1..open + close];
        let value = places.iter().find(|(known, _)| *known == name);
        said.push_str(value.map_or("", |(_, value)| value.as_str()));
        rest = &rest[open + close + 1..];
    }
    said.push_str(rest);
    said
}

/// English or Spanish of one text.
pub(super) fn either(
    language: Language,
    english: &'static str,
    spanish: &'static str,
) -> &'static str {
    match language {
        Language::English => english,
        Language::Spanish => spanish,
    }
}

fn lookup(message: &Message, language: Language) -> (&'static str, Places) {
    let pattern = |english, spanish| either(language, english, spanish);
    match message {
        Message::Met { requirement, asked } => (
            pattern(
                "{requirement}: met, {asked} of {asked} {unit}.",
                "{requirement}: cumplido, {asked} de {asked} {unit}.",
            ),
            with_unit(language, asked, vec![("requirement", requirement.clone())]),
        ),
        Message::Coming { requirement, have, asked, coming } => (
            pattern(
                "{requirement}: you have {have} of {asked} {unit}; the courses you are taking this year bring the other {coming}, if you pass them.",
                "{requirement}: tienes {have} de {asked} {unit}; las materias que cursas este año dan {rest} {amount} que {is}, si las apruebas.",
            ),
            with_amount(
                language,
                coming,
                with_unit(
                    language,
                    asked,
                    vec![
                        ("requirement", requirement.clone()),
                        ("have", have.clone()),
                        ("coming", coming.clone()),
                    ],
                ),
            ),
        ),
        Message::Short { requirement, have, asked, lacking } => (
            pattern(
                "{requirement}: with this year’s courses you reach {have} of {asked} {unit}; {amount} {will} still be missing.",
                "{requirement}: con las materias de este año llegas a {have} de {asked} {unit}; todavía {will} {amount}.",
            ),
            with_amount(
                language,
                lacking,
                with_unit(
                    language,
                    asked,
                    vec![("requirement", requirement.clone()), ("have", have.clone())],
                ),
            ),
        ),
        Message::Have { requirement, have, asked } => (
            pattern(
                "{requirement}: you have {have} of {asked} {unit}.",
                "{requirement}: tienes {have} de {asked} {unit}.",
            ),
            with_unit(
                language,
                asked,
                vec![("requirement", requirement.clone()), ("have", have.clone())],
            ),
        ),
        Message::Reach { requirement, have, asked } => (
            pattern(
                "{requirement}: with this year’s courses you reach {have} of {asked} {unit}.",
                "{requirement}: con las materias de este año llegas a {have} de {asked} {unit}.",
            ),
            with_unit(
                language,
                asked,
                vec![("requirement", requirement.clone()), ("have", have.clone())],
            ),
        ),
        Message::Open { seat } => open(seat, language),
        Message::Waived { requirement } => (
            pattern("{requirement}: waived for you.", "{requirement}: se te ha dispensado."),
            vec![("requirement", requirement.clone())],
        ),
        Message::ExamPassed { requirement } => (
            pattern("{requirement}: passed.", "{requirement}: aprobada."),
            vec![("requirement", requirement.clone())],
        ),
        Message::ExamMissing { requirement } => (
            pattern(
                "{requirement}: no passing result is on file yet.",
                "{requirement}: todavía no hay un resultado aprobatorio registrado.",
            ),
            vec![("requirement", requirement.clone())],
        ),
        Message::NoAverage { minimum } => (
            pattern(
                "Your average must be at least {minimum}; no marks are on file yet.",
                "Tu promedio debe ser de al menos {minimum}; todavía no hay calificaciones registradas.",
            ),
            vec![("minimum", minimum.clone())],
        ),
        Message::AverageEnough { average, minimum } => (
            pattern(
                "Your average is {average}; at least {minimum} is asked.",
                "Tu promedio es {average}; se pide al menos {minimum}.",
            ),
            vec![("average", average.clone()), ("minimum", minimum.clone())],
        ),
        Message::AverageShort { average, minimum } => (
            pattern(
                "Your average is {average}; it must rise to {minimum}.",
                "Tu promedio es {average}; debe subir a {minimum}.",
            ),
            vec![("average", average.clone()), ("minimum", minimum.clone())],
        ),
        Message::AverageNeeded { needed, minimum } => (
            pattern(
                "Marks of {needed} on average from now on bring you to {minimum}.",
                "Un promedio de {needed} de aquí en adelante te lleva a {minimum}.",
            ),
            vec![("needed", needed.clone()), ("minimum", minimum.clone())],
        ),
        Message::AverageOutOfReach { minimum } => (
            pattern(
                "The courses that are left cannot bring the average to {minimum}; talk with your counselor.",
                "Las materias que quedan no alcanzan para llevar el promedio a {minimum}; habla con tu consejero.",
            ),
            vec![("minimum", minimum.clone())],
        ),
        Message::Seen { requirement } => (
            pattern("{requirement}: seen and entered.", "{requirement}: comprobado y registrado."),
            vec![("requirement", requirement.clone())],
        ),
        Message::NotSeen { requirement } => (
            pattern(
                "{requirement}: to be shown to your school; nobody has entered it yet.",
                "{requirement}: debes demostrarlo en tu escuela; nadie lo ha registrado todavía.",
            ),
            vec![("requirement", requirement.clone())],
        ),
        Message::AllPlanned { have, asked } => (
            pattern(
                "You are on track: the courses that you are taking complete everything. You have {have} of {asked} credits.",
                "Vas en camino: las materias que cursas completan todo. Tienes {have} de {asked} créditos.",
            ),
            vec![("have", have.clone()), ("asked", asked.clone())],
        ),
        Message::CreditPlanned { have, asked } => (
            pattern(
                "You are on track: the courses that you are taking complete every credit. You have {have} of {asked} credits.",
                "Vas en camino: las materias que cursas completan todos los créditos. Tienes {have} de {asked} créditos.",
            ),
            vec![("have", have.clone()), ("asked", asked.clone())],
        ),
        Message::CreditIsNotAll { have, asked } => (
            pattern(
                "The courses that you are taking complete every credit, and more than credit is asked. You have {have} of {asked} credits.",
                "Las materias que cursas completan todos los créditos, y se pide más que créditos. Tienes {have} de {asked} créditos.",
            ),
            vec![("have", have.clone()), ("asked", asked.clone())],
        ),
        Message::StillOpen { requirements } => (
            pattern(
                "Still open by the day of graduation, beside credit: {requirements}.",
                "Todavía pendiente para la graduación, además de los créditos: {requirements}.",
            ),
            vec![("requirements", requirements.clone())],
        ),
        Message::NotOnFile { requirements } => (
            pattern(
                "Not on file for anybody, so it cannot be said whether you have it: {requirements}. Ask your counselor.",
                "No está registrado para nadie, así que no se puede decir si lo tienes: {requirements}. Pregunta a tu consejero.",
            ),
            vec![("requirements", requirements.clone())],
        ),
        Message::NoTranscript => (
            pattern(
                "No transcript is on file for you; ask your counselor where it is.",
                "No hay un expediente tuyo registrado; pregunta a tu consejero dónde está.",
            ),
            Vec::new(),
        ),
        Message::OnTrack { credits, have, asked } => (
            pattern(
                "You are on track: {amount} {is} still to be planned, and the terms that are left have room. You have {have} of {asked} credits.",
                "Vas en camino: {is} por planear {amount}, y los semestres que quedan tienen lugar. Tienes {have} de {asked} créditos.",
            ),
            with_amount(language, credits, vec![("have", have.clone()), ("asked", asked.clone())]),
        ),
        Message::InTheDay { credits } => (
            pattern(
                "You can be back on track within the school day: {amount} {is} missing, and next term’s schedule has room for what is needed.",
                "Puedes volver al camino dentro del día escolar: {is} {amount}, y el horario del próximo semestre tiene lugar para lo necesario.",
            ),
            with_amount(language, credits, Vec::new()),
        ),
        Message::InTheDayNoSeat { credits } => (
            pattern(
                "You could be back on track within the school day: {amount} {is} missing and your day has room, but no section with a free seat next term brings you back; ask your counselor.",
                "Podrías volver al camino dentro del día escolar: {is} {amount} y tu día tiene lugar, pero ninguna sección con lugar libre del próximo semestre te ayuda a volver; pregunta a tu consejero.",
            ),
            with_amount(language, credits, Vec::new()),
        ),
        Message::BeyondTheDay { credits } => (
            pattern(
                "You need more than the school day: {amount} {is} missing, and summer, evening or recovery courses can bring {them} by the day of graduation.",
                "Necesitas más que el día escolar: {is} {amount}, y los cursos de verano, de tarde o de recuperación pueden {them} antes de la graduación.",
            ),
            with_amount(language, credits, Vec::new()),
        ),
        Message::NotByTheDate { credits } => (
            pattern(
                "You lack {amount}, which cannot {all}be earned by the day of graduation, the summer after included; talk with your counselor about the way that is possible.",
                "Te {is} {amount}, y no {can} obtener{all} antes de la graduación, ni con el verano siguiente; habla con tu consejero sobre el camino que sí es posible.",
            ),
            with_amount(language, credits, Vec::new()),
        ),
        Message::PassThese { count, credits } => (
            match (language, *count == 1) {
                (Language::English, true) => {
                    "By the end of this year: pass the one course that still gives credit, for {amount}."
                }
                (Language::English, false) => {
                    "By the end of this year: pass the {count} courses that still give credit, for {amount}."
                }
                (Language::Spanish, true) => {
                    "Antes del fin de este año: aprueba la materia que aún da crédito, por {amount}."
                }
                (Language::Spanish, false) => {
                    "Antes del fin de este año: aprueba las {count} materias que aún dan crédito, por {amount}."
                }
            },
            with_amount(language, credits, vec![("count", count.to_string())]),
        ),
    }
}

fn open(seat: &OpenSeat, language: Language) -> (&'static str, Places) {
    let one = seat.seats == 1;
    let pattern = match (language, seat.finishes, &seat.instead_of, one) {
        (Language::English, true, Some(_), false) => {
            "{course} next term finishes it; section {section} has {seats} seats in period {period}, where you have {instead}."
        }
        (Language::English, true, Some(_), true) => {
            "{course} next term finishes it; section {section} has 1 seat in period {period}, where you have {instead}."
        }
        (Language::English, true, None, false) => {
            "{course} next term finishes it; section {section} has {seats} seats in period {period}, where you are free."
        }
        (Language::English, true, None, true) => {
            "{course} next term finishes it; section {section} has 1 seat in period {period}, where you are free."
        }
        (Language::English, false, Some(_), false) => {
            "{course} next term brings you closer; section {section} has {seats} seats in period {period}, where you have {instead}."
        }
        (Language::English, false, Some(_), true) => {
            "{course} next term brings you closer; section {section} has 1 seat in period {period}, where you have {instead}."
        }
        (Language::English, false, None, false) => {
            "{course} next term brings you closer; section {section} has {seats} seats in period {period}, where you are free."
        }
        (Language::English, false, None, true) => {
            "{course} next term brings you closer; section {section} has 1 seat in period {period}, where you are free."
        }
        (Language::Spanish, true, Some(_), false) => {
            "{course} el próximo semestre lo completa; la sección {section} tiene {seats} lugares en el periodo {period}, donde tienes {instead}."
        }
        (Language::Spanish, true, Some(_), true) => {
            "{course} el próximo semestre lo completa; la sección {section} tiene 1 lugar en el periodo {period}, donde tienes {instead}."
        }
        (Language::Spanish, true, None, false) => {
            "{course} el próximo semestre lo completa; la sección {section} tiene {seats} lugares en el periodo {period}, que tienes libre."
        }
        (Language::Spanish, true, None, true) => {
            "{course} el próximo semestre lo completa; la sección {section} tiene 1 lugar en el periodo {period}, que tienes libre."
        }
        (Language::Spanish, false, Some(_), false) => {
            "{course} el próximo semestre te acerca; la sección {section} tiene {seats} lugares en el periodo {period}, donde tienes {instead}."
        }
        (Language::Spanish, false, Some(_), true) => {
            "{course} el próximo semestre te acerca; la sección {section} tiene 1 lugar en el periodo {period}, donde tienes {instead}."
        }
        (Language::Spanish, false, None, false) => {
            "{course} el próximo semestre te acerca; la sección {section} tiene {seats} lugares en el periodo {period}, que tienes libre."
        }
        (Language::Spanish, false, None, true) => {
            "{course} el próximo semestre te acerca; la sección {section} tiene 1 lugar en el periodo {period}, que tienes libre."
        }
    };
    let places = vec![
        ("course", seat.course.clone()),
        ("section", seat.section.clone()),
        ("seats", seat.seats.to_string()),
        ("period", seat.period.clone()),
        ("instead", seat.instead_of.clone().unwrap_or_default()),
    ];
    (pattern, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_of_the_room_page_is_said_in_both_languages() {
        let seat = OpenSeat {
            course: "English 12".to_owned(),
            section: "4".to_owned(),
            seats: 3,
            period: "2".to_owned(),
            instead_of: Some("Study Hall".to_owned()),
            finishes: true,
        };
        let told = Message::Have {
            requirement: "English".to_owned(),
            have: "3".to_owned(),
            asked: "4".to_owned(),
        };
        let open = Message::Open { seat };
        assert_eq!(say(&told, Language::English), "English: you have 3 of 4 credits.");
        assert_eq!(
            say(&open, Language::English),
            "English 12 next term finishes it; section 4 has 3 seats in period 2, where you have Study Hall."
        );
        assert_eq!(say(&told, Language::Spanish), "English: tienes 3 de 4 créditos.");
        assert_eq!(
            say(&open, Language::Spanish),
            "English 12 el próximo semestre lo completa; la sección 4 tiene 3 lugares en el periodo 2, donde tienes Study Hall."
        );
        let one = Message::InTheDay { credits: "1".to_owned() };
        assert!(say(&one, Language::English).contains("1 credit is missing"));
        assert!(say(&one, Language::Spanish).contains("falta 1 crédito,"));
    }

    #[test]
    fn one_credit_and_half_a_credit_are_one_thing_and_three_are_many() {
        let said = |credits: &str, language| {
            let credits = credits.to_owned();
            let beyond = say(&Message::BeyondTheDay { credits: credits.clone() }, language);
            let never = say(&Message::NotByTheDate { credits: credits.clone() }, language);
            let short = Message::Short {
                requirement: "Government".to_owned(),
                have: "0".to_owned(),
                asked: credits.clone(),
                lacking: credits,
            };
            format!("{beyond} {never} {}", say(&short, language))
        };
        let half = said("0.5", Language::English);
        assert!(
            half.contains("half a credit is missing") && half.contains("can bring it by"),
            "{half}"
        );
        assert!(
            half.contains("which cannot be earned") && half.contains("0 of 0.5 credit;"),
            "{half}"
        );
        let many = said("3", Language::English);
        assert!(
            many.contains("can bring them by") && many.contains("cannot all be earned"),
            "{many}"
        );
        let one = said("1", Language::Spanish);
        assert!(one.contains("falta 1 crédito") && one.contains("pueden darlo antes"), "{one}");
        assert!(
            one.contains("no se puede obtener antes") && one.contains("faltará 1 crédito"),
            "{one}"
        );
        let many = said("3", Language::Spanish);
        assert!(many.contains("no se pueden obtener todos antes"), "{many}");
        assert!(many.contains("todavía faltarán 3 créditos"), "{many}");
    }

    #[test]
    fn no_place_of_a_pattern_is_left_open() {
        let text = || "x".to_owned();
        let messages = [
            Message::Met { requirement: text(), asked: text() },
            Message::Coming { requirement: text(), have: text(), asked: text(), coming: text() },
            Message::Short { requirement: text(), have: text(), asked: text(), lacking: text() },
            Message::AverageNeeded { needed: text(), minimum: text() },
            Message::AllPlanned { have: text(), asked: text() },
            Message::CreditPlanned { have: text(), asked: text() },
            Message::CreditIsNotAll { have: text(), asked: text() },
            Message::StillOpen { requirements: text() },
            Message::NotOnFile { requirements: text() },
            Message::NoTranscript,
            Message::InTheDayNoSeat { credits: text() },
            Message::OnTrack { credits: text(), have: text(), asked: text() },
            Message::PassThese { count: 2, credits: text() },
        ];
        for message in messages {
            for language in Language::ALL {
                let (pattern, places) = lookup(&message, language);
                for name in pattern.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                    assert!(places.iter().any(|(known, _)| *known == name), "{name}");
                }
            }
        }
    }
}
