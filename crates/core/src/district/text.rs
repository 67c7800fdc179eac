//! Many short texts together: the values of a column of texts or ids.

/// Many short texts in one allocation. At most 4 GiB of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextColumn {
    pub(super) text: String,
    pub(super) ends: Vec<u32>,
}

impl TextColumn {
    /// No texts, and room for so many rows and bytes.
    pub fn with_capacity(rows: usize, bytes: usize) -> Self {
        TextColumn { text: String::with_capacity(bytes), ends: Vec::with_capacity(rows) }
    }

    /// Appends one text.
    ///
    /// # Panics
    /// When the column would pass 4 GiB; readers cut their batches far below that.
    #[inline]
    pub fn push(&mut self, value: &str) {
        self.text.push_str(value);
        let end = u32::try_from(self.text.len()).expect("a text column holds under 4 GiB");
        self.ends.push(end);
    }

    /// The text at a row.
    #[inline]
    pub fn get(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.text[start..self.ends[row] as usize]
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Forgets all texts from that row on.
    pub fn truncate(&mut self, rows: usize) {
        self.ends.truncate(rows);
        self.text.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    /// All texts run together, and where each ends.
    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    /// The bytes of all texts in order.
    pub fn iter_bytes(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let text = &self.text.as_bytes()[start..*end as usize];
            start = *end as usize;
            text
        })
    }

    /// All texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Appends all of another column.
    pub fn append(&mut self, other: &TextColumn) {
        let base = self.text.len();
        self.text.push_str(&other.text);
        u32::try_from(self.text.len()).expect("a text column holds under 4 GiB");
        self.ends.extend(other.ends.iter().map(|end| base as u32 + end));
    }
}
