//! The plan as rows: schools, clusters, areas, bell periods, programs.

use jiff::civil::date;

use crate::district::*;

use super::calendar::{FIRST_END, NOW, YEARS, year_at};
use super::plan::Plan;
use super::record::school_id;

/// Rows of the schools.
pub(super) fn list_schools(plan: &Plan) -> Vec<School> {
    plan.schools
        .iter()
        .enumerate()
        .map(|(no, school)| {
            let (latitude, longitude) = school.at.degrees();
            let opened = if school.opened > 0 {
                date(FIRST_END - 1 + school.opened as i16, 8, 20)
            } else {
                date(1924 + (no as i16 * 17) % 84, 9, 1)
            };
            let closed = school.closed.map(|last| plan.calendar.last_day(last));
            let number: u32 = school.id.parse().unwrap_or(no as u32);
            School {
                school_id: school_id(plan, no as u16),
                school_name: school.name.clone(),
                school_type: Ok(school.kind),
                cluster_id: match school.cluster {
                    Some(cluster) => Ok(ClusterId(plan.clusters[usize::from(cluster)].id.clone())),
                    None => Err(Missing::NotApplicable),
                },
                area_id: Ok(AreaId(plan.areas[usize::from(school.area)].id.clone())),
                low_grade: GradeLevel::numbered(school.low).ok_or(Missing::Blank),
                high_grade: GradeLevel::numbered(school.high).ok_or(Missing::Blank),
                latitude: Ok(latitude),
                longitude: Ok(longitude),
                opened_on: Ok(opened),
                closed_on: closed.ok_or(Missing::Blank),
                nces_school_id: Ok(format!("1799990{number:05}")),
            }
        })
        .collect()
}

/// Rows of the clusters.
pub(super) fn list_clusters(plan: &Plan) -> Vec<Cluster> {
    plan.clusters
        .iter()
        .enumerate()
        .map(|(no, cluster)| Cluster {
            cluster_id: ClusterId(cluster.id.clone()),
            cluster_name: cluster.name.clone(),
            lead_partner: match no % 4 {
                0 => Ok("Riverbend Education Partnership".to_owned()),
                2 => Ok("State University School of Education".to_owned()),
                _ => Err(Missing::Blank),
            },
        })
        .collect()
}

/// Rows of the home areas, with the schools of the current year.
pub(super) fn list_areas(plan: &Plan) -> Vec<Area> {
    plan.areas
        .iter()
        .enumerate()
        .map(|(no, area)| {
            let (latitude, longitude) = area.at.degrees();
            let zoned = |level| Ok(school_id(plan, plan.zone(no as u16, level, NOW)));
            Area {
                area_id: AreaId(area.id.clone()),
                area_name: area.name.clone(),
                latitude: Ok(latitude),
                longitude: Ok(longitude),
                elementary_school_id: zoned(0),
                middle_school_id: zoned(1),
                high_school_id: zoned(2),
            }
        })
        .collect()
}

/// Writes a school's bells of one year: six periods of 55 minutes below the high school's seven of
/// 50. The neediest third of schools teaches half an hour longer from 2022–23 on.
pub(super) fn write_bells(plan: &Plan, school: u16, year: usize, to: &mut Batch) {
    let place = &plan.schools[usize::from(school)];
    let long = place.need > 0.6 && year >= 6;
    let (periods, minutes, start) = match place.level {
        0 if place.high <= 5 => (6u16, 52u16, 8 * 60 + 20 + 10 * (school % 3)),
        1 => (7, 46, 8 * 60 + 10 * (school % 2)),
        _ => (7, 50, 7 * 60 + 45 + 5 * (school % 3)),
    };
    let minutes = minutes + if long { 30 / periods } else { 0 };
    let mut at = start;
    for period in 1..=periods {
        BellPeriod {
            school_year: year_at(year),
            school_id: school_id(plan, school),
            day: "all".to_owned(),
            period: period.to_string(),
            start_time: ClockTime(at),
            end_time: ClockTime(at + minutes),
        }
        .write(to);
        at += minutes + 5 + if period == periods / 2 { 25 } else { 0 };
    }
}

/// The programs that take applications for the year after the current one.
pub(super) fn list_programs(plan: &Plan) -> Vec<Program> {
    plan.programs
        .iter()
        .map(|program| Program {
            school_year: year_at(YEARS),
            program_id: ProgramId(program.id.clone()),
            school_id: school_id(plan, program.school),
            program_name: Ok(program.name.to_owned()),
            program_type: Ok(program.kind.to_owned()),
            grade_level: GradeLevel::numbered(program.grade).unwrap_or(GradeLevel::Ungraded),
            seats: program.seats,
        })
        .collect()
}
