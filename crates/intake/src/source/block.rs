//! Many plain rows at once, cut into cells: what most of a file is.

use super::row::Row;

/// Rows that follow one another in a file, each with as many cells as the header, without
/// quotation marks, and none of them a blank line.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    first: u64,
    text: &'a str,
    cells: &'a [(u32, u32)],
    width: usize,
}

impl<'a> Block<'a> {
    /// Rows of `width` cells, one row after another, each cell a byte range of the text; the
    /// first is that row of the file.
    pub(super) fn over(first: u64, text: &'a str, cells: &'a [(u32, u32)], width: usize) -> Self {
        Block { first, text, cells, width }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.cells.len() / self.width.max(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Cells of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Row of the file of a row of the block.
    pub fn number(&self, row: usize) -> u64 {
        self.first + row as u64
    }

    /// The cell of a row, as the file has it; `column` is below the width.
    #[inline]
    pub fn cell(&self, row: usize, column: usize) -> &'a str {
        let (start, end) = self.cells[row * self.width + column];
        &self.text[start as usize..end as usize]
    }

    /// One row.
    pub fn row(&self, row: usize) -> Row<'a> {
        let cells = &self.cells[row * self.width..][..self.width];
        Row::over(self.number(row), self.text, cells)
    }
}

/// Cuts lines into cells, as long as each line has `width` of them; gives the bytes of the lines
/// that were cut. The text ends with a line break and has no quotation marks.
pub(super) fn cut(text: &[u8], delimiter: u8, width: usize, cells: &mut Vec<(u32, u32)>) -> usize {
    cells.clear();
    let mut cutting = Cutting { text, width, cells, from: 0, column: 0, whole: 0, cut: 0 };
    let (signs, breaks) = (spread(delimiter), spread(b'\n'));
    let (words, rest) = text.as_chunks::<8>();
    let mut base = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let mut hits = find_zeros(word ^ signs) | find_zeros(word ^ breaks);
        while hits != 0 {
            if !cutting.take(base + (hits.trailing_zeros() / 8) as usize) {
                return cutting.end();
            }
            hits &= hits - 1;
        }
        base += 8;
    }
    for (at, byte) in rest.iter().enumerate() {
        if (*byte == delimiter || *byte == b'\n') && !cutting.take(base + at) {
            break;
        }
    }
    cutting.end()
}

/// A byte in each byte of a word.
fn spread(byte: u8) -> u64 {
    u64::from(byte) * 0x0101_0101_0101_0101
}

/// The highest bit of each byte that is zero, and no other.
#[inline]
fn find_zeros(word: u64) -> u64 {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    !(((word & LOW) + LOW) | word | LOW)
}

struct Cutting<'a> {
    text: &'a [u8],
    width: usize,
    cells: &'a mut Vec<(u32, u32)>,
    /// Where the cell begins.
    from: usize,
    /// Cells of the line so far.
    column: usize,
    /// Cells of the lines that are cut.
    whole: usize,
    /// Bytes of the lines that are cut.
    cut: usize,
}

impl Cutting<'_> {
    /// Ends a cell at a delimiter or line break; false when the line has not `width` cells, or is
    /// blank.
    #[inline]
    fn take(&mut self, at: usize) -> bool {
        self.column += 1;
        if self.text[at] == b'\n' {
            let has_return = at > self.from && self.text[at - 1] == b'\r';
            let end = at - usize::from(has_return);
            let is_blank = self.width == 1 && end == self.from;
            if self.column != self.width || is_blank {
                return false;
            }
            self.cells.push((self.from as u32, end as u32));
            self.column = 0;
            self.whole = self.cells.len();
            self.cut = at + 1;
        } else if self.column == self.width {
            return false;
        } else {
            self.cells.push((self.from as u32, at as u32));
        }
        self.from = at + 1;
        true
    }

    fn end(self) -> usize {
        self.cells.truncate(self.whole);
        self.cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> (Vec<Vec<String>>, usize) {
        let mut cells = Vec::new();
        let taken = cut(text.as_bytes(), b',', width, &mut cells);
        let block = Block::over(2, text, &cells, width);
        let cells = |row: usize| block.row(row).iter().map(str::to_owned).collect();
        let rows = (0..block.len()).map(cells).collect();
        (rows, taken)
    }

    #[test]
    fn lines_are_cut_until_one_has_another_number_of_cells() {
        let (rows, taken) = lines("a,b\r\nc,\n,\nd\ne,f\n", 2);
        assert_eq!(rows, [["a", "b"], ["c", ""], ["", ""]]);
        assert_eq!(taken, "a,b\r\nc,\n,\n".len());
        assert_eq!(lines("a,b,c\n", 2), (Vec::new(), 0));
        assert_eq!(lines("\n", 2).1, 0);
    }

    #[test]
    fn a_blank_line_ends_a_block_of_one_column() {
        let (rows, taken) = lines("a\nb\n\r\nc\n", 1);
        assert_eq!(rows, [["a"], ["b"]]);
        assert_eq!(taken, 4);
    }

    proptest::proptest! {
        #[test]
        fn cutting_agrees_with_splitting(rows in proptest::collection::vec(
            proptest::collection::vec("[a-z\u{80}-\u{ff}]{0,11}", 3..4), 0..20,
        )) {
            let text: String = rows.iter().map(|row| row.join(",") + "\n").collect();
            let (found, taken) = lines(&text, 3);
            proptest::prop_assert_eq!(found, rows);
            proptest::prop_assert_eq!(taken, text.len());
        }
    }
}
