//! What each kind of page says, as text.

use traction_web::router;

use super::html::outline;
use super::town::{district, read, run};

/// A page's outline without what differs from one machine to another.
async fn outline_of(path: &str) -> String {
    let said = read(&router(district()), path).await;
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
    the_registration_reads_so: "/enrollment/funnel";
    the_versions_read_so: "/enrollment/versions";
}
