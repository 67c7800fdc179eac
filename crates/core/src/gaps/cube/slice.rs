//! One measure in one year, by school, grade, group and crossing: what is kept and how it is read.

use super::Counted;
use super::profile::{CELLS, CellKey};
use super::tally::{LevelTally, MeanTally, RateTally, Stats, Tally};

/// One school and grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    school: u32,
    grade: u8,
    /// Where its cells end in the table.
    end: u32,
}

impl Block {
    pub(super) fn of(school: u32, grade: u8) -> Block {
        Block { school, grade, end: 0 }
    }
}

/// A mark for each cell of a block that holds anyone.
pub(super) type Touched = [u64; CELLS.div_ceil(64)];

/// The cells that hold anyone, block by block, in order of their numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table<T> {
    blocks: Vec<Block>,
    cells: Vec<u8>,
    tallies: Vec<T>,
    /// All schools and grades together, a tally a cell.
    totals: Vec<T>,
}

impl<T: Tally> Default for Table<T> {
    fn default() -> Self {
        Table {
            blocks: Vec::new(),
            cells: Vec::new(),
            tallies: Vec::new(),
            totals: vec![T::default(); CELLS],
        }
    }
}

impl<T: Tally> Table<T> {
    /// Keeps a block's touched cells, and leaves them and the marks empty for the next block.
    pub(super) fn push(&mut self, block: Block, cells: &mut [T; CELLS], touched: &mut Touched) {
        for (word, marks) in touched.iter_mut().enumerate() {
            while *marks != 0 {
                let cell = word * 64 + marks.trailing_zeros() as usize;
                *marks &= *marks - 1;
                let tally = std::mem::take(&mut cells[cell]);
                self.totals[cell].add(&tally);
                self.cells.push(cell as u8);
                self.tallies.push(tally);
            }
        }
        let end = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        self.blocks.push(Block { end, ..block });
    }

    fn each(&self, cell: u8, visit: &mut dyn FnMut(u32, u8, Stats)) {
        let mut start = 0;
        for block in &self.blocks {
            let end = block.end as usize;
            if let Ok(place) = self.cells[start..end].binary_search(&cell) {
                visit(block.school, block.grade, self.tallies[start + place].stats());
            }
            start = end;
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Kept {
    Rate(Table<RateTally>),
    Mean(Table<MeanTally>),
    Levels(Table<LevelTally>),
}

/// One measure in one year.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    kept: Kept,
}

impl Slice {
    pub(super) fn rate(table: Table<RateTally>) -> Slice {
        Slice { kept: Kept::Rate(table) }
    }

    pub(super) fn mean(table: Table<MeanTally>) -> Slice {
        Slice { kept: Kept::Mean(table) }
    }

    pub(super) fn levels(table: Table<LevelTally>) -> Slice {
        Slice { kept: Kept::Levels(table) }
    }

    /// A slice of counts that a publisher made: no grades, and groups that need not add up.
    pub fn counted(rows: &[Counted]) -> Slice {
        let mut rows: Vec<&Counted> = rows.iter().collect();
        rows.sort_by_key(|row| (row.school, row.key));
        let mut table = Table::default();
        for school in rows.chunk_by(|a, b| a.school == b.school) {
            let mut cells = [RateTally::default(); CELLS];
            let mut touched = Touched::default();
            for row in school {
                let Some(cell) = row.key.cell() else { continue };
                let n = u32::try_from(row.n).unwrap_or(u32::MAX);
                let hits = u32::try_from(row.hits).unwrap_or(u32::MAX).min(n);
                if n > 0 {
                    touched[usize::from(cell / 64)] |= 1 << (cell % 64);
                    cells[usize::from(cell)].add(&RateTally { n, hits });
                }
            }
            table.push(Block::of(school[0].school, u8::MAX), &mut cells, &mut touched);
        }
        Slice::rate(table)
    }

    /// Calls with school, grade and statistics for each school and grade where the cell holds
    /// anyone, in order of school and grade.
    pub fn each(&self, key: CellKey, mut visit: impl FnMut(u32, u8, Stats)) {
        let Some(cell) = key.cell() else { return };
        match &self.kept {
            Kept::Rate(table) => table.each(cell, &mut visit),
            Kept::Mean(table) => table.each(cell, &mut visit),
            Kept::Levels(table) => table.each(cell, &mut visit),
        }
    }

    /// All schools and grades together.
    pub fn total(&self, key: CellKey) -> Stats {
        let Some(cell) = key.cell().map(usize::from) else { return Stats::default() };
        match &self.kept {
            Kept::Rate(table) => table.totals[cell].stats(),
            Kept::Mean(table) => table.totals[cell].stats(),
            Kept::Levels(table) => table.totals[cell].stats(),
        }
    }

    /// Gives each school the number at its place in `numbers`; one that has none there is no
    /// longer known.
    pub fn renumber_schools(&mut self, numbers: &[u32]) {
        let blocks = match &mut self.kept {
            Kept::Rate(table) => &mut table.blocks,
            Kept::Mean(table) => &mut table.blocks,
            Kept::Levels(table) => &mut table.blocks,
        };
        for block in blocks {
            block.school = numbers.get(block.school as usize).copied().unwrap_or(u32::MAX);
        }
    }

    /// How many cells are kept.
    pub fn count_cells(&self) -> usize {
        match &self.kept {
            Kept::Rate(table) => table.cells.len(),
            Kept::Mean(table) => table.cells.len(),
            Kept::Levels(table) => table.cells.len(),
        }
    }
}
