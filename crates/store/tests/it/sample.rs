//! Batches and districts to test with.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use tempfile::TempDir;
use traction_core::district::{
    Attendance, Batch, Column, Days, Kind, Missing, Noun, School, SchoolId, SchoolYear, StudentId,
    Table, find_table,
};
use traction_store::{Folder, ImportOutcome, ImportStart, Settings, Slot, Wait};

/// Numbers that look random and are the same each time (SplitMix64, Steele and others 2014).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit
    }
}

const TEXTS: [&str; 8] =
    ["", "0081234", "Alder", "Zoë Núñez", "a,\"b\"\n", "北区", "*", "a rather long text, twice"];

/// Rows of any table: cells of every sort, missing for every reason. Columns whose dice fall so
/// have nothing missing, or nothing but blanks, so that each stored form occurs.
pub fn random_batch(table: &'static Table, rows: usize, seed: u64) -> Batch {
    let mut dice = Dice(seed);
    let columns = table.columns.iter().map(|spec| random_column(spec.kind, rows, &mut dice));
    Batch::from_columns(table, columns.collect())
}

fn random_column(kind: Kind, rows: usize, dice: &mut Dice) -> Column {
    let reasons = dice.below(3);
    let mut column = Column::empty(kind);
    for _ in 0..rows {
        let missing = match reasons {
            0 => None,
            1 if dice.below(3) == 0 => Some(Missing::Blank),
            2 => Missing::from_byte(dice.below(7) as u8),
            _ => None,
        };
        if let Some(reason) = missing {
            column.push_missing(reason);
            continue;
        }
        match kind {
            Kind::Text | Kind::Id => {
                let text = TEXTS[dice.below(TEXTS.len() as u64) as usize];
                if dice.below(2) == 0 {
                    column.push_text(text);
                } else {
                    column.push_text(&format!("{text}{:05}", dice.below(100_000)));
                }
            }
            Kind::Year => column.push_year(1990 + dice.below(50) as i16),
            Kind::Date => column.push_date(date(1990 + dice.below(50) as i16, 2, 28)),
            Kind::Time => column.push_integer(dice.below(1440) as i64),
            Kind::Integer | Kind::Money => column.push_integer(match dice.below(4) {
                0 => i64::MIN,
                1 => i64::MAX,
                _ => dice.roll() as i64,
            }),
            Kind::Number => column.push_number(match dice.below(5) {
                0 => -0.0,
                1 => f64::INFINITY,
                2 => f64::MIN_POSITIVE,
                _ => dice.roll() as f64 / 7.0,
            }),
            Kind::Flag => column.push_flag(dice.below(2) == 0),
            Kind::Code(set) => column.push_code(dice.below(set.codes.len() as u64) as u8),
        }
    }
    column
}

/// The table of a noun, as `TABLES` holds it.
pub fn table_of<N: Noun>() -> &'static Table {
    find_table(N::TABLE.name).unwrap()
}

/// The slot of a noun's table and year.
pub fn slot_of<N: Noun>(year: Option<i16>) -> Slot {
    Slot { table: table_of::<N>(), year: year.map(SchoolYear::ending) }
}

/// Attendance of students numbered so, with days absent that a salt changes.
pub fn attendance(year: i16, students: std::ops::Range<u32>, salt: u32) -> Batch {
    let rows: Vec<Attendance> = students
        .map(|student| Attendance {
            school_year: SchoolYear::ending(year),
            student_id: StudentId(format!("{student:07}")),
            school_id: SchoolId(format!("{:04}", student % 40)),
            days_enrolled: Days(180.0),
            days_absent: Days(f64::from((student * 7 + salt) % 30)),
        })
        .collect();
    Attendance::batch(&rows)
}

/// A school of that number and name, nothing else known.
pub fn school(id: &str, name: &str) -> School {
    School {
        school_id: id.into(),
        school_name: name.to_owned(),
        school_type: Err(Missing::NotCollected),
        cluster_id: Err(Missing::Blank),
        area_id: Err(Missing::Blank),
        low_grade: Err(Missing::Blank),
        high_grade: Err(Missing::Blank),
        latitude: Err(Missing::Suppressed),
        longitude: Ok(-87.68),
        opened_on: Ok(date(1998, 8, 24)),
        closed_on: Err(Missing::NotApplicable),
        nces_school_id: Err(Missing::Blank),
    }
}

/// A moment, counted from a fixed one.
pub fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

/// The day of the tests.
pub fn today() -> Date {
    date(2026, 9, 22)
}

/// An import by the analyst.
pub fn start() -> ImportStart {
    ImportStart::by("ana", moment(0), today())
}

/// An empty district in a folder that goes away with the first value.
pub fn district() -> (TempDir, Folder) {
    district_with(&Settings::named("Riverbend"))
}

/// The same with other settings.
pub fn district_with(settings: &Settings) -> (TempDir, Folder) {
    let home = tempfile::tempdir().unwrap();
    let folder = Folder::create(&home.path().join("riverbend"), settings).unwrap();
    (home, folder)
}

/// Imports batches, each under its year.
pub fn import(
    folder: &Folder,
    start: ImportStart,
    batches: &[(Option<i16>, Batch)],
) -> ImportOutcome {
    let mut session = folder.begin_import(start, Wait::Refuse).unwrap();
    for (year, batch) in batches {
        session.accept(year.map(SchoolYear::ending), batch).unwrap();
    }
    session.finish(moment(60)).unwrap()
}
