//! Text to tokens.

use super::SyntaxError;
use crate::exact::Exact;

/// The longest expression, in characters.
const LONGEST: usize = 2_000;
/// The most digits of a number, so that arithmetic on it stays exact.
const MOST_DIGITS: usize = 12;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(Exact),
    Text(String),
    Name(String),
    Sign(&'static str),
    End,
}

impl Token {
    /// As an error names it.
    pub(super) fn words(&self) -> String {
        match self {
            Token::Number(number) => format!("the number {number}"),
            Token::Text(text) => format!("the text '{text}'"),
            Token::Name(name) => format!("“{name}”"),
            Token::Sign(sign) => format!("“{sign}”"),
            Token::End => "the end".to_owned(),
        }
    }
}

/// Words that are signs of the language and no names.
const WORDS: [&str; 8] = ["and", "or", "not", "in", "is", "missing", "true", "false"];
/// Signs as they may be written and as the parser knows them, longest first.
const SIGNS: [(&str, &str); 22] = [
    ("!=", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("==", "="),
    ("=", "="),
    ("≠", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("<", "<"),
    (">", ">"),
    ("+", "+"),
    ("-", "-"),
    ("−", "-"),
    ("*", "*"),
    ("×", "*"),
    ("/", "/"),
    ("÷", "/"),
    ("(", "("),
    (")", ")"),
    ("[", "["),
    ("]", "]"),
    (",", ","),
];

/// A token and where it begins, counted in characters from 1.
pub(super) type Placed = (usize, Token);

/// The tokens of a text, the last of which is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, SyntaxError> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > LONGEST {
        return Err(SyntaxError::TooLarge { at: LONGEST, limit: "2000 characters" });
    }
    let mut placed = Vec::new();
    let mut next = 0;
    while let Some(&first) = chars.get(next) {
        let at = next + 1;
        let (token, length) = match first {
            c if c.is_whitespace() => {
                next += 1;
                continue;
            }
            c if c.is_ascii_digit() => number(&chars[next..], at)?,
            c if c.is_ascii_alphabetic() || c == '_' => {
                let word = run(&chars[next..], |c| c.is_ascii_alphanumeric() || c == '_');
                let length = word.len();
                match WORDS.iter().find(|known| **known == word) {
                    Some(sign) => (Token::Sign(sign), length),
                    None => (Token::Name(word), length),
                }
            }
            '\'' | '"' => quoted(&chars[next..], at)?,
            other => sign(&chars[next..]).ok_or_else(|| SyntaxError::Unexpected {
                at,
                found: format!("“{other}”"),
                allowed: "a number, a name, a quoted text, or one of + - * / = != < <= > >= ( ) [ ] ,",
            })?,
        };
        placed.push((at, token));
        next += length;
    }
    placed.push((chars.len() + 1, Token::End));
    Ok(placed)
}

fn number(chars: &[char], at: usize) -> Result<(Token, usize), SyntaxError> {
    let word = run(chars, |c| c.is_ascii_digit() || c == '.' || c == '_');
    if word.bytes().filter(u8::is_ascii_digit).count() > MOST_DIGITS {
        return Err(SyntaxError::TooLarge { at, limit: "12 digits in a number" });
    }
    match Exact::parse(&word.replace('_', "")) {
        Some(number) => Ok((Token::Number(number), word.len())),
        None => Err(SyntaxError::Unexpected {
            at,
            found: format!("“{word}”"),
            allowed: "a number such as 24, 0.5 or 1_000",
        }),
    }
}

fn quoted(chars: &[char], at: usize) -> Result<(Token, usize), SyntaxError> {
    let quote = chars[0];
    match chars[1..].iter().position(|c| *c == quote) {
        Some(end) => Ok((Token::Text(chars[1..=end].iter().collect()), end + 2)),
        None => Err(SyntaxError::Unexpected {
            at,
            found: "a text that does not end".to_owned(),
            allowed: "a closing quote",
        }),
    }
}

fn sign(chars: &[char]) -> Option<(Token, usize)> {
    let here: String = chars.iter().take(2).collect();
    let (written, sign) = SIGNS.iter().find(|(written, _)| here.starts_with(written))?;
    Some((Token::Sign(sign), written.chars().count()))
}

fn run(chars: &[char], belongs: impl Fn(char) -> bool) -> String {
    chars.iter().take_while(|c| belongs(**c)).collect()
}
