//! Policy packs as screens show them: which there are, what became of each
//! clause, how the notice agrees, whom another version changes.

use serde::{Deserialize, Serialize};

views! {
    /// A pack on the shelf.
    PackView {
        /// Its content hash: its name among versions.
        hash: String,
        /// Its id.
        id: String,
        /// Its title.
        title: String,
        /// 文号.
        document_number: String,
        /// The city.
        city: String,
        /// The year.
        year: i32,
        /// Where it comes from: 随程序提供, 从文件夹载入 …, in Chinese.
        source: String,
        /// How many measures it has.
        measures: u32,
        /// How many open clauses it has.
        readings: u32,
        /// Clauses encoded, of all that matter, in whole per cent.
        covered_percent: u32,
        /// The programmes that run under this very version.
        programmes: Vec<String>,
        /// It is another version of the pack of the programme asked about.
        is_other_version: bool,
    }

    /// All packs, for one programme.
    PackShelf {
        /// The packs.
        packs: Vec<PackView>,
        /// Packs that do not load, each with its first fault.
        faults: Vec<String>,
    }

    /// What loading a folder gave.
    LoadedView {
        /// The pack, if it has no fault.
        pack: Option<PackView>,
        /// What is wrong with it.
        faults: Vec<FaultView>,
        /// One Chinese sentence.
        message: String,
    }

    /// Something wrong with a pack.
    FaultView {
        /// The file.
        file: String,
        /// The line.
        line: u32,
        /// What is wrong.
        reason: String,
        /// What to write instead.
        remedy: String,
    }

    /// What became of every clause.
    CoverageView {
        /// The pack's title.
        title: String,
        /// The clauses in the notice's order.
        clauses: Vec<ClauseView>,
        /// Clauses computed or checked.
        encoded: u32,
        /// Clauses left to people.
        manual: u32,
        /// Clauses without effect on amounts or eligibility.
        not_applicable: u32,
        /// Encoded clauses of encoded and manual ones, in whole per cent, rounded down.
        covered_percent: u32,
        /// The whole in one Chinese sentence.
        summary: String,
    }

    /// A clause of the notice.
    ClauseView {
        /// Its number.
        number: String,
        /// Its words.
        quote: String,
        /// `encoded`, `manual` or `not_applicable`.
        coverage: String,
        /// That in Chinese.
        label: String,
        /// Why it is not encoded.
        reason: String,
        /// The measures, conditions and steps that rest on it, in Chinese.
        used_by: Vec<String>,
    }

    /// The notice's own text held against a pack.
    NoticeView {
        /// Everything agrees.
        clean: bool,
        /// One Chinese sentence.
        message: String,
        /// Damaged lines, misquotes and sentences without a clause, in Chinese.
        faults: Vec<String>,
    }

    /// Whom another version of the pack changes.
    ImpactView {
        /// The version in force, by its hash.
        from: String,
        /// The other version, by its hash.
        to: String,
        /// The whole in one Chinese sentence.
        summary: String,
        /// Every project that changes.
        rows: Vec<ImpactRow>,
        /// Sums by kind of result, before and after.
        sums: Vec<ImpactSum>,
        /// Decisions that the other version has no place for, in Chinese.
        lost: Vec<String>,
    }

    /// A project that changes.
    ImpactRow {
        /// The project's number.
        id: i64,
        /// The enterprise.
        enterprise: String,
        /// The project.
        project: String,
        /// The kind before, in Chinese.
        kind_before: String,
        /// The amount before in 元, grouped; empty if there is none.
        before: String,
        /// The kind after, in Chinese.
        kind_after: String,
        /// The amount after in 元, grouped; empty if there is none.
        after: String,
        /// The difference in 元, grouped, with its sign; empty unless both are known.
        difference: String,
        /// Why: a Chinese sentence.
        why: String,
        /// The clause.
        clause: String,
    }

    /// The sum of one kind of result before and after.
    ImpactSum {
        /// The kind in Chinese.
        label: String,
        /// Before, in 元, grouped.
        before: String,
        /// After, in 元, grouped.
        after: String,
    }
}
