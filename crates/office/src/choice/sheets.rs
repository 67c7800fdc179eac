//! Practice lotteries and comparisons as sheets.

use traction_core::choice::report::{
    AreaOutcome, Band, Chance, CutOff, GroupOutcome, GroupSides, ProgramOutcome, Worth,
};
use traction_core::disclosure::Shown;

use crate::sheet::{Cell, Sheet};

fn percent(value: f64) -> Cell {
    Cell::Number { value, printed: format!("{:.0}%", 100.0 * value) }
}

fn one_decimal(value: f64) -> Cell {
    Cell::Number { value, printed: format!("{value:.1}") }
}

fn shown<T>(shown: &Shown<T>, cell: impl Fn(&T) -> Cell) -> Cell {
    match shown.value() {
        Some(value) => cell(value),
        None => Cell::Text(shown.words().unwrap_or_default().to_owned()),
    }
}

/// The same without words where a cell before it has said them.
fn shown_or_empty<T>(shown: &Shown<T>, cell: impl Fn(&T) -> Cell) -> Cell {
    shown.value().map_or(Cell::Empty, cell)
}

fn band(shown: &Shown<Band>) -> [Cell; 2] {
    let range =
        |band: &Band| Cell::Text(format!("{:.0}–{:.0}%", 100.0 * band.low, 100.0 * band.high));
    [shown_or_empty(shown, |band| percent(band.mean)), shown_or_empty(shown, range)]
}

/// What groups get.
pub fn groups_sheet(title: &str, groups: &[GroupOutcome]) -> Sheet {
    let columns = [
        "by|By",
        "group|Group",
        "applicants|Applicants|n",
        "first|First choice|n",
        "first_range|95% of lotteries",
        "any|Any choice|n",
        "any_range|95% of lotteries",
        "none|None|n",
        "miles|Miles|n",
    ];
    let mut sheet = Sheet::of("groups", title, &columns);
    for group in groups {
        let [first, first_range] = band(&group.first);
        let [any, any_range] = band(&group.any);
        sheet.push(vec![
            group.by.clone().into(),
            group.group.clone().into(),
            shown(&group.applicants, |n| Cell::Count(*n)),
            first,
            first_range,
            any,
            any_range,
            shown_or_empty(&group.none, |band| percent(band.mean)),
            shown_or_empty(&group.miles, |miles| one_decimal(*miles)),
        ]);
    }
    sheet.notes = vec![
        "None: nothing, or the school by right, which was not on the list.".to_owned(),
        "Brothers and sisters draw together; putting families in one school comes after the real \
         draw and is not practised."
            .to_owned(),
    ];
    sheet
}

/// What programs get.
pub fn programs_sheet(title: &str, programs: &[ProgramOutcome]) -> Sheet {
    let columns = [
        "program_id|Code",
        "program|Program",
        "grade|Grade",
        "seats|Seats|n",
        "listed|List it|n",
        "first|First choice of|n",
        "left|Seats left|n",
        "low_income_listed|Low income, of those who list it|n",
        "low_income|Low income, of those offered|n",
    ];
    let mut sheet = Sheet::of("programs", title, &columns);
    for program in programs {
        sheet.push(vec![
            program.id.clone().into(),
            program.name.clone().into(),
            program.grade.clone().into(),
            u64::from(program.seats).into(),
            shown(&program.listed, |n| Cell::Count(*n)),
            shown(&program.first, |n| Cell::Count(*n)),
            one_decimal(program.left),
            shown(&program.low_income_listed, |share| percent(*share)),
            shown(&program.low_income, |share| percent(*share)),
        ]);
    }
    sheet
}

/// Chances by program and class.
pub fn chances_sheet(title: &str, chances: &[Chance]) -> Sheet {
    let columns = [
        "program_id|Code",
        "program|Program",
        "grade|Grade",
        "class|Class",
        "applicants|Applicants|n",
        "chance|Chance|n",
    ];
    let mut sheet = Sheet::of("chances", title, &columns);
    for chance in chances {
        sheet.push(vec![
            chance.id.clone().into(),
            chance.name.clone().into(),
            chance.grade.clone().into(),
            chance.class.clone().into(),
            shown(&chance.applicants, |n| Cell::Count(*n)),
            shown(&chance.chance, |share| percent(*share)),
        ]);
    }
    sheet.notes.push(
        "The share who are offered the program, of those lotteries in which nothing that they \
         rank higher was offered."
            .to_owned(),
    );
    sheet
}

/// What home areas get.
pub fn areas_sheet(title: &str, areas: &[AreaOutcome]) -> Sheet {
    let columns = [
        "area|Home area",
        "applicants|Applicants|n",
        "first|First choice|n",
        "first_range|95% of lotteries",
        "any|Any choice|n",
        "any_range|95% of lotteries",
        "isolated|Isolated",
    ];
    let mut sheet = Sheet::of("areas", title, &columns);
    for area in areas {
        let [first, first_range] = band(&area.first);
        let [any, any_range] = band(&area.any);
        sheet.push(vec![
            area.name.clone().into(),
            shown(&area.applicants, |n| Cell::Count(*n)),
            first,
            first_range,
            any,
            any_range,
            if area.isolated { "yes" } else { "no" }.into(),
        ]);
    }
    sheet
}

/// Who gains and who loses.
pub fn sides_sheet(title: &str, sides: &[GroupSides]) -> Sheet {
    let columns = [
        "by|By",
        "group|Group",
        "applicants|Applicants|n",
        "better|Do better|n",
        "worse|Do worse|n",
        "balance|Better less worse, of all|n",
    ];
    let mut sheet = Sheet::of("sides", title, &columns);
    for side in sides {
        let both = side.better.clone().both(side.worse.clone()).both(side.applicants.clone());
        sheet.push(vec![
            side.by.clone().into(),
            side.group.clone().into(),
            shown(&side.applicants, |n| Cell::Count(*n)),
            shown_or_empty(&side.better, |n| one_decimal(*n)),
            shown_or_empty(&side.worse, |n| one_decimal(*n)),
            shown_or_empty(&both, |((better, worse), n)| {
                let value = (better - worse) / *n as f64;
                let sign = if value > 0.0 {
                    "+"
                } else if value < 0.0 {
                    "−"
                } else {
                    ""
                };
                Cell::Number { value, printed: format!("{sign}{:.1} pts", 100.0 * value.abs()) }
            }),
        ]);
    }
    sheet.notes.push(
        "On average over the same lotteries under both policies; better is a choice that the \
         family ranked higher."
            .to_owned(),
    );
    sheet
}

/// Seats worth moving.
pub fn worth_sheet(title: &str, worth: &[Worth]) -> Sheet {
    let columns = [
        "program_id|Code",
        "program|Program",
        "grade|Grade",
        "seats|Seats|n",
        "in_vain|Ask in vain|n",
        "helped|One more seat helps|n",
        "weighted|Weighted by need|n",
        "hurt|Makes worse off|n",
        "left|Seats left|n",
    ];
    let mut sheet = Sheet::of("seats", title, &columns);
    for line in worth {
        sheet.push(vec![
            line.id.clone().into(),
            line.name.clone().into(),
            line.grade.clone().into(),
            u64::from(line.seats).into(),
            shown(&line.in_vain, |n| Cell::Count(n.round() as u64)),
            one_decimal(line.helped),
            one_decimal(line.weighted),
            one_decimal(line.hurt),
            one_decimal(line.left),
        ]);
    }
    sheet.notes.push(
        "On average over lotteries. One more seat helps more than one applicant, since whoever \
         takes it leaves another seat behind."
            .to_owned(),
    );
    sheet
}

/// Last numbers.
pub fn cutoffs_sheet(title: &str, cutoffs: &[CutOff]) -> Sheet {
    let columns = [
        "program_id|Code",
        "program|Program",
        "grade|Grade",
        "class|Class",
        "for|Seats",
        "offered|Offered|n",
        "last|Last number|n",
    ];
    let mut sheet = Sheet::of("cutoffs", title, &columns);
    for line in cutoffs {
        sheet.push(vec![
            line.id.clone().into(),
            line.name.clone().into(),
            line.grade.clone().into(),
            line.class.clone().into(),
            line.seats.clone().into(),
            shown(&line.offered, |n| Cell::Count(*n)),
            shown_or_empty(&line.last, |n| Cell::Text(format!("{n:04}"))),
        ]);
    }
    sheet.notes.push(
        "Lines with few applicants are left out: in a line of two, the last number is somebody’s."
            .to_owned(),
    );
    sheet
}
