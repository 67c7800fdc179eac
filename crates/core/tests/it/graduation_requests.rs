//! St. Margaret's School, grades 11 and 12, 2019/20: 447 course requests over 47 sections.
//!
//! Hoshino, R. & Fabris, I. (2020). Optimizing Student Course Preferences in School Timetabling.
//! CPAIOR. Their integer program proved that 430 can be met under its weights. The file is not ours
//! to publish: the test reads it where it lies beside the checkout.

use serde_json::Value;
use traction_core::graduation::engine::place::{NewSection, Requests, place};
use traction_testkit::needs::find_shared;

fn read() -> Option<Value> {
    let file = find_shared("sections/course-requests/st_margarets.json")?;
    serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
}

#[test]
fn four_hundred_and_thirty_of_the_447_requests_are_placed() {
    let Some(file) = read() else { return };
    let number = |value: &Value| value.as_u64().unwrap() as usize;
    let mut teachers: Vec<&str> = Vec::new();
    let sections: Vec<NewSection> = file["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| {
            let name = section["teacher"].as_str().unwrap();
            let teacher = teachers.iter().position(|known| *known == name).unwrap_or_else(|| {
                teachers.push(name);
                teachers.len() - 1
            });
            // Blocks 1 to 3 are for the courses of the first half, 4 to 9 for the rest.
            let open: u64 =
                if section["abc_block"].as_bool().unwrap() { 0b1110 } else { 0b11_1111_0000 };
            let fixed = number(&section["fixed_block"]);
            NewSection {
                course: number(&section["course_id"]),
                blocks: if fixed == 0 { open } else { 1 << fixed },
                teacher: Some(teacher),
                seats: None,
            }
        })
        .collect();
    let students: Vec<Requests> = file["students"]
        .as_array()
        .unwrap()
        .iter()
        .map(|student| Requests {
            courses: student["requests"].as_array().unwrap().iter().map(number).collect(),
            closed: 0,
        })
        .collect();
    assert_eq!((sections.len(), students.len()), (47, 59));
    assert_eq!(students.iter().map(|student| student.courses.len()).sum::<usize>(), 447);
    let placed = place(&sections, &students, 1, 9_000);
    for (one, a) in sections.iter().enumerate() {
        assert_ne!(a.blocks & 1 << placed.blocks[one], 0, "a section stands where it may");
        for (other, b) in sections.iter().enumerate().skip(one + 1) {
            let clash = a.teacher == b.teacher && placed.blocks[one] == placed.blocks[other];
            assert!(!clash, "{one} and {other} are taught by one person at once");
        }
    }
    for (student, met) in students.iter().zip(&placed.met) {
        let mut blocks: Vec<u32> =
            met.iter().flatten().map(|section| placed.blocks[*section]).collect();
        let count = blocks.len();
        blocks.sort_unstable();
        blocks.dedup();
        assert_eq!(blocks.len(), count, "nobody is in two places at once");
        for (course, section) in student.courses.iter().zip(met) {
            assert!(section.is_none_or(|section| sections[section].course == *course));
        }
    }
    assert!(placed.count <= placed.bound);
    assert!(placed.count >= 430, "{} of 447 are placed", placed.count);
}
