//! One sentence for each requirement, in the reader's language.
//!
//! A sentence is a whole pattern in each language with named places; nothing is glued together, so a
//! language may order its words as it likes. A new language is one more column of `patterns`.

mod forms;
mod names;
mod patterns;

use super::engine::Rules;
use super::engine::audit::{list_missing, list_open};
use super::model::{Audit, Standing, Tier};
use super::policy::{Asks, Requirement, print_credits};

pub use names::{name_note, name_source, name_status, name_term, name_tier};
pub use patterns::{Language, Message, say};

impl Requirement {
    /// Its name in a language.
    pub fn name_in(&self, language: Language) -> &str {
        match language {
            Language::English => &self.name,
            Language::Spanish => &self.name_es,
        }
    }
}

/// An open way to fill a requirement, as the sentence names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenSeat {
    /// The course.
    pub course: String,
    /// The section's number.
    pub section: String,
    /// Free seats.
    pub seats: u32,
    /// The period.
    pub period: String,
    /// What stands there in the student's day now; nothing when it is free.
    pub instead_of: Option<String>,
    /// Whether it fills what is missing.
    pub finishes: bool,
}

/// The sentence of one standing.
pub fn explain_standing(
    rules: &Rules<'_>,
    standing: &Standing,
    open: Option<&OpenSeat>,
    language: Language,
) -> String {
    let diploma = rules.diploma;
    let requirement = &diploma.requirements[standing.requirement];
    let name = requirement.name_in(language).to_owned();
    let credits = |units| diploma.print(units);
    let message = match &requirement.asks {
        _ if standing.waived => Message::Waived { requirement: name },
        Asks::Credit { .. } => {
            let (have, asked) = (credits(standing.have), credits(standing.asked));
            if standing.met() {
                Message::Met { requirement: name, asked }
            } else if standing.will_be_met() {
                let coming = credits(standing.will_have.saturating_sub(standing.have));
                Message::Coming { requirement: name, have, asked, coming }
            } else {
                let lacking = credits(standing.asked - standing.will_have);
                let have = credits(standing.will_have);
                match open {
                    None => Message::Short { requirement: name, have, asked, lacking },
                    Some(seat) => {
                        // Two whole sentences, one after the other.
                        let first = match standing.have == standing.will_have {
                            true => Message::Have { requirement: name, have, asked },
                            false => Message::Reach { requirement: name, have, asked },
                        };
                        let second = Message::Open { seat: seat.clone() };
                        return format!("{} {}", say(&first, language), say(&second, language));
                    }
                }
            }
        }
        Asks::Exams { .. } | Asks::Shown if !standing.on_file && !standing.met() => {
            Message::NotOnFile { requirements: name }
        }
        Asks::Exams { .. } if standing.met() => Message::ExamPassed { requirement: name },
        Asks::Exams { .. } => Message::ExamMissing { requirement: name },
        Asks::Average { minimum } => {
            let minimum = format!("{minimum:.1}");
            match standing.average {
                None => Message::NoAverage { minimum },
                Some(average) if standing.met() => {
                    Message::AverageEnough { average: format!("{average:.2}"), minimum }
                }
                Some(average) => {
                    Message::AverageShort { average: format!("{average:.2}"), minimum }
                }
            }
        }
        Asks::Shown if standing.met() => Message::Seen { requirement: name },
        Asks::Shown => Message::NotSeen { requirement: name },
    };
    say(&message, language)
}

/// The whole in a sentence: how the student stands, and what is open beside credit. `has_way` says
/// whether some change of next term's schedule, with a free seat, brings the student back.
pub fn explain_whole(
    rules: &Rules<'_>,
    audit: &Audit,
    tier: Tier,
    has_way: bool,
    language: Language,
) -> String {
    let diploma = rules.diploma;
    let (missing, beyond) = list_missing(rules, audit);
    let (open, unknown) = list_open(rules, audit);
    let lacking: u32 = missing.iter().map(|(_, units)| units).sum::<u32>() + beyond;
    let credits = print_credits(f64::from(lacking) * diploma.unit);
    let have = diploma.print(audit.total);
    let asked = diploma.print(audit.total_asked);
    let message = match (tier, lacking) {
        (Tier::NoTranscript, _) => return say(&Message::NoTranscript, language),
        (Tier::OnTrack, 0) if open.is_empty() && unknown.is_empty() => {
            Message::AllPlanned { have, asked }
        }
        (Tier::OnTrack, 0) => Message::CreditPlanned { have, asked },
        (Tier::OnTrack, _) => Message::OnTrack { credits, have, asked },
        (_, 0) => Message::CreditIsNotAll { have, asked },
        (Tier::InTheDay, _) if has_way => Message::InTheDay { credits },
        (Tier::InTheDay, _) => Message::InTheDayNoSeat { credits },
        (Tier::BeyondTheDay, _) => Message::BeyondTheDay { credits },
        (Tier::NotByTheDate, _) => Message::NotByTheDate { credits },
    };
    let mut said = say(&message, language);
    let named = |list: &[usize]| {
        let names = list.iter().map(|at| diploma.requirements[*at].name_in(language));
        names.collect::<Vec<_>>().join(", ")
    };
    // Whole sentences, one after another.
    for (list, message) in [
        (&open, Message::StillOpen { requirements: named(&open) }),
        (&unknown, Message::NotOnFile { requirements: named(&unknown) }),
    ] {
        if !list.is_empty() {
            said = format!("{said} {}", say(&message, language));
        }
    }
    said
}
