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
fn receipt_of(letter: &str) -> String {
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
