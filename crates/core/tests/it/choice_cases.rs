//! The cases of `cases/choice`: rules in prose, run.

use std::path::Path;

use jiff::civil::Date;
use traction_core::choice::check::rounds::check_rounds;
use traction_core::choice::course::{Course, Held};
use traction_core::choice::engine::families::{Outcome, Placed, place};
use traction_core::choice::explain::{Explainer, Language};
use traction_core::choice::model::{Assignment, NONE, Numbers};
use traction_core::choice::policy::{BY_RIGHT, SHIPPED, check_policy};
use traction_core::choice::waitlist::{Answer, Event, What};
use traction_core::choice::{Round, check, round};
use traction_core::disclosure::Protection;
use traction_core::district::SchoolYear;
use traction_testkit::cases::{Case, list_cases};

struct Run {
    numbers: Numbers,
    placed: Placed,
    /// A later round, where the case has one.
    later: Option<(Numbers, Placed)>,
}

/// The `[[round]]` that a setting such as “closes 2027-04-02, unplaced carried” says.
fn round_text(says: &str) -> String {
    let lines = says.split(", ").map(|pair| {
        let (key, value) = pair.split_once(' ').unwrap();
        format!("{key} = \"{value}\"\n")
    });
    format!("\n[[round]]\nname = \"Late round\"\n{}", lines.collect::<String>())
}

/// The numbers that a setting gives: a place on it for each application.
fn numbers_of(case: &Case, setting: &str, round: &Round) -> Numbers {
    let order: Vec<&str> = case.setting(setting).unwrap().split(", ").collect();
    let place_of = |id: &str| order.iter().position(|one| *one == id).unwrap() as u32;
    Numbers::Single(round.applications.iter().map(|a| place_of(&a.id)).collect())
}

/// What a setting says that families answered, each with its round: the latest of which offers have
/// been made and in which the application takes part.
fn answers(case: &Case, rounds: &[&Round]) -> Vec<(usize, Event)> {
    let lines = case.setting("Answers").unwrap().split("; ");
    let event = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let on: Date = words[0].parse().unwrap();
        let found = rounds.iter().enumerate().rev();
        let found = found.filter(|(at, round)| *at == 0 || round.days().offers <= on);
        let mut found = found.filter_map(|(at, round)| Some((at, round, round.find(words[1])?)));
        // Who applies in a later round only has no part in those before.
        let (at, round, application) = found.next()?;
        let list = &round.applications[application].list;
        let place = list.iter().position(|c| round.programs[c.program as usize].id == words[3]);
        let answer = match words[2] {
            "accepted" => Answer::Accepted,
            "declined" => Answer::Declined,
            other => panic!("no answer {other}"),
        };
        let (application, place) = (application as u32, place.unwrap() as u32);
        Some((at, Event { on, application, place, answer }))
    };
    lines.filter_map(event).collect()
}

impl Run {
    fn of(case: &Case) -> Run {
        let name = format!("{}.toml", case.setting("Policy").unwrap());
        let (_, text) = SHIPPED.iter().find(|(file, _)| *file == name).unwrap();
        let later = case.setting("Later").ok();
        let text = format!("{text}{}", later.map(round_text).unwrap_or_default());
        let policy = check_policy(&text).policy.unwrap();
        let begin: i16 = case.setting("Year").unwrap()[..4].parse().unwrap();
        let year = SchoolYear::beginning(begin);
        let (round, _) = round::build(&case.facts().unwrap(), &policy, year).unwrap();
        let numbers = numbers_of(case, "Order", &round);
        let placed = place(&round, policy.mechanism, &|_| numbers.clone()).unwrap();
        let market = placed.round.market().unwrap();
        assert_eq!(check::check_stable(&market, &numbers, &placed.assignment), []);
        let mut run = Run { numbers, placed, later: None };
        run.later = later.map(|_| run.hold_later(case, year));
        run
    }

    fn hold_later(&self, case: &Case, year: SchoolYear) -> (Numbers, Placed) {
        let policy = &self.round().policy;
        let held = [self.held()];
        let course = Course::of(&held).unwrap();
        let closes = policy.find_days(2).unwrap().closes;
        let states = course.replay(closes, &answers(case, &[self.round()]));
        let facts = case.facts().unwrap();
        let before = (&course, held.as_slice(), states.as_slice());
        let (round, _) = round::build_later(&facts, policy, year, 2, before).unwrap();
        let numbers = numbers_of(case, "LaterOrder", &round);
        let placed = place(&round, policy.mechanism, &|_| numbers.clone()).unwrap();
        let market = placed.round.market().unwrap();
        assert_eq!(check::check_stable(&market, &numbers, &placed.assignment), []);
        (numbers, placed)
    }

    fn held(&self) -> Held<'_> {
        Held { round: self.round(), numbers: &self.numbers, assignment: self.assignment() }
    }

    fn round(&self) -> &Round {
        &self.placed.round
    }

    fn assignment(&self) -> &Assignment {
        &self.placed.assignment
    }

    fn id(&self, application: u32) -> String {
        self.round().applications[application as usize].id.clone()
    }

    /// The later round as a run of its own.
    fn later(&self) -> Run {
        let (numbers, placed) = self.later.clone().unwrap();
        Run { numbers, placed, later: None }
    }

    fn assigned(&self, columns: &[String]) -> Vec<Vec<String>> {
        let market = self.round().market().unwrap();
        let lines = self.round().applications.iter().enumerate();
        lines
            .map(|(at, line)| {
                let given = self.assignment().given[at];
                let choice =
                    (given != NONE).then(|| line.list[given as usize - market.list(at).start]);
                let program = choice.map(|choice| &self.round().programs[choice.program as usize]);
                let group = program.and_then(|program| {
                    program.groups.get(usize::from(self.assignment().group[at]))
                });
                let reserve = group.zip(choice).and_then(|(group, choice)| {
                    group.prefers.filter(|r| *r != BY_RIGHT && group.prefers(choice.reserves))
                });
                let reserve =
                    reserve.map(|r| self.round().policy.reserves[usize::from(r)].name.id.clone());
                columns
                    .iter()
                    .map(|column| match column.as_str() {
                        "application_id" => line.id.clone(),
                        "program_id" => program.map(|p| p.id.clone()).unwrap_or_default(),
                        "rank" => choice.map(|c| c.rank.to_string()).unwrap_or_default(),
                        "reserve" => reserve.clone().unwrap_or_default(),
                        other => panic!("no column {other}"),
                    })
                    .collect()
            })
            .collect()
    }

    fn reasons(&self) -> Vec<Vec<String>> {
        let rule = Protection::default();
        let explainer =
            Explainer::of(self.round(), &self.numbers, self.assignment(), rule).unwrap();
        let of = |at: usize| {
            explainer
                .explain(at)
                .iter()
                .map(|why| {
                    let sentence = explainer.say(why, Language::En);
                    vec![self.id(at as u32), why.rank.to_string(), sentence]
                })
                .collect::<Vec<_>>()
        };
        (0..self.round().applications.len()).flat_map(of).collect()
    }

    fn families(&self) -> Vec<Vec<String>> {
        let word = |outcome| match outcome {
            Outcome::Together => "together",
            Outcome::Apart => "apart",
            Outcome::NoSchoolInCommon => "no_school_in_common",
        };
        let row = |family: &traction_core::choice::engine::families::Family| {
            vec![self.id(family.leader), self.id(family.follower), word(family.outcome).to_owned()]
        };
        self.placed.families.iter().map(row).collect()
    }

    fn moves(&self, case: &Case) -> Vec<Vec<String>> {
        let as_of: Date = case.setting("Day").unwrap().parse().unwrap();
        let mut held = vec![self.held()];
        if let Some((numbers, placed)) = &self.later {
            held.push(Held { round: &placed.round, numbers, assignment: &placed.assignment });
        }
        let rounds: Vec<&Round> = held.iter().map(|held| held.round).collect();
        let states = Course::of(&held).unwrap().replay(as_of, &answers(case, &rounds));
        assert_eq!(check_rounds(&held, &states), []);
        let word = |what| match what {
            What::Offered => "offered",
            What::Accepted => "accepted",
            What::Declined => "declined",
            What::Expired => "expired",
            What::GivenBack => "given_back",
            What::Withdrawn => "withdrawn",
            What::PassedOver => "passed_over",
        };
        let mut rows = Vec::new();
        for (held, state) in held.iter().zip(&states) {
            rows.extend(state.moves.iter().map(|one| {
                let line = &held.round.applications[one.application as usize];
                let program = line.list[one.place as usize].program;
                let program = held.round.programs[program as usize].id.clone();
                vec![one.on.to_string(), line.id.clone(), program, word(one.what).to_owned()]
            }));
        }
        rows.sort_by(|a, b| a[0].cmp(&b[0]));
        rows
    }
}

#[test]
fn every_case_of_the_choice_room_comes_out_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/choice");
    let cases = list_cases(&folder).unwrap();
    assert!(cases.len() >= 5, "the cases are there");
    let mut differences = Vec::new();
    for case in &cases {
        let run = Run::of(case);
        for (name, table) in &case.expected {
            let found = match name.as_str() {
                "assignment" => run.assigned(&table.columns),
                "later assignment" => run.later().assigned(&table.columns),
                "reasons" => run.reasons(),
                "families" => run.families(),
                "moves" => run.moves(case),
                other => panic!("nothing is called {other}"),
            };
            differences.extend(case.compare(table, &found));
        }
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}
