//! Files that were read before anything is stored, as screens show them.

use serde::{Deserialize, Serialize};

use crate::view::FindingView;

views! {
    /// Files that were read, before anything is stored.
    CheckView {
        /// One per file.
        files: Vec<FileView>,
        /// Findings that need more than one file.
        across: Vec<FindingView>,
    }

    /// One file that was read.
    FileView {
        /// Its path.
        path: String,
        /// Its name.
        name: String,
        /// Its SHA-256.
        sha256: String,
        /// `import`, `questions` or `refuse`.
        verdict: String,
        /// One Chinese sentence: what it is and what to do.
        message: String,
        /// The county, if recognised.
        county: Option<String>,
        /// 零报送.
        nil_return: bool,
        /// It is in the library already.
        already_taken_in: bool,
        /// The batch it corrects, if it corrects one.
        corrects: Option<i64>,
        /// Rows read as projects.
        rows: u32,
        /// Open findings of severity error.
        errors: u32,
        /// Findings of severity question.
        questions: u32,
        /// Findings of severity warning.
        warnings: u32,
        /// Findings that were settled before it is taken in.
        settled: u32,
        /// The findings that are open, and remarks.
        findings: Vec<FindingView>,
        /// The findings that are settled, each with who did it.
        done: Vec<FindingView>,
        /// What was settled and fits no finding any more.
        lapsed: Vec<String>,
        /// Sheets with their part in the file.
        sheets: Vec<SheetView>,
        /// What was read, row by row.
        preview: Vec<RowView>,
    }

    /// A sheet of a file.
    SheetView {
        /// Its name.
        name: String,
        /// Its part in the file, in Chinese: 项目表, 空白表, 填报说明 …
        role: String,
        /// One sentence: what was read from it, or why nothing was.
        verdict: String,
    }

    /// A row that was read.
    RowView {
        /// The sheet.
        sheet: String,
        /// The row as the clerk counts it.
        row: u32,
        /// The enterprise.
        enterprise: String,
        /// The project.
        project: String,
        /// The direction in words.
        direction: String,
        /// The total investment in 万元, if there is one.
        investment_wan: String,
        /// The worst severity among its findings, or empty.
        severity: String,
    }
}
