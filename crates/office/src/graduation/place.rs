//! A file of sections and course requests, placed: when each section meets and who gets what.

use std::path::Path;

use serde::Deserialize;
use traction_core::graduation::engine::place::{NewSection, Placed, Requests, place};

use crate::error::OfficeError;
use crate::sheet::Sheet;

/// Rounds of the search: with them the requests of a school of sixty are placed as well as is proved
/// possible, in seconds.
const ROUNDS: u32 = 9_000;

/// The file: sections to be placed, and what each student asks for.
#[derive(Debug, Deserialize)]
struct RequestsFile {
    /// Blocks in which a section may meet that does not say so itself: from 1 to this.
    #[serde(default = "eight")]
    blocks: u32,
    sections: Vec<SectionEntry>,
    students: Vec<StudentEntry>,
}

fn eight() -> u32 {
    8
}

#[derive(Debug, Deserialize)]
struct SectionEntry {
    course_id: usize,
    #[serde(default)]
    name: String,
    teacher: Option<String>,
    seats: Option<u32>,
    /// The blocks in which it may meet.
    blocks: Option<Vec<u32>>,
    /// The block in which it must; 0 when there is none.
    #[serde(default)]
    fixed_block: u32,
    /// As Hoshino & Fabris (2020) publish their school: blocks 1 to 3, or 4 to 9.
    abc_block: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct StudentEntry {
    id: String,
    requests: Vec<usize>,
}

/// A file that was placed.
#[derive(Debug)]
pub struct PlacedFile {
    /// The sections as they were read.
    pub sections: Vec<NewSection>,
    /// What each student asks for.
    pub students: Vec<Requests>,
    /// Where everything is.
    pub placed: Placed,
    names: Vec<String>,
    ids: Vec<String>,
}

/// Reads a file of sections and requests and places it. The same seed gives the same placing.
///
/// # Errors
/// That the file cannot be read, or is not of this shape.
pub fn place_file(path: &Path, seed: u64) -> Result<PlacedFile, OfficeError> {
    let text = std::fs::read_to_string(path).map_err(OfficeError::file(path, "read"))?;
    let refuse = |what: String| OfficeError::Refused {
        what: format!("{}: {what}", path.display()),
        hint: "traction graduation place --help shows the shape of the file".to_owned(),
    };
    let file: RequestsFile =
        serde_json::from_str(&text).map_err(|error| refuse(error.to_string()))?;
    let mut teachers: Vec<&str> = Vec::new();
    let mut sections = Vec::with_capacity(file.sections.len());
    for entry in &file.sections {
        let blocks: Vec<u32> = match (&entry.blocks, entry.fixed_block, entry.abc_block) {
            (_, fixed, _) if fixed > 0 => vec![fixed],
            (Some(blocks), ..) => blocks.clone(),
            (None, _, Some(true)) => (1..=3).collect(),
            (None, _, Some(false)) => (4..=9).collect(),
            (None, _, None) => (1..=file.blocks).collect(),
        };
        if blocks.is_empty() || blocks.iter().any(|block| *block == 0 || *block > 63) {
            return Err(refuse(format!("{}: blocks are from 1 to 63", entry.name)));
        }
        let teacher = entry.teacher.as_deref().map(|name| {
            teachers.iter().position(|known| *known == name).unwrap_or_else(|| {
                teachers.push(name);
                teachers.len() - 1
            })
        });
        sections.push(NewSection {
            course: entry.course_id,
            blocks: blocks.iter().fold(0, |bits, block| bits | 1 << block),
            teacher,
            seats: entry.seats,
        });
    }
    let students: Vec<Requests> = file
        .students
        .iter()
        .map(|student| Requests { courses: student.requests.clone(), closed: 0 })
        .collect();
    let placed = place(&sections, &students, seed, ROUNDS);
    let names = file.sections.into_iter().map(|entry| entry.name).collect();
    let ids = file.students.into_iter().map(|student| student.id).collect();
    Ok(PlacedFile { sections, students, placed, names, ids })
}

/// The sections with their blocks, and every request with the section that meets it.
pub fn placed_sheets(file: &PlacedFile) -> Vec<Sheet> {
    let asked: usize = file.students.iter().map(|student| student.courses.len()).sum();
    let (count, bound) = (file.placed.count, file.placed.bound);
    let mut sections = Sheet::of(
        "sections",
        "When each section meets",
        &["course|Course|n", "name|Section", "block|Block|n"],
    );
    for ((section, name), block) in file.sections.iter().zip(&file.names).zip(&file.placed.blocks) {
        sections.push(vec![
            (section.course as u64).into(),
            name.as_str().into(),
            u64::from(*block).into(),
        ]);
    }
    sections
        .notes
        .push(format!("{count} of {asked} requests are met; no placing meets more than {bound}."));
    let mut requests = Sheet::of(
        "requests",
        "Which section meets each request",
        &["student_id|Student", "course|Course|n", "section|Section", "block|Block|n"],
    );
    for ((student, id), met) in file.students.iter().zip(&file.ids).zip(&file.placed.met) {
        for (course, section) in student.courses.iter().zip(met) {
            requests.push(vec![
                id.as_str().into(),
                (*course as u64).into(),
                section.map_or("not met", |at| file.names[at].as_str()).into(),
                section.map(|at| u64::from(file.placed.blocks[at])).into(),
            ]);
        }
    }
    vec![sections, requests]
}
