//! The print register and checked papers as screens show them.

use serde::{Deserialize, Serialize};

use super::Choice;

views! {
    /// The print register of a programme.
    RegisterView {
        /// The prints, newest first.
        prints: Vec<PrintRow>,
        /// The printings, newest first.
        printings: Vec<PrintingRow>,
        /// The states a copy can stand in, in the order of its way.
        states: Vec<Choice>,
        /// Today, as a date field takes it: 2022-07-05.
        today: String,
    }

    /// One form of one subject that was printed.
    PrintRow {
        /// Its number.
        id: i64,
        /// The printing it belongs to.
        printing: Option<i64>,
        /// The form's id.
        form: String,
        /// The form's short name.
        form_short: String,
        /// The project, if it is about one.
        project: Option<i64>,
        /// Whose form it is.
        subject: String,
        /// The form's version.
        version: String,
        /// The data's fingerprint.
        fingerprint: String,
        /// When, in words.
        printed_at: String,
        /// By whom.
        printed_by: String,
        /// Pages of one copy.
        pages: u32,
        /// `same`, `changed`, `withdrawn` or `gone`: today's data against the
        /// paper's.
        standing: String,
        /// The standing in Chinese.
        standing_label: String,
        /// Its copies.
        copies: Vec<CopyRow>,
        /// Where they stand, in one phrase.
        summary: String,
    }

    /// One copy.
    CopyRow {
        /// Its number, from 1.
        copy: u32,
        /// The state's id.
        state: String,
        /// The state in Chinese.
        label: String,
        /// When it came there, in words.
        day: String,
        /// Who signed, sealed, took it in or sent it back; may be empty.
        who: String,
        /// Why; may be empty.
        reason: String,
        /// Who wrote it down.
        by: String,
        /// The states it can be taken to.
        next: Vec<String>,
        /// Its last step can be taken back.
        can_take_back: bool,
    }

    /// One order that went to the printer.
    PrintingRow {
        /// Its number.
        id: i64,
        /// The form's short name.
        form_short: String,
        /// When, in words.
        printed_at: String,
        /// By whom.
        printed_by: String,
        /// Forms in it.
        forms: u32,
        /// Copies of each.
        copies: u32,
        /// Copies in all.
        copies_total: u32,
        /// The folder the files were written to.
        folder: String,
    }

    /// Copies of a print.
    CopyChoice {
        /// The print.
        print: i64,
        /// The copies, from 1.
        copies: Vec<u32>,
    }

    /// A step of a copy.
    CopyStepRow {
        /// The copy, from 1.
        copy: u32,
        /// Where it went, in Chinese.
        label: String,
        /// The day it happened, in words.
        day: String,
        /// Who signed, sealed, took it in or sent it back.
        who: String,
        /// Why.
        reason: String,
        /// Who wrote it down, and when, in words.
        noted: String,
    }

    /// Sheets held against the library.
    PaperChecks {
        /// One sentence: 一致, what has changed, or that no such sheet was printed.
        message: String,
        /// `same`, `changed`, `unknown` or `unclear`.
        verdict: String,
        /// What a mistyped group may have been, each a Chinese sentence.
        hints: Vec<String>,
        /// The forms that were found.
        forms: Vec<PaperCheck>,
    }

    /// A printed form held against the library.
    PaperCheck {
        /// The fingerprint on its pages; empty for a blank form.
        fingerprint: String,
        /// The form's version on its pages.
        version: String,
        /// The page of the file it first starts on; 0 if no file was read.
        first_page: u32,
        /// Pages of one copy.
        pages: u32,
        /// Copies in the file, or copies printed if no file was read.
        copies: u32,
        /// Pages that are missing, doubled or out of order, in Chinese.
        faults: Vec<String>,
        /// `same`, `changed`, `withdrawn`, `unknown`, `blank` or `no_library`.
        status: String,
        /// The status as a Chinese sentence.
        message: String,
        /// The print the library remembers, if it does.
        print: Option<PrintedBefore>,
        /// What has changed since.
        changes: Vec<ChangedFact>,
    }

    /// What the register says of a paper.
    PrintedBefore {
        /// The print's number.
        id: i64,
        /// The programme.
        programme: String,
        /// The form's id.
        form: String,
        /// The form's Chinese title.
        title: String,
        /// The project's number; `None` for a paper on several.
        project: Option<i64>,
        /// Enterprise and project.
        subject: String,
        /// When it was printed: 2022-07-05T09:00:00.
        at: String,
        /// When it was printed, in words.
        printed_at: String,
        /// By whom.
        by: String,
        /// Where its copies stand, in one phrase.
        copies: String,
    }

    /// A fact that is another now than on the paper.
    ChangedFact {
        /// The fact's id, or `result.amount`, `form` ….
        fact: String,
        /// Its label.
        label: String,
        /// As printed; empty if it was unknown.
        printed: String,
        /// As it is now; empty if it is unknown.
        now: String,
    }

    /// The fonts papers are set in.
    FontsView {
        /// The official fonts of this machine are used.
        official: bool,
        /// This machine has an official font.
        available: bool,
        /// The faces of a paper.
        faces: Vec<FaceRow>,
    }

    /// A face of a paper.
    FaceRow {
        /// What a clerk calls it: 仿宋.
        face: String,
        /// The official font this machine has for it; empty if none.
        installed: String,
    }
}
