//! What encoding a file is in, and other encodings turned into UTF-8 while a file is read.

use std::io::{self, Read};

use encoding_rs::Decoder;

/// The encoding that the first bytes of a file speak for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// UTF-8, or an encoding that agrees with it on ASCII; rows that are not UTF-8 are read as
    /// Windows-1252. The number of bytes of byte order mark to skip.
    Narrow(usize),
    /// UTF-16 little-endian, and bytes of byte order mark to skip.
    LittleEndian(usize),
    /// UTF-16 big-endian.
    BigEndian(usize),
    /// Not text.
    Binary,
}

impl Written {
    /// Judges the first bytes of a file.
    pub(super) fn of(sample: &[u8]) -> Self {
        if sample.starts_with(&[0xEF, 0xBB, 0xBF]) {
            return Written::Narrow(3);
        }
        if sample.starts_with(&[0xFF, 0xFE]) {
            return Written::LittleEndian(2);
        }
        if sample.starts_with(&[0xFE, 0xFF]) {
            return Written::BigEndian(2);
        }
        if memchr::memchr(0, sample).is_none() {
            return Written::Narrow(0);
        }
        // Without a mark, UTF-16 of Western text has a NUL in nearly every second byte.
        let pairs = sample.len() / 2;
        let odd = sample.chunks_exact(2).filter(|pair| pair[1] == 0 && pair[0] != 0).count();
        let even = sample.chunks_exact(2).filter(|pair| pair[0] == 0 && pair[1] != 0).count();
        match pairs {
            0 => Written::Binary,
            _ if odd * 10 >= pairs * 8 => Written::LittleEndian(0),
            _ if even * 10 >= pairs * 8 => Written::BigEndian(0),
            _ => Written::Binary,
        }
    }
}

/// Reads another encoding and gives UTF-8. What is no character becomes U+FFFD, which a check then
/// reports.
pub(super) struct Transcode<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    flushed: bool,
}

impl<R: Read> Transcode<R> {
    pub(super) fn new(inner: R, decoder: Decoder) -> Self {
        Transcode {
            inner,
            decoder,
            raw: vec![0; 32 << 10],
            from: 0,
            to: 0,
            ended: false,
            flushed: false,
        }
    }
}

impl<R: Read> Read for Transcode<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // Decoding needs room for one whole character.
        if out.len() < 4 || self.flushed {
            return Ok(0);
        }
        loop {
            if self.from == self.to && !self.ended {
                self.from = 0;
                self.to = self.inner.read(&mut self.raw)?;
                self.ended = self.to == 0;
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.raw[self.from..self.to], out, self.ended);
            self.from += read;
            self.flushed = self.ended && result == encoding_rs::CoderResult::InputEmpty;
            if written > 0 || self.flushed {
                return Ok(written);
            }
        }
    }
}

/// Signs that are looked for when the first line has none of the usual ones.
const RARE: &[u8] = b"^~";
/// Lines in which a rare sign must be as often as in the first.
const LINES: usize = 5;

/// The sign between cells, judged from the first line: the one of comma, semicolon, tab and bar
/// that occurs most outside quotation marks. When it may be another, the words say why.
pub(super) fn find_delimiter(sample: &[u8]) -> (u8, Option<String>) {
    let mut counts = [0usize; 4];
    let mut quoted = false;
    for byte in sample {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|count| *count > 0) => break,
            b',' if !quoted => counts[0] += 1,
            b';' if !quoted => counts[1] += 1,
            b'\t' if !quoted => counts[2] += 1,
            b'|' if !quoted => counts[3] += 1,
            _ => {}
        }
    }
    let signs = b",;\t|";
    let best = (0..4).max_by_key(|sign| (counts[*sign], 4 - sign)).unwrap_or(0);
    if counts[best] == 0 {
        return match RARE.iter().find(|sign| is_steady(sample, **sign)) {
            Some(sign) => {
                let sign = *sign;
                (
                    sign,
                    Some(format!(
                        "the header has no comma, semicolon, tab or bar, but {}",
                        char::from(sign)
                    )),
                )
            }
            None => (b',', None),
        };
    }
    let other = (0..4).filter(|sign| *sign != best).max_by_key(|sign| counts[*sign]);
    let doubt = other.filter(|other| counts[*other] * 2 >= counts[best]).map(|other| {
        let name = |sign: usize| ["commas", "semicolons", "tabs", "bars"][sign];
        let (most, second) = (counts[best], counts[other]);
        format!("the header has {most} {} and {second} {}", name(best), name(other))
    });
    (signs[best], doubt)
}

/// Whether a sign is in the first line, and as often in each of the next few.
fn is_steady(sample: &[u8], sign: u8) -> bool {
    let count = |line: &[u8]| line.iter().filter(|byte| **byte == sign).count();
    // The last line of a sample may be cut.
    let mut lines = sample.split_inclusive(|byte| *byte == b'\n').filter(|l| l.ends_with(b"\n"));
    let first = lines.next().map_or(0, count);
    first > 0 && lines.take(LINES).all(|line| count(line) == first)
}

/// Whether a text shows the marks of damage: the replacement character, or UTF-8 that was once
/// read as Windows-1252 and saved again (`Ã©` for `é`, `â€™` for `’`).
pub(super) fn is_damaged(text: &str) -> bool {
    let mut previous = '\0';
    for character in text.chars() {
        if character == '\u{FFFD}' {
            return true;
        }
        // C3 xx and C2 xx, E2 80 xx seen through Windows-1252.
        let continued = matches!(character, '\u{80}'..='\u{BF}');
        if matches!(previous, 'Ã' | 'Â') && continued || previous == 'â' && character == '€' {
            return true;
        }
        previous = character;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_known_by_its_mark_or_its_zeros() {
        assert_eq!(Written::of(&[0xFF, 0xFE, b'a', 0]), Written::LittleEndian(2));
        assert_eq!(Written::of(b"a\0b\0,\0c\0"), Written::LittleEndian(0));
        assert_eq!(Written::of(b"\0a\0b\0,\0c"), Written::BigEndian(0));
        assert_eq!(Written::of(b"a\0\0\0\x01\x02"), Written::Binary);
        assert_eq!(Written::of(b"plain"), Written::Narrow(0));
    }

    #[test]
    fn utf_16_reads_as_utf_8_in_pieces_of_any_size() {
        let text = "schüler_id,näme\n1,Zoë 🙂\n".repeat(3_000);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let mut narrow = Vec::new();
        let mut piece = [0u8; 7];
        let decoder = encoding_rs::UTF_16BE.new_decoder_without_bom_handling();
        let mut reader = Transcode::new(&wide[..], decoder);
        loop {
            let read = reader.read(&mut piece).unwrap();
            if read == 0 {
                break;
            }
            narrow.extend_from_slice(&piece[..read]);
        }
        assert_eq!(String::from_utf8(narrow).unwrap(), text);
    }

    #[test]
    fn the_most_frequent_sign_outside_quotes_separates() {
        assert_eq!(find_delimiter(b"a;b;c\n1,2;3;4"), (b';', None));
        assert_eq!(find_delimiter(b"\"a,b,c\"\td\n"), (b'\t', None));
        assert_eq!(find_delimiter(b"only\n1,2"), (b',', None));
        assert_eq!(find_delimiter(b"a,b\n"), (b',', None));
        assert_eq!(find_delimiter(b"only"), (b',', None));
    }

    #[test]
    fn a_sign_that_may_be_another_says_why() {
        let (sign, doubt) = find_delimiter(b"name, last;name, first;id\n");
        assert_eq!(
            (sign, doubt.as_deref()),
            (b',', Some("the header has 2 commas and 2 semicolons"))
        );
        let (sign, doubt) = find_delimiter(b"id^name\n1^A\n2^B\n3^");
        assert_eq!(sign, b'^');
        assert!(doubt.is_some());
        assert_eq!(find_delimiter(b"a^b\n1\n").0, b',');
    }

    #[test]
    fn damage_is_seen_and_honest_accents_are_not() {
        assert!(is_damaged("JosÃ©"));
        assert!(is_damaged("O\u{e2}€™Neil"));
        assert!(is_damaged("Jos\u{FFFD}"));
        assert!(!is_damaged("José Müller Ångström São"));
    }
}
