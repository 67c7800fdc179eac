//! Nouns in: dimensions and groups of students, the two sides of a gap, and what is asked.

use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::district::{
    ClusterId, ENGLISH_LEARNERS, GradeLevel, RACE_ETHNICITIES, SEXES, SchoolId, SchoolYear,
};

/// One way in which students are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Dimension {
    /// The federal seven.
    RaceEthnicity,
    /// Family income low or not.
    EconomicallyDisadvantaged,
    /// Never, currently or formerly an English learner.
    EnglishLearner,
    /// With an individualized education program or not.
    StudentWithDisability,
    /// Homeless in the year or not.
    Homeless,
    /// In foster care in the year or not.
    FosterCare,
    /// Migrant or not.
    Migrant,
    /// Sex as the district records it.
    Sex,
}

impl Dimension {
    /// Every dimension, in order.
    pub const ALL: [Dimension; 8] = [
        Dimension::RaceEthnicity,
        Dimension::EconomicallyDisadvantaged,
        Dimension::EnglishLearner,
        Dimension::StudentWithDisability,
        Dimension::Homeless,
        Dimension::FosterCare,
        Dimension::Migrant,
        Dimension::Sex,
    ];

    /// The column of `student_groups` or `students` that it is read from.
    pub const fn code(self) -> &'static str {
        match self {
            Dimension::RaceEthnicity => "race_ethnicity",
            Dimension::EconomicallyDisadvantaged => "economically_disadvantaged",
            Dimension::EnglishLearner => "english_learner",
            Dimension::StudentWithDisability => "student_with_disability",
            Dimension::Homeless => "homeless",
            Dimension::FosterCare => "foster_care",
            Dimension::Migrant => "migrant",
            Dimension::Sex => "sex",
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Dimension::RaceEthnicity => "Race and ethnicity",
            Dimension::EconomicallyDisadvantaged => "Family income",
            Dimension::EnglishLearner => "English learners",
            Dimension::StudentWithDisability => "Students with disabilities",
            Dimension::Homeless => "Homelessness",
            Dimension::FosterCare => "Foster care",
            Dimension::Migrant => "Migrant students",
            Dimension::Sex => "Sex",
        }
    }

    /// How many groups it has, not counting students whose group is not known.
    pub const fn levels(self) -> u8 {
        match self {
            Dimension::RaceEthnicity => 7,
            Dimension::EnglishLearner | Dimension::Sex => 3,
            _ => 2,
        }
    }

    /// The dimension of that code.
    pub fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.code() == code)
    }

    /// Its groups, in order.
    pub fn groups(self) -> impl Iterator<Item = Group> {
        (0..self.levels()).map(move |level| Group { dimension: self, level })
    }
}

/// One group of one dimension. For yes-or-no dimensions level 0 is no and 1 is yes; for the others
/// it is the position in the code set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    dimension: Dimension,
    level: u8,
}

impl Group {
    /// The group at a level; `None` when the dimension has no such level.
    pub fn at(dimension: Dimension, level: u8) -> Option<Self> {
        (level < dimension.levels()).then_some(Group { dimension, level })
    }

    /// The group written `DIMENSION=CODE`, such as `english_learner=current` or `homeless=true`.
    pub fn find(text: &str) -> Option<Self> {
        let (dimension, code) = text.split_once('=')?;
        Dimension::find(dimension)?.groups().find(|group| group.level_code() == code)
    }

    /// Its dimension.
    pub fn dimension(self) -> Dimension {
        self.dimension
    }

    /// Its level.
    pub fn level(self) -> u8 {
        self.level
    }

    /// The level's written code.
    pub fn level_code(self) -> &'static str {
        let level = usize::from(self.level);
        match self.dimension {
            Dimension::RaceEthnicity => RACE_ETHNICITIES.codes[level].code,
            Dimension::EnglishLearner => ENGLISH_LEARNERS.codes[level].code,
            Dimension::Sex => SEXES.codes[level].code,
            _ => ["false", "true"][level],
        }
    }

    /// `DIMENSION=CODE`.
    pub fn code(self) -> String {
        format!("{}={}", self.dimension.code(), self.level_code())
    }

    /// The students in words, as a chart labels them: "Current English learners".
    pub fn label(self) -> &'static str {
        let yes = self.level == 1;
        match self.dimension {
            Dimension::RaceEthnicity => RACE_ETHNICITIES.codes[usize::from(self.level)].label,
            Dimension::EconomicallyDisadvantaged if yes => "Economically disadvantaged",
            Dimension::EconomicallyDisadvantaged => "Not economically disadvantaged",
            Dimension::EnglishLearner => {
                ["Never English learners", "Current English learners", "Former English learners"]
                    [usize::from(self.level)]
            }
            Dimension::StudentWithDisability if yes => "Students with disabilities",
            Dimension::StudentWithDisability => "Students without disabilities",
            Dimension::Homeless if yes => "Homeless",
            Dimension::Homeless => "Not homeless",
            Dimension::FosterCare if yes => "In foster care",
            Dimension::FosterCare => "Not in foster care",
            Dimension::Migrant if yes => "Migrant",
            Dimension::Migrant => "Not migrant",
            Dimension::Sex => {
                ["Girls", "Boys", "Another sex or not specified"][usize::from(self.level)]
            }
        }
    }
}

/// The students of one side of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// One group.
    Group(Group),
    /// Everyone of the dimension except that group; students whose group is not known are in
    /// neither side.
    OthersThan(Group),
    /// Current and former English learners together.
    EverEnglishLearner,
}

impl Side {
    /// The groups that are added up.
    pub fn groups(self) -> Vec<Group> {
        match self {
            Side::Group(group) => vec![group],
            Side::OthersThan(group) => group.dimension.groups().filter(|g| *g != group).collect(),
            Side::EverEnglishLearner => {
                Dimension::EnglishLearner.groups().filter(|g| g.level != 0).collect()
            }
        }
    }

    /// Its dimension.
    pub fn dimension(self) -> Dimension {
        match self {
            Side::Group(group) | Side::OthersThan(group) => group.dimension,
            Side::EverEnglishLearner => Dimension::EnglishLearner,
        }
    }

    /// How it is written: `homeless=true`, `race_ethnicity=!black`, `english_learner=ever`.
    pub fn code(self) -> String {
        match self {
            Side::Group(group) => group.code(),
            Side::OthersThan(group) => {
                format!("{}=!{}", group.dimension.code(), group.level_code())
            }
            Side::EverEnglishLearner => "english_learner=ever".to_owned(),
        }
    }

    /// The side written so.
    pub fn find(text: &str) -> Option<Self> {
        if text == "english_learner=ever" {
            return Some(Side::EverEnglishLearner);
        }
        match text.split_once("=!") {
            Some((dimension, code)) => {
                Group::find(&format!("{dimension}={code}")).map(Side::OthersThan)
            }
            None => Group::find(text).map(Side::Group),
        }
    }

    /// In words.
    pub fn label(self) -> String {
        match self {
            Side::Group(group) => group.label().to_owned(),
            Side::OthersThan(_) => "All other students".to_owned(),
            Side::EverEnglishLearner => "Ever English learners".to_owned(),
        }
    }
}

/// Two sides of one dimension, optionally among the students of a group of another dimension.
/// The gap is focus minus reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Comparison {
    focus: Side,
    reference: Side,
    among: Option<Group>,
}

impl Comparison {
    /// A comparison of two sides; `None` unless they share a dimension and no student.
    pub fn of(focus: Side, reference: Side) -> Option<Self> {
        let mine = focus.groups();
        let apart = reference.groups().iter().all(|group| !mine.contains(group));
        (focus.dimension() == reference.dimension() && apart).then_some(Comparison {
            focus,
            reference,
            among: None,
        })
    }

    /// The same comparison among the students of a group of another dimension; `None` when the
    /// group is of the same dimension.
    pub fn among(self, group: Group) -> Option<Self> {
        (group.dimension != self.dimension()).then_some(Comparison { among: Some(group), ..self })
    }

    /// The comparison that a group is shown in unless another is asked for: a group of race and
    /// ethnicity or sex against all other students, a yes against a no, a current or former
    /// English learner against never.
    pub fn standard_for(focus: Side) -> Option<Self> {
        let reference = match focus {
            Side::EverEnglishLearner => Side::Group(Group::at(Dimension::EnglishLearner, 0)?),
            Side::OthersThan(_) => return None,
            Side::Group(group) => match group.dimension {
                Dimension::RaceEthnicity | Dimension::Sex => Side::OthersThan(group),
                dimension if group.level == 0 => Side::OthersThan(Group::at(dimension, 0)?),
                dimension => Side::Group(Group::at(dimension, 0)?),
            },
        };
        Self::of(focus, reference)
    }

    /// The comparisons that are looked at when none is asked for, in a fixed order: each group of
    /// race and ethnicity against all others; low income, current, former and ever English
    /// learners, disability, homeless, foster care and migrant against those who are not; boys
    /// against others.
    pub fn standard() -> Vec<Self> {
        let mut sides: Vec<Side> = Dimension::RaceEthnicity.groups().map(Side::Group).collect();
        for dimension in Dimension::ALL.into_iter().skip(1) {
            sides.extend(dimension.groups().filter(|g| g.level != 0).map(Side::Group));
        }
        sides.retain(|side| *side != Side::Group(Group { dimension: Dimension::Sex, level: 2 }));
        sides.push(Side::EverEnglishLearner);
        sides.into_iter().filter_map(Self::standard_for).collect()
    }

    /// The comparison written `SIDE`, `SIDE~SIDE` or either followed by `@GROUP` for *among*;
    /// one side alone means its standard comparison.
    pub fn find(text: &str) -> Option<Self> {
        let (sides, among) = match text.split_once('@') {
            Some((sides, group)) => (sides, Some(Group::find(group)?)),
            None => (text, None),
        };
        let comparison = match sides.split_once('~') {
            Some((focus, reference)) => Self::of(Side::find(focus)?, Side::find(reference)?)?,
            None => Self::standard_for(Side::find(sides)?)?,
        };
        match among {
            Some(group) => comparison.among(group),
            None => Some(comparison),
        }
    }

    /// How it is written, as [`Comparison::find`] reads it.
    pub fn code(&self) -> String {
        let among = self.among.map(|group| format!("@{}", group.code())).unwrap_or_default();
        if Self::standard_for(self.focus).is_some_and(|c| c.reference == self.reference) {
            format!("{}{among}", self.focus.code())
        } else {
            format!("{}~{}{among}", self.focus.code(), self.reference.code())
        }
    }

    /// The side that the gap is about.
    pub fn focus(&self) -> Side {
        self.focus
    }

    /// The side that it is compared with.
    pub fn reference(&self) -> Side {
        self.reference
    }

    /// The group that both sides are looked at within, if any.
    pub fn among_group(&self) -> Option<Group> {
        self.among
    }

    /// The dimension of both sides.
    pub fn dimension(&self) -> Dimension {
        self.focus.dimension()
    }
}

/// Which schools are looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Place {
    /// All of them; a student of two schools counts once.
    #[default]
    District,
    /// The schools of one cluster; each student counts where most days were spent.
    Cluster(ClusterId),
    /// One school; everyone counts who was there.
    School(SchoolId),
}

/// What is asked of the gaps room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The measure's id.
    pub measure: String,
    /// The authority's id; the measure's first one when `None`.
    pub authority: Option<String>,
    /// The two sides.
    pub comparison: Comparison,
    /// First school year to look at; the earliest there is when `None`. It is the baseline.
    pub from: Option<SchoolYear>,
    /// Last school year to look at; the latest there is when `None`.
    pub to: Option<SchoolYear>,
    /// Which schools.
    pub place: Place,
    /// Which grades; all when empty.
    pub grades: Vec<GradeLevel>,
}

impl Query {
    /// A measure and a comparison, over the whole district and all years.
    pub fn of(measure: &str, comparison: Comparison) -> Self {
        Query {
            measure: measure.to_owned(),
            authority: None,
            comparison,
            from: None,
            to: None,
            place: Place::District,
            grades: Vec::new(),
        }
    }
}

/// Why a question could not be answered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GapError {
    /// No measure of that id.
    #[error("there is no measure called {name}")]
    NoSuchMeasure {
        /// What was asked for.
        name: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// The measure has no authority of that id.
    #[error("{measure} has no definition by {name}")]
    NoSuchAuthority {
        /// The measure.
        measure: String,
        /// What was asked for.
        name: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// No school or cluster of that id.
    #[error("there is no such place as {name}")]
    NoSuchPlace {
        /// What was asked for.
        name: String,
    },
    /// Tables that the measure is counted from are not there.
    #[error("{measure} cannot be answered without: {}", tables.join(", "))]
    Without {
        /// The measure.
        measure: String,
        /// The tables that are missing.
        tables: Vec<String>,
    },
    /// The tables are there, and no student of these years, schools and grades is counted.
    #[error("{measure} counts no students in the years asked for")]
    NoStudents {
        /// The measure.
        measure: String,
    },
}

/// Writes a school year as people say it.
pub(super) fn year_in_words<S: Serializer>(year: &SchoolYear, out: S) -> Result<S::Ok, S::Error> {
    out.collect_str(year)
}

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.code())
    }
}

impl Serialize for Dimension {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_standard_comparison_is_read_back_from_how_it_is_written() {
        let all = Comparison::standard();
        assert_eq!(all.len(), 16);
        for comparison in all {
            assert_eq!(Comparison::find(&comparison.code()), Some(comparison));
        }
    }

    #[test]
    fn a_chosen_reference_and_a_crossing_group_are_written_and_read() {
        let text = "race_ethnicity=black~race_ethnicity=white@sex=male";
        let comparison = Comparison::find(text).unwrap();
        assert_eq!(comparison.code(), text);
        assert_eq!(comparison.among_group(), Group::find("sex=male"));
    }

    #[test]
    fn a_side_is_never_compared_with_itself_or_across_dimensions() {
        for text in [
            "homeless=true~homeless=true",
            "homeless=true~migrant=false",
            "homeless=true@homeless=true",
            "english_learner=ever~english_learner=former",
            "x=y",
        ] {
            assert_eq!(Comparison::find(text), None, "{text}");
        }
    }
}
