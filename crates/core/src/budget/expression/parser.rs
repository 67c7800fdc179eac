//! Tokens to a tree, by operator precedence (Pratt 1973).

use super::error::ExpressionError;
use super::lexer::{Placed, Token};
use crate::exact::Exact;

/// The deepest nesting.
const DEEPEST: usize = 48;

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
    /// A name; after the check, with its place among the formula's names.
    Name(String, usize),
    /// Minus something.
    Negative(Box<Node>),
    /// Not something.
    Not(Box<Node>),
    /// `+ - * /`.
    Arithmetic(char, Box<Node>, Box<Node>),
    /// A comparison: `=`, `!=`, `<`, `<=`, `>`, `>=`.
    Compare(&'static str, Box<Node>, Box<Node>),
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

/// The tree of a whole expression.
pub(super) fn parse(tokens: &[Placed]) -> Result<Node, ExpressionError> {
    let mut parser = Parser { tokens, next: 0, depth: 0 };
    let node = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(node),
        _ => Err(parser.unexpected("and, or, a comparison, an operation, or the end")),
    }
}

struct Parser<'a> {
    tokens: &'a [Placed],
    next: usize,
    depth: usize,
}

/// How tightly an infix sign binds; `None` when it is none.
fn binding(token: &Token) -> Option<u8> {
    let Token::Sign(sign) = token else { return None };
    Some(match *sign {
        "or" => 1,
        "and" => 2,
        "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "is" | "not" => 4,
        "+" | "-" => 5,
        "*" | "/" => 6,
        _ => return None,
    })
}

const OF_NOT: u8 = 3;
const OF_SIGN: u8 = 7;
const OPERAND: &str = "a number, a name, a quoted text, a function, true, false, not, or (";

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |(at, _)| *at)
    }

    fn unexpected(&self, allowed: &'static str) -> ExpressionError {
        ExpressionError::Unexpected { at: self.at(), found: self.peek().words(), allowed }
    }

    fn take_if(&mut self, sign: &'static str) -> bool {
        let found = *self.peek() == Token::Sign(sign);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), ExpressionError> {
        if self.take_if(sign) { Ok(()) } else { Err(self.unexpected(sign)) }
    }

    fn expression(&mut self, at_least: u8) -> Result<Node, ExpressionError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(ExpressionError::TooLarge { at: self.at(), limit: "48 levels of nesting" });
        }
        let mut left = self.operand()?;
        let mut compared = false;
        while let Some(power) = binding(self.peek()).filter(|power| *power > at_least) {
            if power == 4 && std::mem::replace(&mut compared, true) {
                return Err(self.unexpected("and or or between two comparisons"));
            }
            left = self.infix(left, power)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn list(&mut self, close: &'static str) -> Result<Vec<Node>, ExpressionError> {
        let mut list = vec![self.expression(0)?];
        while self.take_if(",") {
            list.push(self.expression(0)?);
        }
        self.expect(close)?;
        Ok(list)
    }

    fn operand(&mut self) -> Result<Node, ExpressionError> {
        let at = self.at();
        let token = self.peek().clone();
        if token == Token::End {
            return Err(self.unexpected(OPERAND));
        }
        self.next += 1;
        let part = match token {
            Token::Number(number) => Part::Number(number),
            Token::Text(text) => Part::Text(text),
            Token::Name(name) => {
                let function = Function::ALL.iter().find(|(known, _)| *known == name);
                match function {
                    Some((_, function)) if *self.peek() == Token::Sign("(") => {
                        self.next += 1;
                        Part::Call(*function, self.list(")")?)
                    }
                    _ => Part::Name(name, usize::MAX),
                }
            }
            Token::Sign("true") => Part::Flag(true),
            Token::Sign("false") => Part::Flag(false),
            Token::Sign("not") => Part::Not(Box::new(self.expression(OF_NOT)?)),
            Token::Sign("-") => Part::Negative(Box::new(self.expression(OF_SIGN)?)),
            Token::Sign("(") => {
                let inner = self.expression(0)?;
                self.expect(")")?;
                inner.part
            }
            _ => {
                self.next -= 1;
                return Err(self.unexpected(OPERAND));
            }
        };
        Ok(Node { at, part })
    }

    fn infix(&mut self, left: Node, power: u8) -> Result<Node, ExpressionError> {
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
                    "+" => Part::Arithmetic('+', left, right),
                    "-" => Part::Arithmetic('-', left, right),
                    "*" => Part::Arithmetic('*', left, right),
                    "/" => Part::Arithmetic('/', left, right),
                    comparison => Part::Compare(comparison, left, right),
                }
            }
        };
        Ok(Node { at, part })
    }

    fn one_of(&mut self, value: Box<Node>) -> Result<Part, ExpressionError> {
        self.expect("[")?;
        Ok(Part::In(value, self.list("]")?))
    }
}
