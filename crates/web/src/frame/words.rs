//! The words around a page's content in each language: masthead, trail, what a past day says, foot.

use jiff::civil::Date;
use traction_core::graduation::explain::Language;
use traction_office::{AsOf, choice};

use super::{Group, Section};
use crate::charts::words;

/// Words of the frame that stay the same on every page.
#[derive(Debug)]
pub struct FrameWords {
    /// Leads past the masthead.
    pub skip: &'static str,
    /// Names the masthead's links.
    pub main: &'static str,
    /// Names the trail.
    pub trail: &'static str,
    /// Names the line of a page that looks back.
    pub past: &'static str,
    /// Leads to the page as it is now.
    pub now: &'static str,
    /// Before the fingerprint of the facts.
    pub stand_on: &'static str,
    /// After it, before the day.
    pub loaded: &'static str,
    /// After the day.
    pub same_facts: &'static str,
    /// Where nothing is loaded.
    pub no_facts: &'static str,
    /// What the pages are made with.
    pub made_with: &'static str,
}

const ENGLISH: FrameWords = FrameWords {
    skip: "Skip to the content",
    main: "Main",
    trail: "Breadcrumb",
    past: "As of a past day",
    now: "Show it as it is now",
    stand_on: "These figures stand on the facts",
    loaded: "loaded",
    same_facts: "The same facts give the same figures.",
    no_facts: "No facts are loaded yet.",
    made_with: "Made with Traction, which is open source.",
};

const SPANISH: FrameWords = FrameWords {
    skip: "Saltar al contenido",
    main: "Principal",
    trail: "Ruta de navegación",
    past: "En una fecha pasada",
    now: "Mostrarlo como está ahora",
    stand_on: "Estas cifras se basan en los datos",
    loaded: "cargados el",
    same_facts: "Los mismos datos dan las mismas cifras.",
    no_facts: "Todavía no hay datos cargados.",
    made_with: "Hecho con Traction, que es de código abierto.",
};

impl FrameWords {
    /// The words of a language.
    pub fn of(language: Language) -> &'static FrameWords {
        match language {
            Language::English => &ENGLISH,
            Language::Spanish => &SPANISH,
        }
    }
}

/// A day as a sentence of the language writes it.
pub(super) fn day(day: Date, language: Language) -> String {
    match language {
        Language::English => words::day(day),
        Language::Spanish => choice::spanish(day),
    }
}

/// As of when a page is.
pub(super) fn as_of(asked: AsOf, on: Date, language: Language) -> String {
    let on = day(on, language);
    match (language, asked) {
        (Language::English, AsOf::Import(number)) => format!(
            "As import {number} left it on {on}: facts, settings, definitions and journal as they \
             stood then."
        ),
        (Language::English, AsOf::Day(_)) => format!(
            "As of {on}: facts, settings, definitions and journal as they stood at the end of that \
             day."
        ),
        (Language::English, AsOf::Moment(moment)) => {
            format!("As of {moment}: facts, settings, definitions and journal as they stood then.")
        }
        (Language::Spanish, AsOf::Import(number)) => format!(
            "Como lo dejó la importación {number} el {on}: datos, ajustes, definiciones y diario \
             como estaban entonces."
        ),
        (Language::Spanish, AsOf::Day(_)) => format!(
            "Al {on}: datos, ajustes, definiciones y diario como estaban al final de ese día."
        ),
        (Language::Spanish, AsOf::Moment(moment)) => {
            format!("A las {moment}: datos, ajustes, definiciones y diario como estaban entonces.")
        }
    }
}

/// Below which number of students figures are withheld.
pub(super) fn withheld_below(students: u64, language: Language) -> String {
    match language {
        Language::English => format!("Figures about fewer than {students} students are withheld."),
        Language::Spanish => format!("No se muestran cifras de menos de {students} estudiantes."),
    }
}

impl Group {
    /// Its name.
    pub fn name(self, language: Language) -> &'static str {
        let (english, spanish) = match self {
            Group::District => ("District", "Distrito"),
            Group::Outcomes => ("Outcomes", "Resultados"),
            Group::Resources => ("Resources", "Recursos"),
            Group::Records => ("Records", "Registros"),
        };
        match language {
            Language::English => english,
            Language::Spanish => spanish,
        }
    }
}

impl Section {
    /// Its name.
    pub fn name(self, language: Language) -> &'static str {
        let (english, spanish) = match self {
            Section::Home => ("Home", "Inicio"),
            Section::Gaps => ("Gaps", "Brechas"),
            Section::Graduation => ("Graduation", "Graduación"),
            Section::Choice => ("Choice", "Elección"),
            Section::Plan => ("Plan", "Plan"),
            Section::Schools => ("Schools", "Escuelas"),
            Section::Enrollment => ("Enrollment", "Matrícula"),
            Section::Budget => ("Budget", "Presupuesto"),
            Section::Measures => ("Measures", "Indicadores"),
            Section::Students => ("Students", "Estudiantes"),
            Section::Data => ("Data", "Datos"),
            Section::People => ("People", "Personas"),
            Section::Elsewhere => ("", ""),
        };
        match language {
            Language::English => english,
            Language::Spanish => spanish,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_and_group_has_a_name_in_each_language() {
        for language in Language::ALL {
            for section in Section::IN_MASTHEAD {
                assert!(!section.name(language).is_empty(), "{section:?} in {language:?}");
            }
            for group in Group::IN_MASTHEAD {
                assert!(!group.name(language).is_empty(), "{group:?} in {language:?}");
            }
        }
    }

    #[test]
    fn a_past_day_is_written_in_the_language_of_the_page() {
        let on = jiff::civil::date(2026, 3, 1);
        let says = |language| as_of(AsOf::Day(on), on, language);
        assert!(says(Language::English).starts_with("As of March 1, 2026:"));
        assert!(says(Language::Spanish).starts_with("Al 1 de marzo de 2026:"));
    }
}
