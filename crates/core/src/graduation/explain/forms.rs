//! Credits in words: one and a half are one thing, three are many, and the words around follow.

use super::patterns::Language;

/// What stands in the places of a pattern, by name.
pub type Places = Vec<(&'static str, String)>;

/// Whether so many credits are spoken of as one thing: one, or a half.
fn is_one(credits: &str) -> bool {
    matches!(credits, "1" | "0.5")
}

/// The word that follows a number of credits asked: 3 of 4 credits, 0 of 1 credit.
pub fn with_unit(language: Language, asked: &str, mut places: Places) -> Places {
    let unit = match (language, is_one(asked)) {
        (Language::English, true) => "credit",
        (Language::English, false) => "credits",
        (Language::Spanish, true) => "crédito",
        (Language::Spanish, false) => "créditos",
    };
    places.push(("asked", asked.to_owned()));
    places.push(("unit", unit.to_owned()));
    places
}

/// An amount of credit in words, with the forms of the words around it that go with it.
pub fn with_amount(language: Language, credits: &str, mut places: Places) -> Places {
    let one = is_one(credits);
    let amount = match (language, credits) {
        (Language::English, "0.5") => "half a credit".to_owned(),
        (Language::English, "1") => "1 credit".to_owned(),
        (Language::English, _) => format!("{credits} credits"),
        (Language::Spanish, "0.5") => "medio crédito".to_owned(),
        (Language::Spanish, "1") => "1 crédito".to_owned(),
        (Language::Spanish, _) => format!("{credits} créditos"),
    };
    let forms: [(&str, &str, &str, &str, &str); 6] = [
        ("is", "is", "are", "falta", "faltan"),
        ("them", "it", "them", "darlo", "darlos"),
        ("will", "will", "will", "faltará", "faltarán"),
        ("can", "", "", "se puede", "se pueden"),
        ("all", "", "all ", "", " todos"),
        ("rest", "", "", "el", "los"),
    ];
    for (name, one_en, many_en, one_es, many_es) in forms {
        let form = match (language, one) {
            (Language::English, true) => one_en,
            (Language::English, false) => many_en,
            (Language::Spanish, true) => one_es,
            (Language::Spanish, false) => many_es,
        };
        places.push((name, form.to_owned()));
    }
    places.push(("amount", amount));
    places
}
