//! A district's own rules: what they withhold is withheld on the pages of every room.

use traction_web::router;

use super::town::{district_at, read, run};

/// Pages of rooms that show numbers of students.
const PATHS: [&str; 4] =
    ["/schools.json", "/enrollment.json", "/home.json", "/gaps.json?measure=chronic_absence"];

#[test]
fn a_districts_stricter_file_changes_what_every_room_shows() {
    let (folder, district) = district_at("2026-11-02T09:00:00Z");
    let own = folder.path().join("testing/policy/disclosure");
    run(async {
        let router = router(district);
        let mut before = Vec::new();
        for path in PATHS {
            let said = read(&router, path).await;
            if said.status == 200 {
                before.push((path, said.text));
            }
        }
        assert!(before.len() >= 2, "rooms answer");
        std::fs::create_dir_all(&own).expect("a folder");
        let rules = "id = \"board\"\nversion = \"2026-09-01\"\ncitation = \"Board policy 5125\"\n\
                     source = \"Three hundred students.\"\nverified = true\nminimum_group = 300\n";
        std::fs::write(own.join("board.toml"), rules).expect("a file");
        for (path, text) in before {
            let said = read(&router, path).await;
            assert_eq!(said.status, 200, "{path}");
            assert_ne!(said.text, text, "{path} shows what it showed");
            let (is, was) =
                (said.text.matches("withheld").count(), text.matches("withheld").count());
            assert!(is > was, "{path}: {}", said.text);
        }
    });
}
