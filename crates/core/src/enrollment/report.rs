//! What a reader is given: figures that may be shown, with bands, past errors and words.

mod funnel;

use serde::Serialize;

use super::cliffs::{self, Cliff};
use super::engine::Study;
use super::engine::backtest::Backtest;
use super::explain::{self, compared, whole};
use super::model::{Banded, GRADES, Inputs, Projection};
use super::policy::Sections;
use crate::disclosure::{Protection, Shown};

pub use funnel::{FunnelLine, funnel, funnel_district};

/// Years of past projections beside a projection.
const PAST: usize = 5;
/// Years ahead that cliffs are listed for.
const CLIFF_YEARS: usize = 1;

/// Members of a counted year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountedYear {
    /// The school year in words.
    pub year: String,
    /// The calendar year in which it ends.
    pub end: i16,
    /// Members, kindergarten to grade 12.
    pub members: Shown<u64>,
}

/// A projected year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectedYear {
    /// The school year in words.
    pub year: String,
    /// The calendar year in which it ends.
    pub end: i16,
    /// What is projected, with its bands.
    pub figure: Shown<Banded>,
}

/// What was projected a year before, and what came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PastYear {
    /// The school year in words.
    pub year: String,
    /// The calendar year in which it ends.
    pub end: i16,
    /// Projected, and members who came.
    pub figures: Shown<(f64, f64)>,
}

/// One school in the district's report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolLine {
    /// The school's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Members in the last counted year.
    pub last: Shown<u64>,
    /// By year ahead.
    pub projected: Vec<Shown<Banded>>,
    /// The mean absolute error of one-year projections of the last five years, as a share.
    pub past_error: Shown<f64>,
}

/// A grade of a school near a section threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CliffLine {
    /// The school's number.
    pub school_id: String,
    /// Its name.
    pub school_name: String,
    /// The grade's code.
    pub grade: &'static str,
    /// The school year in words.
    pub year: String,
    /// The threshold and chances.
    pub cliff: Cliff,
}

/// The district's projection.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DistrictReport {
    /// The last counted school year in words.
    pub origin: String,
    /// The result in one sentence.
    pub headline: String,
    /// Counted years.
    pub counted: Vec<CountedYear>,
    /// Projected years.
    pub projected: Vec<ProjectedYear>,
    /// Past one-year projections.
    pub past: Vec<PastYear>,
    /// The schools with members, by name.
    pub schools: Vec<SchoolLine>,
    /// Grades near a section threshold next year, likeliest first.
    pub cliffs: Vec<CliffLine>,
    /// Whose thresholds.
    pub sections: String,
    /// Whether the bands could be learned from earlier errors.
    pub banded: bool,
    /// What must be known to read the figures.
    pub notes: Vec<String>,
}

/// One grade of a school.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradeLine {
    /// The grade's code.
    pub grade: &'static str,
    /// Members of the last counted years, earliest first.
    pub counted: Vec<Shown<u64>>,
    /// By year ahead.
    pub projected: Vec<Shown<Banded>>,
}

/// One school's projection.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SchoolReport {
    /// The school's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The result in one sentence.
    pub headline: String,
    /// Why.
    pub why: Vec<String>,
    /// Counted years.
    pub counted: Vec<CountedYear>,
    /// Projected years.
    pub projected: Vec<ProjectedYear>,
    /// Past one-year projections.
    pub past: Vec<PastYear>,
    /// The last counted years that grades show, in words.
    pub grade_years: Vec<String>,
    /// Each grade with members or projected students.
    pub grades: Vec<GradeLine>,
    /// Grades near a section threshold next year.
    pub cliffs: Vec<CliffLine>,
    /// Whose thresholds.
    pub sections: String,
    /// Whether the bands could be learned from earlier errors.
    pub banded: bool,
    /// What must be known to read the figures.
    pub notes: Vec<String>,
}

/// Everything that reports are made of.
pub struct Desk<'a> {
    /// The facts.
    pub inputs: &'a Inputs,
    /// What was learned.
    pub study: &'a Study,
    /// The projection.
    pub projection: &'a Projection,
    /// Section thresholds.
    pub sections: &'a Sections,
    /// Why the thresholds are not those of the adopted budget formula, where there is one.
    pub aside: Option<&'a str>,
    /// The small-group rule.
    pub protection: Protection,
}

fn rounded(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

impl Desk<'_> {
    fn origin(&self) -> usize {
        self.inputs.roll.years() - 1
    }

    fn banded(&self) -> bool {
        self.projection.district.iter().any(|b| b.most.1 > b.most.0)
    }

    /// Which schools may be shown beside the district's total.
    fn shown_schools(&self, totals: &[f64]) -> Vec<Shown<()>> {
        let counts: Vec<u64> = totals.iter().map(|t| rounded(*t)).collect();
        let partition = self.protection.partition(counts.iter().sum(), &counts);
        (0..counts.len()).map(|place| partition.group(place)).collect()
    }

    fn totals(&self, year: usize) -> Vec<f64> {
        (0..self.projection.schools.len()).map(|s| self.inputs.roll.total(s, year)).collect()
    }

    fn projected_totals(&self, ahead: usize) -> Vec<f64> {
        let schools = 0..self.projection.schools.len();
        schools.map(|s| self.projection.total(ahead, s).value).collect()
    }

    fn cliff_lines(&self, school: Option<usize>) -> Vec<CliffLine> {
        let list = cliffs::list(self.projection, self.sections, CLIFF_YEARS);
        list.into_iter()
            .filter(|cliff| school.is_none_or(|s| s == cliff.school))
            .filter(|cliff| {
                let grades = self.shown_grades(cliff.school, cliff.ahead);
                grades[cliff.grade].value().is_some()
            })
            .map(|cliff| {
                let mark = &self.projection.schools[cliff.school];
                CliffLine {
                    school_id: mark.id.clone(),
                    school_name: mark.name.clone(),
                    grade: explain::grade_code(cliff.grade),
                    year: self.projection.year(cliff.ahead).to_string(),
                    cliff,
                }
            })
            .collect()
    }

    /// Which grades of a school may be shown in a projected year.
    fn shown_grades(&self, school: usize, ahead: usize) -> Vec<Shown<()>> {
        let counts: Vec<u64> =
            (0..GRADES).map(|g| rounded(self.projection.cell(ahead, school, g).value)).collect();
        let whole = counts.iter().sum();
        let partition = self.protection.partition(whole, &counts);
        (0..GRADES).map(|g| partition.group(g)).collect()
    }

    fn counted_grades(&self, school: usize, year: usize) -> Vec<Shown<u64>> {
        let counts: Vec<u64> =
            self.inputs.roll.grades(school, year).iter().map(|n| rounded(*n)).collect();
        let partition = self.protection.partition(counts.iter().sum(), &counts);
        counts.iter().enumerate().map(|(g, n)| partition.group(g).map(|()| *n)).collect()
    }

    fn past(&self, school: Option<usize>) -> Vec<PastYear> {
        let past = self.study.past(school);
        let skip = past.len().saturating_sub(PAST);
        past.into_iter()
            .skip(skip)
            .map(|past| {
                let year = self.inputs.roll.year_at(past.year);
                let n = rounded(past.came);
                let shown = self.protection.show(n, n, || (past.projected, past.came));
                PastYear { year: year.to_string(), end: year.end(), figures: shown }
            })
            .collect()
    }

    fn past_error(&self, school: usize) -> Shown<f64> {
        let past = self.study.past(Some(school));
        let skip = past.len().saturating_sub(PAST);
        let (mut off, mut came) = (0.0, 0.0);
        for year in past.iter().skip(skip) {
            off += (year.projected - year.came).abs();
            came += year.came;
        }
        if came <= 0.0 {
            return Shown::NotEstimated("no earlier projection".to_owned());
        }
        let n = rounded(came / past.len().clamp(1, PAST) as f64);
        self.protection.show(n, n, || off / came)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.inputs.notes.clone();
        if !self.banded() {
            notes.push(
                "There are too few years to learn bands from: at least five counted years are \
                 needed for one tested projection of the district."
                    .to_owned(),
            );
        }
        notes.extend(self.aside.map(str::to_owned));
        notes.extend(self.sections.note());
        notes
    }

    /// The district's report.
    pub fn district(&self) -> DistrictReport {
        let roll = &self.inputs.roll;
        let origin = self.origin();
        let rule = self.protection;
        let counted = (0..=origin)
            .map(|year| {
                let n = rounded(self.totals(year).iter().sum());
                CountedYear {
                    year: roll.year_at(year).to_string(),
                    end: roll.year_at(year).end(),
                    members: rule.show(n, n, || n),
                }
            })
            .collect();
        let projected: Vec<ProjectedYear> = (1..=self.projection.horizon)
            .map(|ahead| {
                let banded = self.projection.district[ahead - 1];
                let (year, n) = (self.projection.year(ahead), rounded(banded.value));
                let figure = rule.show(n, n, || banded);
                ProjectedYear { year: year.to_string(), end: year.end(), figure }
            })
            .collect();
        let last = self.totals(origin);
        let shown_last = self.shown_schools(&last);
        let ahead: Vec<(Vec<f64>, Vec<Shown<()>>)> = (1..=self.projection.horizon)
            .map(|ahead| {
                let totals = self.projected_totals(ahead);
                let shown = self.shown_schools(&totals);
                (totals, shown)
            })
            .collect();
        let mut schools: Vec<SchoolLine> = self
            .projection
            .schools
            .iter()
            .enumerate()
            .filter(|(s, _)| last[*s] > 0.0 || ahead.iter().any(|(totals, _)| totals[*s] >= 0.5))
            .map(|(s, mark)| SchoolLine {
                id: mark.id.clone(),
                name: mark.name.clone(),
                last: shown_last[s].clone().map(|()| rounded(last[s])),
                projected: ahead
                    .iter()
                    .enumerate()
                    .map(|(step, (_, shown))| {
                        shown[s].clone().map(|()| *self.projection.total(step + 1, s))
                    })
                    .collect(),
                past_error: self.past_error(s),
            })
            .collect();
        schools.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        DistrictReport {
            origin: roll.year_at(origin).to_string(),
            headline: self.headline(None),
            counted,
            projected,
            past: self.past(None),
            schools,
            cliffs: self.cliff_lines(None),
            sections: self.sections.whose(),
            banded: self.banded(),
            notes: self.notes(),
        }
    }

    /// "In 2027–28 the district is projected to have 48,200 students, 310 fewer than …"
    fn headline(&self, school: Option<usize>) -> String {
        let roll = &self.inputs.roll;
        let origin = self.origin();
        let (name, banded, last) = match school {
            None => {
                let last = self.totals(origin).iter().sum();
                ("the district".to_owned(), self.projection.district[0], last)
            }
            Some(s) => {
                let name = self.projection.schools[s].name.clone();
                (name, *self.projection.total(1, s), roll.total(s, origin))
            }
        };
        let year = self.projection.year(1);
        let n = rounded(banded.value);
        if self.protection.show(n, n, || ()).value().is_none() {
            return format!("In {year} {name} is projected to have too few students to show.");
        }
        let band = if banded.most.1 > banded.most.0 {
            format!(
                " Four times in five such a projection has held: between {} and {}.",
                whole(banded.most.0),
                whole(banded.most.1)
            )
        } else {
            String::new()
        };
        format!(
            "In {year} {name} is projected to have {} students, {} in {}.{band}",
            whole(banded.value),
            compared(banded.value, last),
            roll.year_at(origin)
        )
    }

    /// One school's report.
    pub fn school(&self, school: usize) -> SchoolReport {
        let roll = &self.inputs.roll;
        let origin = self.origin();
        let mark = &self.projection.schools[school];
        let years: Vec<usize> = (origin.saturating_sub(PAST - 1)..=origin).collect();
        let by_year: Vec<Vec<Shown<u64>>> =
            years.iter().map(|year| self.counted_grades(school, *year)).collect();
        let ahead: Vec<Vec<Shown<()>>> =
            (1..=self.projection.horizon).map(|step| self.shown_grades(school, step)).collect();
        let grades = (0..GRADES)
            .filter(|g| {
                by_year.iter().any(|year| year[*g] != Shown::NoStudents)
                    || ahead.iter().any(|year| year[*g] != Shown::NoStudents)
            })
            .map(|g| GradeLine {
                grade: explain::grade_code(g),
                counted: by_year.iter().map(|year| year[g].clone()).collect(),
                projected: ahead
                    .iter()
                    .enumerate()
                    .map(|(step, year)| {
                        year[g].clone().map(|()| *self.projection.cell(step + 1, school, g))
                    })
                    .collect(),
            })
            .collect();
        let counted = (0..=origin)
            .filter(|year| roll.total(school, *year) > 0.0)
            .map(|year| {
                let n = rounded(roll.total(school, year));
                let (words, end) = (roll.year_at(year).to_string(), roll.year_at(year).end());
                let members = self.protection.show(n, n, || n);
                CountedYear { year: words, end, members }
            })
            .collect();
        let projected = (1..=self.projection.horizon)
            .map(|step| {
                let banded = *self.projection.total(step, school);
                let (year, n) = (self.projection.year(step), rounded(banded.value));
                let figure = self.protection.show(n, n, || banded);
                ProjectedYear { year: year.to_string(), end: year.end(), figure }
            })
            .collect();
        let last = self.counted_grades(school, origin);
        let next = &ahead[0];
        let may_show = |g: usize| {
            let shown = last[g].value().is_some() || last[g] == Shown::NoStudents;
            let there = next[g].value().is_some() || next[g] == Shown::NoStudents;
            shown && there && (last[g].value().is_some() || next[g].value().is_some())
        };
        let total = rounded(roll.total(school, origin));
        let why = if self.protection.show(total, total, || ()).value().is_some() {
            explain::school(self.inputs, self.study, self.projection, school, &may_show)
        } else {
            Vec::new()
        };
        SchoolReport {
            id: mark.id.clone(),
            name: mark.name.clone(),
            headline: self.headline(Some(school)),
            why,
            counted,
            projected,
            past: self.past(Some(school)),
            grade_years: years.iter().map(|year| roll.year_at(*year).to_string()).collect(),
            grades,
            cliffs: self.cliff_lines(Some(school)),
            sections: self.sections.whose(),
            banded: self.banded(),
            notes: self.notes(),
        }
    }
}

/// The back-test's table of methods in Markdown, as the method page prints it.
pub fn methods_in_markdown(backtest: &Backtest) -> String {
    use super::model::Level;
    let percent = |share: Option<f64>| {
        share.map_or_else(|| "–".to_owned(), |share| format!("{:.2}", 100.0 * share))
    };
    let mut text = String::from(
        "| method | cell, 1 | school, 1 | district, 1 | cell, 3 | school, 3 | district, 3 | cell, 5 \
         | school, 5 | district, 5 |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for method in &backtest.methods {
        text += &format!("| `{}`: {} |", method.id, method.words);
        for ahead in [1, 3, 5] {
            for level in Level::ALL {
                text += &format!(" {} |", percent(backtest.wape(method.id, level, ahead)));
            }
        }
        text.push('\n');
    }
    text += "\n| bands of | years ahead | origins | within 50% | within 80% | within 95% | width of 80% \
             |\n|---|--:|--:|--:|--:|--:|--:|\n";
    for cover in backtest.coverage.iter().filter(|c| [1, 3, 5].contains(&c.ahead)) {
        let [half, most, all] = cover.held.map(|share| format!("{:.1}", 100.0 * share));
        text += &format!(
            "| {} | {} | {} | {half} | {most} | {all} | {:.1} |\n",
            cover.level.words(),
            cover.ahead,
            cover.origins,
            100.0 * cover.width
        );
    }
    text
}
