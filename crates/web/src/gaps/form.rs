//! The form above the figures: plain GET, so that every answer has an address.

use traction_core::district::{GradeLevel, Period, SchoolYear, find_table};
use traction_core::gaps::{Comparison, Dimension, Measure, MeasureStatus};
use traction_office::gaps::Question;
use traction_office::glance::{self, Glance, SchoolEntry};

use crate::links::href;
use crate::measures::missing_tables;
use crate::parts::{Choice, Filters, Select};
use crate::server::{Asked, Refusal};

/// Bands of grades that are asked for together.
const BANDS: [(&str, &str); 3] = [
    ("KG,01,02,03,04,05", "Kindergarten to grade 5"),
    ("06,07,08", "Grades 6 to 8"),
    ("09,10,11,12", "Grades 9 to 12"),
];

/// Reads the question from an address.
///
/// # Errors
/// When a part of it makes no sense.
pub fn read(asked: &Asked) -> Result<Question, Refusal> {
    let text = |key: &str| asked.find(key).map(str::to_owned);
    let mut question = Question {
        measure: asked.text("measure").to_owned(),
        group: text("group"),
        versus: text("versus"),
        among: text("among"),
        authority: text("authority"),
        school: text("school"),
        cluster: text("cluster"),
        grades: asked
            .text("grades")
            .split(',')
            .map(str::trim)
            .filter(|grade| !grade.is_empty())
            .map(str::to_owned)
            .collect(),
        from: asked.number("from")?,
        to: asked.number("to")?,
    };
    match asked.find("place").map(|place| place.split_once(':')) {
        None => {}
        Some(Some(("school", id))) => question.school = Some(id.to_owned()),
        Some(Some(("cluster", id))) => question.cluster = Some(id.to_owned()),
        Some(_) => {
            return Err(Refusal::unclear(
                "“place” is written school:NUMBER or cluster:CODE, or left out for the district.",
            ));
        }
    }
    if let (Some(from), Some(to)) = (question.from, question.to)
        && from > to
    {
        return Err(Refusal::unclear("The first school year is after the last."));
    }
    if question.group.is_none() && (question.versus.is_some() || question.among.is_some()) {
        question.versus = None;
        question.among = None;
    }
    Ok(question)
}

/// The address of a question.
pub fn address(question: &Question) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let year = |value: Option<i16>| value.map(|year| year.to_string()).unwrap_or_default();
    let place = place_of(question);
    href(
        "/gaps",
        &[
            ("measure", &question.measure),
            ("group", &text(&question.group)),
            ("versus", &text(&question.versus)),
            ("among", &text(&question.among)),
            ("place", &place),
            ("grades", &question.grades.join(",")),
            ("from", &year(question.from)),
            ("to", &year(question.to)),
            ("authority", &text(&question.authority)),
        ],
    )
}

fn place_of(question: &Question) -> String {
    match (&question.school, &question.cluster) {
        (Some(id), _) => format!("school:{id}"),
        (None, Some(id)) => format!("cluster:{id}"),
        (None, None) => String::new(),
    }
}

/// What the form can offer in this district.
pub struct Choices<'a> {
    measures: &'a [Measure],
    unanswered: Vec<&'a str>,
    schools: Vec<SchoolEntry>,
    years: Vec<SchoolYear>,
}

impl<'a> Choices<'a> {
    /// Loads them.
    ///
    /// # Errors
    /// When the office cannot answer.
    pub fn load(
        asked: &Asked,
        glance: &Glance,
        measures: &'a [Measure],
        statuses: &[MeasureStatus],
    ) -> Result<Choices<'a>, Refusal> {
        let mut years: Vec<SchoolYear> = glance
            .tables
            .iter()
            .filter(|table| {
                find_table(table.table).is_some_and(|known| known.period == Period::ByYear)
            })
            .flat_map(|table| table.years.iter().copied())
            .collect();
        years.sort();
        years.dedup();
        Ok(Choices {
            measures,
            unanswered: measures
                .iter()
                .filter(|measure| missing_tables(statuses, &measure.id).is_some())
                .map(|measure| measure.id.as_str())
                .collect(),
            schools: glance::list_schools(&asked.district)?,
            years,
        })
    }

    /// The form as it stands for a question.
    pub fn filters(&self, question: &Question) -> Filters {
        let mut selects = vec![self.measure(question), groups(question), self.place(question)];
        if question.group.is_some() {
            selects.push(versus(question));
            selects.push(among(question));
        }
        selects.push(grades(question));
        selects.push(self.year("from", "First year", question.from, "earliest"));
        selects.push(self.year("to", "Last year", question.to, "latest"));
        selects.extend(self.authority(question));
        Filters { action: "/gaps".to_owned(), search: None, selects, button: "Show".to_owned() }
    }

    fn measure(&self, question: &Question) -> Select {
        let choices = self.measures.iter().map(|measure| {
            let lacking = self.unanswered.contains(&measure.id.as_str());
            let text = if lacking {
                format!("{} (files missing)", measure.name)
            } else {
                measure.name.clone()
            };
            (measure.id.clone(), text)
        });
        select("measure", "Measure", choices.collect(), &question.measure)
    }

    fn place(&self, question: &Question) -> Select {
        let mut clusters: Vec<(String, String)> = self
            .schools
            .iter()
            .filter_map(|school| {
                let code = school.cluster.clone()?;
                let name = school.cluster_name.clone().unwrap_or_else(|| code.clone());
                Some((format!("cluster:{code}"), name))
            })
            .collect();
        clusters.sort();
        clusters.dedup();
        let mut choices = vec![(String::new(), "All schools".to_owned())];
        choices.extend(clusters);
        let mut schools: Vec<&SchoolEntry> = self.schools.iter().collect();
        schools.sort_by(|a, b| a.name.cmp(&b.name));
        choices.extend(schools.iter().map(|s| (format!("school:{}", s.id), s.name.clone())));
        select("place", "Place", choices, &place_of(question))
    }

    fn year(&self, name: &str, label: &str, chosen: Option<i16>, none: &str) -> Select {
        let mut choices = vec![(String::new(), none.to_owned())];
        choices.extend(self.years.iter().map(|year| (year.end().to_string(), year.to_string())));
        let chosen = chosen.map(|year| year.to_string()).unwrap_or_default();
        select(name, label, choices, &chosen)
    }

    fn authority(&self, question: &Question) -> Option<Select> {
        let measure = self.measures.iter().find(|measure| measure.id == question.measure)?;
        if measure.authorities.len() < 2 {
            return None;
        }
        let choices = measure.authorities.iter().map(|a| (a.id.clone(), a.name.clone())).collect();
        let first = measure.authorities.first()?.id.clone();
        let chosen = question.authority.clone().unwrap_or(first);
        Some(select("authority", "By whose rule", choices, &chosen))
    }
}

fn select(name: &str, label: &str, mut choices: Vec<(String, String)>, chosen: &str) -> Select {
    if !choices.iter().any(|(value, _)| value == chosen) {
        // What was asked in an address by hand stays in force.
        choices.push((chosen.to_owned(), chosen.to_owned()));
    }
    let choices = choices
        .into_iter()
        .map(|(value, text)| Choice { chosen: value == chosen, value, text })
        .collect();
    Select { name: name.to_owned(), label: label.to_owned(), choices }
}

/// The groups that are looked at when none is asked for: as an address writes each, and in words.
pub fn list_groups() -> impl Iterator<Item = (String, String)> {
    let focus = |comparison: Comparison| (comparison.focus().code(), comparison.focus().label());
    Comparison::standard().into_iter().map(focus)
}

fn groups(question: &Question) -> Select {
    let mut choices = vec![(String::new(), "Every group".to_owned())];
    choices.extend(list_groups());
    let chosen = standard_code(question.group.as_deref());
    select("group", "Group", choices, &chosen)
}

fn versus(question: &Question) -> Select {
    let group = standard_code(question.group.as_deref());
    let dimension = Dimension::find(group.split('=').next().unwrap_or_default());
    let mut choices = vec![(String::new(), "the usual".to_owned())];
    for other in dimension.into_iter().flat_map(Dimension::groups) {
        if other.code() != group {
            choices.push((other.code(), other.label().to_owned()));
        }
    }
    let chosen = standard_code(question.versus.as_deref());
    select("versus", "Compared with", choices, &chosen)
}

fn among(question: &Question) -> Select {
    let group = standard_code(question.group.as_deref());
    let own = Dimension::find(group.split('=').next().unwrap_or_default());
    let mut choices = vec![(String::new(), "all students".to_owned())];
    for dimension in Dimension::ALL.into_iter().filter(|dimension| Some(*dimension) != own) {
        for other in dimension.groups() {
            choices.push((other.code(), other.label().to_owned()));
        }
    }
    select("among", "Only among", choices, question.among.as_deref().unwrap_or_default())
}

/// A group as the form writes it: `homeless` alone means `homeless=true`.
fn standard_code(group: Option<&str>) -> String {
    let Some(group) = group else { return String::new() };
    if group.contains('=') {
        return group.to_owned();
    }
    let yes = if group == "english_learner" { "current" } else { "true" };
    format!("{group}={yes}")
}

fn grades(question: &Question) -> Select {
    let mut choices = vec![(String::new(), "All grades".to_owned())];
    choices.extend(BANDS.map(|(codes, words)| (codes.to_owned(), words.to_owned())));
    for grade in GradeLevel::ALL {
        choices.push((grade.code().to_owned(), grade.label().to_owned()));
    }
    select("grades", "Grades", choices, &question.grades.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_questions_address_leaves_out_what_was_not_asked() {
        let question = Question {
            measure: "chronic_absence".to_owned(),
            group: Some("homeless=true".to_owned()),
            school: Some("0412".to_owned()),
            ..Question::default()
        };
        assert_eq!(
            address(&question),
            "/gaps?measure=chronic_absence&group=homeless%3Dtrue&place=school%3A0412"
        );
    }

    #[test]
    fn a_choice_made_by_hand_stays_in_the_form() {
        let made = select("grades", "Grades", vec![(String::new(), "All".to_owned())], "03,04");
        assert_eq!(made.choices.iter().filter(|choice| choice.chosen).count(), 1);
        assert_eq!(made.choices[1].value, "03,04");
    }
}
