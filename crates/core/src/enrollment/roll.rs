//! From facts to the roll: who was counted where, and by which rule what cannot be used is left out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;

use super::model::{Event, GRADES, Inputs, Offer, Pool, Roll, SchoolMark, WIDTH};
use crate::district::{
    Area, Enrollment, EnrollmentEvent, EnrollmentEventKind, ExitType, Facts, GradeLevel,
    KindergartenPool, Missing, Noun, School, SchoolEnrollment, SchoolOffer, SchoolYear, find_table,
};

/// Tables that a projection reads.
pub const READS: [&str; 8] = [
    "schools",
    "clusters",
    "areas",
    "enrollments",
    "school_enrollment",
    "enrollment_events",
    "school_offers",
    "kindergarten_pool",
];

/// One count, or that it was withheld.
type Count = Option<f64>;

/// The column of a grade: prekindergarten and transitional kindergarten, which feed kindergarten, 0;
/// kindergarten 1, to grade 12.
fn column_of(grade: GradeLevel) -> Option<usize> {
    match grade {
        GradeLevel::Prekindergarten | GradeLevel::TransitionalKindergarten => Some(0),
        grade => {
            let number = grade.number().filter(|n| (0..=12).contains(n))?;
            Some(number as usize + 1)
        }
    }
}

fn list<N: Noun>(facts: &Facts) -> Vec<N> {
    let Some(table) = find_table(N::TABLE.name) else { return Vec::new() };
    let years = facts.list_years(table);
    let cut = years.iter().filter_map(|year| facts.find(table, *year));
    cut.chain(facts.find_standing(table)).flat_map(|b| N::list(b).unwrap_or_default()).collect()
}

/// Cells of one source, by year, school and column.
#[derive(Default)]
struct Counted {
    years: BTreeMap<i16, BTreeMap<(String, usize), Count>>,
    left_out: u64,
}

fn count_published(facts: &Facts) -> Counted {
    let mut counted = Counted::default();
    let Some(table) = find_table(SchoolEnrollment::TABLE.name) else { return counted };
    for year in facts.list_years(table) {
        let Some(batch) = facts.find(table, year) else { continue };
        let group = batch.column("student_group");
        for row in (0..batch.len()).filter(|row| group.text(*row) == Some("all")) {
            let Ok(read) = SchoolEnrollment::read(batch, row) else { continue };
            let Ok(grade) = read.grade_level else { continue };
            let Some(column) = column_of(grade) else {
                counted.left_out += u64::from(read.enrollment.is_ok_and(|n| n > 0));
                continue;
            };
            let count = match read.enrollment {
                Ok(n) => Some(n.max(0) as f64),
                Err(Missing::Suppressed) => None,
                Err(_) => continue,
            };
            let cells = counted.years.entry(year.end()).or_default();
            let cell = cells.entry((read.school_id.0, column)).or_insert(Some(0.0));
            *cell = cell.zip(count).map(|(a, b)| a + b);
        }
    }
    counted
}

/// Members by student rows on a day of each year, given by month and day.
fn count_members(facts: &Facts, (month, day): (i8, i8)) -> Counted {
    let mut counted = Counted::default();
    let Some(table) = find_table(Enrollment::TABLE.name) else { return counted };
    for year in facts.list_years(table) {
        let Some(batch) = facts.find(table, year) else { continue };
        // A day of spring is in the year in which the school year ends.
        let count_day = date(year.end() - 1, month, day);
        let day = match SchoolYear::of(count_day) == year {
            true => count_day,
            false => date(year.end(), month, day),
        };
        let (grade, entry, exit) =
            (batch.column("grade_level"), batch.column("entry_date"), batch.column("exit_date"));
        let (school, student) = (batch.column("school_id"), batch.column("student_id"));
        let exit_type = batch.column("exit_type");
        let never = |row| exit_type.code(row) == Some(ExitType::NoShow as u8);
        let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
        for row in 0..batch.len() {
            let came = entry.date(row).is_none_or(|entered| entered <= day);
            let there = came && !never(row) && exit.date(row).is_none_or(|left| left >= day);
            let (Some(school), Some(student)) = (school.text(row), student.text(row)) else {
                continue;
            };
            if !there || !seen.insert((student, school)) {
                continue;
            }
            let Some(column) = grade.code(row).and_then(GradeLevel::at).and_then(column_of) else {
                counted.left_out += 1;
                continue;
            };
            let cells = counted.years.entry(year.end()).or_default();
            let cell = cells.entry((school.to_owned(), column)).or_insert(Some(0.0));
            *cell = cell.map(|n| n + 1.0);
        }
    }
    counted
}

/// Takes the source that covers more years, and the other for years that it lacks; then the years
/// after the last hole.
fn choose(members: Counted, published: Counted, notes: &mut Vec<String>) -> Counted {
    let more = |a: &Counted, b: &Counted| a.years.len() >= b.years.len();
    let own = more(&members, &published);
    let (mut first, second) = if own { (members, published) } else { (published, members) };
    let words = |own| if own { "student rows" } else { "published counts" };
    let mut filled = Vec::new();
    for (year, cells) in second.years {
        if !first.years.contains_key(&year) && !first.years.is_empty() {
            filled.push(SchoolYear::ending(year).to_string());
            first.years.insert(year, cells);
        } else if first.years.is_empty() {
            first.years.insert(year, cells);
        }
    }
    notes.push(format!("Counted from {}.", words(own)));
    if !filled.is_empty() {
        let years = filled.join(", ");
        notes.push(format!("Counted from {} instead: {years}.", words(!own)));
    }
    if first.left_out > 0 {
        let n = crate::thousands::group_thousands(first.left_out);
        notes.push(format!("{n} rows in grades other than prekindergarten to 12 are left out."));
    }
    let years: Vec<i16> = first.years.keys().copied().collect();
    if let Some(hole) = years.windows(2).rposition(|pair| pair[1] != pair[0] + 1) {
        let from = years[hole + 1];
        first.years.retain(|year, _| *year >= from);
        let before = SchoolYear::ending(from - 1);
        notes.push(format!("There are no counts of {before}; earlier years are not used."));
    }
    first
}

/// Reads everything that a projection is made of, with student rows counted on a month's day that
/// every year has. `None` when no school year was counted.
pub fn read(facts: &Facts, count_day: (i8, i8)) -> Option<Inputs> {
    let mut notes = Vec::new();
    let members = count_members(facts, count_day);
    let mut counted = choose(members, count_published(facts), &mut notes);
    let first = *counted.years.keys().next()?;
    let schools: BTreeMap<String, School> =
        list::<School>(facts).into_iter().map(|s| (s.school_id.0.clone(), s)).collect();
    let events = list::<EnrollmentEvent>(facts);
    leave_out_unlisted(&mut counted, &schools, &events, &mut notes);
    let mut ids: BTreeSet<String> =
        counted.years.values().flat_map(|cells| cells.keys().map(|(id, _)| id.clone())).collect();
    for event in &events {
        ids.insert(event.school_id.0.clone());
        ids.extend(event.other_school_id.as_ref().ok().map(|id| id.0.clone()));
    }
    let networks: BTreeSet<String> =
        schools.values().filter_map(|s| s.cluster_id.as_ref().ok()).map(|c| c.0.clone()).collect();
    let networks: Vec<String> = networks.into_iter().collect();
    let marks: Vec<SchoolMark> = ids
        .into_iter()
        .map(|id| {
            let known = schools.get(&id);
            let cluster = known.and_then(|s| s.cluster_id.as_ref().ok());
            SchoolMark {
                name: known.map_or_else(|| id.clone(), |s| s.school_name.clone()),
                network: cluster.and_then(|c| networks.binary_search(&c.0).ok()),
                id,
            }
        })
        .collect();
    let years = counted.years.len();
    let mut roll = Roll::empty(marks, networks, SchoolYear::ending(first), years);
    let mut withheld = 0_u64;
    for (year, cells) in counted.years.values().enumerate() {
        for ((id, column), count) in cells {
            let Some(school) = roll.find_school(id) else { continue };
            match count {
                Some(n) => roll.add(school, year, (*column).min(WIDTH - 1), *n),
                None => {
                    withheld += 1;
                    roll.withhold(school, year, *column);
                }
            }
        }
    }
    if withheld > 0 {
        let n = crate::thousands::group_thousands(withheld);
        notes.push(format!(
            "{n} counts were withheld at the source; each stands for 5 in sums, and none is \
             used to learn a rate or to score a method."
        ));
    }
    let mut events = read_events(&roll, events);
    close_by_date(&roll, &schools, &mut events);
    let offers = read_offers(&roll, facts);
    let pool = read_pool(&roll, facts);
    Some(Inputs { roll, events, offers, pool, notes })
}

/// Leaves out what is counted at a number that is no school: one that the district's list of
/// schools does not have, that no event names, and at which somebody is counted in the last year.
/// A school that closed before and is on no list any more stays: it teaches how others grew.
fn leave_out_unlisted(
    counted: &mut Counted,
    schools: &BTreeMap<String, School>,
    events: &[EnrollmentEvent],
    notes: &mut Vec<String>,
) {
    let Some(last) = counted.years.values().next_back().filter(|_| !schools.is_empty()) else {
        return;
    };
    let known = |id: &str| {
        schools.contains_key(id)
            || events.iter().any(|event| {
                event.school_id.as_str() == id
                    || event.other_school_id.as_ref().is_ok_and(|other| other.as_str() == id)
            })
    };
    let unlisted: BTreeSet<String> =
        last.keys().filter(|(id, _)| !known(id)).map(|(id, _)| id.clone()).collect();
    if unlisted.is_empty() {
        return;
    }
    for cells in counted.years.values_mut() {
        cells.retain(|(id, _), _| !unlisted.contains(id));
    }
    let ids = unlisted.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = if unlisted.len() > 5 { " and others" } else { "" };
    notes.push(format!(
        "Students counted at a number that is not on the list of schools are left out: {ids}{more}."
    ));
}

fn read_events(roll: &Roll, rows: Vec<EnrollmentEvent>) -> Vec<Event> {
    let events = rows.into_iter().filter_map(|row| {
        let grade = row.grade_level.ok().and_then(column_of).and_then(|c| c.checked_sub(1));
        Some(Event {
            year: roll.find_year(row.school_year)?,
            school: roll.find_school(row.school_id.as_str())?,
            kind: row.event,
            grade,
            other: row.other_school_id.ok().and_then(|id| roll.find_school(id.as_str())),
            students: row.students.ok().map(|n| n.max(0) as f64),
            share: (row.share_percent.unwrap_or(100.0) / 100.0).clamp(0.0, 1.0),
        })
    });
    events.collect()
}

/// A school whose last day is in the school table closes the year after, unless an event says so.
fn close_by_date(roll: &Roll, schools: &BTreeMap<String, School>, events: &mut Vec<Event>) {
    for (school, mark) in roll.schools().iter().enumerate() {
        let Some(Ok(closed)) = schools.get(&mark.id).map(|s| s.closed_on) else { continue };
        let Some(year) = roll.find_year(SchoolYear::of(closed).next()) else { continue };
        let ends = |e: &Event| {
            let ending = [EnrollmentEventKind::Closing, EnrollmentEventKind::Merger];
            e.school == school && ending.contains(&e.kind)
        };
        if !events.iter().any(ends) {
            let kind = EnrollmentEventKind::Closing;
            let (grade, other, students) = (None, None, None);
            events.push(Event { year, school, kind, grade, other, students, share: 1.0 });
        }
    }
}

fn read_offers(roll: &Roll, facts: &Facts) -> Vec<Offer> {
    let share = |percent: f64| (percent / 100.0).clamp(0.0, 1.0);
    let offers = list::<SchoolOffer>(facts).into_iter().filter_map(|row| {
        Some(Offer {
            year: roll.find_year(row.school_year)?,
            school: roll.find_school(row.school_id.as_str())?,
            grade: column_of(row.grade_level)?.checked_sub(1).filter(|g| *g < GRADES)?,
            offers: row.offers.max(0) as f64,
            take_up: row.take_up_percent.ok().map(share),
            no_show: share(row.no_show_percent.unwrap_or(0.0)),
        })
    });
    offers.collect()
}

fn read_pool(roll: &Roll, facts: &Facts) -> Pool {
    let rows = list::<KindergartenPool>(facts);
    if rows.is_empty() {
        return Pool::default();
    }
    let last = rows.iter().filter_map(|row| roll.find_year(row.school_year)).max().unwrap_or(0) + 1;
    let areas: BTreeMap<String, usize> = list::<Area>(facts)
        .into_iter()
        .filter_map(|area| {
            let school = area.elementary_school_id.ok()?;
            Some((area.area_id.0, roll.find_school(school.as_str())?))
        })
        .collect();
    let mut district = vec![None; last];
    let mut by_area = vec![None; last];
    let mut school = vec![vec![None; last]; roll.schools().len()];
    for row in rows {
        let Some(year) = roll.find_year(row.school_year) else { continue };
        let children = row.children.max(0) as f64;
        match row.area_id {
            Err(_) => district[year] = Some(children),
            Ok(area) => {
                *by_area[year].get_or_insert(0.0) += children;
                if let Some(at) = areas.get(area.as_str()) {
                    *school[*at][year].get_or_insert(0.0) += children;
                }
            }
        }
    }
    for (whole, sum) in district.iter_mut().zip(by_area) {
        *whole = whole.or(sum);
    }
    Pool { district, school }
}
