//! What goes to the terminal: text for people, or one JSON document.

use std::io::Write as _;
use std::process::ExitCode;

use ruku_desk::error::DeskError;
use serde::Serialize;
use serde_json::{Value, json};

/// What a command did: its JSON document, its text, and its exit status.
pub(crate) struct Done {
    document: Value,
    text: String,
    status: u8,
}

impl Done {
    /// A command's result as JSON and as text.
    pub(crate) fn new(document: &impl Serialize, text: impl Into<String>) -> Done {
        let document = serde_json::to_value(document)
            .unwrap_or_else(|error| json!({"error": {"code": "", "message": error.to_string()}}));
        Done {
            document,
            text: text.into(),
            status: 0,
        }
    }

    /// Marks that errors, failing cases or ineligible results are among the output.
    pub(crate) fn with_problems(mut self, problems: bool) -> Done {
        self.status = u8::from(problems);
        self
    }

    /// Marks that everything was refused and nothing has changed.
    pub(crate) fn refused(mut self) -> Done {
        self.status = 3;
        self
    }

    /// Prints it; gives the exit status.
    pub(crate) fn print(self, json: bool) -> ExitCode {
        let mut out = std::io::stdout().lock();
        // Whoever reads may have seen enough and gone (`ruku log | head`).
        let _ = if json {
            writeln!(out, "{:#}", self.document)
        } else if self.text.is_empty() {
            Ok(())
        } else {
            writeln!(out, "{}", self.text.trim_end())
        };
        ExitCode::from(self.status)
    }
}

/// Says why nothing was done; status 3.
pub(crate) fn fail(error: &DeskError, json: bool) -> ExitCode {
    if json {
        println!("{:#}", json!({ "error": error.view() }));
    }
    eprintln!("{}", error.chinese());
    ExitCode::from(3)
}

/// Aligns columns for a terminal, counting a Chinese character as two cells.
pub(crate) fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|i| {
            rows.iter()
                .filter_map(|row| row.get(i))
                .map(|cell| cells(cell))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cells(cell) + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn cells(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
