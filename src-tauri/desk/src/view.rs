//! What screens and the command line are shown. Amounts are text, ready to be
//! displayed; nothing here is added up by a screen. The TypeScript twins are
//! generated into `ui/src/gen` by this crate's tests.

use serde::{Deserialize, Serialize};

/// Declares view structs: all alike public, serialisable and exported.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS), ts(export))]
        pub struct $name { $($(#[$fdoc])* pub $field: $type,)* }
    )*};
}
pub(crate) use views;

pub mod decision;
pub mod files;
pub mod missing;
pub mod packs;
pub mod pool;
pub mod register;
pub mod verify;

use decision::DecisionView;

views! {
    /// What the window needs when it opens.
    DeskState {
        /// The open library, if any.
        library: Option<LibraryInfo>,
        /// Where a new library would be made by default.
        default_folder: String,
        /// The packs that can be used.
        packs: Vec<PackSummary>,
        /// Packs that do not load, each with its first fault.
        pack_faults: Vec<String>,
        /// The version of the program.
        version: String,
    }

    /// A library folder.
    LibraryInfo {
        /// The folder.
        folder: String,
        /// Its programmes.
        programmes: Vec<ProgrammeView>,
    }

    /// A policy pack in a list.
    PackSummary {
        /// The pack's id.
        id: String,
        /// Its title.
        title: String,
        /// 文号.
        document_number: String,
        /// The city.
        city: String,
        /// The year.
        year: i32,
    }

    /// A programme in the library.
    ProgrammeView {
        /// The programme's id.
        id: String,
        /// Its title.
        title: String,
        /// The pack's id.
        pack: String,
        /// The city.
        city: String,
        /// The year.
        year: i32,
        /// How many projects it holds.
        projects: u32,
        /// Its measures.
        measures: Vec<Choice>,
        /// The forms that can be printed.
        forms: Vec<FormView>,
        /// The tables that can be exported.
        tables: Vec<Choice>,
        /// The dates of the notice.
        dates: Vec<DateView>,
        /// What its last assessment comes to since an upgrade; mostly empty.
        upgrade: String,
    }

    /// An id with its Chinese name.
    Choice {
        /// The id.
        id: String,
        /// The name.
        label: String,
    }

    /// A form that can be printed.
    FormView {
        /// The form's id.
        id: String,
        /// Its full title.
        title: String,
        /// Its short name.
        short: String,
        /// Copies the notice asks for.
        copies: u32,
        /// One sentence: how many copies, and which clause says so.
        copies_note: String,
        /// The layout is 示意.
        illustrative: bool,
        /// One sheet lists all projects.
        is_list: bool,
        /// The applicant vouches for its eligibility with it.
        vouches: bool,
    }

    /// A date of the notice.
    DateView {
        /// Its label.
        label: String,
        /// The date in words.
        date: String,
        /// The clause.
        clause: String,
        /// What to know about it.
        note: String,
    }

    /// A finding.
    FindingView {
        /// The file.
        file: String,
        /// The sheet.
        sheet: String,
        /// The cell.
        cell: String,
        /// The row as the clerk counts it, if one is meant.
        row: Option<u32>,
        /// `error`, `question`, `warning` or `info`.
        severity: String,
        /// The kind in Chinese.
        label: String,
        /// What was found.
        found: String,
        /// What is expected, what to do.
        expected: String,
        /// How many cells it stands for.
        count: u32,
        /// What became of it, who settled it, when and why; empty while it is open.
        settled: String,
    }

    /// What taking in did.
    TakeInView {
        /// One per file.
        files: Vec<TakenView>,
        /// Projects added in all.
        projects: u32,
    }

    /// What taking in one file did.
    TakenView {
        /// The file's name.
        name: String,
        /// `taken_in`, `already` or `refused`.
        outcome: String,
        /// One Chinese sentence.
        message: String,
        /// The batch, if one was made.
        batch: Option<i64>,
        /// Projects added.
        projects: u32,
    }

    /// A batch: one file taken in.
    BatchView {
        /// The batch's number.
        id: i64,
        /// The file's name.
        file: String,
        /// Its SHA-256.
        sha256: String,
        /// The county.
        county: String,
        /// 零报送.
        nil_return: bool,
        /// When, in words.
        taken_in_at: String,
        /// Projects it brought.
        projects: u32,
        /// Open errors and questions.
        open_findings: u32,
    }

    /// A project in the grid.
    ProjectRow {
        /// The project's number in the library.
        id: i64,
        /// The county.
        county: String,
        /// The enterprise.
        enterprise: String,
        /// Its credit code.
        credit_code: String,
        /// The project's name.
        project: String,
        /// The measure in words.
        direction: String,
        /// The total investment in 万元.
        investment_wan: String,
        /// The kind of result (`ceiling` …), empty if not assessed.
        kind: String,
        /// The kind in words.
        kind_label: String,
        /// The amount in 元, grouped; empty if there is none.
        amount: String,
        /// What is to be paid in 元 (拟安排), grouped; empty if nothing was proposed.
        proposed: String,
        /// The reason in one short sentence.
        reason: String,
        /// Open errors and questions.
        open_findings: u32,
    }

    /// The grid.
    ProjectList {
        /// The rows.
        rows: Vec<ProjectRow>,
        /// One sum for each kind of result that carries amounts, by its name.
        subtotals: Vec<KindCount>,
        /// Sum over all kinds in 元, grouped; a check figure, never shown by itself.
        total: String,
        /// How many carry an amount.
        counted: u32,
        /// Something changed since the last assessment.
        stale: bool,
        /// What the sums hold that is not to be paid as it stands, in Chinese
        /// sentences.
        cautions: Vec<String>,
    }

    /// One project.
    ProjectView {
        /// The grid's row.
        row: ProjectRow,
        /// Its facts in the pack's order, unknown ones too.
        facts: Vec<FactView>,
        /// Its open findings.
        findings: Vec<FindingView>,
        /// The result of the last assessment, if any.
        result: Option<ResultView>,
        /// The result is older than what it rests on.
        stale: bool,
        /// What has changed since, in one Chinese sentence.
        stale_why: String,
        /// What to look at once more of the value just typed.
        remarks: Vec<String>,
        /// The decisions that concern it, those that ended too, newest first.
        decisions: Vec<DecisionView>,
        /// The amount is people's to decide (一事一议).
        manual: bool,
        /// The conditions of its measure, which can be waived.
        conditions: Vec<Choice>,
    }

    /// A fact of a project.
    FactView {
        /// The fact's id.
        id: String,
        /// Its label with the unit: 项目总投资（万元）.
        label: String,
        /// Its type (`money`, `date` …).
        fact_type: String,
        /// The value as it is shown; empty if unknown.
        shown: String,
        /// The value as it is typed into a field; empty if unknown.
        input: String,
        /// The options, for a choice or a flag.
        options: Vec<Choice>,
        /// Where it was read: file, sheet, cell, raw text; or who typed it.
        origin: String,
        /// What the cell shows, and what the file holds where that is finer.
        raw: String,
        /// Help.
        help: String,
        /// The result needs it and it is missing.
        missing: bool,
    }

    /// A result with its explanation.
    ResultView {
        /// The kind.
        kind: String,
        /// The kind in words.
        kind_label: String,
        /// The amount in 元, grouped; empty if there is none.
        amount: String,
        /// The amount in words (大写); empty if there is none.
        amount_words: String,
        /// What is missing: Chinese sentences.
        missing: Vec<String>,
        /// Failed conditions.
        failed: Vec<StepView>,
        /// The limit that decided, in words; empty if none did.
        binding: String,
        /// The clause of that limit.
        binding_clause: String,
        /// The limits it passed, from the project up to the pool.
        limits: Vec<LimitView>,
        /// Choices that gave way, with their amounts, in words.
        rejected: Vec<String>,
        /// The waivers that acted: 批文号, scope, end, approver.
        waivers: Vec<String>,
        /// What smallest change would alter the result, in words.
        counterfactuals: Vec<String>,
        /// The steps.
        steps: Vec<StepView>,
        /// Readings used, in words.
        readings: Vec<String>,
        /// Notes.
        notes: Vec<String>,
        /// When it was assessed, in words.
        assessed_at: String,
        /// The pack and engine it was assessed with.
        versions: String,
    }

    /// A limit that a result passed.
    LimitView {
        /// What it is on: 单个项目, 同一企业, 本专项.
        level: String,
        /// Its name: 每家企业限额.
        label: String,
        /// The limit in words.
        words: String,
        /// The clause's number.
        clause: String,
        /// It took something from the project.
        bound: bool,
        /// All of it in one sentence.
        said: String,
    }

    /// A step of an explanation.
    StepView {
        /// The operation's id: `rate`, `cap`, `condition` ….
        op: String,
        /// The operation in Chinese: 按比例, 封顶, 条件 ….
        op_label: String,
        /// The sentence.
        text: String,
        /// What came out.
        result: String,
        /// The clause's number.
        clause: String,
        /// The clause's words.
        quote: String,
        /// What went in, with origins.
        inputs: Vec<InputView>,
    }

    /// An input of a step.
    InputView {
        /// The label.
        label: String,
        /// The value.
        value: String,
        /// Where it was read, or who typed it, when and on what grounds.
        origin: String,
    }

    /// What assessing a programme gave.
    AssessView {
        /// The run's number.
        run: i64,
        /// Sum over all kinds in 元, grouped; a check figure, never shown by itself.
        total: String,
        /// The pool that was shared again, in one Chinese sentence; empty
        /// without one.
        pool: String,
        /// One line per kind of result: its name and how many.
        kinds: Vec<KindCount>,
        /// What the sums hold that is not to be paid as it stands, in Chinese
        /// sentences.
        cautions: Vec<String>,
    }

    /// How many results are of a kind.
    KindCount {
        /// The kind.
        kind: String,
        /// The kind in words.
        label: String,
        /// How many.
        count: u32,
        /// Their sum in 元, grouped; empty for kinds without amounts.
        total: String,
    }

    /// What printing gave.
    PrintView {
        /// The folder.
        folder: String,
        /// The printing's number in the register, if anything was printed.
        printing: Option<i64>,
        /// The files.
        files: Vec<PrintedFile>,
        /// What was written, one Chinese line for each kind of file.
        summary: Vec<String>,
        /// Projects that could not be printed, with the reason.
        refused: Vec<String>,
        /// A list was not printed for a character no font has; its other
        /// projects can be printed without.
        others_can: bool,
        /// The print was stopped by the clerk.
        cancelled: bool,
    }

    /// One PDF or workbook that was written.
    PrintedFile {
        /// Its path.
        path: String,
        /// Its name.
        name: String,
        /// `book`, `single`, `blank`, `checklist` or `table`.
        kind: String,
        /// What it is, in Chinese.
        what: String,
        /// Its pages, 0 for a workbook.
        pages: u32,
        /// Copies inside.
        copies: u32,
    }

    /// An error as the window shows it.
    ErrorView {
        /// A code the UI reacts to, or empty.
        code: String,
        /// A Chinese sentence: what happened and what to do.
        message: String,
    }
}
