//! Tokens to a tree, by operator precedence (Pratt 1973).

use super::error::ExpressionError;
use super::lexer::{Placed, Token};
use super::ratio::Ratio;

/// The deepest nesting.
const DEEPEST: usize = 64;

/// A node of the tree, and where it begins.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub at: usize,
    pub part: Part,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Number(Ratio),
    Text(String),
    Flag(bool),
    Name(String),
    Negative(Box<Node>),
    Not(Box<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    Compare(Compare, Box<Node>, Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    In { value: Box<Node>, list: Vec<Node>, negated: bool },
    Missing { value: Box<Node>, negated: bool },
}

/// The four operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Over,
}

/// The six comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
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

/// How tightly an infix token binds; `None` when it is not one.
fn binding(token: &Token) -> Option<u8> {
    Some(match token {
        Token::Or => 1,
        Token::And => 2,
        Token::Equal
        | Token::Unequal
        | Token::Less
        | Token::AtMost
        | Token::More
        | Token::AtLeast
        | Token::In
        | Token::Is
        | Token::Not => 4,
        Token::Plus | Token::Minus => 5,
        Token::Times | Token::Over => 6,
        _ => return None,
    })
}

const OF_NOT: u8 = 3;
const OF_SIGN: u8 = 7;
const OPERAND: &str = "a number, a name, a quoted text, true, false, not, or (";

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |(at, _)| *at)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn unexpected(&self, allowed: &'static str) -> ExpressionError {
        ExpressionError::Unexpected { at: self.at(), found: self.peek().words(), allowed }
    }

    fn expect(&mut self, wanted: &Token, allowed: &'static str) -> Result<(), ExpressionError> {
        if self.peek() == wanted {
            self.next += 1;
            Ok(())
        } else {
            Err(self.unexpected(allowed))
        }
    }

    fn expression(&mut self, at_least: u8) -> Result<Node, ExpressionError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(ExpressionError::TooLarge { at: self.at(), limit: "64 levels of nesting" });
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

    fn operand(&mut self) -> Result<Node, ExpressionError> {
        let at = self.at();
        let part = match self.peek().clone() {
            Token::Number(value) => Part::Number(value),
            Token::Text(text) => Part::Text(text),
            Token::True => Part::Flag(true),
            Token::False => Part::Flag(false),
            Token::Name(name) => Part::Name(name),
            Token::Minus => {
                self.next += 1;
                return Ok(Node { at, part: Part::Negative(Box::new(self.expression(OF_SIGN)?)) });
            }
            Token::Not => {
                self.next += 1;
                return Ok(Node { at, part: Part::Not(Box::new(self.expression(OF_NOT)?)) });
            }
            Token::Open => {
                self.next += 1;
                let inner = self.expression(0)?;
                self.expect(&Token::Close, ")")?;
                return Ok(inner);
            }
            _ => return Err(self.unexpected(OPERAND)),
        };
        self.next += 1;
        Ok(Node { at, part })
    }

    fn infix(&mut self, left: Node, power: u8) -> Result<Node, ExpressionError> {
        let at = left.at;
        let token = self.take();
        let left = Box::new(left);
        let part = match token {
            Token::In => Part::In { value: left, list: self.list()?, negated: false },
            Token::Not => {
                self.expect(&Token::In, "in")?;
                Part::In { value: left, list: self.list()?, negated: true }
            }
            Token::Is => {
                let negated = self.peek() == &Token::Not;
                self.next += usize::from(negated);
                self.expect(&Token::Missing, "missing or not missing")?;
                Part::Missing { value: left, negated }
            }
            _ => {
                let right = Box::new(self.expression(power)?);
                match token {
                    Token::Or => Part::Or(left, right),
                    Token::And => Part::And(left, right),
                    Token::Plus => Part::Arithmetic(Arithmetic::Plus, left, right),
                    Token::Minus => Part::Arithmetic(Arithmetic::Minus, left, right),
                    Token::Times => Part::Arithmetic(Arithmetic::Times, left, right),
                    Token::Over => Part::Arithmetic(Arithmetic::Over, left, right),
                    Token::Unequal => Part::Compare(Compare::Unequal, left, right),
                    Token::Less => Part::Compare(Compare::Less, left, right),
                    Token::AtMost => Part::Compare(Compare::AtMost, left, right),
                    Token::More => Part::Compare(Compare::More, left, right),
                    Token::AtLeast => Part::Compare(Compare::AtLeast, left, right),
                    _ => Part::Compare(Compare::Equal, left, right),
                }
            }
        };
        Ok(Node { at, part })
    }

    fn list(&mut self) -> Result<Vec<Node>, ExpressionError> {
        self.expect(&Token::OpenList, "[ and a list")?;
        let mut list = vec![self.expression(4)?];
        while self.peek() == &Token::Comma {
            self.next += 1;
            list.push(self.expression(4)?);
        }
        self.expect(&Token::CloseList, ", or ]")?;
        Ok(list)
    }
}
