//! Passwords: long, not a common one, kept as an Argon2id hash.
//!
//! As NIST SP 800-63B (2017, section 5.1.1) asks: a length, a list of common ones, and no rules
//! about kinds of letters. The hash is Argon2id with 19 MiB and two passes, the first choice of
//! the OWASP Password Storage Cheat Sheet.

use std::sync::{Mutex, PoisonError};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use super::refused;
use crate::error::OfficeError;

/// The fewest characters.
pub const SHORTEST: usize = 12;
/// The most characters; enough for a sentence, too few to keep the server busy.
pub const LONGEST: usize = 256;

/// Words that people make passwords of when they must.
const COMMON_WORDS: [&str; 40] = [
    "password",
    "passwort",
    "passw",
    "pass",
    "admin",
    "administrator",
    "welcome",
    "letmein",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopasdf",
    "qazwsx",
    "qazwsxedc",
    "asdfghjkl",
    "zxcvbnm",
    "iloveyou",
    "princess",
    "sunshine",
    "football",
    "baseball",
    "basketball",
    "superman",
    "batman",
    "dragon",
    "monkey",
    "shadow",
    "master",
    "trustno",
    "changeme",
    "secret",
    "default",
    "login",
    "school",
    "teacher",
    "student",
    "district",
    "principal",
    "counselor",
    "traction",
    "superintendent",
];

/// Refuses a password that is too short, too long, or that others would try first.
///
/// # Errors
/// [`OfficeError::Refused`] with what is wrong, never with the password.
pub(super) fn check(password: &str, email: &str, district: &str) -> Result<(), OfficeError> {
    let letters = password.chars().count();
    if letters < SHORTEST {
        let what = format!("a password has at least {SHORTEST} characters; this has {letters}");
        return Err(refused(&what, "a few words in a row are easy to remember"));
    }
    if letters > LONGEST {
        return Err(refused(&format!("a password has at most {LONGEST} characters"), ""));
    }
    if is_common(password, email, district) {
        let hint = "it is one of those that are tried first; a few words in a row are better";
        return Err(refused("this password is too easy to guess", hint));
    }
    Ok(())
}

fn is_common(password: &str, email: &str, district: &str) -> bool {
    let lower = password.to_lowercase();
    let letters = |text: &str| -> String {
        text.to_lowercase().chars().filter(|letter| letter.is_alphabetic()).collect()
    };
    let word = letters(&lower);
    let user = email.split('@').next().unwrap_or_default();
    let own = [letters(user), letters(district), letters(email)];
    let is_word = |word: &str| {
        COMMON_WORDS.contains(&word) || own.iter().any(|known| !known.is_empty() && known == word)
    };
    if word.is_empty() || is_word(&word) || is_repeated(&lower) || is_run(&lower) {
        return true;
    }
    // Two of them in a row, such as adminpassword, or one twice.
    word.char_indices().skip(1).any(|(at, _)| is_word(&word[..at]) && is_word(&word[at..]))
}

/// Whether text is a part of at most six characters again and again: `abcabcabcabc`.
fn is_repeated(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=6).any(|part| letters.iter().enumerate().all(|(at, letter)| *letter == letters[at % part]))
}

/// Whether every character follows the one before it: `abcdefghijkl`, `987654321098`.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|letter| i64::from(u32::from(letter))).collect();
    let follows = |step: i64| {
        codes.windows(2).all(|pair| {
            let digits = pair.iter().all(|code| (48..58).contains(code));
            pair[1] - pair[0] == step || (digits && pair[1] - pair[0] == -9 * step)
        })
    };
    follows(1) || follows(-1)
}

/// One password is hashed at a time, so that many attempts at once cannot fill the memory.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// The hash of a password, with its salt and parameters, as a PHC string.
pub(super) fn hash(password: &str) -> Result<String, OfficeError> {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let hashed = Argon2::default().hash_password(password.as_bytes());
    Ok(hashed
        .map_err(|error| refused(&format!("the password could not be kept: {error}"), ""))?
        .to_string())
}

/// Whether a password is the one of a hash. Without a hash as much work is done as with one, so
/// that the time does not tell whether there is such an account.
pub(super) fn is_right(password: &str, hash: Option<&str>) -> bool {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let verified = Argon2::default().verify_password(password.as_bytes(), hash.unwrap_or(NOBODYS));
    verified.is_ok() && hash.is_some()
}

/// The hash of a password that nobody knows, with the parameters that ours have.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5c3NhbHRub2JvZHk$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(password: &str) -> bool {
        check(password, "ana.ruiz@example.org", "Riverbend Unified").is_ok()
    }

    #[test]
    fn a_long_password_of_any_kind_is_taken() {
        for password in
            ["correct horse battery", "seven small boats", "пароль из слов тут", "blue7-kettle-oak"]
        {
            assert!(is_taken(password), "{password}");
        }
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for password in [
            "short",
            "elevenchars",
            "Password2026!",
            "PASSWORD-1234",
            "welcome12345",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "123456789012",
            "987654321098",
            "abcdefghijklm",
            "20262026202620",
            "adminpassword",
            "Riverbend Unified 1",
            "ana.ruiz.2026",
            "ana.ruiz@example.org",
        ] {
            assert!(!is_taken(password), "{password}");
        }
        assert!(!is_taken(&"long words ".repeat(30)));
    }

    #[test]
    fn only_the_right_password_of_a_real_account_is_right() {
        let kept = hash("seven small boats").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hash("seven small boats").unwrap(), "a salt of its own");
        assert!(is_right("seven small boats", Some(&kept)));
        assert!(!is_right("Seven small boats", Some(&kept)));
        assert!(!is_right("seven small boats", None));
        assert!(!is_right("", Some("no hash at all")));
    }

    #[test]
    fn an_account_that_there_is_not_takes_the_same_work() {
        let parsed = argon2::password_hash::phc::PasswordHash::new(NOBODYS).unwrap();
        let ours = hash("seven small boats").unwrap();
        let ours = argon2::password_hash::phc::PasswordHash::new(&ours).unwrap();
        assert_eq!(parsed.params, ours.params);
        assert_eq!(parsed.algorithm, ours.algorithm);
        assert_eq!(parsed.version, ours.version);
    }
}
