//! Two formulas beside each other: by line, by school, by student group.

use traction_core::budget::engine::diff::Change;
use traction_core::budget::explain::dollars;
use traction_core::budget::model::sum;
use traction_core::exact::Exact;
use traction_office::Silent;
use traction_office::budget::{self, diff_sheets};

use super::sections::{Form as AskForm, Part, SectionsPage};
use super::{formula_select, frame, open, tabs};
use crate::figures::table_of;
use crate::parts::{Stat, Stats};
use crate::server::{Answer, Asked, Form, Refusal};

/// The page.
///
/// # Errors
/// When the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["old", "new"])?;
    if let Err(answer) = open(asked)? {
        return Ok(*answer);
    }
    let formulas = budget::formulas(&asked.district)?;
    let first = formulas.list().first().map(|f| f.id.clone()).unwrap_or_default();
    let old = asked.find("old").map_or_else(|| first.clone(), str::to_owned);
    let new = asked.find("new").map_or_else(|| first.clone(), str::to_owned);
    let (before, after, diff) = budget::compare(&asked.district, &old, &new, &Silent)?;
    let sheets = diff_sheets(&before.formula, &after.formula, &diff);
    let changed = diff.lines.iter().filter(|line| line.change != Change::Same).count();
    let was = sum(diff.schools.iter().map(|school| school.before));
    let is = sum(diff.schools.iter().map(|school| school.after));
    let gaining = diff.schools.iter().filter(|s| s.gain() > Exact::ZERO).count();
    let losing = diff.schools.iter().filter(|s| s.gain().is_negative()).count();
    let headline = if old == new {
        "Choose two formulas to see who gains and who loses".to_owned()
    } else {
        format!("{gaining} schools gain and {losing} lose")
    };
    let by_school = sheets[1].only(&["school", "before", "after", "gain", "lines"]);
    let by_line =
        sheets[0].only(&["name", "change", "before", "after", "dollars_before", "dollars_after"]);
    let same = old == new;
    let parts = vec![
        Part::of("groups", "By student group", table_of(&sheets[2])).saying(&sheets[2].notes),
        Part::of("schools", "By school, largest loss first", table_of(&by_school)),
        Part::of("lines", "By line", table_of(&by_line)),
    ];
    let stats = vec![
        Stat::of("Before", &dollars(was.round()), &before.formula.version),
        Stat::of("After", &dollars(is.round()), &after.formula.version),
        Stat::of("Lines that differ", &changed.to_string(), "new, gone or rewritten"),
    ];
    let page = SectionsPage {
        frame: frame(asked, "Two formulas")?.after("Budget", "/budget"),
        tabs: tabs(asked, "/budget/compare"),
        eyebrow: if same {
            before.formula.name.clone()
        } else {
            format!("{} → {}", before.formula.name, after.formula.name)
        },
        headline,
        sentences: if same {
            vec!["Such as this year’s and one that is proposed: a copy of policy/budget/ in the district’s folder, with the proposal’s numbers.".to_owned()]
        } else {
            Vec::new()
        },
        stats: Stats { stats: if same { Vec::new() } else { stats } },
        form: Some(AskForm {
            action: "/budget/compare".to_owned(),
            selects: vec![
                formula_select(asked, "old", "Before", &old)?,
                formula_select(asked, "new", "After", &new)?,
            ],
            numbers: Vec::new(),
            button: "Compare".to_owned(),
        }),
        parts: if same { Vec::new() } else { parts },
        footnotes: vec![
            "A formula that reads inputs the facts do not hold computes nothing from them; its lines then say so under Budget, Schools.".to_owned(),
        ],
        csv: asked.twin(Form::Csv, "schools"),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, sheets))
}
