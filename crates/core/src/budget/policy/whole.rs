//! What can only be said of a formula as a whole: its order, and what nothing uses.

use super::file::FormulaFile;
use super::read::Reader;
use super::{Formula, Gives, Item, Line, NumberRule, order};
use crate::budget::expression::Expression;
use crate::near::find_nearest;

impl Reader<'_> {
    /// What can only be said of the formula as a whole.
    pub fn whole(&mut self, formula: &mut Formula, read: &FormulaFile) -> Option<()> {
        let first = formula.inputs.len();
        let items = formula.numbers.len() + formula.lines.len();
        let expressions = |item: usize| match item.checked_sub(formula.numbers.len()) {
            None => expressions_of_number(&formula.numbers[item]),
            Some(line) => expressions_of_line(formula, &formula.lines[line]),
        };
        let mut used = vec![false; first + items];
        let mut uses = Vec::new();
        for item in 0..items {
            let mut list = Vec::new();
            for expression in expressions(item) {
                for place in expression.uses() {
                    used[*place] = true;
                    list.extend(place.checked_sub(first));
                }
            }
            uses.push(list);
        }
        let id = |item: usize| match item.checked_sub(formula.numbers.len()) {
            None => &read.number[item].id,
            Some(line) => &read.line[line].id,
        };
        match order::order(&uses) {
            Ok(ordered) => {
                let numbers = formula.numbers.len();
                formula.order = ordered
                    .into_iter()
                    .map(|item| match item.checked_sub(numbers) {
                        None => Item::Number(item),
                        Some(line) => Item::Line(line),
                    })
                    .collect();
            }
            Err(round) => {
                let path: Vec<&str> =
                    round.iter().map(|item| id(*item).get_ref().as_str()).collect();
                let what = format!("a loop: {}", path.join(" → "));
                self.wrong(id(round[0]), what, "One of them must be computed without the others");
                return None;
            }
        }
        for place in other_uses(formula) {
            used[place] = true;
        }
        for (place, input) in read.input.iter().enumerate().filter(|(place, _)| !used[*place]) {
            let line = self.place(&input.name);
            let what = format!("no line uses the input “{}”", formula.inputs[place].name);
            self.look(line, what, "Take it out, or use it");
        }
        for (place, line) in formula.lines.iter().enumerate() {
            let at = line.at;
            match &line.fund {
                None => {
                    self.look(at, format!("no fund pays for “{}”", line.id), "Add fund = \"…\"");
                }
                Some(fund) if formula.find_fund(fund).is_none() => {
                    let what = format!("there is no [[fund]] “{fund}”");
                    let known = formula.funds.iter().map(|fund| fund.id.as_str());
                    let remedy = match find_nearest(fund, known) {
                        Some(word) => format!("Did you mean \"{word}\"?"),
                        None => "Add it: its giver, what it may pay for, until when".to_owned(),
                    };
                    if let Some(text) = &read.line[place].fund {
                        self.wrong(text, what, remedy);
                    }
                }
                Some(_) => {}
            }
            if let Some(job) = line.job.as_ref().filter(|_| line.gives == Gives::Positions)
                && formula.find_price(job).is_none()
            {
                let what =
                    format!("a position of “{job}” has no price, so it is counted and not priced");
                self.look(at, what, "Add [[price]] with job and average");
            }
        }
        if !formula.verified && formula.note.is_empty() {
            self.look(
                0,
                "the formula was not checked against its text, and no note says what is unsure",
                "Write note = \"…\", or verified = true",
            );
        }
        Some(())
    }
}

fn expressions_of_number(number: &NumberRule) -> Vec<&Expression> {
    let bands = number.bands.iter().flat_map(|(when, is)| [when, is]);
    bands.chain(&number.otherwise).collect()
}

fn expressions_of_line<'a>(formula: &'a Formula, line: &'a Line) -> Vec<&'a Expression> {
    let mut list = line.expressions();
    if let Some(price) = line.job.as_ref().and_then(|job| formula.find_price(job)) {
        list.push(&price.average);
        list.extend(&price.actual);
    }
    list
}

/// Names used by need, supports and levers, and by what is published.
fn other_uses(formula: &Formula) -> Vec<usize> {
    let mut list: Vec<&Expression> = formula.need.iter().map(|need| &need.is).collect();
    list.extend(&formula.calendar.duty_minutes);
    list.extend(formula.supports.iter().map(|support| &support.dollars));
    for lever in &formula.levers {
        list.extend([&lever.cost, &lever.reaches]);
        list.extend(lever.central_positions.iter().chain(&lever.when));
    }
    let results = formula.lines.iter().map(|line| &line.published);
    let results = results.chain(formula.numbers.iter().map(|number| &number.published));
    list.extend(results.flatten().filter_map(|result| result.when.as_ref()));
    list.extend(formula.tradeoff.iter().flat_map(|t| t.high_need.iter().map(|(when, _)| when)));
    list.into_iter().flat_map(|expression| expression.uses().to_vec()).collect()
}
