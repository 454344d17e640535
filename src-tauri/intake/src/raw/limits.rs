//! The limits under which a workbook is read.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How much a workbook may hold, and what reading it may cost.
///
/// The defaults leave room for a clean return of 100,000 rows and 30 columns
/// several times over; a hostile file meets them long before it hurts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Address space of the reader process.
    pub memory_bytes_max: u64,
    /// Processor time of the reader process.
    pub cpu_seconds_max: u64,
    /// Time until the parent gives up.
    pub wall_seconds_max: u64,
    /// Bytes of the file itself.
    pub file_bytes_max: u64,
    /// Rows of a sheet that hold something.
    pub rows_max: u32,
    /// Columns of a sheet that hold something.
    pub columns_max: u32,
    /// Cells of a workbook, empty ones that the file writes out included.
    pub cells_max: u64,
    /// Bytes of all texts, each counted once, with 32 more for each.
    pub text_bytes_max: u64,
    /// Bytes of one part of a zip, unpacked.
    pub part_bytes_max: u64,
    /// Bytes of all parts of a zip that are read, unpacked.
    pub total_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            memory_bytes_max: 1_536 << 20,
            cpu_seconds_max: 60,
            wall_seconds_max: 90,
            file_bytes_max: 200 << 20,
            rows_max: 300_000,
            columns_max: 256,
            cells_max: 20_000_000,
            text_bytes_max: 256 << 20,
            part_bytes_max: 600 << 20,
            total_bytes_max: 800 << 20,
        }
    }
}

impl Limits {
    /// The time until the parent gives up.
    #[must_use]
    pub fn wall(&self) -> Duration {
        Duration::from_secs(self.wall_seconds_max)
    }
}
