//! Surveys: who was asked, who answered, how many answered favourably, protected like any measure.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::disclosure::{Protection, Shown};
use crate::district::Survey;

/// One question of one survey, in the district or in a school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurveyFigure {
    /// The survey.
    pub survey: String,
    /// Who answered.
    pub role: String,
    /// The question.
    pub question: String,
    /// The school; none for the whole district.
    pub school_id: Option<String>,
    /// People who answered.
    pub respondents: Shown<u64>,
    /// People who answered as a share of those who were asked.
    pub response_rate: Shown<f64>,
    /// People whose answer lies above the middle of the scale, as a share of those who answered.
    pub favourable: Shown<f64>,
    /// Lower and upper end of that share's interval.
    pub interval: Shown<(f64, f64)>,
}

#[derive(Default, Clone)]
struct Tally {
    respondents: u64,
    favourable: u64,
    invited: Option<u64>,
    /// A count that the file does not hold: nothing can be said of the whole.
    unknown: bool,
}

/// Adds up the rows of one school year: each question in the district, then in each school.
///
/// Favourable is an answer above the middle of the question's scale, whose top is the highest
/// answer that anybody gave. `interval` gives the ends for so many of so many.
pub fn tally_surveys(
    rows: &[Survey],
    protection: &Protection,
    interval: &dyn Fn(u64, u64) -> Option<(f64, f64)>,
) -> Vec<SurveyFigure> {
    let mut top: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for row in rows {
        let most = top.entry((&row.survey, &row.question)).or_insert(row.response);
        *most = (*most).max(row.response);
    }
    let mut questions: BTreeMap<(&str, &str, &str), BTreeMap<&str, Tally>> = BTreeMap::new();
    for row in rows {
        let key = (row.survey.as_str(), row.respondent_role.code(), row.question.as_str());
        let tally = questions.entry(key).or_default().entry(row.school_id.as_str()).or_default();
        let known = row.respondents.as_ref().ok().and_then(|n| u64::try_from(*n).ok());
        let Some(n) = known else {
            tally.unknown = true;
            continue;
        };
        tally.respondents += n;
        let scale = top.get(&(row.survey.as_str(), row.question.as_str())).copied().unwrap_or(0);
        if 2 * row.response > scale + 1 {
            tally.favourable += n;
        }
        let invited = row.invited.as_ref().ok().and_then(|n| u64::try_from(*n).ok());
        tally.invited = tally.invited.max(invited);
    }
    let mut figures = Vec::new();
    for ((survey, role, question), schools) in questions {
        let figure = |school: Option<&str>, tally: &Tally, may: Shown<()>| {
            let may = if tally.unknown { Shown::NotCollected } else { may };
            let n = tally.respondents;
            let coded = protection.code(tally.favourable, n.max(1));
            let favourable = match (&may, coded) {
                (Shown::Value(()), Some(range)) => Shown::Range(range),
                (Shown::Value(()), None) => {
                    Shown::Value(protection.printed_share(tally.favourable, n))
                }
                (other, _) => other.clone().map(|()| 0.0),
            };
            let hits = protection.printed_hits(tally.favourable, n);
            let ends = match favourable.value().and_then(|_| interval(hits, n)) {
                Some(ends) => Shown::Value(ends),
                None => favourable.clone().map(|_| (0.0, 1.0)),
            };
            SurveyFigure {
                survey: survey.to_owned(),
                role: role.to_owned(),
                question: question.to_owned(),
                school_id: school.map(str::to_owned),
                respondents: may.clone().map(|()| n),
                response_rate: match tally.invited.filter(|invited| *invited >= n.max(1)) {
                    Some(invited) => may.map(|()| n as f64 / invited as f64),
                    None => Shown::NotCollected,
                },
                favourable,
                interval: ends,
            }
        };
        let mut whole = Tally::default();
        for tally in schools.values() {
            whole.respondents += tally.respondents;
            whole.favourable += tally.favourable;
            whole.unknown |= tally.unknown;
        }
        let invited: Option<u64> = schools.values().map(|tally| tally.invited).sum();
        whole.invited = invited;
        let n = whole.respondents;
        figures.push(figure(None, &whole, protection.show(n, n, || ())));
        let sizes: Vec<u64> = schools.values().map(|tally| tally.respondents).collect();
        let partition = protection.partition(n, &sizes);
        for (place, (school, tally)) in schools.iter().enumerate() {
            figures.push(figure(Some(school), tally, partition.group(place)));
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::district::{Missing, RespondentRole, SchoolYear};

    fn row(school: &str, response: i64, respondents: Option<i64>) -> Survey {
        Survey {
            school_year: SchoolYear::ending(2026),
            survey: "FAMILY".to_owned(),
            school_id: school.into(),
            respondent_role: RespondentRole::Family,
            question: "welcome".to_owned(),
            response,
            respondents: respondents.ok_or(Missing::NotCollected),
            invited: Ok(100),
        }
    }

    fn ends(hits: u64, n: u64) -> Option<(f64, f64)> {
        Some((hits as f64 / n as f64 - 0.1, hits as f64 / n as f64 + 0.1))
    }

    #[test]
    fn answers_above_the_middle_are_favourable_and_small_schools_are_withheld() {
        let rows = [
            row("A", 1, Some(10)),
            row("A", 3, Some(10)),
            row("A", 4, Some(10)),
            row("A", 5, Some(10)),
            row("B", 2, Some(15)),
            row("B", 5, Some(15)),
            row("C", 4, Some(4)),
        ];
        let figures = tally_surveys(&rows, &Protection::with_minimum_group(10), &ends);
        assert_eq!(figures[0].school_id, None);
        assert_eq!(figures[0].respondents.value(), Some(&74));
        assert_eq!(figures[0].favourable.value(), Some(&0.53), "39 of 74");
        assert_eq!(figures[0].response_rate.value().map(|r| (r * 100.0).round()), Some(25.0));
        let of = |id: &str| figures.iter().find(|f| f.school_id.as_deref() == Some(id)).unwrap();
        // C is too few; with C alone withheld, it could be found by subtraction.
        assert!(of("C").favourable.value().is_none() && of("C").respondents.value().is_none());
        let shown = ["A", "B"].iter().filter(|id| of(id).respondents.value().is_some()).count();
        assert!(shown < 2, "another school is withheld beside it");
    }

    #[test]
    fn a_count_that_is_missing_withholds_the_whole() {
        let rows = [row("A", 4, Some(40)), row("B", 4, None)];
        let figures = tally_surveys(&rows, &Protection::with_minimum_group(10), &ends);
        assert_eq!(figures[0].favourable, Shown::NotCollected);
        assert_eq!(figures[0].respondents, Shown::NotCollected);
    }
}
