//! What the catalog keeps of imports, access, proposals and settings.

use traction_core::finding::{Finding, Severity};
use traction_store::catalog::{Access, Proposal, ProposalId};
use traction_store::{ImportId, Settings, StoreError, Wait};

use crate::sample::{district, moment, start, today};

fn finding(code: &'static str, severity: Severity, row: u64) -> Finding {
    Finding {
        code,
        severity,
        file: "enrollments.csv".to_owned(),
        row: Some(row),
        column: Some("SchoolNumber".to_owned()),
        found: "99".to_owned(),
        expected: "a school of schools.csv".to_owned(),
        mend: "add the school or correct its number".to_owned(),
    }
}

#[test]
fn an_import_is_logged_with_its_findings_counted_beyond_what_is_kept() {
    let (_home, folder) = district();
    let mut order = start();
    order.program = "traction 0.1.0".to_owned();
    order.options = "{\"add\":false}".to_owned();
    order.findings_kept = 3;
    let mut session = folder.begin_import(order, Wait::Refuse).unwrap();
    for row in 2..12 {
        session.note_finding(finding("EN014", Severity::SetAside, row));
    }
    session.note_finding(finding("EN002", Severity::Warning, 7));
    session.note_more("EN002", Severity::Warning, "enrollments.csv", 41);
    let id = session.finish(moment(60)).unwrap().import;

    let mut catalog = folder.catalog().unwrap();
    let entry = catalog.load_import(id).unwrap();
    assert_eq!((entry.who.as_str(), entry.day), ("ana", today()));
    assert_eq!((entry.started, entry.finished), (moment(0), moment(60)));
    assert_eq!(entry.program, "traction 0.1.0");
    assert_eq!(entry.findings, [(Severity::SetAside, 10), (Severity::Warning, 42)]);
    let kept = catalog.list_findings(id).unwrap();
    assert_eq!(kept.len(), 4);
    assert_eq!((kept[2].code.as_str(), kept[2].row), ("EN014", Some(4)));
    assert_eq!(kept[0].mend, "add the school or correct its number");
    let counts = catalog.list_finding_counts(id).unwrap();
    let totals: Vec<_> = counts.iter().map(|c| (c.code.as_str(), c.total)).collect();
    assert_eq!(totals, [("EN002", 42), ("EN014", 10)]);
    let none = catalog.load_import(ImportId(77));
    assert!(matches!(none, Err(StoreError::NoSuchImport { import: 77 })));
}

#[test]
fn access_is_logged_and_listed_latest_first() {
    let (_home, folder) = district();
    let mut catalog = folder.catalog().unwrap();
    for (at, who) in [(1, "ana"), (2, "counselor"), (3, "ana")] {
        let access = Access {
            at: moment(at),
            who: who.to_owned(),
            reason: "audit of the class of 2027".to_owned(),
            kind: "student transcript".to_owned(),
            rows: 30,
        };
        catalog.log_access(&access).unwrap();
    }
    let all = folder.catalog().unwrap().list_access(None, 2).unwrap();
    assert_eq!(all.iter().map(|entry| entry.access.at).collect::<Vec<_>>(), [moment(3), moment(2)]);
    let hers = catalog.list_access(Some("ana"), 10).unwrap();
    assert_eq!(hers.len(), 2);
    assert_eq!(hers[0].access.rows, 30);
}

#[test]
fn a_proposal_reads_back_as_it_was_recorded() {
    let (_home, folder) = district();
    let mut catalog = folder.catalog().unwrap();
    let proposal = Proposal {
        room: "choice".to_owned(),
        kind: "assignment".to_owned(),
        at: moment(4),
        who: "ana".to_owned(),
        program: "traction 0.1.0".to_owned(),
        facts_fingerprint: "ab".repeat(32),
        policy_version: "2026-10-01".to_owned(),
        seed: u64::MAX,
        result: "{\"offers\":[]}".to_owned(),
        findings: "[]".to_owned(),
    };
    let id = catalog.save_proposal(&proposal).unwrap();
    let other = Proposal { room: "bells".to_owned(), ..proposal.clone() };
    let later = catalog.save_proposal(&other).unwrap();
    assert_eq!(catalog.find_proposal(id).unwrap().unwrap().proposal, proposal);
    assert_eq!(catalog.find_proposal(ProposalId(99)).unwrap(), None);
    let all = catalog.list_proposals(None).unwrap();
    assert_eq!(all.iter().map(|entry| entry.id).collect::<Vec<_>>(), [later, id]);
    assert_eq!(catalog.list_proposals(Some("choice")).unwrap().len(), 1);
}

#[test]
fn settings_are_noted_when_they_change() {
    let (_home, folder) = district();
    let mut catalog = folder.catalog().unwrap();
    let mut settings = Settings::named("Riverbend");
    assert!(catalog.note_settings(&settings, "ana", moment(1)).unwrap());
    assert!(!catalog.note_settings(&settings, "ana", moment(2)).unwrap());
    settings.minimum_group_size = 5;
    assert!(catalog.note_settings(&settings, "superintendent", moment(3)).unwrap());
    let history = catalog.list_settings().unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!((history[0].who.as_str(), history[0].at), ("superintendent", moment(3)));
    assert_eq!(history[0].text, settings.render());
}
