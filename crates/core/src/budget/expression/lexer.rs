//! Text to tokens.

use super::error::ExpressionError;
use crate::exact::Exact;

/// The longest expression, in characters.
const LONGEST: usize = 2_000;

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
/// Signs, longest first.
const SIGNS: [(&str, &str); 20] = [
    ("!=", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("==", "="),
    ("=", "="),
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
    ("≥", ">="),
];

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
        if first.is_whitespace() {
            next += 1;
        } else if first.is_ascii_digit() {
            let word = run(&chars[next..], |c| c.is_ascii_digit() || c == '.' || c == '_');
            next += word.chars().count();
            let number =
                Exact::parse(&word.replace('_', "")).ok_or(ExpressionError::Unexpected {
                    at,
                    found: format!("“{word}”"),
                    allowed: "a number such as 24, 0.5 or 1_000",
                })?;
            placed.push((at, Token::Number(number)));
        } else if first.is_ascii_alphabetic() || first == '_' {
            let word = run(&chars[next..], |c| c.is_ascii_alphanumeric() || c == '_');
            next += word.len();
            let token = match WORDS.iter().find(|known| **known == word) {
                Some(sign) => Token::Sign(sign),
                None => Token::Name(word),
            };
            placed.push((at, token));
        } else if first == '\'' || first == '"' {
            let rest = &chars[next + 1..];
            let Some(end) = rest.iter().position(|c| *c == first) else {
                return Err(ExpressionError::Unexpected {
                    at,
                    found: "a text that does not end".to_owned(),
                    allowed: "a closing quote",
                });
            };
            placed.push((at, Token::Text(rest[..end].iter().collect())));
            next += end + 2;
        } else {
            let here: String = chars[next..chars.len().min(next + 2)].iter().collect();
            let Some((written, sign)) = SIGNS.iter().find(|(w, _)| here.starts_with(w)) else {
                return Err(ExpressionError::Unexpected {
                    at,
                    found: format!("“{first}”"),
                    allowed: "a number, a name, a quoted text, or one of + - * / = != < <= > >= ( ) [ ] ,",
                });
            };
            next += written.chars().count();
            placed.push((at, Token::Sign(sign)));
        }
    }
    placed.push((chars.len() + 1, Token::End));
    Ok(placed)
}

fn run(chars: &[char], belongs: impl Fn(char) -> bool) -> String {
    chars.iter().take_while(|c| belongs(**c)).collect()
}
