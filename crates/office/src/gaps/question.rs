//! A question as it is typed or as it stands in an address, and what it means.

use traction_core::district::year::GRADE_LEVELS;
use traction_core::district::{GradeLevel, SchoolYear};
use traction_core::gaps::{Comparison, Dimension, Place, Query, Side};

use crate::error::OfficeError;

/// A question as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// A measure's id.
    pub measure: String,
    /// The group that the gap is about: `english_learner`, `race_ethnicity=black`, or a whole
    /// comparison as [`Comparison::code`] writes it.
    pub group: Option<String>,
    /// The group to compare with.
    pub versus: Option<String>,
    /// A group of another dimension that both are looked at within.
    pub among: Option<String>,
    /// An authority's id.
    pub authority: Option<String>,
    /// A school's id.
    pub school: Option<String>,
    /// A cluster's id.
    pub cluster: Option<String>,
    /// Grades, as files write them.
    pub grades: Vec<String>,
    /// First school year, by the calendar year in which it ends.
    pub from: Option<i16>,
    /// Last school year.
    pub to: Option<i16>,
}

impl Question {
    /// A measure, over the whole district and all years.
    pub fn of(measure: &str) -> Self {
        Question { measure: measure.to_owned(), ..Question::default() }
    }

    /// A question about a comparison written `SIDE`, `SIDE~SIDE`, or either with `@GROUP`.
    pub fn compared(code: &str) -> Self {
        let (sides, among) = match code.split_once('@') {
            Some((sides, among)) => (sides, Some(among.to_owned())),
            None => (code, None),
        };
        let (group, versus) = match sides.split_once('~') {
            Some((group, versus)) => (group, Some(versus.to_owned())),
            None => (sides, None),
        };
        Question { group: Some(group.to_owned()), versus, among, ..Question::default() }
    }

    /// What is asked.
    ///
    /// # Errors
    /// A group or grade that there is not.
    pub fn query(&self) -> Result<Query, OfficeError> {
        let group = self.group.as_deref().unwrap_or("economically_disadvantaged");
        let mut code = match group.contains(['~', '@']) {
            true => group.to_owned(),
            false => find_side(group)?,
        };
        if let Some(versus) = &self.versus {
            code = format!("{code}~{}", find_side(versus)?);
        }
        if let Some(among) = &self.among {
            code = format!("{code}@{}", find_side(among)?);
        }
        let comparison = Comparison::find(&code).ok_or_else(|| OfficeError::Refused {
            what: format!("{code} compares no two groups"),
            hint: "both must be groups of one dimension, and --among of another; \
                   traction help gaps lists them"
                .to_owned(),
        })?;
        self.with(comparison)
    }

    /// What is asked, apart from the groups.
    ///
    /// # Errors
    /// A grade that there is not.
    pub fn query_without_group(&self) -> Result<Query, OfficeError> {
        let first = Comparison::standard().into_iter().next();
        self.with(first.unwrap_or_else(|| unreachable!("there are standard comparisons")))
    }

    fn with(&self, comparison: Comparison) -> Result<Query, OfficeError> {
        let place = match (&self.school, &self.cluster) {
            (Some(school), _) => Place::School(school.as_str().into()),
            (None, Some(cluster)) => Place::Cluster(cluster.as_str().into()),
            (None, None) => Place::District,
        };
        let grades = self.grades.iter().map(|grade| find_grade(grade)).collect::<Result<_, _>>()?;
        Ok(Query {
            authority: self.authority.clone(),
            from: self.from.map(SchoolYear::ending),
            to: self.to.map(SchoolYear::ending),
            place,
            grades,
            ..Query::of(&self.measure, comparison)
        })
    }
}

fn find_grade(text: &str) -> Result<GradeLevel, OfficeError> {
    let found = GRADE_LEVELS.find_position(text.trim()).and_then(GradeLevel::at);
    found.ok_or_else(|| OfficeError::Unknown {
        kind: "grade",
        name: text.to_owned(),
        known: GRADE_LEVELS.codes.iter().map(|code| code.code.to_owned()).collect(),
    })
}

/// A side as typed: a dimension alone means the group that it is named for.
fn find_side(text: &str) -> Result<String, OfficeError> {
    let text = text.trim();
    if Side::find(text).is_some() {
        return Ok(text.to_owned());
    }
    let code = match Dimension::find(text) {
        Some(Dimension::RaceEthnicity | Dimension::Sex) | None => None,
        Some(Dimension::EnglishLearner) => Some("english_learner=current".to_owned()),
        Some(dimension) => Some(format!("{}=true", dimension.code())),
    };
    code.ok_or_else(|| OfficeError::Unknown {
        kind: "student group",
        name: text.to_owned(),
        known: list_groups(),
    })
}

/// Every group as it can be typed.
fn list_groups() -> Vec<String> {
    Dimension::ALL.into_iter().flat_map(Dimension::groups).map(|group| group.code()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(group: &str, versus: Option<&str>, among: Option<&str>) -> Result<String, String> {
        let question = Question {
            group: Some(group.to_owned()),
            versus: versus.map(str::to_owned),
            among: among.map(str::to_owned),
            ..Question::of("chronic_absence")
        };
        question.query().map(|query| query.comparison.code()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_dimension_alone_means_the_group_it_is_named_for() {
        assert_eq!(code("homeless", None, None).as_deref(), Ok("homeless=true"));
        assert_eq!(code("english_learner", None, None).as_deref(), Ok("english_learner=current"));
        assert!(code("race_ethnicity", None, None).is_err());
    }

    #[test]
    fn two_sides_and_a_third_group_make_one_comparison() {
        assert_eq!(
            code("race_ethnicity=black", Some("race_ethnicity=white"), Some("homeless")).as_deref(),
            Ok("race_ethnicity=black~race_ethnicity=white@homeless=true")
        );
        assert!(code("homeless", Some("migrant"), None).is_err());
    }
}
