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
        (Reason::Traded { .. } | Reason::Gone { .. } | Reason::Earlier { .. }, _) => {
            by_mechanism(round, why, language)
        }
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

/// A program's seats in a sentence, and the verb that goes with them in Spanish. A later round has
/// those that are left.
fn seats_words(round: &Round, seats: u32, language: Language) -> (String, &'static str) {
    let later = round.number() > 1;
    match (seats, language) {
        (1, Language::En) if later => ("the one seat that was left".to_owned(), "filled"),
        (1, Language::Es) if later => ("el único lugar que quedaba".to_owned(), "se llenó"),
        (many, Language::En) if later => (format!("the {many} seats that were left"), "filled"),
        (many, Language::Es) if later => {
            (format!("los {many} lugares que quedaban"), "se llenaron")
        }
        (1, Language::En) => ("its one seat".to_owned(), "filled"),
        (1, Language::Es) => ("su único lugar".to_owned(), "se llenó"),
        (many, Language::En) => (format!("its {many} seats"), "filled"),
        (many, Language::Es) => (format!("sus {many} lugares"), "se llenaron"),
    }
}

fn without_seats(round: &Round, language: Language) -> String {
    match language {
        Language::En if round.number() > 1 => {
            "Not offered: it had no seat left for this round.".to_owned()
        }
        Language::Es if round.number() > 1 => {
            "No se ofrece: no le quedaba ningún lugar para esta ronda.".to_owned()
        }
        Language::En => "Not offered: it has no open seats this year.".to_owned(),
        Language::Es => "No se ofrece: este año no tiene lugares.".to_owned(),
    }
}

/// The sentences of mechanisms other than deferred acceptance.
fn by_mechanism(round: &Round, why: &Why, language: Language) -> String {
    use Language::{En, Es};
    let own = why.class.map_or("", |class| name(round.class_name(class), language));
    let number = why.number.map(print_number).unwrap_or_default();
    let (Reason::Traded { seats } | Reason::Gone { seats, .. } | Reason::Earlier { seats, .. }) =
        why.reason
    else {
        return String::new();
    };
    if seats == 0 {
        return without_seats(round, language);
    }
    let (seats, verb) = seats_words(round, seats, language);
    match (&why.reason, language) {
        (Reason::Gone { last: Some(last), .. }, En) => format!(
            "Not offered: {seats} {verb} with numbers up to {}. Your number is {number}.",
            print_number(*last)
        ),
        (Reason::Gone { last: Some(last), .. }, Es) => format!(
            "No se ofrece: {seats} {verb} con números hasta el {}. Su número es {number}.",
            print_number(*last)
        ),
        (Reason::Gone { last: None, .. }, En) => format!(
            "Not offered: {seats} {verb} before it was your turn to choose. Your number is {number}."
        ),
        (Reason::Gone { last: None, .. }, Es) => format!(
            "No se ofrece: {seats} {verb} antes de su turno para elegir. Su número es {number}."
        ),
        (Reason::Earlier { round: Some(last), own, .. }, En) => format!(
            "Not offered: {seats} {verb} by round {last} of choices, and you asked for it in round \
             {own}. A seat that is given stays given under this policy."
        ),
        (Reason::Earlier { round: Some(last), own, .. }, Es) => format!(
            "No se ofrece: {seats} {verb} a más tardar en la vuelta {last} de opciones, y usted lo \
             pidió en la vuelta {own}. Con estas reglas, un lugar que se da ya no se quita."
        ),
        (Reason::Earlier { round: None, own, .. }, En) => format!(
            "Not offered: {seats} {verb} before round {own} of choices, in which you asked for it. A \
             seat that is given stays given under this policy."
        ),
        (Reason::Earlier { round: None, own, .. }, Es) => format!(
            "No se ofrece: {seats} {verb} antes de la vuelta {own} de opciones, en la que usted lo \
             pidió. Con estas reglas, un lugar que se da ya no se quita."
        ),
        (_, En) => format!(
            "Not offered: {seats} {verb} with applicants who came first in its line, or who traded \
             for one a place in line at another program. Your class here is {own} and your number is \
             {number}."
        ),
        (_, Es) => format!(
            "No se ofrece: {seats} {verb} con solicitantes que iban primero en su lista, o que los \
             cambiaron por su puesto en la lista de otro programa. Su clase aquí es {own} y su número \
             es {number}."
        ),
    }
}

fn full(round: &Round, why: &Why, language: Language) -> String {
    let Reason::Full { seats, classes, reserves, cutoff, before_class, round: asked } = &why.reason
    else {
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
    if *seats == 0 {
        return without_seats(round, language);
    }
    let (seats, verb) = match (asked, language) {
        (None, _) => seats_words(round, *seats, language),
        (Some(asked), Language::En) => {
            (format!("the seats that were left for round {asked} of choices"), "filled")
        }
        (Some(asked), Language::Es) => {
            (format!("los lugares que quedaban para la vuelta {asked} de opciones"), "se llenaron")
        }
    };
    match (language, cutoff) {
        (Language::En, Some(last)) => {
            let with = if ahead.is_empty() {
                String::new()
            } else {
                format!("applicants in {ahead}, and ")
            };
            format!(
                "Not offered: {seats} {verb} with {with}numbers up to {} in your class ({own}). \
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
            "Not offered: {seats} {verb} with applicants in {ahead} before your class ({own}) was \
             reached. Your number is {number}."
        ),
        (Language::Es, None) if *before_class && !ahead.is_empty() => format!(
            "No se ofrece: {seats} {verb} con solicitantes de {ahead} antes de llegar a su clase \
             ({own}). Su número es {number}."
        ),
        (Language::En, None) => format!(
            "Not offered: {seats} {verb} with applicants who come before you under the policy. Your \
             class is {own} and your number is {number}."
        ),
        (Language::Es, None) => format!(
            "No se ofrece: {seats} {verb} con solicitantes que, según las reglas, van antes. Su \
             clase es {own} y su número es {number}."
        ),
    }
}
