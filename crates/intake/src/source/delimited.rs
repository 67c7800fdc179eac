//! Cells of text between signs: a reader that copies nothing from rows without quotation marks,
//! and never holds more than one record.

use std::io::Read;

use encoding_rs::WINDOWS_1252;
use traction_core::finding::Finding;

use super::block::{Block, cut};
use super::decode::{self, Transcode, Written};
use super::error::SourceError;
use super::form::{Encoding, Form, FoundForm};
use super::inflate::{self, Counter};
use super::limits::Limits;
use super::row::{Row, RowSource, Rows, Step};
use crate::checks;
use crate::findings::Place;

/// Bytes judged before the first row is read.
const SAMPLE: usize = 64 << 10;
/// Bytes asked of the file at a time.
const PIECE: usize = 256 << 10;

/// Bytes of a block of rows, about: what a processor keeps near while it reads column by column.
const BLOCK: usize = 32 << 10;
/// Rows given one by one where no block can begin.
const ONE_BY_ONE: u32 = 32;

/// Reads delimited text.
pub(super) struct Delimited {
    name: String,
    input: Box<dyn Read + Send>,
    packed: bool,
    counter: Counter,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    delimiter: u8,
    line_end: u8,
    row: u64,
    /// Columns of the header; 0 until it is read.
    width: usize,
    /// Rows to be given one by one before a block is tried again.
    one_by_one: u32,
    cells: Vec<(u32, u32)>,
    unquoted: Vec<u8>,
    decoded: String,
    decoded_cells: Vec<(u32, u32)>,
    limits: Limits,
    has_nul: bool,
    has_quote: bool,
    has_accent: bool,
    /// The encoding that the bytes are turned from, said or found; `None` when they are taken as
    /// they are.
    encoding: Option<Encoding>,
    /// Whether that encoding was found without a mark at the file's beginning.
    unmarked: bool,
    delimiter_doubt: Option<String>,
    guessed: Spoken,
    damaged: Spoken,
}

/// How often something was noticed, and where first.
#[derive(Debug, Default, Clone, Copy)]
struct Spoken {
    rows: u64,
    first: u64,
}

impl Spoken {
    fn at(&mut self, row: u64) {
        if self.rows == 0 {
            self.first = row;
        }
        self.rows += 1;
    }
}

/// Where the record that was just found is.
enum Record {
    /// In the buffer, these bytes.
    Line(usize, usize),
    /// In `unquoted`.
    Unquoted,
    /// Nowhere: the file is over.
    End,
}

impl Delimited {
    /// Opens delimited text: judges its encoding and sign where the form does not say them, and
    /// reads its header.
    pub(super) fn open(
        name: &str,
        mut input: Box<dyn Read + Send>,
        packed: bool,
        counter: Counter,
        form: Form,
        limits: &Limits,
    ) -> Result<RowSource, SourceError> {
        let fail = |error| inflate::explain(name, packed, error);
        let mut sample = Vec::with_capacity(SAMPLE);
        input.by_ref().take(SAMPLE as u64).read_to_end(&mut sample).map_err(fail)?;
        if sample.is_empty() {
            return Err(SourceError::Empty { file: name.to_owned() });
        }
        let (encoding, skip) = match (form.encoding, Written::of(&sample)) {
            (Some(said), _) => (Some(said), 0),
            (None, Written::Binary) => {
                return Err(SourceError::NotText { file: name.to_owned() });
            }
            (None, Written::Narrow(skip)) => (None, skip),
            (None, Written::LittleEndian(skip)) => (Some(Encoding::Utf16Le), skip),
            (None, Written::BigEndian(skip)) => (Some(Encoding::Utf16Be), skip),
        };
        let unmarked = skip == 0 && form.encoding.is_none() && encoding.is_some();
        let mut buffer = sample.split_off(skip);
        if let Some(encoding) = encoding {
            let bytes = std::io::Cursor::new(std::mem::take(&mut buffer)).chain(input);
            // A mark that a said encoding begins with is no letter of the first name.
            let decoder = encoding.rules().new_decoder_with_bom_removal();
            input = Box::new(Transcode::new(bytes, decoder));
        }
        if buffer.is_empty() {
            input.by_ref().take(SAMPLE as u64).read_to_end(&mut buffer).map_err(fail)?;
        }
        let (delimiter, delimiter_doubt) = match form.delimiter {
            Some(said) => (said, None),
            None => decode::find_delimiter(&buffer),
        };
        let old_mac = memchr::memchr(b'\n', &buffer).is_none() && buffer.contains(&b'\r');
        let end = buffer.len();
        let has_nul = memchr::memchr(0, &buffer).is_some();
        let has_quote = memchr::memchr(b'"', &buffer).is_some();
        let has_accent = !buffer.is_ascii();
        buffer.resize(PIECE.max(end), 0);
        let mut reader = Delimited {
            name: name.to_owned(),
            input,
            packed,
            counter,
            buffer,
            start: 0,
            end,
            ended: false,
            delimiter,
            line_end: if old_mac { b'\r' } else { b'\n' },
            row: 0,
            width: 0,
            one_by_one: 0,
            cells: Vec::new(),
            unquoted: Vec::new(),
            decoded: String::new(),
            decoded_cells: Vec::new(),
            limits: limits.clone(),
            has_nul,
            has_quote,
            has_accent,
            encoding,
            unmarked,
            delimiter_doubt,
            guessed: Spoken::default(),
            damaged: Spoken::default(),
        };
        let header: Vec<String> = match reader.step()? {
            Step::Row(row) => row.iter().map(|cell| cell.trim().to_owned()).collect(),
            Step::SetAside(_) => return Err(SourceError::NotText { file: name.to_owned() }),
            Step::End => return Err(SourceError::Empty { file: name.to_owned() }),
        };
        reader.width = header.len();
        Ok(RowSource::new(name.to_owned(), header, true, Box::new(reader)))
    }

    /// Reads more after `end`; false when the file is over.
    fn refill(&mut self, in_quotes: bool) -> Result<bool, SourceError> {
        if self.ended {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end >= self.limits.record_bytes {
            let (file, row) = (self.name.clone(), self.row + 1);
            return Err(match in_quotes {
                true => SourceError::OpenQuote { file, row },
                false => SourceError::RecordTooLong { file, row, limit: self.limits.record_bytes },
            });
        }
        if self.end == self.buffer.len() {
            let larger = (self.buffer.len() * 2).min(self.limits.record_bytes.max(PIECE));
            self.buffer.resize(larger, 0);
        }
        let read = loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(read) => break read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(inflate::explain(&self.name, self.packed, error)),
            }
        };
        // Judged by the piece, so that rows of plain pieces need not be.
        let piece = &self.buffer[self.end..self.end + read];
        self.has_nul |= memchr::memchr(0, piece).is_some();
        self.has_quote |= memchr::memchr(b'"', piece).is_some();
        self.has_accent |= !piece.is_ascii();
        self.end += read;
        self.ended = read == 0;
        Ok(read > 0)
    }

    /// Finds the next record that is not a blank line, and its cells.
    fn advance(&mut self) -> Result<Record, SourceError> {
        loop {
            let mut seen = self.start;
            let line_end = loop {
                if let Some(at) = memchr::memchr(self.line_end, &self.buffer[seen..self.end]) {
                    break seen + at;
                }
                let length = self.end - self.start;
                if !self.refill(false)? {
                    break self.end;
                }
                seen = self.start + length;
            };
            if line_end == self.end && self.start == self.end {
                return Ok(Record::End);
            }
            let next = (line_end + 1).min(self.end);
            let mut stop = line_end;
            if stop > self.start && self.buffer[stop - 1] == b'\r' {
                stop -= 1;
            }
            let line = &self.buffer[self.start..stop];
            if line.is_empty() {
                self.start = next;
                self.row += 1;
                continue;
            }
            if self.has_quote && memchr::memchr(b'"', line).is_some() {
                self.unquote()?;
                self.row += 1;
                return Ok(Record::Unquoted);
            }
            self.cells.clear();
            let mut from = 0u32;
            // Cells are short, so a plain walk beats a search for each.
            for (at, byte) in (0u32..).zip(line) {
                if *byte == self.delimiter {
                    self.cells.push((from, at));
                    from = at + 1;
                }
            }
            self.cells.push((from, line.len() as u32));
            let record = Record::Line(self.start, stop);
            self.start = next;
            self.row += 1;
            return Ok(record);
        }
    }

    /// Reads one record with quotation marks into `unquoted`, line breaks within them included.
    /// A mark counts only at the beginning of a cell; text after a closing mark is kept.
    fn unquote(&mut self) -> Result<(), SourceError> {
        #[derive(PartialEq)]
        enum At {
            CellStart,
            Plain,
            Quoted,
            AfterQuote,
        }
        self.unquoted.clear();
        self.cells.clear();
        let mut cell = 0u32;
        let mut state = At::CellStart;
        let mut offset = 0;
        loop {
            if self.start + offset == self.end && !self.refill(state == At::Quoted)? {
                if state == At::Quoted {
                    let (file, row) = (self.name.clone(), self.row + 1);
                    return Err(SourceError::OpenQuote { file, row });
                }
                self.cells.push((cell, self.unquoted.len() as u32));
                break;
            }
            let byte = self.buffer[self.start + offset];
            offset += 1;
            if state == At::Quoted {
                if byte == b'"' {
                    state = At::AfterQuote;
                } else {
                    let rest = &self.buffer[self.start + offset - 1..self.end];
                    let run = memchr::memchr(b'"', rest).unwrap_or(rest.len());
                    self.unquoted.extend_from_slice(&rest[..run]);
                    offset += run - 1;
                }
            } else if byte == self.delimiter {
                self.cells.push((cell, self.unquoted.len() as u32));
                // A sign between keeps a broken character of one cell out of the next.
                self.unquoted.push(byte);
                cell = self.unquoted.len() as u32;
                state = At::CellStart;
            } else if byte == self.line_end {
                if state != At::Quoted && self.unquoted.len() > cell as usize {
                    let last = self.unquoted.len() - 1;
                    if self.unquoted[last] == b'\r' && state != At::CellStart {
                        self.unquoted.truncate(last);
                    }
                }
                self.cells.push((cell, self.unquoted.len() as u32));
                break;
            } else if byte == b'"' && state == At::CellStart {
                state = At::Quoted;
            } else if byte == b'"' && state == At::AfterQuote {
                self.unquoted.push(b'"');
                state = At::Quoted;
            } else {
                self.unquoted.push(byte);
                if state == At::CellStart {
                    state = At::Plain;
                }
                if state == At::AfterQuote && byte != b'\r' {
                    state = At::Plain;
                }
            }
        }
        self.start += offset;
        Ok(())
    }

    /// The end of the lines, from `start` on, that hold nothing to be looked at closely: about a
    /// block of them. `start` itself when there is no such line.
    fn find_plain(&mut self) -> Result<usize, SourceError> {
        loop {
            let near = self.end.min(self.start + BLOCK);
            let last = memchr::memrchr(b'\n', &self.buffer[self.start..near]);
            let rest = near..self.end;
            let last = last.map(|at| self.start + at).or_else(|| {
                memchr::memchr(b'\n', &self.buffer[rest.clone()]).map(|at| rest.start + at)
            });
            let Some(last) = last else {
                if self.refill(false)? {
                    continue;
                }
                return Ok(self.start);
            };
            let lines = &self.buffer[self.start..=last];
            let quote = if self.has_quote { memchr::memchr(b'"', lines) } else { None };
            let nul = if self.has_nul { memchr::memchr(0, lines) } else { None };
            let odd = if self.has_accent && !lines.is_ascii() {
                match std::str::from_utf8(lines) {
                    Err(error) => Some(error.valid_up_to()),
                    Ok(text) if decode::is_damaged(text) => Some(0),
                    Ok(_) => None,
                }
            } else {
                None
            };
            return Ok(match [quote, nul, odd].into_iter().flatten().min() {
                None => last + 1,
                Some(close) => {
                    let before = memchr::memrchr(b'\n', &lines[..close]);
                    before.map_or(self.start, |at| self.start + at + 1)
                }
            });
        }
    }

    /// Reads the record's bytes, which are not UTF-8, as Windows-1252.
    fn decode_narrow(&mut self, from: usize, to: usize, unquoted: bool) {
        self.decoded.clear();
        self.decoded_cells.clear();
        let bytes = if unquoted { &self.unquoted[..] } else { &self.buffer[from..to] };
        for (start, end) in &self.cells {
            let begin = self.decoded.len() as u32;
            let cell = &bytes[*start as usize..*end as usize];
            // One file may mix both: a cell that is UTF-8 stays so.
            match std::str::from_utf8(cell) {
                Ok(text) => self.decoded.push_str(text),
                Err(_) => {
                    let (text, _) = WINDOWS_1252.decode_without_bom_handling(cell);
                    self.decoded.push_str(&text);
                }
            }
            self.decoded_cells.push((begin, self.decoded.len() as u32));
        }
    }
}

impl Rows for Delimited {
    fn step(&mut self) -> Result<Step<'_>, SourceError> {
        let (from, to, unquoted) = match self.advance()? {
            Record::End => return Ok(Step::End),
            Record::Line(from, to) => (from, to, false),
            Record::Unquoted => (0, self.unquoted.len(), true),
        };
        if self.cells.len() > self.limits.columns {
            return Err(SourceError::TooManyColumns {
                file: self.name.clone(),
                limit: self.limits.columns,
            });
        }
        let record = if unquoted { &self.unquoted[..] } else { &self.buffer[from..to] };
        if self.has_nul && memchr::memchr(0, record).is_some() {
            let place = Place::row(&self.name, self.row);
            return Ok(Step::SetAside(checks::encoding_damage::nul(place)));
        }
        if self.has_accent && std::str::from_utf8(record).is_err() {
            self.decode_narrow(from, to, unquoted);
            self.guessed.at(self.row);
            return Ok(Step::Row(Row::over(self.row, &self.decoded, &self.decoded_cells)));
        }
        let record = if unquoted { &self.unquoted[..] } else { &self.buffer[from..to] };
        let text = std::str::from_utf8(record).unwrap_or_default();
        if self.has_accent && !text.is_ascii() && decode::is_damaged(text) {
            self.damaged.at(self.row);
        }
        Ok(Step::Row(Row::over(self.row, text, &self.cells)))
    }

    fn block(&mut self) -> Result<Option<Block<'_>>, SourceError> {
        if self.one_by_one > 0 || self.line_end != b'\n' {
            self.one_by_one = self.one_by_one.saturating_sub(1);
            return Ok(None);
        }
        let stop = self.find_plain()?;
        let from = self.start;
        let taken = cut(&self.buffer[from..stop], self.delimiter, self.width, &mut self.cells);
        if taken == 0 {
            self.one_by_one = ONE_BY_ONE;
            return Ok(None);
        }
        let text = std::str::from_utf8(&self.buffer[from..from + taken]).unwrap_or_default();
        let first = self.row + 1;
        self.start += taken;
        self.row += (self.cells.len() / self.width) as u64;
        Ok(Some(Block::over(first, text, &self.cells, self.width)))
    }

    fn bytes_read(&self) -> u64 {
        self.counter.load(std::sync::atomic::Ordering::Relaxed)
    }

    fn form(&self) -> FoundForm {
        let narrow = if self.guessed.rows > 0 { Encoding::Windows1252 } else { Encoding::Utf8 };
        let (rows, first) = (self.guessed.rows, self.guessed.first);
        let encoding_doubt = match self.encoding {
            None if rows > 0 => Some(format!(
                "{rows} rows are not UTF-8, the first is row {first}; files of a Macintosh or of \
                 Central Europe look alike"
            )),
            Some(_) if self.unmarked => Some("no mark at the file's beginning says so".to_owned()),
            _ => None,
        };
        FoundForm {
            encoding: Some(self.encoding.unwrap_or(narrow)),
            delimiter: Some(self.delimiter),
            encoding_doubt,
            delimiter_doubt: self.delimiter_doubt.clone(),
        }
    }

    fn list_findings(&mut self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.guessed.rows > 0 {
            let place = Place::row(&self.name, self.guessed.first);
            findings.push(checks::encoding_guessed::finding(place, self.guessed.rows));
        }
        if self.damaged.rows > 0 {
            let place = Place::row(&self.name, self.damaged.first);
            findings.push(checks::encoding_damage::finding(place, self.damaged.rows));
        }
        findings
    }
}
