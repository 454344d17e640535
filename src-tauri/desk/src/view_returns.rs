//! What the screens of a county's return are shown: its sheets as the county
//! made them, what is stored of them, findings to act on, how a corrected
//! return differs, who has reported, and projects that may be there twice.

use serde::{Deserialize, Serialize};

use crate::view::{Choice, FactView, views};

views! {
    /// A county's file opened to be looked through cell by cell.
    ReturnView {
        /// The file's name.
        name: String,
        /// Its SHA-256.
        sha256: String,
        /// The batch it made; none before it is taken in.
        batch: Option<i64>,
        /// The county, or empty.
        county: String,
        /// `import`, `questions` or `refuse`.
        verdict: String,
        /// One Chinese sentence: what it is and what to do.
        message: String,
        /// Its sheets.
        sheets: Vec<ReturnSheet>,
        /// The columns of its tables.
        columns: Vec<ReturnColumn>,
        /// What a column can mean and a finding can be answered with: the
        /// pack's facts without values.
        fields: Vec<FactView>,
        /// The findings by cause, the gravest first.
        groups: Vec<FindingGroup>,
        /// Findings that wait for an answer.
        open: u32,
        /// The return it corrects, compared with it.
        comparison: Option<ComparisonView>,
        /// What was settled of the file before and fits no finding any more.
        lapsed: Vec<String>,
        /// The batch was stored under another meaning of its columns than the
        /// one that is remembered now: it should be read anew.
        read_otherwise: bool,
    }

    /// A sheet of an opened file.
    ReturnSheet {
        /// Its name.
        name: String,
        /// Its part in the file, in Chinese.
        role: String,
        /// One sentence: what was read from it, or why nothing was.
        verdict: String,
        /// Its last row that holds something, as the clerk counts it.
        rows: u32,
        /// Rows read as projects.
        projects: u32,
        /// It is hidden in the workbook.
        hidden: bool,
        /// A clerk can say that nothing is to be taken from it.
        can_leave_out: bool,
        /// Who left it out, when and why; empty if nobody did.
        left_out: String,
    }

    /// A column of a table and what it is taken for.
    ReturnColumn {
        /// The sheet.
        sheet: String,
        /// Its letters.
        column: String,
        /// Its header, upper parts first.
        header: String,
        /// The facts it gives; none if nobody knows.
        facts: Vec<Choice>,
        /// How sure that is: `unknown`, `similar`, `synonym`, `label`, `remembered`.
        confidence: String,
        /// The same in Chinese.
        confidence_label: String,
        /// The unit of its amounts, or empty.
        unit: String,
    }

    /// Findings of one cause.
    FindingGroup {
        /// The kind's id.
        kind: String,
        /// The kind in Chinese.
        label: String,
        /// The severity.
        severity: String,
        /// The cells they stand for.
        cells: u32,
        /// Those that wait for an answer.
        open: u32,
        /// The findings, those of one column together, else in the file's order.
        findings: Vec<FindingItem>,
    }

    /// A finding and what can be done about it.
    FindingItem {
        /// Its number in the library; its place in the file before that.
        id: i64,
        /// The sheet.
        sheet: String,
        /// The cell, or empty.
        cell: String,
        /// The row as the clerk counts it, 0 if none is meant.
        row: u32,
        /// The fact's id, or empty.
        fact: String,
        /// The fact's label with its unit, or empty.
        field: String,
        /// What was found.
        found: String,
        /// What is expected, what to do.
        expected: String,
        /// How many cells it stands for.
        count: u32,
        /// `open`, `accepted`, `repaired`, or `read` if the reader was certain.
        state: String,
        /// Who settled it, when and why; empty while it is open.
        settled: String,
        /// The value a repair proposes, as it is shown; empty if there is none.
        repair: String,
        /// The repair can be accepted.
        can_repair: bool,
        /// A value can be typed for it.
        can_answer: bool,
        /// The ways in which its cell can be read, if there are two: the id is
        /// what is typed to choose one.
        ways: Vec<Choice>,
        /// How many findings of its column the same typed value fits, itself
        /// among them.
        alike: u32,
        /// How many the same way of reading fits.
        alike_by_way: u32,
        /// It can be left as it is, for a reason.
        can_accept: bool,
        /// What was done can be taken back.
        can_undo: bool,
    }

    /// What was done about findings.
    SettledView {
        /// The batch they are in now; none before the file is taken in.
        batch: Option<i64>,
        /// One sentence.
        sentence: String,
    }

    /// A piece of a sheet as the county made it, with what is stored of it.
    SheetPage {
        /// The sheet.
        sheet: String,
        /// The first row, as the clerk counts it.
        first: u32,
        /// The last row of the sheet that holds something.
        last: u32,
        /// Columns that are not shown, because there are too many.
        columns_left: u32,
        /// Its columns.
        columns: Vec<SheetColumn>,
        /// Its rows, empty ones too.
        rows: Vec<SheetRow>,
        /// What is stored of these rows.
        stored: Vec<StoredRow>,
    }

    /// A column of a piece.
    SheetColumn {
        /// Its letters.
        letters: String,
        /// It is hidden in the workbook.
        hidden: bool,
    }

    /// A row of a piece.
    SheetRow {
        /// The row as the clerk counts it.
        row: u32,
        /// It is hidden in the workbook.
        hidden: bool,
        /// `header`, `project` or empty.
        role: String,
        /// Its cells that hold something or are merged.
        cells: Vec<SheetCell>,
    }

    /// A cell of a piece.
    SheetCell {
        /// The column, from 0.
        column: u32,
        /// The text as the county sees it.
        text: String,
        /// What the file holds, where that is something else.
        raw: String,
        /// Rows it spans in this piece.
        down: u32,
        /// Columns it spans.
        across: u32,
        /// It is a number or a date.
        number: bool,
    }

    /// What is stored of one row, or would be.
    StoredRow {
        /// The row as the clerk counts it.
        row: u32,
        /// The project's number in the library.
        project: Option<i64>,
        /// Its values.
        facts: Vec<StoredFact>,
    }

    /// A value that is stored, or would be.
    StoredFact {
        /// The fact's id.
        fact: String,
        /// Its label with the unit.
        label: String,
        /// The cell it was read from, or empty.
        cell: String,
        /// What that cell shows, and what the file holds where that is finer.
        raw: String,
        /// The value as it is shown; empty while it is unknown.
        value: String,
        /// Who typed it and why, if it was not read.
        by: String,
    }

    /// How a corrected return differs from the earlier one.
    ComparisonView {
        /// The batch of the earlier one, if it is still in the library.
        batch: Option<i64>,
        /// The earlier file's name.
        file: String,
        /// What was asked for, and whether it was done.
        asked: Vec<AskedView>,
        /// Values that differ.
        changed: Vec<ChangeView>,
        /// Projects that came: place, enterprise, project.
        added: Vec<RowPlace>,
        /// Projects that went.
        gone: Vec<RowPlace>,
        /// One sentence that sums it up.
        summary: String,
    }

    /// Something the county was asked to put right.
    AskedView {
        /// Sheet and cell in the earlier return.
        place: String,
        /// The kind in Chinese.
        label: String,
        /// What was asked.
        expected: String,
        /// It was done.
        settled: bool,
    }

    /// A value that differs.
    ChangeView {
        /// Sheet and row in the corrected return.
        place: String,
        /// The enterprise.
        enterprise: String,
        /// The project.
        project: String,
        /// The fact's label.
        field: String,
        /// The value before; empty if it was unknown.
        before: String,
        /// The value now; empty if it is unknown.
        after: String,
        /// The county was asked for it.
        asked_for: bool,
        /// It is an amount.
        money: bool,
    }

    /// A row of a return.
    RowPlace {
        /// Sheet and row.
        place: String,
        /// The enterprise.
        enterprise: String,
        /// The project.
        project: String,
    }

    /// Exactly what goes when a batch is withdrawn.
    WithdrawalView {
        /// The batch.
        batch: i64,
        /// The file.
        file: String,
        /// The projects: enterprise and name.
        projects: Vec<String>,
        /// Values that persons have typed in them.
        facts: Vec<String>,
        /// Decisions about them.
        decisions: Vec<String>,
        /// Findings that persons have accepted or put right.
        findings: Vec<String>,
        /// Papers that will have nothing behind them any more.
        prints: Vec<String>,
        /// One sentence that sums it up.
        summary: String,
    }

    /// What a corrected return changes, what it takes over from the batch whose
    /// place it takes, and what would be lost.
    ReplacementView {
        /// The batch that would go.
        batch: i64,
        /// The corrected file.
        file: String,
        /// What the county changed; none where its own file is read anew.
        comparison: Option<ComparisonView>,
        /// The first of it in lines, amounts first.
        changes: Vec<String>,
        /// Typed values and accepted findings that hold on.
        kept: Vec<String>,
        /// Typed values that the county changed, or whose project is gone.
        facts: Vec<String>,
        /// Accepted findings whose cell the county changed.
        findings: Vec<String>,
        /// Decisions that have to be made anew.
        decisions: Vec<String>,
        /// Papers that will have nothing behind them any more.
        prints: Vec<String>,
        /// One sentence that sums it up.
        summary: String,
    }

    /// A county of a programme and what has come from it.
    CountyView {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// `awaited`, `nil` or `reported`.
        reporting: String,
        /// The same in Chinese.
        label: String,
        /// Files taken in.
        batches: u32,
        /// Projects it has.
        projects: u32,
        /// Open errors and questions in its files.
        open_findings: u32,
        /// Who noted a nil return without a file, when and why; or empty.
        noted: String,
    }

    /// What a county means by a header, as a clerk once said.
    HeaderView {
        /// The county's id.
        county: String,
        /// Its name.
        county_name: String,
        /// The header.
        header: String,
        /// The fact's label.
        label: String,
        /// Who said so, and when.
        by: String,
    }

    /// Projects that may be one and the same, or use one evidence twice.
    FlaggedSet {
        /// The set's id.
        id: String,
        /// `same_project`, `both_sides`, `same_enterprise`, `too_many_projects`,
        /// `names_differ`, `same_invoice`, `same_contract`, `same_equipment`,
        /// `same_contact` or `same_address`.
        kind: String,
        /// The kind in Chinese.
        label: String,
        /// What they share.
        shared: String,
        /// What to do about it, one sentence.
        advice: String,
        /// One of the projects can be kept instead of the others.
        keeps_one: bool,
        /// How they differ: 跨县、跨方向、跨年度.
        differ: String,
        /// The projects.
        members: Vec<FlaggedMember>,
        /// `open`, `keep_all`, `keep_one` or `different`.
        choice: String,
        /// The same in Chinese.
        choice_label: String,
        /// Who decided, when and why; or why it is open again.
        decided: String,
    }

    /// A project of a flagged set.
    FlaggedMember {
        /// The project's number.
        project: i64,
        /// The programme's title.
        programme: String,
        /// The programme's year.
        year: i32,
        /// The county.
        county: String,
        /// The enterprise.
        enterprise: String,
        /// The project's name.
        name: String,
        /// The measure in words.
        direction: String,
        /// The total investment in 万元.
        investment_wan: String,
        /// File, sheet and row.
        origin: String,
        /// A decision leaves it out of the assessments.
        left_out: bool,
    }

    /// A backup that was written.
    BackupView {
        /// The file.
        path: String,
        /// One sentence: where it is and that it was checked.
        message: String,
    }
}
