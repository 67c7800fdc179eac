//! The pages of a choice round, from nothing committed to a family's own page.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use tempfile::TempDir;
use traction_office::import::{ImportOrder, import};
use traction_office::{District, NewDistrict, Person, Silent, choice};
use traction_web::router;

use super::html::{attributes, balanced, ids};
use super::town::{read, run};

/// Areas on a grid, two middle schools, a magnet in one of them, 240 applications.
fn files() -> Vec<(&'static str, String)> {
    let mut areas = String::from("area_id,area_name,latitude,longitude,middle_school_id\n");
    for area in 0..6 {
        let (north, east) =
            (40.30 + 0.02 * f64::from(area / 3), -89.60 + 0.03 * f64::from(area % 3));
        let school = if area % 2 == 0 { "0520" } else { "0530" };
        writeln!(areas, "A{area},Area {area} & more,{north:.4},{east:.4},{school}").expect("text");
    }
    let schools = "school_id,school_name,school_type,low_grade,high_grade,latitude,longitude\n\
                   0520,Cedar Middle,middle,06,08,40.3000,-89.6000\n\
                   0530,Dogwood <Middle>,middle,06,08,40.3200,-89.5700\n"
        .to_owned();
    let programs = "school_year,program_id,school_id,program_name,program_type,grade_level,seats\n\
                    2027-28,0520-HOME,0520,Neighborhood,neighborhood,06,90\n\
                    2027-28,0530-HOME,0530,Neighborhood,neighborhood,06,90\n\
                    2027-28,0530-STEM,0530,Science,magnet,06,40\n"
        .to_owned();
    let mut applications = String::from(
        "school_year,application_id,grade_level,home_area,economically_disadvantaged\n",
    );
    let mut choices = String::from("school_year,application_id,rank,program_id\n");
    for number in 0..240 {
        let id = format!("R28-{number:05}");
        writeln!(applications, "2027-28,{id},06,A{},{}", number % 6, number % 5 < 2).expect("text");
        let home = if number % 2 == 0 { "0520-HOME" } else { "0530-HOME" };
        writeln!(choices, "2027-28,{id},1,0530-STEM\n2027-28,{id},2,{home}").expect("text");
    }
    vec![
        ("areas.csv", areas),
        ("schools.csv", schools),
        ("programs.csv", programs),
        ("applications.csv", applications),
        ("choices.csv", choices),
    ]
}

fn district(home: &TempDir) -> District {
    let exports = home.path().join("exports");
    std::fs::create_dir(&exports).expect("a folder");
    for (name, text) in files() {
        std::fs::write(exports.join(name), text).expect("a file");
    }
    let district = make(&home.path().join("district"));
    let order = ImportOrder {
        files: vec![exports],
        add: false,
        replace: false,
        school_year: None,
        dry_run: false,
        mappings: Vec::new(),
        wait: true,
        now: "2027-01-02T09:00:00Z".parse().expect("a time"),
        today: jiff::civil::date(2027, 1, 2),
    };
    import(&district, &order, &Silent).expect("an import");
    district
}

fn make(path: &Path) -> District {
    let new = NewDistrict { name: "Riverbend".to_owned(), nces_id: None };
    District::create(path, &new, Person::Operator { account: "registrar".to_owned() })
        .expect("a district")
}

fn check(path: &str, html: &str) {
    assert_eq!(html.matches("<h1").count(), 1, "{path}: one h1");
    for forbidden in ["<script", "<style", " style=\"", "NaN", "{{"] {
        assert!(!html.contains(forbidden), "{path}: {forbidden}");
    }
    let all = ids(html);
    let different: BTreeSet<&String> = all.iter().collect();
    assert_eq!(all.len(), different.len(), "{path}: an id is used twice");
    if let Err(why) = balanced(html) {
        panic!("{path}: {why}");
    }
}

#[test]
fn the_desk_leads_from_a_policy_to_a_familys_own_page() {
    let home = tempfile::tempdir().expect("a folder");
    let district = district(&home);
    run(async {
        let router = router(district.clone());
        let page = async |path: &str| {
            let said = read(&router, path).await;
            assert_eq!(said.status, 200, "{path}\n{}", said.text);
            check(path, &said.text);
            said.text
        };
        let desk = page("/choice").await;
        assert!(desk.contains("240 applications for 2027–28"), "{desk}");
        assert!(desk.contains("action=\"/choice/commit#commit\""), "{desk}");
        let policy = page("/choice/policies/low_income_reserve").await;
        assert!(policy.contains("Reserve: low-income reserve"), "{policy}");
        let practice = page("/choice/practice?policy=low_income_reserve").await;
        assert!(practice.contains("id=\"areas-map\""), "a map is drawn");
        assert!(practice.contains("Area 1 &#38; more"), "{practice}");
        let compared =
            page("/choice/compare?from=neighborhood_guarantee&to=low_income_reserve").await;
        for words in ["Do better", "map-from", "map-to", "low income"] {
            assert!(compared.contains(words), "{words}");
        }
        assert!(page("/choice/waitlist").await.contains("There are no lines yet"));
        let nothing = page("/choice/family?receipt=7K2QF-0M9XA-3TB5C-W8E1D").await;
        assert!(nothing.contains("There are no results yet"), "{nothing}");

        let early = read(&router, "/choice/letters/R28-00007").await;
        assert_eq!(early.status, 404, "before a run is adopted there is no letter");
        assert!(page("/choice/letters").await.contains("There are no letters yet"));
        assert_eq!(read(&router, "/choice/public").await.status, 400, "nothing is committed to");
        let few = page("/choice/practice?policy=low_income_reserve&lotteries=50").await;
        assert!(few.contains("50 practice lotteries"), "{few}");
        let odd = read(&router, "/choice/practice?lotteries=1000000").await;
        assert_eq!(odd.status, 400, "{}", odd.text);
        let other = page("/choice/practice?mechanism=top_trading_cycles").await;
        assert!(other.contains("by top trading cycles"), "{other}");

        let now: jiff::Timestamp = "2027-03-01T09:00:00Z".parse().expect("a time");
        let year = choice::year_of(&district, None).expect("a year");
        choice::commit(&district, year, "low_income_reserve", "", None, now).expect("committed");
        let summary = choice::run(&district, None, "", now).expect("a run");
        assert_eq!(summary.violations, 0);
        choice::adopt(&district, summary.proposal, "Ana Ruiz", now).expect("adopted");
        let desk = page("/choice").await;
        assert!(desk.contains("was adopted by Ana Ruiz"), "{desk}");
        // Committed to in March, and applications closed in January.
        assert!(desk.contains("after applications closed on January 29, 2027"), "{desk}");
        for way in ["/choice/public?year=2028", "/choice/letters/all?year=2028"] {
            assert!(desk.contains(way), "{way}");
            assert_eq!(read(&router, way).await.status, 200, "{way}");
        }
        assert!(desk.contains("name=\"year\" value=\"2028\""), "forms keep the year: {desk}");
        let odds = page("/choice/family").await;
        assert!(odds.contains("Chances") && odds.contains("The last numbers"), "{odds}");
        assert!(page("/choice/turns?on=2027-04-30").await.contains("not answered in time"));
        assert!(page("/choice/waitlist?on=2027-03-10").await.contains("Dogwood &#60;Middle&#62;"));

        let letter = page("/choice/letters/R28-00007").await;
        assert!(letter.contains("lang=\"es\"") && letter.contains("Se le ofrece"), "{letter}");
        assert_eq!(page("/choice/letters?application=R28-00007").await, letter);
        let nobody = page("/choice/letters?application=R28-99999").await;
        assert!(nobody.contains("No application of this round has that number"), "{nobody}");
        assert_eq!(read(&router, "/choice/letters/R28-99999").await.status, 404);
        let receipt =
            letter.split("<p class=\"receipt\">").nth(1).and_then(|t| t.split('<').next());
        let receipt = receipt.expect("a receipt").to_owned();
        let own = page(&format!("/choice/family?receipt={}", receipt.to_lowercase())).await;
        assert!(own.contains(&receipt), "{own}");
        // The family's page names no child and no application.
        assert!(!own.contains("R28-"), "{own}");
        let wrong = page("/choice/family?receipt=00000-00000-00000-00000").await;
        let other = page("/choice/family?receipt=R28-00007").await;
        assert_eq!(wrong, other, "a wrong receipt and one that is nobody's look alike");
        let is_page = |link: &String| {
            link.starts_with("/choice") && !link.contains("/public") && !link.contains("/all")
        };
        for link in attributes(&desk, "href").into_iter().filter(is_page) {
            page(&link).await;
        }
        let unknown = read(&router, "/choice/policies/..%2F..%2Fetc").await;
        assert_eq!(unknown.status, 404);
    });
}
