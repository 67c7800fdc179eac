//! The cases of `cases/choice`: rules in prose, run.

use std::path::Path;

use jiff::civil::Date;
use traction_core::choice::engine::families::{Outcome, Placed, place};
use traction_core::choice::explain::{Explainer, Language};
use traction_core::choice::model::{Assignment, NONE, Numbers};
use traction_core::choice::policy::{BY_RIGHT, SHIPPED, check_policy};
use traction_core::choice::waitlist::{Answer, Days, Event, What, replay};
use traction_core::choice::{Round, check, round};
use traction_core::disclosure::Protection;
use traction_core::district::SchoolYear;
use traction_testkit::cases::{Case, list_cases};

struct Run {
    numbers: Numbers,
    placed: Placed,
}

impl Run {
    fn of(case: &Case) -> Run {
        let name = format!("{}.toml", case.setting("Policy").unwrap());
        let (_, text) = SHIPPED.iter().find(|(file, _)| *file == name).unwrap();
        let policy = check_policy(text).policy.unwrap();
        let begin: i16 = case.setting("Year").unwrap()[..4].parse().unwrap();
        let year = SchoolYear::beginning(begin);
        let (round, _) = round::build(&case.facts().unwrap(), &policy, year).unwrap();
        let order: Vec<&str> = case.setting("Order").unwrap().split(", ").collect();
        let place_of = |id: &str| order.iter().position(|one| *one == id).unwrap() as u32;
        let numbers: Vec<u32> = round.applications.iter().map(|a| place_of(&a.id)).collect();
        let numbers = Numbers::Single(numbers);
        let placed = place(&round, policy.mechanism, &|_| numbers.clone()).unwrap();
        let market = placed.round.market().unwrap();
        assert_eq!(check::check_stable(&market, &numbers, &placed.assignment), []);
        Run { numbers, placed }
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
        let market = self.round().market().unwrap();
        let round_days = &self.round().policy.round;
        let as_of: Date = case.setting("Day").unwrap().parse().unwrap();
        let days = Days { offers: round_days.offers, answer_by: round_days.answer_by, as_of };
        let events: Vec<Event> = case
            .setting("Answers")
            .unwrap()
            .split("; ")
            .map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                let application = self.round().find(words[1]).unwrap();
                let list = &self.round().applications[application].list;
                let programs = &self.round().programs;
                let place = list.iter().position(|c| programs[c.program as usize].id == words[3]);
                let answer = match words[2] {
                    "accepted" => Answer::Accepted,
                    "declined" => Answer::Declined,
                    other => panic!("no answer {other}"),
                };
                let (on, application) = (words[0].parse().unwrap(), application as u32);
                Event { on, application, place: place.unwrap() as u32, answer }
            })
            .collect();
        let waits = vec![true; market.count_choices()];
        let rules = self.round().policy.waitlist;
        let assignment = self.assignment();
        let state = replay(&market, &self.numbers, assignment, rules, &waits, days, &events);
        let word = |what| match what {
            What::Offered => "offered",
            What::Accepted => "accepted",
            What::Declined => "declined",
            What::Expired => "expired",
            What::GivenBack => "given_back",
            What::Withdrawn => "withdrawn",
            What::PassedOver => "passed_over",
        };
        let row = |one: &traction_core::choice::waitlist::Move| {
            let line = &self.round().applications[one.application as usize];
            let program = line.list[one.place as usize].program;
            let program = self.round().programs[program as usize].id.clone();
            vec![one.on.to_string(), line.id.clone(), program, word(one.what).to_owned()]
        };
        state.moves.iter().map(row).collect()
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
