//! Graduation: who is not on track, why, and what mends it. Loads, audits once, asks who may see.

mod decided;
mod entries;
mod granted;
mod held;
mod lines;
mod place;
mod refusals;
mod sheets;
mod student;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use traction_core::disclosure::Shown;
use traction_core::district::{
    Course, Enrollment, Noun, PlanKind, PostGraduationPlan, SchoolYear, TranscriptLine,
};
use traction_core::graduation::check::check_audit;
use traction_core::graduation::engine::access::{list_access, list_not_offered};
use traction_core::graduation::explain::Language;
use traction_core::graduation::policy::{Asks, Diploma, PolicyMistake, Requirement, SHIPPED};
use traction_core::graduation::report::{
    AccessLine, BesideLine, CohortGroupLine, Report, Share, Tally, access_lines, beside_lines,
};
use traction_core::graduation::{Grant, Tier};

pub use entries::{
    AllowanceEntry, Decision, LineDecision, decide, enter_allowance, list_allowances,
    list_decisions, withdraw_allowance,
};
pub(crate) use held::Audited;
pub use held::STUDENT;
pub use lines::{MendLine, OpeningLine, SchoolMend, accepted_sheet, mend, openings};
pub use place::{PlacedFile, place_file, placed_sheets};
pub use sheets::{
    access_sheets, cohorts_sheet, count_words, mend_sheet, opening_sheet, report_sheets,
    rows_sheet, share_cell,
};
pub use student::{Standing, StudentPage, TranscriptRow, WayBack, student};

use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;
use crate::sheet::Sheet;

/// What is asked: whom, and by which diploma.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// A diploma's id; the adopted one when there is none.
    pub diploma: Option<String>,
    /// Only this school.
    pub school: Option<String>,
    /// Only this tier.
    pub tier: Option<Tier>,
}

/// One student who is listed.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentRow {
    /// The student.
    pub id: String,
    /// Last and first name, for whoever has a reason.
    pub name: String,
    /// School's number.
    pub school_id: String,
    /// School.
    pub school: String,
    /// Grade.
    pub grade: i8,
    /// Tier.
    pub tier: Tier,
    /// Credits in hand.
    pub have: String,
    /// Credits missing with this year's courses passed.
    pub missing: String,
    /// The requirements that will not be met, by name.
    pub not_met: Vec<String>,
    /// Whether a first-fit audit would call the student short of something that is met.
    pub wrongly_short: bool,
}

/// The figures of the district or of one school.
///
/// # Errors
/// What is not known by that name; the files' and the catalog's errors.
pub fn audit(
    district: &District,
    question: &Question,
    progress: &dyn Progress,
) -> Result<Report, OfficeError> {
    let held = held::load(district, question.diploma.as_deref(), progress)?;
    let tally = held.tally();
    match &question.school {
        None => Ok(tally.report(&held.protection)),
        Some(id) => tally.school(&held.protection, id).ok_or_else(|| held.no_school(id)),
    }
}

/// The figures of each of the last years, latest first: the district, and each cohort by group.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn years(
    district: &District,
    diploma: Option<&str>,
    progress: &dyn Progress,
) -> Result<Vec<YearFigures>, OfficeError> {
    let held = held::load(district, diploma, progress)?;
    Ok(held
        .tallies(progress)
        .iter()
        .map(|tally: &Tally| YearFigures {
            year: tally.year,
            report: tally.report(&held.protection),
            cohorts: tally.cohort_groups(&held.protection),
        })
        .collect())
}

/// The figures of one year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearFigures {
    /// The year.
    pub year: SchoolYear,
    /// The district.
    pub report: Report,
    /// Each entering cohort by group, row by row.
    pub cohorts: Vec<CohortGroupLine>,
}

/// The students who are asked about: student rows, which are logged.
///
/// # Errors
/// [`OfficeError::NoReason`]; what is not known; the files' and the catalog's errors.
pub fn students(
    district: &District,
    question: &Question,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Vec<StudentRow>, OfficeError> {
    let held = held::load(district, question.diploma.as_deref(), progress)?;
    let school = question.school.as_deref().map(|id| held.school(id)).transpose()?;
    let study = held.study();
    let found: Vec<usize> = (0..study.roll.members.len())
        .filter(|at| school.is_none_or(|school| study.member(*at).school == school))
        .filter(|at| question.tier.is_none_or(|tier| study.stands[*at].tier == tier))
        .collect();
    let shown = held.permitted(district, found, "how students stand against graduation", now)?;
    Ok(shown
        .into_iter()
        .map(|at| {
            let (member, stand) = (study.member(at), &study.stands[at]);
            let unmet = stand.asked & !stand.will_be_met;
            let diploma = study.rules_of(at).diploma;
            StudentRow {
                id: member.id.to_string(),
                name: held.name(member.id.as_str()),
                school_id: study.roll.schools[member.school as usize].0.clone(),
                school: study.roll.schools[member.school as usize].1.clone(),
                grade: member.grade,
                tier: stand.tier,
                have: diploma.print(stand.total),
                missing: diploma.print(stand.missing),
                not_met: (0..diploma.requirements.len())
                    .filter(|requirement| unmet & 1 << requirement != 0)
                    .map(|requirement| diploma.requirements[requirement].name.clone())
                    .collect(),
                wrongly_short: stand.wrongly_short != 0,
            }
        })
        .collect())
}

/// Checks every audit of whom the question names by code that shares nothing with the engine: a row
/// for each thing that is wrong. Rows about students, which are logged.
///
/// # Errors
/// [`OfficeError::NoReason`]; what is not known; the files' and the catalog's errors.
pub fn check(
    district: &District,
    question: &Question,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Sheet, OfficeError> {
    let held = held::load(district, question.diploma.as_deref(), progress)?;
    let school = question.school.as_deref().map(|id| held.school(id)).transpose()?;
    let study = held.study();
    let wanted = (0..study.roll.members.len())
        .filter(|at| school.is_none_or(|school| study.member(*at).school == school));
    let members = held.permitted(district, wanted.collect(), "audits checked again", now)?;
    let columns = ["student_id|Student", "wrong|What is wrong"];
    let mut sheet = Sheet::of("check", "Audits found again by other code", &columns);
    for at in &members {
        let diploma = study.rules_of(*at).diploma;
        let ledger_of = |requirement: usize| {
            let id = &diploma.requirements[requirement].ledger;
            diploma.ledgers.iter().position(|ledger| ledger.id == *id).unwrap_or_default()
        };
        let pairs = diploma.sharing.iter();
        let shares: Vec<(usize, usize, u32)> =
            pairs.map(|pair| (pair.first, pair.second, pair.units)).collect();
        for wrong in check_audit(&study.audit(*at), ledger_of, &shares) {
            sheet.push(vec![study.member(*at).id.as_str().into(), wrong.into()]);
        }
    }
    let (all, wrong) = (members.len(), sheet.rows.len());
    sheet.notes.push(format!("{all} audits were checked; {wrong} things are wrong."));
    Ok(sheet)
}

/// Fair access: advanced courses, what is not offered, newcomers' time, plans on file.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessFigures {
    /// Advanced courses by school and group against readiness.
    pub advanced: Vec<AccessLine>,
    /// Plans on file and college credit, by school and group.
    pub beside: Vec<BesideLine>,
    /// The averages from which students are ready, as their diplomas say.
    pub ready_averages: Vec<String>,
    /// Schools and the requirements for which they have no section this year.
    pub not_offered: Vec<(String, String, String)>,
    /// Newcomers' minutes a day in core courses at grade level, the latest year, where files tell.
    pub newcomer_minutes: Option<(String, Shown<f64>)>,
    /// Of seniors, those with a plan after graduation on file.
    pub plans: Option<Shown<Share>>,
    /// Plans on file by kind.
    pub plan_kinds: Vec<(String, Shown<u64>)>,
    /// Students for whom counselors entered something that stands, by what it is.
    pub granted: Vec<(&'static str, Shown<u64>)>,
    /// Students with college credit.
    pub college_students: Shown<Share>,
    /// Semester hours earned.
    pub college_hours: Shown<f64>,
    /// School year.
    pub year: String,
}

/// Figures of fair access.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn access(
    district: &District,
    question: &Question,
    progress: &dyn Progress,
) -> Result<AccessFigures, OfficeError> {
    let held = held::load(district, question.diploma.as_deref(), progress)?;
    let study = held.study();
    let report = held.tally().report(&held.protection);
    let advanced = access_lines(&study, &list_access(&study), &held.protection);
    let not_offered = list_not_offered(&study, &held.facts)
        .into_iter()
        .map(|(school, requirement)| {
            let (id, name) = study.roll.schools[school as usize].clone();
            (id, name, requirement)
        })
        .collect();
    let with_plan = list_with_plan(&held);
    let has_plan = |at: usize| {
        let id = study.member(at).id.as_str();
        with_plan.as_ref().is_some_and(|ids| ids.contains(id))
    };
    let has_plan: Option<&dyn Fn(usize) -> bool> =
        if with_plan.is_some() { Some(&has_plan) } else { None };
    let beside = beside_lines(&study, has_plan, &held.protection);
    let mut ready_averages: Vec<String> =
        study.rules.iter().map(|rules| format!("{:.1}", rules.diploma.ready_average)).collect();
    ready_averages.sort();
    ready_averages.dedup();
    let (plans, plan_kinds) = plans(&held);
    let members = held.roll.members.len() as u64;
    let kinds = ["a substitution", "a waiver", "transferred credit", "a proficiency seen"];
    let granted = kinds
        .into_iter()
        .zip(held.count_granted())
        .map(|(kind, count)| (kind, held.protection.show(count, members, || count)))
        .collect();
    Ok(AccessFigures {
        advanced,
        beside,
        ready_averages,
        not_offered,
        newcomer_minutes: newcomer_minutes(district, progress),
        plans,
        plan_kinds,
        granted,
        college_students: report.college_students,
        college_hours: report.college_hours,
        year: held.as_of.year.to_string(),
    })
}

/// The requirements for which a school has no section this year, by name; of all schools when none
/// is named.
///
/// # Errors
/// The files' and the catalog's errors.
pub fn not_offered(
    district: &District,
    question: &Question,
    progress: &dyn Progress,
) -> Result<Vec<String>, OfficeError> {
    let held = held::load(district, question.diploma.as_deref(), progress)?;
    let study = held.study();
    let mut names: Vec<String> = list_not_offered(&study, &held.facts)
        .into_iter()
        .filter(|(school, _)| {
            let id = &study.roll.schools[*school as usize].0;
            question.school.as_ref().is_none_or(|wanted| wanted == id)
        })
        .map(|(_, requirement)| requirement)
        .collect();
    names.dedup();
    Ok(names)
}

/// What an allowance grants, in words of a language; `name` tells what a requirement is called.
pub fn grant_words(grant: &Grant, language: Language, name: impl Fn(&str) -> String) -> String {
    if language == Language::Spanish {
        return match grant {
            Grant::Substitution { course, requirement } => {
                format!("{course} vale por {}", name(requirement))
            }
            Grant::Waiver { requirement, credits: None } => {
                format!("Dispensa de {}", name(requirement))
            }
            Grant::Waiver { requirement, credits: Some(credits) } => {
                format!("Dispensa de {credits} de {}", name(requirement))
            }
            Grant::Transfer { title, from, credits, requirement } => {
                let counts = requirement.as_deref().map_or_else(|| "optativas".to_owned(), name);
                format!("{title} de {from}, {credits}, para {counts}")
            }
            Grant::Shown { requirement } => format!("Se comprobó {}", name(requirement)),
        };
    }
    match grant {
        Grant::Substitution { course, requirement } => {
            format!("{course} stands for {}", name(requirement))
        }
        Grant::Waiver { requirement, credits: None } => format!("{} is waived", name(requirement)),
        Grant::Waiver { requirement, credits: Some(credits) } => {
            format!("{credits} of {} is waived", name(requirement))
        }
        Grant::Transfer { title, from, credits, requirement } => {
            let counts = requirement.as_deref().map_or_else(|| "electives".to_owned(), name);
            format!("{title} of {from}, {credits}, for {counts}")
        }
        Grant::Shown { requirement } => format!("{} was seen", name(requirement)),
    }
}

/// Students with a plan of the current year on file; nothing where no plans are loaded.
fn list_with_plan(held: &held::Held) -> Option<BTreeSet<&str>> {
    let batch = held.facts.find(&PostGraduationPlan::TABLE, held.as_of.year)?;
    let ids = batch.column("student_id");
    Some((0..batch.len()).filter_map(|row| ids.text(row)).collect())
}

/// What seniors have on file: the share with a plan, and plans by kind.
type Plans = (Option<Shown<Share>>, Vec<(String, Shown<u64>)>);

fn plans(held: &held::Held) -> Plans {
    let Some(batch) = held.facts.find(&PostGraduationPlan::TABLE, held.as_of.year) else {
        return (None, Vec::new());
    };
    let rows = PostGraduationPlan::list(batch).unwrap_or_default();
    let mut counts = vec![0u64; PlanKind::ALL.len()];
    let mut seniors = 0;
    for member in held.roll.members.iter().filter(|member| member.grade == 12) {
        seniors += 1;
        if let Some(row) = rows.iter().find(|row| row.student_id == member.id) {
            counts[row.plan_kind as usize] += 1;
        }
    }
    let on_file: u64 = counts.iter().sum();
    let parts = held.protection.partition(seniors, &[on_file, seniors - on_file]);
    let share = parts.group(0).map(|()| Share::of(on_file, seniors));
    let kinds = held.protection.partition(seniors, &counts);
    let by_kind = PlanKind::ALL
        .iter()
        .enumerate()
        .map(|(at, kind)| (kind.label().to_owned(), kinds.group(at).map(|()| counts[at])))
        .collect();
    (Some(share), by_kind)
}

/// Newcomers' time at grade level, as the room of gaps measures it; nothing where its files are not in.
fn newcomer_minutes(district: &District, progress: &dyn Progress) -> Option<(String, Shown<f64>)> {
    let question = crate::gaps::Question::of("newcomer_grade_level_minutes");
    let overview = crate::gaps::overview(district, &question, progress).ok()?;
    Some((overview.year.to_string(), overview.all.map(|figure| figure.value)))
}

/// A diploma's file, read: the diploma, or all that is wrong with it.
///
/// # Errors
/// That the file cannot be read.
pub fn check_policy(path: &Path) -> Result<Result<Diploma, Vec<PolicyMistake>>, OfficeError> {
    let text = std::fs::read_to_string(path).map_err(OfficeError::file(path, "read"))?;
    Ok(Diploma::parse(&text))
}

/// The file of a diploma that ships.
///
/// # Errors
/// That none of that id ships.
pub fn shipped_text(id: &str) -> Result<&'static str, OfficeError> {
    let found = SHIPPED.iter().find(|(name, _)| name.strip_suffix(".toml") == Some(id));
    found.map(|(_, text)| *text).ok_or_else(|| OfficeError::Unknown {
        kind: "diploma that ships",
        name: id.to_owned(),
        known: SHIPPED.iter().map(|(name, _)| name.trim_end_matches(".toml").to_owned()).collect(),
    })
}

/// The tables without which nobody can be audited, and that are not in.
///
/// # Errors
/// The catalog's errors.
pub fn list_missing_tables(district: &District) -> Result<Vec<&'static str>, OfficeError> {
    let slots = district.snapshot()?.list_slots();
    Ok([Course::TABLE.name, TranscriptLine::TABLE.name, Enrollment::TABLE.name]
        .into_iter()
        .filter(|name| !slots.iter().any(|entry| entry.slot.table.name == *name))
        .collect())
}

/// What a requirement asks, in a few words.
pub fn asks_words(diploma: &Diploma, requirement: &Requirement) -> String {
    match &requirement.asks {
        Asks::Credit { units, .. } => match diploma.print(*units).as_str() {
            "1" => "1 credit".to_owned(),
            credits => format!("{credits} credits"),
        },
        Asks::Exams { count, ways } => format!("{count} of {} examinations", ways.len()),
        Asks::Average { minimum } => format!("an average of {minimum:.1}"),
        Asks::Shown => "to be shown to the school".to_owned(),
    }
}

/// A student's line to a section, as it would be decided: one of the ways back on track. A student
/// row, which is logged.
///
/// # Errors
/// [`OfficeError::NoReason`]; that no way of the student joins that section; the files' errors.
pub fn find_line(
    district: &District,
    student: &str,
    section: &str,
    diploma: Option<&str>,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<LineDecision, OfficeError> {
    let language = Language::English;
    let page = self::student(district, student, diploma, language, now, progress)?;
    let lines: Vec<&MendLine> = page.options.iter().flat_map(|way| &way.lines).collect();
    let found = lines.iter().find(|line| line.line.section == section);
    // What was said to a line can be said anew, though it is no way any more.
    let said = page.declined.iter().find(|line| line.section == section);
    let found = found.map(|line| line.line.clone()).or_else(|| said.cloned());
    found.ok_or_else(|| OfficeError::Unknown {
        kind: "section that would bring this student back",
        name: section.to_owned(),
        known: lines
            .iter()
            .map(|line| &line.line.section)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .cloned()
            .collect(),
    })
}

/// The diplomas that the district knows: id, name, place, version, whether it is adopted.
///
/// # Errors
/// A diploma's file that cannot be read.
pub fn diplomas(district: &District) -> Result<Vec<Diploma>, OfficeError> {
    Ok(held::load_diplomas(district)?.list().to_vec())
}
