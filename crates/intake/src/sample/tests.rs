//! The town's files: the same bytes for the same seed, dirt counted, the cast untouched.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use super::*;

fn read_all(dir: &Path, written: &Written) -> BTreeMap<String, Vec<u8>> {
    written.files.iter().map(|path| (path.clone(), fs::read(dir.join(path)).unwrap())).collect()
}

fn town(seed: u64) -> (tempfile::TempDir, Written) {
    let dir = tempfile::tempdir().unwrap();
    let written = write(dir.path(), Size::Town, seed, |_| ()).unwrap();
    (dir, written)
}

#[test]
fn the_same_seed_writes_the_same_bytes() {
    let (one, first) = town(7);
    let (two, second) = town(7);
    assert_eq!(first, second);
    assert!(read_all(one.path(), &first) == read_all(two.path(), &second));
    let (three, third) = town(8);
    assert!(read_all(one.path(), &first) != read_all(three.path(), &third));
}

#[test]
fn nothing_else_is_left_in_the_folder() {
    let (dir, written) = town(7);
    let mut found = Vec::new();
    let mut folders = vec![dir.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path.strip_prefix(dir.path()).unwrap();
                found.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    assert_eq!(found, written.files);
}

#[test]
fn every_kind_of_dirt_is_put_in_and_the_cast_is_spared() {
    let (dir, written) = town(7);
    assert_eq!(written.dirt.len(), 14, "{:?}", written.dirt);
    let attendance = fs::read_to_string(dir.path().join("sis/attendance_2026.csv")).unwrap();
    let noor: Vec<&str> = attendance.lines().filter(|line| line.contains("0081201")).collect();
    assert_eq!(noor, ["2025-26,0081201,0412,180,18"]);
}

#[test]
fn the_old_system_wrote_windows_1252_with_semicolons() {
    let (dir, _) = town(7);
    let bytes = fs::read(dir.path().join("sis/students_archive.csv")).unwrap();
    assert!(std::str::from_utf8(&bytes).is_err(), "some name has an accent");
    let (text, _, broken) = encoding_rs::WINDOWS_1252.decode(&bytes);
    assert!(!broken);
    assert!(text.starts_with("student_id;state_student_id;"));
    assert!(text.contains('é') || text.contains('ñ') || text.contains('í'));
}

#[test]
fn the_bundle_holds_the_current_year() {
    let (dir, _) = town(7);
    let file = fs::File::open(dir.path().join("oneroster.zip")).unwrap();
    let mut bundle = zip::ZipArchive::new(file).unwrap();
    let mut member = |name: &str| {
        let mut text = String::new();
        bundle.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    assert!(member("manifest.csv").contains("oneroster.version,1.1"));
    let users = member("users.csv");
    assert!(users.contains("stu-0081234,"), "Ada is in the rosters");
    assert!(!users.contains("stu-0081256,"), "Selena has graduated");
    let known: std::collections::BTreeSet<&str> =
        users.lines().filter_map(|line| line.split(',').next()).collect();
    let enrollments = member("enrollments.csv");
    let mut places = 0;
    for line in enrollments.lines().skip(1) {
        let user = line.split(',').nth(5).unwrap();
        assert!(known.contains(user), "{line}");
        places += 1;
    }
    assert!(places > 2_000);
}

#[test]
fn the_vendors_mapping_is_one_that_intake_reads() {
    let mapping = crate::mapping::parse_mapping("state_results.toml", vendor::MAPPING).unwrap();
    assert!(mapping.fits("STATE_Results_Spring2026.csv"));
}
