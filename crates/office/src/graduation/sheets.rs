//! Results as rows and columns.

use traction_core::disclosure::Shown;
use traction_core::graduation::report::{CohortGroupLine, Report, Share};

use super::lines::{MendLine, OpeningLine};
use super::{AccessFigures, StudentRow};
use crate::sheet::{Cell, Sheet};

/// A share as cells: the share, its interval, and how many it is of; or the words in its place.
pub fn share_cells(share: &Shown<Share>) -> [Cell; 4] {
    let percent = |value: f64| Cell::Number { value, printed: format!("{:.0}%", value * 100.0) };
    match share.value() {
        Some(share) => {
            [percent(share.value), percent(share.low), percent(share.high), share.n.into()]
        }
        None => [instead(share), Cell::Empty, Cell::Empty, Cell::Empty],
    }
}

/// The same as one cell.
pub fn share_cell(share: &Shown<Share>) -> Cell {
    let [cell, ..] = share_cells(share);
    cell
}

fn instead<T>(shown: &Shown<T>) -> Cell {
    shown.words().unwrap_or_default().into()
}

/// A count in words, or why it is not shown; nothing where there is nobody.
pub fn count_words(shown: &Shown<u64>) -> Option<String> {
    match shown {
        Shown::NoStudents => None,
        Shown::Value(count) => Some(crate::sheet::group_thousands(*count)),
        _ => shown.words().map(str::to_owned),
    }
}

fn count_cell(shown: &Shown<u64>) -> Cell {
    shown.value().map_or_else(|| instead(shown), |count| (*count).into())
}

/// A place's figures: tiers first, then requirements, groups, cohorts and schools.
pub fn report_sheets(report: &Report) -> Vec<Sheet> {
    let title = format!("{}, {}: {}", report.place, report.year, report.diploma);
    let columns =
        ["tier|How they stand", "students|Students|n", "share|Share|n", "low|Low|n", "high|High|n"];
    let mut tiers = Sheet::of("tiers", &title, &columns);
    for line in &report.tiers {
        let [share, low, high, _] = share_cells(&line.share);
        tiers.push(vec![line.label.into(), count_cell(&line.students), share, low, high]);
    }
    if let Some(all) = report.students.value() {
        tiers.notes.push(format!(
            "{} students of grades 9 to 12; this year’s courses are counted as passed.",
            crate::sheet::group_thousands(*all)
        ));
    }
    if let Some(words) = count_words(&report.no_transcript) {
        tiers.notes.push(format!("No transcript on file, and in no other figure: {words}."));
    }
    for entered in &report.not_written_for {
        tiers.notes.push(format!(
            "Entered grade 9 in {entered}: held to a diploma that is not written for them."
        ));
    }
    for name in &report.not_on_file {
        tiers.notes.push(format!("{name}: not on file for anybody; nobody is held to it here."));
    }
    let first_fit = match report.first_fit.value() {
        Some(count) => format!(
            "An audit that takes each course in turn would wrongly call {} of them short of a requirement.",
            crate::sheet::group_thousands(*count)
        ),
        None => format!(
            "Whom an audit that takes each course in turn would wrongly call short: {}.",
            report.first_fit.words().unwrap_or_default()
        ),
    };
    tiers.notes.push(first_fit);
    let share_columns = ["share|Share|n", "low|Low|n", "high|High|n", "students|Students|n"];
    let with = |first: &[&'static str]| -> Vec<&'static str> {
        first.iter().copied().chain(share_columns).collect()
    };
    let mut requirements = Sheet::of(
        "requirements",
        "Requirements that this year’s courses leave open, of seniors",
        &with(&["requirement|Requirement"]),
    );
    for line in &report.requirements {
        let mut row: Vec<Cell> = vec![line.name.as_str().into()];
        row.extend(share_cells(&line.not_met));
        requirements.push(row);
    }
    let mut groups =
        Sheet::of("groups", "On track, by group", &with(&["dimension|By", "group|Group"]));
    for table in &report.groups {
        for line in &table.rows {
            let mut row: Vec<Cell> = vec![table.name.as_str().into(), line.label.as_str().into()];
            row.extend(share_cells(&line.on_track));
            groups.push(row);
        }
    }
    let mut cohorts =
        Sheet::of("cohorts", "On track, by entering cohort", &with(&["entered|Entered grade 9"]));
    for line in &report.cohorts {
        let mut row: Vec<Cell> = vec![line.entered.as_str().into()];
        row.extend(share_cells(&line.on_track));
        cohorts.push(row);
    }
    let mut schools =
        Sheet::of("schools", "On track, by school", &with(&["school_id|Number", "school|School"]));
    for line in &report.schools {
        let mut row: Vec<Cell> = vec![line.id.as_str().into(), line.name.as_str().into()];
        row.extend(share_cells(&line.on_track));
        schools.push(row);
    }
    let mut more = Sheet::of("more", "Beside it", &with(&["what|What"]));
    for (what, share) in [
        ("On track in grade 9, as published", &report.indicator),
        ("With college credit", &report.college_students),
    ] {
        let mut row: Vec<Cell> = vec![what.into()];
        row.extend(share_cells(share));
        more.push(row);
    }
    let mut sheets = vec![tiers, requirements, groups, more];
    sheets.extend([cohorts, schools].into_iter().filter(|sheet| !sheet.rows.is_empty()));
    sheets
}

/// On track by year, entering cohort and group.
pub fn cohorts_sheet<'a>(lines: impl IntoIterator<Item = &'a CohortGroupLine>) -> Sheet {
    let columns = [
        "year|Year",
        "entered|Entered grade 9",
        "dimension|By",
        "group|Group",
        "share|On track|n",
        "low|Low|n",
        "high|High|n",
        "students|Students|n",
    ];
    let mut sheet =
        Sheet::of("cohort_groups", "On track, by year, entering cohort and group", &columns);
    for line in lines.into_iter().filter(|line| !matches!(line.on_track, Shown::NoStudents)) {
        let mut row: Vec<Cell> = [&line.year, &line.entered, &line.dimension, &line.group]
            .map(|t| t.as_str().into())
            .into();
        row.extend(share_cells(&line.on_track));
        sheet.push(row);
    }
    sheet
}

/// Student rows.
pub fn rows_sheet(rows: &[StudentRow]) -> Sheet {
    let columns = [
        "student_id|Student",
        "name|Name",
        "school|School",
        "grade|Grade|n",
        "tier|How the student stands",
        "credits|Credits|n",
        "missing|Missing|n",
        "not_met|Will not be met",
    ];
    let mut sheet = Sheet::of("students", "Students against graduation", &columns);
    for row in rows {
        sheet.push(vec![
            row.id.as_str().into(),
            row.name.as_str().into(),
            row.school.as_str().into(),
            (row.grade.max(0) as u64).into(),
            row.tier.label().into(),
            row.have.as_str().into(),
            row.missing.as_str().into(),
            row.not_met.join(", ").into(),
        ]);
    }
    sheet.notes.push("Missing counts this year’s courses as passed.".to_owned());
    sheet
}

/// The lines of a mend.
pub fn mend_sheet(lines: &[MendLine]) -> Sheet {
    let columns = [
        "student_id|Student",
        "name|Name",
        "school|School",
        "grade|Grade|n",
        "course_id|Course",
        "course|Title",
        "section_id|Section",
        "period|Period",
        "seats|Seats|n",
        "instead_of|Instead of",
        "decision|Decision",
        "reason|Reason",
    ];
    let mut sheet =
        Sheet::of("mend", "Schedule changes that bring students back on track", &columns);
    for line in lines {
        let decided = line.decided.as_ref();
        let free = if line.instead.is_empty() { "a free period" } else { &line.instead };
        sheet.push(vec![
            line.line.student.as_str().into(),
            line.name.as_str().into(),
            line.school.as_str().into(),
            (line.grade.max(0) as u64).into(),
            line.line.course.as_str().into(),
            line.course_title.as_str().into(),
            line.line.section.as_str().into(),
            line.period.as_str().into(),
            u64::from(line.seats).into(),
            free.into(),
            decided.map(|d| d.decision.code()).into(),
            decided.map(|d| d.reason.as_str()).into(),
        ]);
    }
    sheet
}

/// Sections worth opening.
pub fn opening_sheet(lines: &[OpeningLine]) -> Sheet {
    let columns = [
        "school_id|Number",
        "school|School",
        "course_id|Course",
        "course|Title",
        "period|Period",
        "students|Students|n",
        "fte|FTE|n",
        "per_fte|Students for each FTE|n",
    ];
    let mut sheet = Sheet::of("openings", "Sections worth opening next term", &columns);
    for line in lines {
        let per = match line.per_fte.value() {
            Some(value) => Cell::Number { value: *value, printed: format!("{value:.0}") },
            None => Cell::Empty,
        };
        sheet.push(vec![
            line.school.0.as_str().into(),
            line.school.1.as_str().into(),
            line.course.0.as_str().into(),
            line.course.1.as_str().into(),
            line.period.as_str().into(),
            count_cell(&line.students),
            Cell::Number { value: line.fte, printed: format!("{:.2}", line.fte) },
            per,
        ]);
    }
    sheet
}

/// Fair access.
pub fn access_sheets(figures: &AccessFigures) -> Vec<Sheet> {
    let columns = [
        "dimension|By",
        "group|Group",
        "ready|Ready|n",
        "ready_take|Of the ready, taking one|n",
        "take|Of all, taking one|n",
        "students|Students|n",
    ];
    let title = format!("Advanced courses in grades 11 and 12, {}", figures.year);
    let mut advanced = Sheet::of("advanced", &title, &columns);
    for line in &figures.advanced {
        advanced.push(vec![
            line.dimension.as_str().into(),
            line.group.as_str().into(),
            share_cell(&line.ready),
            share_cell(&line.ready_take),
            share_cell(&line.take),
            line.take.value().map(|share| share.n).into(),
        ]);
    }
    advanced.notes.push(format!(
        "Ready: an average of {} or more in core courses before this year, as the diploma’s file says, the same for everybody.",
        figures.ready_averages.join(" or ")
    ));
    let columns = [
        "dimension|By",
        "group|Group",
        "plans|Seniors with a plan on file|n",
        "college|With college credit|n",
        "students|Students|n",
    ];
    let mut beside = Sheet::of("beside", "Plans on file and college credit", &columns);
    for line in &figures.beside {
        beside.push(vec![
            line.dimension.as_str().into(),
            line.group.as_str().into(),
            share_cell(&line.plans),
            share_cell(&line.college),
            line.college.value().map(|share| share.n).into(),
        ]);
    }
    let columns = ["school_id|Number", "school|School", "requirement|Requirement"];
    let mut lacking = Sheet::of("not_offered", "Required and not offered this year", &columns);
    for (id, name, requirement) in &figures.not_offered {
        lacking.push(vec![id.as_str().into(), name.as_str().into(), requirement.as_str().into()]);
    }
    let mut more = Sheet::of("more", "Beside it", &["what|What", "figure|Figure|n"]);
    if let Some((year, minutes)) = &figures.newcomer_minutes {
        let cell = match minutes.value() {
            Some(value) => Cell::Number { value: *value, printed: format!("{value:.0}") },
            None => instead(minutes),
        };
        more.push(vec![
            format!("Newcomers’ minutes a day in core courses at grade level, {year}").into(),
            cell,
        ]);
    }
    if let Some(plans) = &figures.plans {
        more.push(vec!["Seniors with a plan after graduation on file".into(), share_cell(plans)]);
    }
    for (kind, count) in &figures.plan_kinds {
        more.push(vec![format!("Plans on file: {kind}").into(), count_cell(count)]);
    }
    for (kind, count) in &figures.granted {
        more.push(vec![format!("Students with {kind} on record").into(), count_cell(count)]);
    }
    more.push(vec!["Students with college credit".into(), share_cell(&figures.college_students)]);
    more.push(vec![
        "Semester hours of college credit".into(),
        match figures.college_hours.value() {
            Some(hours) => Cell::Number { value: *hours, printed: format!("{hours:.0}") },
            None => instead(&figures.college_hours),
        },
    ]);
    vec![advanced, beside, lacking, more]
}
