//! The picture to play with: every move and every hold is in the address, in the order in which
//! they were made, so that each can be taken back and its price stays told.

use traction_core::budget::engine::picture::{Picture, Quantity};
use traction_core::budget::engine::walk::{Turn, Walk};
use traction_core::budget::explain::{dollars, moved_words, price_words, quantity_words};
use traction_core::exact::Exact;

use crate::charts::Unit;
use crate::links::{below, href};
use crate::parts::Link;
use crate::server::{Asked, Refusal};

/// The most turns of one address.
const MOST_TURNS: usize = 40;
/// How a hold begins in an address.
const HOLD: &str = "hold:";

/// One number of the picture, with the ways to move and to hold it.
pub(super) struct Number {
    pub code: &'static str,
    pub name: &'static str,
    pub doc: &'static str,
    pub unit: &'static str,
    pub value: String,
    pub was: Option<String>,
    pub mark: &'static str,
    pub less: Option<String>,
    pub more: Option<String>,
    pub hold: Option<String>,
    pub held: bool,
}

/// A few numbers that belong together.
pub(super) struct Card {
    pub id: &'static str,
    pub title: &'static str,
    pub asks: &'static str,
    pub numbers: Vec<Number>,
}

/// One move that was made, in words, with what it adds to the plan, and the way to take it back.
pub(super) struct Made {
    pub words: String,
    pub price: String,
    pub back: String,
}

const CARDS: [(&str, &str, &str, &[Quantity]); 4] = [
    (
        "classes",
        "Students and classes",
        "How many students sit in a class?",
        &[Quantity::Students, Quantity::Lessons, Quantity::ClassSize, Quantity::Sections],
    ),
    (
        "day",
        "A teacher’s day",
        "How much time is left to plan, alone and together?",
        &[
            Quantity::Load,
            Quantity::Planning,
            Quantity::Collaboration,
            Quantity::Duty,
            Quantity::Periods,
            Quantity::PeriodMinutes,
            Quantity::Contact,
        ],
    ),
    (
        "teachers",
        "Teachers",
        "How many does that take?",
        &[Quantity::Teachers, Quantity::StudentsATeacher, Quantity::Pay, Quantity::LessonCost],
    ),
    (
        "money",
        "Money",
        "Is there enough?",
        &[
            Quantity::TeacherDollars,
            Quantity::OtherDollars,
            Quantity::Cost,
            Quantity::Flexible,
            Quantity::Restricted,
            Quantity::Balance,
            Quantity::CostAStudent,
        ],
    ),
];

/// By how much one press moves a quantity; `None` for what only follows.
fn step(quantity: Quantity) -> Option<Exact> {
    let (over, under) = match quantity {
        Quantity::Students | Quantity::Planning | Quantity::Collaboration => (10, 1),
        Quantity::Lessons | Quantity::Load => (1, 2),
        Quantity::ClassSize | Quantity::Teachers | Quantity::StudentsATeacher => (1, 1),
        Quantity::Periods => (1, 1),
        Quantity::Sections | Quantity::PeriodMinutes | Quantity::Duty => (5, 1),
        Quantity::Pay => (1_000, 1),
        Quantity::OtherDollars | Quantity::Flexible | Quantity::Restricted | Quantity::Balance => {
            (50_000, 1)
        }
        Quantity::CostAStudent => (100, 1),
        _ => return None,
    };
    Exact::of(over, under)
}

/// What the address asks for: its turns in order, and the one that the form adds.
///
/// # Errors
/// A quantity that there is not; a number that is none.
pub(super) fn turns(asked: &Asked) -> Result<Vec<Turn>, Refusal> {
    let find = |code: &str| {
        Quantity::ALL.iter().copied().find(|quantity| quantity.code() == code).ok_or_else(|| {
            Refusal::unclear(&format!("There is no quantity “{code}” in the picture."))
        })
    };
    let number = |key: &str, text: &str| {
        Exact::from_fraction(text)
            .ok_or_else(|| Refusal::unclear(&format!("“{key}” must be a number, and is “{text}”.")))
    };
    let mut turns = Vec::new();
    for text in asked.text("turns").split(',').map(str::trim).filter(|text| !text.is_empty()) {
        let turn = match (text.strip_prefix(HOLD), text.split_once(':')) {
            (Some(code), _) => Turn::Hold(find(code)?),
            (None, Some((code, to))) => Turn::Move(find(code)?, number(code, to)?),
            (None, None) => {
                let what = format!("“{text}” is neither a move, class_size:24, nor a hold.");
                return Err(Refusal::unclear(&what));
            }
        };
        turns = with(&turns, turn);
    }
    if let (Some(code), Some(to)) = (asked.find("move"), asked.find("to")) {
        turns = with(&turns, Turn::Move(find(code)?, number("to", to)?));
    }
    if turns.len() > MOST_TURNS {
        return Err(Refusal::unclear("So many moves at once are no longer one picture."));
    }
    Ok(turns)
}

/// The turns with one more: a quantity that was moved already is moved further in its place, and
/// what is moved is no longer held.
fn with(turns: &[Turn], turn: Turn) -> Vec<Turn> {
    let quantity = turn.quantity();
    let mut list: Vec<Turn> =
        turns.iter().copied().filter(|other| *other != Turn::Hold(quantity)).collect();
    let moved = list
        .iter_mut()
        .find(|other| matches!(other, Turn::Move(..)) && other.quantity() == quantity);
    match moved {
        Some(place) => *place = turn,
        None => list.push(turn),
    }
    list
}

/// The turns as an address has them.
fn written(turns: &[Turn]) -> String {
    let words: Vec<String> = turns
        .iter()
        .map(|turn| match turn {
            Turn::Move(quantity, to) => format!("{}:{}", quantity.code(), to.to_fraction()),
            Turn::Hold(quantity) => format!("{HOLD}{}", quantity.code()),
        })
        .collect();
    words.join(",")
}

/// A picture at its address.
pub(super) struct Play<'a> {
    pub id: &'a str,
    pub formula: &'a str,
    pub walk: &'a Walk,
}

impl Play<'_> {
    fn at(&self, turns: &[Turn]) -> String {
        let query = [("formula", self.formula), ("turns", &written(turns))];
        href(&below("/budget/schools", self.id), &query)
    }

    /// The turns that stand, as the form carries them on.
    pub fn carried(&self) -> String {
        written(&self.walk.done)
    }

    /// The address without any turn.
    pub fn reset(&self) -> Option<String> {
        (!self.walk.done.is_empty()).then(|| self.at(&[]))
    }

    /// The address without the last turn, where there are several.
    pub fn undo(&self) -> Option<String> {
        let (_, before) = self.walk.done.split_last()?;
        (!before.is_empty()).then(|| self.at(before))
    }

    /// Each move that was made.
    pub fn made(&self) -> Vec<Made> {
        let one = |moved: &traction_core::budget::engine::picture::Moved| {
            let rest: Vec<Turn> = self
                .walk
                .done
                .iter()
                .copied()
                .filter(|turn| !is_move_of(*turn, moved.quantity))
                .collect();
            Made {
                words: moved_words(moved),
                price: price_words(moved.price()),
                back: self.at(&rest),
            }
        };
        self.walk.moves.iter().map(one).collect()
    }

    /// What all moves do together, where there are several.
    pub fn together(&self) -> String {
        if self.walk.moves.len() < 2 {
            return String::new();
        }
        let of =
            |quantity: Quantity| self.walk.before.get(quantity).zip(self.walk.after.get(quantity));
        let price = of(Quantity::Cost).and_then(|(before, after)| after.minus(before));
        let mut words = format!("Together this {}", price_words(price));
        if let Some((before, after)) = of(Quantity::Balance) {
            let cash = |n: Exact| dollars(n.round());
            words.push_str(&format!(
                "; what is left over goes from {} to {}",
                cash(before),
                cash(after)
            ));
        }
        words + "."
    }

    /// The cards.
    pub fn cards(&self) -> Vec<Card> {
        CARDS
            .iter()
            .map(|&(id, title, asks, quantities)| Card {
                id,
                title,
                asks,
                numbers: quantities.iter().map(|quantity| self.number(*quantity)).collect(),
            })
            .collect()
    }

    fn number(&self, quantity: Quantity) -> Number {
        let (base, now) = (self.walk.before.get(quantity), self.walk.after.get(quantity));
        let (moved, held) = (self.walk.has_moved(quantity), self.walk.has_held(quantity));
        let value = now.map_or_else(|| "not known".to_owned(), |n| print(n, quantity));
        let was = base.map(|n| print(n, quantity)).filter(|was| *was != value);
        let mark = match (moved, held) {
            (true, _) => "moved",
            (false, true) => "held",
            (false, false) if was.is_some() => "follows",
            _ => "",
        };
        let pressed = |up: bool| {
            let (step, now) = step(quantity).zip(now)?;
            // The next round number in that direction.
            let places = now.over(step)?;
            let next = if up {
                places.floor().plus(Exact::ONE)?
            } else {
                places.ceil().minus(Exact::ONE)?
            };
            let to = next.times(step)?;
            let possible = !to.is_negative() || quantity == Quantity::Balance;
            possible.then(|| self.at(&with(&self.walk.done, Turn::Move(quantity, to))))
        };
        // What was moved is held as long as its move stands.
        let toggled = || {
            let mut list = self.walk.done.clone();
            match held {
                true => list.retain(|turn| *turn != Turn::Hold(quantity)),
                false => list.push(Turn::Hold(quantity)),
            }
            self.at(&list)
        };
        Number {
            code: quantity.code(),
            name: quantity.name(),
            doc: quantity.doc(),
            unit: unit_beside(quantity),
            less: pressed(false),
            more: pressed(true),
            hold: (base.is_some() && !moved).then(toggled),
            held,
            value,
            was,
            mark,
        }
    }

    /// What may be tried first: a question, and the address that answers it.
    pub fn tries(&self) -> Vec<Link> {
        if !self.walk.moves.is_empty() {
            return Vec::new();
        }
        let by = |quantity: Quantity, change: Exact| {
            let to = self.walk.after.get(quantity)?.plus(change)?;
            let turns = with(&self.walk.done, Turn::Move(quantity, to));
            Some(self.at(&turns)).filter(|_| to > Exact::ZERO)
        };
        let twentieth = || {
            let students = self.walk.after.get(Quantity::Students)?;
            by(Quantity::Students, students.over(Exact::whole(-20))?.round())
        };
        [
            (by(Quantity::ClassSize, Exact::whole(-2)), "two students fewer in a class"),
            (by(Quantity::Collaboration, Exact::whole(20)), "20 minutes more a day to meet"),
            (twentieth(), "one student in twenty fewer"),
        ]
        .into_iter()
        .filter_map(|(href, text)| Some(Link::to(&format!("{}#picture", href?), text)))
        .collect()
    }
}

fn is_move_of(turn: Turn, quantity: Quantity) -> bool {
    matches!(turn, Turn::Move(..)) && turn.quantity() == quantity
}

/// A number as a form has it: no thousands signs.
pub(super) fn plain(picture: &Picture, quantity: Quantity) -> String {
    let number = picture.get(quantity);
    number
        .map(|n| n.print(quantity.places()).replace(',', "").replace('−', "-"))
        .unwrap_or_default()
}

/// A number as a card has it.
pub(super) fn print(number: Exact, quantity: Quantity) -> String {
    if quantity == Quantity::Contact {
        return Unit::Percent(0).label(number.to_f64());
    }
    quantity_words(quantity, number)
}

/// The unit as it stands beside a number that may say a part of it already.
pub(super) fn unit_beside(quantity: Quantity) -> &'static str {
    match quantity.unit() {
        "dollars" => "",
        "dollars a year" => "a year",
        unit if unit.eq_ignore_ascii_case(quantity.name()) => "",
        unit => unit,
    }
}
