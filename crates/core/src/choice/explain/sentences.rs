//! The sentences of letters and pages, in two languages.

use super::{Language, Reason, Why};
use crate::choice::lottery::print_number;
use crate::choice::policy::Named;
use crate::choice::round::{RefusedWhy, Round};

fn name(named: &Named, language: Language) -> &str {
    match language {
        Language::En => &named.en,
        Language::Es => &named.es,
    }
}

fn list(items: &[&str], language: Language) -> String {
    let and = match language {
        Language::En => "and",
        Language::Es => "y",
    };
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

pub(super) fn say(round: &Round, why: &Why, language: Language) -> String {
    use Language::{En, Es};
    let reserve_name = |at: u8| name(&round.policy.reserves[usize::from(at)].name, language);
    match (&why.reason, language) {
        (Reason::Offered { reserve: None }, En) => "You are offered this program.".to_owned(),
        (Reason::Offered { reserve: None }, Es) => "Se le ofrece este programa.".to_owned(),
        (Reason::Offered { reserve: Some(at) }, En) => {
            format!("You are offered this program, by the {}.", reserve_name(*at))
        }
        (Reason::Offered { reserve: Some(at) }, Es) => {
            format!("Se le ofrece este programa, por la {}.", reserve_name(*at))
        }
        (Reason::BetterOffered, En) => {
            "Not needed: you are offered a choice that you ranked higher.".to_owned()
        }
        (Reason::BetterOffered, Es) => {
            "No hizo falta: se le ofrece una opción que usted puso más arriba.".to_owned()
        }
        (Reason::TogetherInstead, En) => {
            "Not needed: you are placed in one school with your brother or sister, as you asked."
                .to_owned()
        }
        (Reason::TogetherInstead, Es) => {
            "No hizo falta: queda en una misma escuela con su hermano o hermana, como lo pidieron."
                .to_owned()
        }
        (Reason::Otherwise { seats }, En) => format!(
            "Not offered: its {seats} seats went to others. {}",
            round.policy.mechanism.words()
        ),
        (Reason::Otherwise { seats }, Es) => format!(
            "No se ofrece: sus {seats} lugares fueron para otros solicitantes, según el método de \
             asignación que eligió el distrito."
        ),
        (Reason::Refused(RefusedWhy::NoSuchProgram), En) => {
            "Passed over: there is no program of this code.".to_owned()
        }
        (Reason::Refused(RefusedWhy::NoSuchProgram), Es) => {
            "No se tomó en cuenta: no hay ningún programa con este código.".to_owned()
        }
        (Reason::Refused(RefusedWhy::OtherGrade), En) => {
            "Passed over: this program does not take the grade that you applied for.".to_owned()
        }
        (Reason::Refused(RefusedWhy::OtherGrade), Es) => {
            "No se tomó en cuenta: este programa no admite el grado solicitado.".to_owned()
        }
        (Reason::Refused(RefusedWhy::Twice), En) => {
            "Passed over: it stands higher on your list already.".to_owned()
        }
        (Reason::Refused(RefusedWhy::Twice), Es) => {
            "No se tomó en cuenta: ya está más arriba en su lista.".to_owned()
        }
        (Reason::Full { .. }, _) => full(round, why, language),
    }
}

fn full(round: &Round, why: &Why, language: Language) -> String {
    let Reason::Full { seats, classes, reserves, cutoff, before_class } = &why.reason else {
        return String::new();
    };
    let mut ahead: Vec<&str> =
        classes.iter().map(|class| name(round.class_name(*class), language)).collect();
    ahead.extend(
        reserves.iter().map(|r| name(&round.policy.reserves[usize::from(*r)].name, language)),
    );
    let own = why.class.map_or("", |class| name(round.class_name(class), language));
    let number = why.number.map(print_number).unwrap_or_default();
    let ahead = list(&ahead, language);
    let seats = match (seats, language) {
        (0, Language::En) => return "Not offered: it has no open seats this year.".to_owned(),
        (0, Language::Es) => return "No se ofrece: este año no tiene lugares.".to_owned(),
        (1, Language::En) => "its one seat".to_owned(),
        (1, Language::Es) => "su único lugar".to_owned(),
        (many, Language::En) => format!("its {many} seats"),
        (many, Language::Es) => format!("sus {many} lugares"),
    };
    let verb = if seats.starts_with("su ú") { "se llenó" } else { "se llenaron" };
    match (language, cutoff) {
        (Language::En, Some(last)) => {
            let with = if ahead.is_empty() {
                String::new()
            } else {
                format!("applicants in {ahead}, and ")
            };
            format!(
                "Not offered: {seats} filled with {with}numbers up to {} in your class ({own}). \
                 Your number is {number}.",
                print_number(*last)
            )
        }
        (Language::Es, Some(last)) => {
            let with = if ahead.is_empty() {
                String::new()
            } else {
                format!("solicitantes de {ahead}, y ")
            };
            format!(
                "No se ofrece: {seats} {verb} con {with}números hasta el {} en su clase ({own}). \
                 Su número es {number}.",
                print_number(*last)
            )
        }
        (Language::En, None) if *before_class && !ahead.is_empty() => format!(
            "Not offered: {seats} filled with applicants in {ahead} before your class ({own}) was \
             reached. Your number is {number}."
        ),
        (Language::Es, None) if *before_class && !ahead.is_empty() => format!(
            "No se ofrece: {seats} {verb} con solicitantes de {ahead} antes de llegar a su clase \
             ({own}). Su número es {number}."
        ),
        (Language::En, None) => format!(
            "Not offered: {seats} filled with applicants who come before you under the policy. Your \
             class is {own} and your number is {number}."
        ),
        (Language::Es, None) => format!(
            "No se ofrece: {seats} {verb} con solicitantes que, según las reglas, van antes. Su \
             clase es {own} y su número es {number}."
        ),
    }
}
