//! Text to tokens.

use super::error::ExpressionError;
use super::ratio::Ratio;

/// The longest expression, in characters.
const LONGEST: usize = 2_000;
/// The most digits of a number, so that arithmetic on it stays exact.
const MOST_DIGITS: usize = 12;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(Ratio),
    Text(String),
    Name(String),
    True,
    False,
    And,
    Or,
    Not,
    In,
    Is,
    Missing,
    Plus,
    Minus,
    Times,
    Over,
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    End,
}

impl Token {
    /// As an error names it.
    pub(super) fn words(&self) -> String {
        match self {
            Token::Number(_) => "a number".to_owned(),
            Token::Text(text) => format!("the text '{text}'"),
            Token::Name(name) => format!("“{name}”"),
            Token::End => "the end".to_owned(),
            other => format!("“{}”", other.sign()),
        }
    }

    fn sign(&self) -> &'static str {
        match self {
            Token::True => "true",
            Token::False => "false",
            Token::And => "and",
            Token::Or => "or",
            Token::Not => "not",
            Token::In => "in",
            Token::Is => "is",
            Token::Missing => "missing",
            Token::Plus => "+",
            Token::Minus => "-",
            Token::Times => "*",
            Token::Over => "/",
            Token::Equal => "=",
            Token::Unequal => "!=",
            Token::Less => "<",
            Token::AtMost => "<=",
            Token::More => ">",
            Token::AtLeast => ">=",
            Token::Open => "(",
            Token::Close => ")",
            Token::OpenList => "[",
            Token::CloseList => "]",
            Token::Comma => ",",
            Token::Number(_) | Token::Text(_) | Token::Name(_) | Token::End => "",
        }
    }
}

/// A token and where it begins, counted in characters from 1.
pub(super) type Placed = (usize, Token);

/// The tokens of a text, the last of which is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, ExpressionError> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > LONGEST {
        return Err(ExpressionError::TooLarge { at: LONGEST, limit: "2000 characters" });
    }
    let mut placed = Vec::new();
    let mut next = 0;
    while let Some(&first) = chars.get(next) {
        let at = next + 1;
        let second = chars.get(next + 1).copied();
        let (token, length) = match first {
            c if c.is_whitespace() => {
                next += 1;
                continue;
            }
            c if c.is_ascii_digit() => number(&chars[next..], at)?,
            c if c.is_ascii_alphabetic() || c == '_' => name(&chars[next..]),
            '\'' | '"' => quoted(&chars[next..], at)?,
            '+' => (Token::Plus, 1),
            '-' | '−' => (Token::Minus, 1),
            '*' | '×' => (Token::Times, 1),
            '/' | '÷' => (Token::Over, 1),
            '=' => (Token::Equal, if second == Some('=') { 2 } else { 1 }),
            '!' if second == Some('=') => (Token::Unequal, 2),
            '<' if second == Some('=') => (Token::AtMost, 2),
            '>' if second == Some('=') => (Token::AtLeast, 2),
            '<' => (Token::Less, 1),
            '>' => (Token::More, 1),
            '≠' => (Token::Unequal, 1),
            '≤' => (Token::AtMost, 1),
            '≥' => (Token::AtLeast, 1),
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            '[' => (Token::OpenList, 1),
            ']' => (Token::CloseList, 1),
            ',' => (Token::Comma, 1),
            other => {
                let allowed =
                    "a number, a name, a quoted text, or one of + - * / = != < <= > >= ( ) [ ] ,";
                return Err(ExpressionError::Unexpected {
                    at,
                    found: format!("“{other}”"),
                    allowed,
                });
            }
        };
        placed.push((at, token));
        next += length;
    }
    placed.push((chars.len() + 1, Token::End));
    Ok(placed)
}

fn number(chars: &[char], at: usize) -> Result<(Token, usize), ExpressionError> {
    let (mut digits, mut value, mut below) = (0, 0_i64, 1_i64);
    let mut length = 0;
    let mut point = false;
    for c in chars {
        match c.to_digit(10) {
            Some(digit) => {
                digits += 1;
                if digits > MOST_DIGITS {
                    return Err(ExpressionError::TooLarge { at, limit: "12 digits in a number" });
                }
                value = value * 10 + i64::from(digit);
                if point {
                    below *= 10;
                }
            }
            None if *c == '.' && !point => point = true,
            None => break,
        }
        length += 1;
    }
    Ok((Token::Number(Ratio::of(value, below)), length))
}

fn name(chars: &[char]) -> (Token, usize) {
    let word: String =
        chars.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '_').collect();
    let length = word.len();
    let token = match word.as_str() {
        "true" => Token::True,
        "false" => Token::False,
        "and" => Token::And,
        "or" => Token::Or,
        "not" => Token::Not,
        "in" => Token::In,
        "is" => Token::Is,
        "missing" => Token::Missing,
        _ => Token::Name(word),
    };
    (token, length)
}

fn quoted(chars: &[char], at: usize) -> Result<(Token, usize), ExpressionError> {
    let quote = chars[0];
    match chars[1..].iter().position(|c| *c == quote) {
        Some(end) => Ok((Token::Text(chars[1..=end].iter().collect()), end + 2)),
        None => Err(ExpressionError::Unexpected {
            at,
            found: "a text that does not end".to_owned(),
            allowed: "a closing quote",
        }),
    }
}
