//! Names of codes in the reader's language.

use super::Language;
use super::patterns::either;
use crate::district::{CreditSource, CreditStatus, Term};
use crate::graduation::model::{CreditNote, Tier};

/// A tier in a language.
pub fn name_tier(tier: Tier, language: Language) -> &'static str {
    let spanish = match tier {
        Tier::OnTrack => "En camino",
        Tier::InTheDay => "Recuperable en el día escolar",
        Tier::BeyondTheDay => "Necesita más que el día escolar",
        Tier::NotByTheDate => "No es posible para la fecha",
        Tier::NoTranscript => "Sin expediente registrado",
    };
    either(language, tier.label(), spanish)
}

/// A term in a language.
pub fn name_term(term: Term, language: Language) -> &'static str {
    let spanish = match term {
        Term::Year => "Todo el año",
        Term::Fall => "Otoño",
        Term::Spring => "Primavera",
        Term::Quarter1 => "Primer bimestre",
        Term::Quarter2 => "Segundo bimestre",
        Term::Quarter3 => "Tercer bimestre",
        Term::Quarter4 => "Cuarto bimestre",
        Term::Summer => "Verano",
    };
    either(language, term.label(), spanish)
}

/// How far a line of a transcript is, in a language.
pub fn name_status(status: CreditStatus, language: Language) -> &'static str {
    let spanish = match status {
        CreditStatus::Earned => "Terminada",
        CreditStatus::InProgress => "En curso",
        CreditStatus::Planned => "Planeada",
    };
    either(language, status.label(), spanish)
}

/// Where credit comes from, in a language; nothing where it is the district's own.
pub fn name_source(source: CreditSource, language: Language) -> &'static str {
    let spanish = match source {
        CreditSource::Local => return "",
        CreditSource::Transfer => "Transferida",
        CreditSource::DualEnrollment => "Doble inscripción",
        CreditSource::Examination => "Por examen",
        CreditSource::Recovery => "Recuperación de créditos",
    };
    either(language, source.label(), spanish)
}

/// What a note says, in a language.
pub fn name_note(note: CreditNote, language: Language) -> &'static str {
    let (english, spanish) = match note {
        CreditNote::PassedBefore => {
            ("passed before; counted once", "aprobada antes; cuenta una vez")
        }
        CreditNote::FailingMark => (
            "credit with a failing mark: not counted, look at it",
            "crédito con calificación reprobatoria: no cuenta, revísalo",
        ),
        CreditNote::NeverFinished => {
            ("never finished: not counted, look at it", "nunca terminada: no cuenta, revísalo")
        }
        CreditNote::BeforeGrade9 => {
            ("taken before grade 9: not counted", "cursada antes del grado 9: no cuenta")
        }
        CreditNote::CourseOnly => (
            "taken before grade 9: meets the course, gives no credit",
            "cursada antes del grado 9: cumple la materia, no da crédito",
        ),
        CreditNote::MoreThanOffered => (
            "more credit than the course gives: the rest is not counted, look at it",
            "más crédito del que da la materia: el resto no cuenta, revísalo",
        ),
        CreditNote::BelowUnit => (
            "a part is smaller than the unit of credit",
            "una parte es menor que la unidad de crédito",
        ),
    };
    either(language, english, spanish)
}
