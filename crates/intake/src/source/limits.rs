//! How much a file may ask of this machine before it is refused.

/// Bounds on what is read. The defaults leave a metro district's exports far inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record, quoted line breaks included.
    pub record_bytes: usize,
    /// Columns of one file.
    pub columns: usize,
    /// Files in one zip or folder.
    pub members: usize,
    /// Bytes that one packed file may unpack to, counted while unpacking.
    pub unpacked_bytes: u64,
    /// Bytes that an Excel workbook may unpack to, all sheets together.
    pub workbook_bytes: u64,
    /// Unpacked bytes for each packed byte, once [`Limits::ratio_after`] bytes are unpacked.
    pub ratio: u64,
    /// Bytes that may be unpacked before the ratio counts.
    pub ratio_after: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            record_bytes: 4 << 20,
            columns: 4_096,
            members: 10_000,
            unpacked_bytes: 64 << 30,
            workbook_bytes: 2 << 30,
            // Deflate cannot pass 1,032 to 1; tables of ids and dates stay under 60 to 1.
            ratio: 200,
            ratio_after: 64 << 20,
        }
    }
}
