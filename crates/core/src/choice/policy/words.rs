//! A policy in words, for a board and for families.

use jiff::civil::Date;

use super::{
    Condition, Conditions, Distance, Feeding, LaterRound, LinesBefore, Lottery, Neighborhood,
    Policy, Register, RoundDays, Size, Step,
};

fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn when(conditions: Conditions) -> String {
    let words: Vec<String> = conditions.list().map(|c| c.words().to_owned()).collect();
    list(&words)
}

fn kinds(types: &[String]) -> String {
    if types.is_empty() {
        return "every program".to_owned();
    }
    let words: Vec<String> = types.iter().map(|kind| kind.replace('_', " ")).collect();
    format!("{} programs", list(&words))
}

/// A day as a letter has it: "March 5, 2027".
fn long(day: Date) -> String {
    day.strftime("%B %-d, %Y").to_string()
}

fn days(round: &RoundDays) -> String {
    format!(
        "Applications close on {}, offers are made on {}, answers are due on {}.",
        long(round.closes),
        long(round.offers),
        long(round.answer_by)
    )
}

impl Policy {
    /// How a later round goes on from those before.
    fn in_turn(&self, later: &LaterRound) -> String {
        let mut says = format!(
            "{} It gives out the seats that are left then, by a lottery of its own.",
            days(&later.days)
        );
        says.push_str(match later.unplaced_carried {
            true => {
                " Whoever has no seat takes part with the list of before, unless they apply again."
            }
            false => " Whoever has no seat takes part when they apply again.",
        });
        says.push_str(match later.holders_may_move {
            true => {
                " Whoever holds a seat may apply again for choices that they like better, and keeps \
                 the seat until they accept another."
            }
            false => " Whoever holds a seat or an offer does not take part.",
        });
        says.push_str(match (self.waitlist.keep, later.lines_before) {
            (false, _) => "",
            (true, LinesBefore::End) => " Earlier waitlists end when it closes.",
            (true, LinesBefore::ComeFirst) => {
                " Earlier waitlists go on and come before its own; whoever applies again leaves them."
            }
        });
        says
    }

    /// What the policy does, rule by rule: a heading and its sentence.
    pub fn in_words(&self) -> Vec<(String, String)> {
        let mut rules = vec![("How seats are given".to_owned(), self.mechanism.words().to_owned())];
        for (at, class) in self.classes.iter().enumerate() {
            let head = format!("Class {}: {}", at + 1, class.name.en);
            let says = match (at, class.when == Conditions::default()) {
                (_, true) => "Then everybody else.".to_owned(),
                (0, false) => format!("Comes first: whoever {}.", when(class.when)),
                (_, false) => format!("Then whoever {}.", when(class.when)),
            };
            rules.push((head, says));
        }
        for reserve in &self.reserves {
            let size = match reserve.size {
                Size::Share(share) => format!("{:.0}% of the seats", 100.0 * share),
                Size::Seats(seats) => format!("{seats} seats"),
            };
            let sentence = format!(
                "In {}, {size} go first to whoever {}. Seats that no member asks for go to everybody.",
                kinds(&reserve.at),
                when(reserve.when)
            );
            rules.push((format!("Reserve: {}", reserve.name.en), sentence));
        }
        if !self.reserves.is_empty() {
            let steps: Vec<String> = self
                .precedence
                .iter()
                .map(|step| match step {
                    Step::Open => "the open seats".to_owned(),
                    Step::Reserve(at) => self.reserves[usize::from(*at)].name.en.clone(),
                })
                .collect();
            let sentence = format!("Seats are filled in this order: {}.", list(&steps));
            rules.push(("Precedence".to_owned(), sentence));
        }
        rules.extend(self.definitions());
        let lottery = match self.lottery {
            Lottery::Single => {
                "Within a class the lottery number decides. Each application draws one."
            }
            Lottery::PerProgram => {
                "Within a class the lottery number decides. Each application draws one for each \
                 program."
            }
        };
        rules.push(("Ties".to_owned(), lottery.to_owned()));
        if self.siblings.same_school {
            let share = if self.siblings.share_number { " They share one number." } else { "" };
            let sentence = format!(
                "Linked applications are placed in one school where that can be done, the oldest \
                 first.{share}"
            );
            rules.push(("Brothers and sisters".to_owned(), sentence));
        }
        if let Some(default) = &self.default_school {
            let room = if default.makes_room {
                "Seats are added for those who get no other, so nobody is left without a school."
            } else {
                "It has no more seats for that, so some may be left without."
            };
            let sentence = format!(
                "Whoever gets none of their choices has the {} program of the school that their home \
                 has by right. {room}",
                default.program_type.replace('_', " ")
            );
            rules.push(("School by right".to_owned(), sentence));
        }
        let waitlist = match self.waitlist.keep {
            true => format!(
                "Applicants stay in line for every choice above the one that they were offered, and \
                 have {} days to answer an offer.",
                self.waitlist.days_to_answer
            ),
            false => "There are no waitlists.".to_owned(),
        };
        rules.push(("Waitlists".to_owned(), waitlist));
        rules.push((self.round.name.clone(), days(&self.round)));
        rules.extend(self.later.iter().map(|later| (later.days.name.clone(), self.in_turn(later))));
        let register = match self.register {
            Register::Sealed => {
                "The hashes of all lines are public; auditors whom the district names read the lines."
            }
            Register::Open => {
                "The lines are public, without names and without application numbers."
            }
        };
        rules.push(("Register".to_owned(), register.to_owned()));
        rules
    }

    fn definitions(&self) -> Vec<(String, String)> {
        let mut rules = Vec::new();
        if let Some(isolation) = &self.isolation {
            let far = match isolation.more_than {
                Distance::Miles(miles) => format!("{miles} miles"),
                Distance::Minutes { minutes, per_mile } => {
                    format!("{minutes} minutes, at {per_mile} minutes for a mile,")
                }
            };
            let sentence = format!(
                "A home is isolated when the center of its area is more than {far} in a straight line \
                 from each of the {} of the grade.",
                kinds(&isolation.program_types)
            );
            rules.push(("Isolated".to_owned(), sentence));
        }
        if let Some(feeder) = &self.feeder {
            let sentence = match feeder {
                Feeding::Cluster => "A school feeds the schools of its cluster.".to_owned(),
                Feeding::List(from) => {
                    let pairs: Vec<String> = from
                        .iter()
                        .map(|(school, to)| format!("{school} feeds {}", list(to)))
                        .collect();
                    format!("{}.", pairs.join("; "))
                }
            };
            rules.push(("Feeder".to_owned(), sentence));
        }
        if let Some(neighborhood) = self.neighborhood
            && self.uses(Condition::Neighborhood)
        {
            let sentence = match neighborhood {
                Neighborhood::Zone => {
                    "A school's neighborhood is the home areas whose children may attend it by right."
                        .to_owned()
                }
                Neighborhood::Miles(miles) => format!(
                    "A school's neighborhood is the home areas whose centers are within {miles} miles \
                     of it in a straight line."
                ),
            };
            rules.push(("Neighborhood".to_owned(), sentence));
        }
        rules
    }
}
