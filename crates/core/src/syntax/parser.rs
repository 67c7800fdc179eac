//! Tokens to a tree, by operator precedence (Pratt 1973).

use std::cmp::Ordering;

use super::SyntaxError;
use super::lexer::{Placed, Token, tokens};
use crate::exact::Exact;

/// The deepest nesting.
const DEEPEST: usize = 64;

/// A node of the tree, and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it begins, counted in characters from 1.
    pub at: usize,
    /// What it is.
    pub part: Part,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A number as written.
    Number(Exact),
    /// A quoted text.
    Text(String),
    /// True or false.
    Flag(bool),
    /// A name, and its place among the names that a room knows: `usize::MAX` until it is looked up.
    Name(String, usize),
    /// Minus something.
    Negative(Box<Node>),
    /// Not something.
    Not(Box<Node>),
    /// `+ - * /`.
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    /// `= != < <= > >=`.
    Compare(Compare, Box<Node>, Box<Node>),
    /// Both.
    And(Box<Node>, Box<Node>),
    /// Either.
    Or(Box<Node>, Box<Node>),
    /// One of a list.
    In(Box<Node>, Vec<Node>),
    /// Whether it is missing.
    Missing(Box<Node>),
    /// A function of values.
    Call(Function, Vec<Node>),
}

/// The four operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// The six comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Compare {
    /// Whether it only asks if two values are the same: `Some(true)` for `=`, `Some(false)` for `!=`.
    pub fn asks_equal(self) -> Option<bool> {
        match self {
            Compare::Equal => Some(true),
            Compare::Unequal => Some(false),
            _ => None,
        }
    }

    /// Whether two values in this order pass.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Compare::Equal => order.is_eq(),
            Compare::Unequal => order.is_ne(),
            Compare::Less => order.is_lt(),
            Compare::AtMost => order.is_le(),
            Compare::More => order.is_gt(),
            Compare::AtLeast => order.is_ge(),
        }
    }
}

/// The functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// The whole number at or above.
    Ceil,
    /// The whole number at or below.
    Floor,
    /// The nearest whole number, halves up.
    Round,
    /// The largest.
    Max,
    /// The smallest.
    Min,
    /// One of two, by a condition.
    If,
}

impl Function {
    /// All, by name.
    pub const ALL: [(&'static str, Function); 6] = [
        ("ceil", Function::Ceil),
        ("floor", Function::Floor),
        ("round", Function::Round),
        ("max", Function::Max),
        ("min", Function::Min),
        ("if", Function::If),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Function::ALL.iter().find(|(_, f)| *f == self).map_or("", |(name, _)| name)
    }
}

/// The tree of a whole expression. A name before a parenthesis is one of `functions`, or a mistake.
///
/// # Errors
/// The first mistake, with its place and what could stand there.
pub fn parse(text: &str, functions: &[(&str, Function)]) -> Result<Node, SyntaxError> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, functions, next: 0, depth: 0 };
    let node = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(node),
        _ => Err(parser.unexpected("and, or, a comparison, an operation, or the end")),
    }
}

struct Parser<'a> {
    tokens: &'a [Placed],
    functions: &'a [(&'a str, Function)],
    next: usize,
    depth: usize,
}

/// How tightly an infix sign binds; `None` when it is none.
fn binding(token: &Token) -> Option<u8> {
    let Token::Sign(sign) = token else { return None };
    Some(match *sign {
        "or" => 1,
        "and" => 2,
        "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "is" | "not" => OF_COMPARISON,
        "+" | "-" => 5,
        "*" | "/" => 6,
        _ => return None,
    })
}

const OF_NOT: u8 = 3;
const OF_COMPARISON: u8 = 4;
const OF_SIGN: u8 = 7;

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |(at, _)| *at)
    }

    fn unexpected(&self, allowed: &'static str) -> SyntaxError {
        SyntaxError::Unexpected { at: self.at(), found: self.peek().words(), allowed }
    }

    fn no_operand(&self) -> SyntaxError {
        self.unexpected(if self.functions.is_empty() {
            "a number, a name, a quoted text, true, false, not, or ("
        } else {
            "a number, a name, a quoted text, a function, true, false, not, or ("
        })
    }

    fn take_if(&mut self, sign: &'static str) -> bool {
        let found = *self.peek() == Token::Sign(sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), SyntaxError> {
        if self.take_if(sign) { Ok(()) } else { Err(self.unexpected(sign)) }
    }

    fn expression(&mut self, at_least: u8) -> Result<Node, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(SyntaxError::TooLarge { at: self.at(), limit: "64 levels of nesting" });
        }
        let mut left = self.operand()?;
        let mut compared = false;
        while let Some(power) = binding(self.peek()).filter(|power| *power > at_least) {
            if power == OF_COMPARISON && std::mem::replace(&mut compared, true) {
                return Err(self.unexpected("and or or between two comparisons"));
            }
            left = self.infix(left, power)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Values with commas between, up to the closing sign.
    fn list(&mut self, at_least: u8, close: &'static str) -> Result<Vec<Node>, SyntaxError> {
        let mut list = vec![self.expression(at_least)?];
        while self.take_if(",") {
            list.push(self.expression(at_least)?);
        }
        self.expect(close)?;
        Ok(list)
    }

    fn operand(&mut self) -> Result<Node, SyntaxError> {
        let at = self.at();
        let token = self.peek().clone();
        if token == Token::End {
            return Err(self.no_operand());
        }
        self.next += 1;
        let part = match token {
            Token::Number(number) => Part::Number(number),
            Token::Text(text) => Part::Text(text),
            Token::Name(name) => match self.functions.iter().find(|(known, _)| *known == name) {
                Some((_, function)) if self.take_if("(") => {
                    Part::Call(*function, self.list(0, ")")?)
                }
                _ => Part::Name(name, usize::MAX),
            },
            Token::Sign("true") => Part::Flag(true),
            Token::Sign("false") => Part::Flag(false),
            Token::Sign("not") => Part::Not(Box::new(self.expression(OF_NOT)?)),
            Token::Sign("-") => Part::Negative(Box::new(self.expression(OF_SIGN)?)),
            Token::Sign("(") => {
                let inner = self.expression(0)?;
                self.expect(")")?;
                return Ok(inner);
            }
            _ => {
                self.next -= 1;
                return Err(self.no_operand());
            }
        };
        Ok(Node { at, part })
    }

    fn infix(&mut self, left: Node, power: u8) -> Result<Node, SyntaxError> {
        let at = left.at;
        let Token::Sign(sign) = self.peek().clone() else {
            return Err(self.unexpected("an operation"));
        };
        self.next += 1;
        let left = Box::new(left);
        let part = match sign {
            "in" => self.one_of(left)?,
            "not" => {
                self.expect("in")?;
                let part = self.one_of(left)?;
                Part::Not(Box::new(Node { at, part }))
            }
            "is" => {
                let negated = self.take_if("not");
                self.expect("missing")?;
                let part = Part::Missing(left);
                if negated { Part::Not(Box::new(Node { at, part })) } else { part }
            }
            _ => {
                let right = Box::new(self.expression(power)?);
                match sign {
                    "or" => Part::Or(left, right),
                    "and" => Part::And(left, right),
                    "+" => Part::Arithmetic(Arithmetic::Plus, left, right),
                    "-" => Part::Arithmetic(Arithmetic::Minus, left, right),
                    "*" => Part::Arithmetic(Arithmetic::Times, left, right),
                    "/" => Part::Arithmetic(Arithmetic::Over, left, right),
                    "!=" => Part::Compare(Compare::Unequal, left, right),
                    "<" => Part::Compare(Compare::Less, left, right),
                    "<=" => Part::Compare(Compare::AtMost, left, right),
                    ">" => Part::Compare(Compare::More, left, right),
                    ">=" => Part::Compare(Compare::AtLeast, left, right),
                    _ => Part::Compare(Compare::Equal, left, right),
                }
            }
        };
        Ok(Node { at, part })
    }

    fn one_of(&mut self, value: Box<Node>) -> Result<Part, SyntaxError> {
        self.expect("[")?;
        Ok(Part::In(value, self.list(OF_COMPARISON, "]")?))
    }
}
