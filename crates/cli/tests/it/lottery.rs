//! A whole round at the command line, and the page that lets anybody verify it, run as written.

use std::process::{Command, Stdio};

use super::command::Desk;

/// The program that the guide prints.
fn verifier() -> String {
    let guide = include_str!("../../../../docs/guides/verify-a-lottery.md");
    let after = guide.split("```python\n").nth(1).expect("the guide holds a program");
    after.split("```").next().expect("the program ends").to_owned()
}

fn python(desk: &Desk, words: &[&str]) -> (i32, String) {
    let output = Command::new("python3")
        .arg("verify.py")
        .args(words)
        .current_dir(desk.path())
        .output()
        .expect("python3 runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// The receipt that a letter prints.
pub fn receipt_of(letter: &str) -> String {
    let after = letter.split("<p class=\"receipt\">").nth(1).expect("a receipt");
    after.split('<').next().expect("it ends").to_owned()
}

fn run_in(desk: &Desk, words: &str) {
    let said = desk.run(&format!("-C riverbend {words}"));
    assert!(said.status < 2, "{}\n{}", said.out, said.err);
}

#[test]
fn the_guides_program_has_about_sixty_lines() {
    let lines = verifier().lines().filter(|line| !line.trim().is_empty()).count();
    assert!(lines <= 65, "{lines}");
}

#[test]
fn a_round_goes_from_commitment_to_letters_and_waitlists_and_two_verifiers_agree() {
    let desk = Desk::with_town();
    let run = |words: &str| desk.run(&format!("-C riverbend choice {words}")).with_status(0);
    let policy = "neighborhood_guarantee";

    // Nothing can be drawn before something is committed to.
    let said = desk.run("-C riverbend choice run").with_status(2);
    assert!(said.err.contains("nothing was committed to"), "{}", said.err);
    assert!(said.err.contains("hint: traction choice commit"), "{}", said.err);
    let committed = desk
        .run_args(&[
            "-C",
            "riverbend",
            "choice",
            "commit",
            policy,
            "--drawn-from",
            "the state lottery",
        ])
        .with_status(0);
    assert!(committed.out.contains("Commitment, to publish now"), "{}", committed.out);
    let again = desk.run(&format!("-C riverbend choice commit {policy}")).with_status(2);
    assert!(again.err.contains("committed to"), "{}", again.err);

    // Before the draw the files hold no seed, and nothing is published that is not sealed.
    let said = desk.run("-C riverbend choice publish outbox").with_status(2);
    assert!(said.err.contains("hint: traction choice seal"), "{}", said.err);
    let sealed = run("seal").out;
    assert!(sealed.contains("are sealed: "), "{sealed}");
    assert_eq!(run("seal").out, sealed, "the same rows have the same seal");
    run("publish before");
    let before =
        std::fs::read_to_string(desk.at("riverbend/before/public/lottery.csv")).expect("a file");
    assert!(before.ends_with("seed,\n"), "{before}");
    assert!(desk.run("-C riverbend choice run").with_status(2).err.contains("the state lottery"));
    let drawn = desk
        .run_args(&["-C", "riverbend", "choice", "run", "--public-draw", "04 11 23"])
        .with_status(0);
    assert!(drawn.out.contains("Nobody has a better claim"), "{}", drawn.out);
    desk.run_args(&["-C", "riverbend", "choice", "adopt", "1", "--by", "Ana Ruiz"]).with_status(0);
    let late = desk
        .run_args(&["-C", "riverbend", "choice", "commit", policy, "--because", "luck"])
        .with_status(2);
    assert!(late.err.contains("cannot be drawn again"), "{}", late.err);

    // What was sealed before the draw is what is published after it.
    run("publish outbox");
    let sealed = |folder: &str| {
        let path = desk.at(&format!("riverbend/{folder}/public/sealed.csv"));
        std::fs::read_to_string(path).expect("a file")
    };
    assert_eq!(sealed("before"), sealed("outbox"));
    let bound = desk
        .run("choice verify riverbend/outbox/public --before riverbend/before/public")
        .with_status(0);
    assert!(bound.out.contains("The sealed lists are those of before the draw"), "{}", bound.out);

    run("letters letters");
    let mut letters: Vec<String> = std::fs::read_dir(desk.at("riverbend/letters"))
        .expect("letters")
        .flatten()
        .map(|entry| std::fs::read_to_string(entry.path()).expect("a letter"))
        .collect();
    letters.sort();
    assert!(letters.len() > 50, "{}", letters.len());
    for letter in &letters {
        assert!(letter.contains("lang=\"en\"") && letter.contains("lang=\"es\""));
    }
    let receipt = receipt_of(&letters[0]);
    let verified =
        desk.run_args(&["choice", "verify", "riverbend/outbox/public", "--receipt", &receipt]);
    let verified = verified.with_status(0);
    assert!(
        verified.out.contains("Everything that could be computed again agrees"),
        "{}",
        verified.out
    );
    assert!(verified.out.contains("Nobody has a better claim"), "{}", verified.out);

    // A family's own number stands in its letter, and is the same when it is computed again.
    let number = letters[0].split("Your lottery number is ").nth(1).expect("a number");
    let number = number.split(' ').next().expect("it ends").to_owned();
    assert!(verified.out.contains(&format!("Your number is {number} ")), "{}", verified.out);

    if has_python() {
        desk.write("verify.py", &verifier());
        let (status, said) = python(&desk, &["riverbend/outbox/public", &receipt]);
        assert_eq!(status, 0, "{said}");
        assert!(said.contains(&format!("Your number is {number} ")), "{said}");
        assert!(said.contains(" 0 different."), "{said}");
    } else {
        traction_testkit::needs::skip("python3 is not installed");
    }

    // One changed word of the policy, and both say so.
    let path = desk.at("riverbend/outbox/public/policy.toml");
    let policy_text = std::fs::read_to_string(&path).expect("a file");
    let other = policy_text.replace("days_to_answer = 10", "days_to_answer = 70");
    assert_ne!(other, policy_text);
    std::fs::write(&path, other).expect("a file");
    let said = desk.run("choice verify riverbend/outbox/public").with_status(1);
    assert!(said.out.contains("Seed or policy are not those"), "{}", said.out);
    if has_python() {
        let (status, said) = python(&desk, &["riverbend/outbox/public"]);
        assert!(status == 1 && said.contains("Seed or policy are not those"), "{said}");
    }
    std::fs::write(&path, policy_text).expect("a file");

    // One changed seat, and both say so.
    let path = desk.at("riverbend/outbox/public/assignment.csv");
    let text = std::fs::read_to_string(&path).expect("a file");
    let shorter: Vec<&str> =
        text.lines().enumerate().filter(|(at, _)| *at != 3).map(|(_, l)| l).collect();
    std::fs::write(&path, shorter.join("\n") + "\n").expect("a file");
    let said = desk.run("choice verify riverbend/outbox/public").with_status(1);
    assert!(said.out.contains("DIFFERS"), "{}", said.out);
    if has_python() {
        assert_eq!(python(&desk, &["riverbend/outbox/public"]).0, 1);
    }

    // What was given away is a table that a projection of enrollment reads.
    let offers = run("offers --on 2027-04-30 --format csv").out;
    assert!(offers.starts_with("school_year,school_id,grade_level,offers,"), "{offers}");
    desk.write("offers/school_offers.csv", &offers);
    run_in(&desk, "import ../offers");
    run_in(&desk, "enrollment project");

    // A family declines, and the seat goes to the next in line.
    let given = letters.iter().find_map(|letter| {
        let name = letter.split("<tr class=\"offered\"><th scope=\"row\">1</th>").nth(1);
        name.map(|_| letter)
    });
    assert!(given.is_some(), "somebody has a first choice");
    let status = run("status").out;
    assert!(status.contains("run 1 by Ana Ruiz"), "{status}");
    let lines = run("waitlist --on 2027-04-30").out;
    assert!(lines.contains("not answered in time"), "after the last day to answer offers are over");
}

#[test]
fn a_policy_is_checked_without_a_district_and_mistakes_have_lines() {
    let desk = Desk::empty();
    let text = desk.run("choice example low_income_reserve").with_status(0).out;
    desk.write("ours.toml", &text);
    let good = desk.run("choice check-policy ours.toml").with_status(0);
    assert!(good.out.contains("it can be used"), "{}", good.out);
    assert!(good.out.contains("Class 2: sibling at the school"), "{}", good.out);
    desk.write("ours.toml", &text.replace("when = [\"sibling\"]", "when = [\"siblings\"]"));
    let bad = desk.run("choice check-policy ours.toml").with_status(1);
    assert!(bad.out.contains("Did you mean sibling?"), "{}", bad.out);
    let unknown = desk.run("choice check-policy low_income_reverse").with_status(2);
    assert!(unknown.err.contains("did you mean low_income_reserve?"), "{}", unknown.err);
}

#[test]
fn practice_lotteries_say_what_groups_and_programs_get() {
    let desk = Desk::with_town();
    let run = |words: &str| desk.run(&format!("-C riverbend choice {words}")).with_status(0).out;
    let simulated = run("simulate low_income_reserve --lotteries 20");
    for words in ["Everybody", "low income", "Race or ethnicity", "Seats left", "Chance"] {
        assert!(simulated.contains(words), "{words}\n{simulated}");
    }
    assert_eq!(
        simulated,
        run("simulate low_income_reserve --lotteries 20"),
        "the same seed, the same"
    );
    let compared = run("compare neighborhood_guarantee low_income_reserve --lotteries 20");
    assert!(compared.contains("Do better"), "{compared}");
    let traded = run("simulate low_income_reserve --lotteries 20 --mechanism serial_dictatorship");
    assert!(traded.contains("by serial dictatorship") && traded != simulated, "{traded}");
    let seats = run("seats low_income_reserve --lotteries 3");
    assert!(seats.contains("One more seat helps"), "{seats}");
}

#[test]
fn a_late_round_is_held_over_the_seats_that_are_left() {
    let desk = Desk::with_town();
    let run = |words: &str| desk.run(&format!("-C riverbend choice {words}")).with_status(0).out;
    let adopt = |number: &str| {
        desk.run_args(&["-C", "riverbend", "choice", "adopt", number, "--by", "Ana Ruiz"])
            .with_status(0)
    };
    let late = "[[round]]\nname = \"Late round\"\ncloses = \"2027-04-02\"\noffers = \"2027-04-16\"\n\
                answer_by = \"2027-04-30\"\nunplaced = \"carried\"\nholders = \"may_move\"\n\
                lines_before = \"end\"\n";
    let text =
        run("example low_income_reserve").replace("id = \"low_income_reserve\"", "id = \"ours\"");
    desk.write("riverbend/policy/choice/ours.toml", &format!("{text}\n{late}"));
    let checked = run("check-policy ours");
    assert!(checked.contains("It gives out the seats that are left then"), "{checked}");

    run("commit ours");
    run("run");
    adopt("1");
    let first = run("status");
    assert!(first.contains("Main round, 1 of 2"), "{first}");

    run("letters letters");
    let letters = |folder: &str| {
        let mut all: Vec<(String, String)> = std::fs::read_dir(desk.at(folder))
            .expect("letters")
            .flatten()
            .map(|entry| {
                let name = entry.file_name().to_string_lossy().replace(".html", "");
                (name, std::fs::read_to_string(entry.path()).expect("a letter"))
            })
            .collect();
        all.sort();
        all
    };
    let all = letters("riverbend/letters");
    assert!(all[0].1.contains("Main round"), "{}", all[0].1);

    // Late families: one is new, and one has a seat and would rather have another.
    let (before, _) = &all[0];
    let programs = desk.run("-C riverbend export programs").with_status(0).out;
    let rows = super::command::rows(&programs);
    let coming = rows.iter().filter(|row| row["school_year"] == "2027-28");
    let nine: Vec<String> = coming
        .filter(|row| row["grade_level"] == "09")
        .map(|row| row["program_id"].clone())
        .collect();
    let applications = format!(
        "school_year,application_id,grade_level,round,earlier_application_id\n\
         2027-28,LATE-1,09,2,\n2027-28,LATE-2,09,2,{before}\n"
    );
    let mut choices = String::from("school_year,application_id,rank,program_id\n");
    for late in ["LATE-1", "LATE-2"] {
        for (rank, program) in (1..).zip(&nine) {
            choices.push_str(&format!("2027-28,{late},{rank},{program}\n"));
        }
    }
    desk.write("late/applications.csv", &applications);
    desk.write("late/choices.csv", &choices);
    run_in(&desk, "import ../late --add");

    // Nothing can be drawn for the late round before it is committed to.
    let said = desk.run("-C riverbend choice run").with_status(2);
    assert!(said.err.contains("nothing was committed to for 2027–28, Late round"), "{}", said.err);
    let other = desk.run("-C riverbend choice commit neighborhood_guarantee").with_status(2);
    assert!(other.err.contains("word for word"), "{}", other.err);
    run("commit ours");
    run("seal");
    run("publish before");
    let drawn = run("run");
    assert!(drawn.contains("Nobody has a better claim"), "{drawn}");
    adopt("2");
    assert!(run("status").contains("Late round, 2 of 2"));
    assert!(run("status --round 1").contains("run 1 by Ana Ruiz"));

    // Both rounds have files and letters of their own, and each is verified from its own.
    run("publish outbox");
    run("publish outbox1 --round 1");
    for folder in ["outbox", "outbox1"] {
        let said = desk.run(&format!("choice verify riverbend/{folder}/auditor")).with_status(0);
        assert!(
            said.out.contains("Everything that could be computed again agrees"),
            "{}",
            said.out
        );
    }
    let bound = "choice verify riverbend/outbox/public --before riverbend/before/public";
    desk.run(bound).with_status(0);
    desk.run(&format!("{bound}1")).with_status(2);
    run("letters late_letters");
    let late = letters("riverbend/late_letters");
    let new = late.iter().find(|(name, _)| name == "LATE-1").expect("a letter");
    assert!(new.1.contains("Late round") && new.1.contains("lang=\"es\""), "{}", new.1);

    // What was left when the late round closed is given out: nothing can be said of before any more.
    let answers = |rows: &str| {
        let text = format!("application_id,program_id,answer,answered_on\n{rows}");
        desk.write("answers.csv", &text);
    };
    answers(&format!("{before},,withdrawn,2027-03-10\n"));
    let said = desk.run("-C riverbend choice answers ../answers.csv").with_status(2);
    assert!(said.err.contains("Late round"), "{}", said.err);
    answers("LATE-1,,withdrawn,2027-04-20\nLATE-2,,withdrawn,2027-04-21\n");
    assert!(run("answers ../answers.csv").contains("Answers entered: 2"));
    let moves = run("waitlist --on 2027-05-10");
    assert!(moves.contains("LATE-1") && moves.contains("left the round"), "{moves}");
    desk.run("-C riverbend choice answers ../nothing.csv").with_status(2);
}

#[test]
fn the_sample_comes_with_a_round_that_was_held_and_answered() {
    let desk = Desk::empty();
    let said = desk.run("demo --size town --seed 7 --dir . --no-serve").with_status(0);
    let run = |words: &str| desk.run(&format!("-C riverbend choice {words}")).with_status(0).out;
    let status = run("status");
    assert!(status.contains("run 1 by ") && status.contains("Main round, 1 of 2"), "{status}");
    let moves = run("waitlist --on 2026-12-20");
    for what in ["accepted", "declined", "not answered in time", "offered"] {
        assert!(moves.contains(what), "{what}\n{moves}");
    }
    assert!(!moves.contains("passed over"), "families answer what they were offered\n{moves}");
    run("publish outbox");
    let verified = desk.run("choice verify riverbend/outbox/auditor").with_status(0);
    assert!(verified.out.contains("everything") || verified.out.contains("Everything"));
    run("letters letters");
    let receipts: Vec<String> = std::fs::read_dir(desk.at("riverbend/letters"))
        .expect("letters")
        .flatten()
        .map(|entry| receipt_of(&std::fs::read_to_string(entry.path()).expect("a letter")))
        .collect();
    let shown = said.err.split("/choice/family?receipt=").nth(1).and_then(|t| t.lines().next());
    let shown = shown.expect("the demo names a family's page").trim().to_owned();
    assert!(receipts.contains(&shown), "{shown}");
    // The same seed gives the same city: the same numbers, the same answers.
    let other = Desk::empty();
    other.run("demo --size town --seed 7 --dir . --no-serve").with_status(0);
    let again = other.run("-C riverbend choice waitlist --on 2026-12-20").with_status(0).out;
    assert_eq!(again, moves);
}
