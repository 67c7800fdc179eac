//! Why what a counselor enters is refused, in the language of the page that it was entered on.

use traction_core::graduation::explain::Language;
use traction_core::graduation::policy::Requirement;

use crate::error::OfficeError;

/// Why something is not entered.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum EntryRefusal {
    /// No reason was given.
    NoReason,
    /// There is no such requirement.
    NoRequirement { name: String, known: Vec<String> },
    /// The course is not on the student's transcript.
    NoCourse { name: String, known: Vec<String> },
    /// There is no such allowance, or it was taken back.
    NoEntry { name: String, known: Vec<String> },
    /// Credit is earned, and not seen.
    Earned { requirement: String },
    /// The requirement asks for no credit.
    AsksNoCredit { requirement: Box<Requirement> },
    /// Transferred credit without a title or a school.
    NothingNamed,
    /// No credits, or less.
    NoCredits,
    /// Credits that the diploma cannot count.
    NoUnits { credits: f64, unit: String },
    /// More than a requirement asks.
    MoreThanAsked { credits: f64, most: String, requirement: Box<Requirement> },
    /// More than a year of courses gives.
    MoreThanAYear { credits: f64, most: String },
    /// More transferred credit than the whole diploma.
    MoreThanAll { sum: String, all: String },
    /// What is accepted does not go with what was accepted.
    Clash { student: String, section: String, other: String },
    /// The section is full.
    NoSeat { section: String },
}

impl EntryRefusal {
    /// As an error that says it in a language.
    pub fn said_in(self, language: Language) -> OfficeError {
        match language {
            Language::English => self.in_english(),
            Language::Spanish => self.in_spanish(),
        }
    }

    fn in_english(self) -> OfficeError {
        use EntryRefusal as R;
        let (what, hint) = match self {
            R::NoRequirement { name, known } => {
                return OfficeError::Unknown { kind: "requirement", name, known };
            }
            R::NoCourse { name, known } => {
                let kind = "course on this student’s transcript";
                return OfficeError::Unknown { kind, name, known };
            }
            R::NoEntry { name, known } => {
                return OfficeError::Unknown { kind: "allowance of this student", name, known };
            }
            R::NoReason => (
                "an entry without a reason is not kept".to_owned(),
                "say why, in a few words that somebody can read in two years",
            ),
            R::Earned { requirement } => (
                format!("{requirement} asks for credit, which is not seen but earned"),
                "enter a waiver, a substitution or transferred credit",
            ),
            R::AsksNoCredit { requirement } => (
                format!("{} asks for no credit", requirement.name),
                "enter that it was seen, or waive all of it",
            ),
            R::NothingNamed => (
                "transferred credit needs the course's title and the other school".to_owned(),
                "write both as the other school's transcript does",
            ),
            R::NoCredits => (
                "the credits must be more than nothing".to_owned(),
                "write them as the diploma counts them, such as 1 or 0.5",
            ),
            R::NoUnits { credits, unit } => (
                format!("{credits} is no whole number of {unit}"),
                "write the credits as the diploma counts them, such as 1 or 0.5",
            ),
            R::MoreThanAsked { credits, most, requirement } => (
                format!(
                    "{credits} credits are more than the {most} that {} asks",
                    requirement.name
                ),
                "write what the transcript says, as this diploma counts credits",
            ),
            R::MoreThanAYear { credits, most } => (
                format!("{credits} credits are more than the {most} that a year of courses gives"),
                "write what the transcript says, as this diploma counts credits",
            ),
            R::MoreThanAll { sum, all } => (
                format!("{sum} transferred credits are more than the {all} of the diploma"),
                "take back what was entered twice",
            ),
            R::Clash { student, section, other } => {
                let hint = format!(
                    "traction graduation decide {student} {other} declined --reason … takes that \
                     one back"
                );
                let what = format!(
                    "{section} does not go with {other}, which is accepted for this student: the \
                     same period or the same course"
                );
                return OfficeError::Refused { what, hint };
            }
            R::NoSeat { section } => (
                format!("no seat is left in {section}"),
                "decline the line, or take back another that was accepted there",
            ),
        };
        OfficeError::Refused { what, hint: hint.to_owned() }
    }

    fn in_spanish(self) -> OfficeError {
        use EntryRefusal as R;
        let (what, hint) = match self {
            R::NoRequirement { name, .. } => (
                format!("no hay un requisito “{name}”"),
                "elige uno de los requisitos del diploma".to_owned(),
            ),
            R::NoCourse { name, known } => (
                format!("no hay una materia “{name}” en el expediente de este estudiante"),
                format!("las que hay: {}", known.join(", ")),
            ),
            R::NoEntry { name, .. } => (
                format!("no hay un registro “{name}” de este estudiante que siga contando"),
                "abre la página de nuevo".to_owned(),
            ),
            R::NoReason => (
                "un registro sin motivo no se guarda".to_owned(),
                "di por qué, en pocas palabras que alguien pueda leer dentro de dos años"
                    .to_owned(),
            ),
            R::Earned { requirement } => (
                format!("{requirement} pide créditos, que no se comprueban sino que se obtienen"),
                "registra una dispensa, una sustitución o créditos transferidos".to_owned(),
            ),
            R::AsksNoCredit { requirement } => (
                format!("{} no pide créditos", requirement.name_es),
                "registra que se comprobó, o dispénsalo por completo".to_owned(),
            ),
            R::NothingNamed => (
                "los créditos transferidos necesitan el título de la materia y la otra escuela"
                    .to_owned(),
                "escribe ambos como están en el expediente de la otra escuela".to_owned(),
            ),
            R::NoCredits => (
                "los créditos deben ser más que cero".to_owned(),
                "escríbelos como los cuenta el diploma, por ejemplo 1 o 0.5".to_owned(),
            ),
            R::NoUnits { credits, unit } => (
                format!("{credits} no es un número entero de {unit}"),
                "escribe los créditos como los cuenta el diploma, por ejemplo 1 o 0.5".to_owned(),
            ),
            R::MoreThanAsked { credits, most, requirement } => (
                format!(
                    "{credits} créditos son más que los {most} que pide {}",
                    requirement.name_es
                ),
                "escribe lo que dice el expediente, como este diploma cuenta los créditos"
                    .to_owned(),
            ),
            R::MoreThanAYear { credits, most } => (
                format!("{credits} créditos son más que los {most} que da un año de materias"),
                "escribe lo que dice el expediente, como este diploma cuenta los créditos"
                    .to_owned(),
            ),
            R::MoreThanAll { sum, all } => (
                format!("{sum} créditos transferidos son más que los {all} del diploma"),
                "retira lo que se registró dos veces".to_owned(),
            ),
            R::Clash { section, other, .. } => (
                format!(
                    "{section} no va con {other}, que está aceptada para este estudiante: el mismo \
                     periodo o la misma materia"
                ),
                "rechaza primero la otra".to_owned(),
            ),
            R::NoSeat { section } => (
                format!("no queda lugar en {section}"),
                "rechaza la línea, o retira otra que se aceptó allí".to_owned(),
            ),
        };
        OfficeError::Refused { what, hint }
    }
}
