//! What each kind of page says, as text.

use std::fmt::Write as _;

use traction_office::District;
use traction_web::router;

use super::html::outline;
use super::town::{district, district_at, import_at, read, run};

/// A page's outline without what differs from one machine to another.
async fn outline_of(path: &str) -> String {
    outline_in(district(), path).await
}

/// The same of another district.
async fn outline_in(district: District, path: &str) -> String {
    let said = read(&router(district), path).await;
    assert_eq!(said.status, 200, "{path}\n{}", said.text);
    without_hashes(&outline(&said.text))
}

/// Content hashes are left out: they change with the format of the parts, and nothing is said by
/// them.
fn without_hashes(text: &str) -> String {
    let is_hash = |word: &&str| word.len() >= 12 && word.chars().all(|c| c.is_ascii_hexdigit());
    text.lines()
        .map(|line| {
            let words = line.split(' ').map(|word| {
                let bare = word.trim_end_matches([',', '.']);
                if is_hash(&bare) { word.replace(bare, "HASH") } else { word.to_owned() }
            });
            words.collect::<Vec<_>>().join(" ") + "\n"
        })
        .collect()
}

macro_rules! outlines {
    ($($name:ident: $path:literal;)+) => {
        $(
            #[test]
            fn $name() {
                run(async {
                    insta::assert_snapshot!(stringify!($name), outline_of($path).await);
                });
            }
        )+
    };
}

outlines! {
    home_reads_so: "/";
    the_brief_reads_so: "/brief";
    every_gap_of_a_measure_reads_so: "/gaps?measure=chronic_absence";
    one_gap_reads_so: "/gaps?measure=chronic_absence&group=economically_disadvantaged";
    the_schools_read_so: "/schools";
    a_school_reads_so: "/schools/0410";
    a_measure_reads_so: "/measures/chronic_absence?compare=rules";
    a_check_reads_so: "/data/checks/CE005";
    an_import_reads_so: "/data/imports/1";
    a_table_reads_so: "/data/tables/attendance";
    the_projection_reads_so: "/enrollment";
    a_schools_projection_reads_so: "/enrollment/schools/0410";
    registration_of_nobody_reads_so: "/enrollment/funnel";
    the_versions_read_so: "/enrollment/versions";
}

/// How many of each school have come at least so far by 1 May, of one spring and of the one after. At
/// Dogwood three who applied have no offer, so that it is withheld.
const FUNNEL: [(&str, &str, [[usize; 5]; 2]); 4] = [
    ("0410", "KG", [[64, 52, 41, 30, 0], [60, 49, 36, 22, 0]]),
    ("0412", "KG", [[45, 33, 22, 11, 0], [48, 36, 24, 12, 0]]),
    ("0520", "06", [[80, 80, 66, 50, 0], [90, 90, 75, 41, 0]]),
    ("0610", "09", [[70, 70, 60, 44, 0], [75, 72, 58, 40, 0]]),
];
const STAGES: [(&str, &str); 5] = [
    ("applied", "-02-01"),
    ("offered", "-03-10"),
    ("accepted", "-03-28"),
    ("registered", "-05-01"),
    ("attending", "-09-08"),
];

/// Registrations of two springs; by September of the first, all who registered attend.
fn registrations() -> String {
    let mut text =
        String::from("school_year,application_id,school_id,grade_level,stage,stage_date\n");
    for (place, (school, grade, years)) in FUNNEL.into_iter().enumerate() {
        for (at, reached) in years.into_iter().enumerate() {
            let (spring, year) = [("2025", "2025-26"), ("2026", "2026-27")][at];
            for number in 0..reached[0] {
                for (stage, (code, day)) in STAGES.into_iter().enumerate() {
                    let ends = at == 0 && code == "attending" && number < reached[3];
                    if number < reached[stage] || ends {
                        let id = format!("R{spring}-{place}-{number:03}");
                        writeln!(text, "{year},{id},{school},{grade},{code},{spring}{day}")
                            .expect("text");
                    }
                }
            }
        }
    }
    text
}

#[test]
fn the_registration_reads_so() {
    let (folder, district) = district_at("2026-11-02T09:00:00Z");
    let more = folder.path().join("more");
    std::fs::create_dir(&more).expect("a folder");
    std::fs::write(more.join("registrations.csv"), registrations()).expect("a file");
    import_at(&district, &more, "2026-11-02T10:00:00Z");
    run(async {
        let of = |path: &'static str| outline_in(district.clone(), path);
        let all = of("/enrollment/funnel").await;
        insta::assert_snapshot!("the_registration_reads_so", all);
        // Numbers beside those of the same day a year before, and a school that is withheld.
        assert!(all.contains("49 (52)"), "{all}");
        assert!(!all.contains("72 (70)"), "{all}");
        let one = of("/enrollment/funnel?grade=KG").await;
        insta::assert_snapshot!("the_registration_of_kindergarten_reads_so", one);
    });
}
