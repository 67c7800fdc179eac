//! A lottery that anybody can compute again: what is committed, what is drawn, what a family holds.
//!
//! All of it is SHA-256 over short lines of text, so that it can be done again with what every
//! computer has (`docs/guides/verify-a-lottery.md`):
//!
//! - before applications close, the office publishes
//!   `sha256("traction-lottery-2\n" + seed + "\n" + sha256(policy's text))`;
//! - the draw's key is `sha256(seed + "\n" + public draw)`: a draw that the office does not control,
//!   named in advance, may be added so that not even the office can choose its seed to its liking;
//! - each application has a *receipt* of twenty letters, which only its family and the office hold;
//!   its *ticket*, `sha256("ticket\n" + receipt)`, stands in public files;
//! - an application's draw is `HMAC-SHA256(key, "draw\n" + ticket)`, with `"\n" + program` after it
//!   where the policy draws once for each program. The lowest draw comes first.

use std::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::model::Numbers;

/// Letters of receipts: no I, L, O or U, which are misread.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters in a receipt: 100 bits, which nobody guesses.
const RECEIPT_LETTERS: usize = 20;

/// Text that is no seed, receipt or ticket.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{text}” is not {expected}")]
pub struct NotOne {
    /// What was given.
    pub text: String,
    /// What it was taken for.
    pub expected: &'static str,
}

/// The SHA-256 hash of a text, in lower-case hexadecimal.
pub fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// HMAC-SHA256 (RFC 2104).
fn hmac(key: &[u8; 32], message: &str) -> [u8; 32] {
    let mut inner = [0x36_u8; 64];
    let mut outer = [0x5c_u8; 64];
    for (at, byte) in key.iter().enumerate() {
        inner[at] ^= byte;
        outer[at] ^= byte;
    }
    let inside = Sha256::new().chain_update(inner).chain_update(message.as_bytes()).finalize();
    Sha256::new().chain_update(outer).chain_update(inside).finalize().into()
}

/// Thirty-two secret bytes: the seed of a draw, or what receipts are made with.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A secret of these bytes, which come from the system's source of randomness.
    pub const fn of(bytes: [u8; 32]) -> Self {
        Secret(bytes)
    }

    /// Reads what [`Secret::reveal`] wrote.
    ///
    /// # Errors
    /// When it is not 64 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, NotOne> {
        let wrong =
            || NotOne { text: text.to_owned(), expected: "a seed of 64 hexadecimal digits" };
        let text = text.trim();
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Secret(bytes))
    }

    /// The secret in hexadecimal. Whoever reads it holds it.
    pub fn reveal(&self) -> String {
        hex(&self.0)
    }

    /// What is published before applications close, and binds the office to this seed and to the
    /// policy's text, word for word.
    pub fn commitment(&self, policy: &str) -> String {
        hash(&format!("traction-lottery-2\n{}\n{}", self.reveal(), hash(policy)))
    }

    /// The key of the draw, with the public draw that was named in advance; empty for none.
    pub fn key(&self, public_draw: &str) -> DrawKey {
        let text = format!("{}\n{}", self.reveal(), public_draw.trim());
        DrawKey(Sha256::digest(text.as_bytes()).into())
    }

    /// The receipt of an application.
    pub fn receipt(&self, application: &str) -> Receipt {
        let bytes = hmac(&self.0, &format!("receipt\n{application}"));
        let mut bits =
            bytes.iter().fold((0u32, 0u32, String::new()), |(held, many, mut text), b| {
                let (mut held, mut many) = (held << 8 | u32::from(*b), many + 8);
                while many >= 5 {
                    many -= 5;
                    text.push(char::from(LETTERS[(held >> many & 31) as usize]));
                    held &= (1 << many) - 1;
                }
                if many == 0 {
                    held = 0;
                }
                (held, many, text)
            });
        bits.2.truncate(RECEIPT_LETTERS);
        Receipt(bits.2)
    }
}

/// The key that draws are made with, once the seed is revealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawKey([u8; 32]);

impl DrawKey {
    /// The draw of a ticket, at one program where the policy draws for each.
    pub fn draw(&self, ticket: &str, program: Option<&str>) -> [u8; 32] {
        match program {
            None => hmac(&self.0, &format!("draw\n{ticket}")),
            Some(program) => hmac(&self.0, &format!("draw\n{ticket}\n{program}")),
        }
    }

    /// The first eight bytes as a number, for records that keep a seed as one.
    pub fn short(&self) -> u64 {
        self.0.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }
}

/// What a family holds: twenty letters that open its own page and nothing else.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receipt(String);

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt(…)")
    }
}

impl Receipt {
    /// Reads a receipt as people type it: groups, small letters, O for 0, I and L for 1.
    ///
    /// # Errors
    /// When it is not twenty of the letters.
    pub fn parse(text: &str) -> Result<Self, NotOne> {
        let letters: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '–'))
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let known = |letter: char| letter.is_ascii() && LETTERS.contains(&(letter as u8));
        if letters.len() == RECEIPT_LETTERS && letters.chars().all(known) {
            Ok(Receipt(letters))
        } else {
            let expected = "a receipt: four groups of five letters and digits";
            Err(NotOne { text: text.to_owned(), expected })
        }
    }

    /// The receipt in groups of five, as a letter prints it.
    pub fn reveal(&self) -> String {
        let groups: Vec<&str> = (0..4).map(|at| &self.0[5 * at..5 * at + 5]).collect();
        groups.join("-")
    }

    /// What stands in public files in its place.
    pub fn ticket(&self) -> String {
        hash(&format!("ticket\n{}", self.0))[..32].to_owned()
    }

    /// What hides the application's line in a sealed register, so that its few possible contents
    /// cannot be tried out.
    pub fn blind(&self) -> String {
        hash(&format!("blind\n{}", self.0))[..32].to_owned()
    }
}

/// Single numbers: places from 0 in the order of draws. A brother or sister who shares a number is
/// given as the position of whose draw counts; between two of them each one's own draw decides.
pub fn single(key: &DrawKey, tickets: &[String], drawn_as: &[u32]) -> Numbers {
    let draws: Vec<[u8; 32]> = tickets.iter().map(|ticket| key.draw(ticket, None)).collect();
    let mut order: Vec<usize> = (0..tickets.len()).collect();
    order.sort_by_key(|at| (draws[drawn_as[*at] as usize], draws[*at]));
    Numbers::Single(places(&order))
}

/// Numbers for each choice: places among the applicants of its program. `lines` and `starts` are
/// the choices by program, `owners` whose they are.
pub fn per_program(
    key: &DrawKey,
    tickets: &[String],
    drawn_as: &[u32],
    owners: &[u32],
    (starts, lines): (&[u32], &[u32]),
    programs: &[&str],
) -> Numbers {
    let mut numbers = vec![0; owners.len()];
    for (program, id) in programs.iter().enumerate() {
        let line = &lines[starts[program] as usize..starts[program + 1] as usize];
        let draw = |at: u32| key.draw(&tickets[at as usize], Some(id));
        let mut order: Vec<([u8; 32], [u8; 32], u32)> = line
            .iter()
            .map(|choice| {
                let application = owners[*choice as usize];
                (draw(drawn_as[application as usize]), draw(application), *choice)
            })
            .collect();
        order.sort_unstable();
        for (place, (_, _, choice)) in order.iter().enumerate() {
            numbers[*choice as usize] = place as u32;
        }
    }
    Numbers::PerProgram(numbers)
}

fn places(order: &[usize]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, at) in order.iter().enumerate() {
        places[*at] = place as u32;
    }
    places
}

/// A number as people read it: from 1, with at least four digits.
pub fn print_number(place: u32) -> String {
    format!("{:04}", place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 1, with the key filled up with zeros as HMAC does: 20 bytes of 0x0b.
    #[test]
    fn rfc_4231_first_test_case() {
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        assert_eq!(
            hex(&hmac(&key, "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
    }

    /// FIPS 180-4, the hash of "abc".
    #[test]
    fn fips_180_4_abc() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash("abc"), abc);
    }

    #[test]
    fn a_seed_reads_back_and_a_receipt_reads_as_people_type_it() {
        let seed = Secret::of([7; 32]);
        assert_eq!(Secret::parse(&seed.reveal()), Ok(seed.clone()));
        assert!(Secret::parse("07").is_err());
        let receipt = seed.receipt("R27-004417");
        let typed = receipt.reveal().to_lowercase().replace('-', " ").replace('0', "o");
        assert_eq!(Receipt::parse(&typed), Ok(receipt.clone()));
        assert!(Receipt::parse("R27-004417").is_err());
        assert_ne!(receipt.ticket(), seed.receipt("R27-004418").ticket());
        assert_eq!(format!("{seed:?} {receipt:?}"), "Secret(…) Receipt(…)");
    }

    #[test]
    fn a_commitment_binds_the_seed_and_the_policys_text() {
        let (one, other) = (Secret::of([7; 32]), Secret::of([8; 32]));
        assert_eq!(one.commitment("id = 1"), one.commitment("id = 1"));
        assert_ne!(one.commitment("id = 1"), one.commitment("id = 2"));
        assert_ne!(one.commitment("id = 1"), other.commitment("id = 1"));
    }

    #[test]
    fn twins_who_share_a_number_stand_beside_each_other() {
        let key = Secret::of([1; 32]).key("");
        let tickets: Vec<String> = (0..50).map(|at| hash(&format!("{at}"))).collect();
        let mut drawn_as: Vec<u32> = (0..50).collect();
        drawn_as[31] = 4;
        let Numbers::Single(numbers) = single(&key, &tickets, &drawn_as) else { unreachable!() };
        assert_eq!(numbers[31].abs_diff(numbers[4]), 1);
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<u32>>());
    }

    #[test]
    fn the_public_draw_changes_every_number() {
        let seed = Secret::of([1; 32]);
        assert_ne!(seed.key("").draw("t", None), seed.key("04 11 23").draw("t", None));
        assert_ne!(seed.key("").draw("t", None), seed.key("").draw("t", Some("0610-IB")));
        assert_eq!(print_number(576), "0577");
    }
}
