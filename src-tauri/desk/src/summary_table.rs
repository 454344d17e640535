//! 入库项目储备汇总表 of the whole city: the counties' projects as they are
//! stored, numbered through, with what was accepted of them in the 备注.

use std::collections::BTreeMap;

use ruku_library::table::finding::FindingState;
use ruku_library::table::project::{ProjectId, ProjectSummary};
use ruku_model::fact::{FactType, FactValue, Facts};
use ruku_model::money::MoneyUnit;
use ruku_model::region::Regions;
use ruku_papers::table::{Cell, Column, Kind, Table};
use ruku_policy::declare::FactDecl;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::returns::county_name;
use crate::show;
use crate::tables::{NAME_WIDTH, REASON_WIDTH, Source, TEXT_WIDTH, column, text_cell};

/// Facts that the table fills itself where the county did not.
const ROW_NUMBER: &str = "row_number";
const COUNTY: &str = "county";
const REMARK: &str = "remark";

/// What persons accepted: of single projects, and of whole files.
#[derive(Default)]
struct Accepted {
    of_project: BTreeMap<ProjectId, Vec<String>>,
    of_files: Vec<String>,
}

impl Desk {
    /// The projects with every fact the return carries.
    pub(crate) fn projects_table(&self, source: &Source<'_>) -> Result<Table, DeskError> {
        let regions = self.regions()?;
        let accepted = self.accepted(&source.programme.id)?;
        let declared: Vec<&FactDecl> = source
            .pack
            .facts
            .iter()
            .filter(|fact| fact.fact_type != FactType::List)
            .filter(|fact| is_filled(fact, source, &accepted))
            .collect();
        let mut columns: Vec<Column> = declared
            .iter()
            .map(|fact| column(&show::label_with_unit(fact), kind(fact), width(fact)))
            .collect();
        let remarks_last = declared.iter().all(|fact| fact.id.as_str() != REMARK)
            && !accepted.of_project.is_empty();
        if remarks_last {
            columns.push(column("备注", Kind::Text, REASON_WIDTH));
        }
        let rows = (1_i64..)
            .zip(&source.projects)
            .map(|(number, (summary, facts, _))| {
                let remark = accepted.of_project.get(&summary.id);
                let mut cells: Vec<Cell> = declared
                    .iter()
                    .map(|fact| match fact.id.as_str() {
                        ROW_NUMBER => Cell::Count(number),
                        COUNTY => text_cell(&county(summary, facts, &regions)),
                        REMARK => text_cell(&remarks(facts, remark)),
                        _ => cell(fact, facts),
                    })
                    .collect();
                if remarks_last {
                    cells.push(text_cell(&remarks(facts, remark)));
                }
                cells
            })
            .collect();
        let mut notes = accepted.of_files;
        notes.push(self.made_on());
        Ok(Table {
            title: source.pack.return_decl.title.clone(),
            sheet: "项目".to_owned(),
            captions: vec![
                format!("填报单位（盖章）：{}", source.pack.issuer),
                "单位：万元".to_owned(),
            ],
            columns,
            rows,
            totals: true,
            notes,
        })
    }

    fn accepted(&self, programme: &str) -> Result<Accepted, DeskError> {
        let library = self.library()?;
        let mut accepted = Accepted::default();
        for batch in library.batches(programme)? {
            for stored in library.findings(batch.id)? {
                if stored.state != FindingState::Accepted {
                    continue;
                }
                let label = stored.finding.kind.label();
                let reason = stored.reason.unwrap_or_default();
                match stored.project {
                    Some(project) => {
                        let words = format!("{label}，已核：{reason}");
                        let known = accepted.of_project.entry(project).or_default();
                        if !known.contains(&words) {
                            known.push(words);
                        }
                    }
                    None => accepted
                        .of_files
                        .push(format!("{}：{label}，已核：{reason}", batch.name)),
                }
            }
        }
        Ok(accepted)
    }
}

/// Whether a column has anything to show.
fn is_filled(fact: &FactDecl, source: &Source<'_>, accepted: &Accepted) -> bool {
    let mut projects = source.projects.iter();
    match fact.id.as_str() {
        ROW_NUMBER => true,
        COUNTY if projects.any(|(summary, _, _)| summary.county.is_some()) => true,
        REMARK if !accepted.of_project.is_empty() => true,
        id => source
            .projects
            .iter()
            .any(|(_, facts, _)| facts.contains_key(id)),
    }
}

/// The county as the row says, else the one whose return it came with: a
/// caption that names the county names it for every row.
fn county(summary: &ProjectSummary, facts: &Facts, regions: &Regions) -> String {
    let own = facts.get(COUNTY).and_then(|fact| fact.value.as_text());
    match own {
        Some(own) if !own.is_empty() => own.to_owned(),
        _ => county_name(regions, summary.county.as_deref()),
    }
}

/// The county's own remark, then what was accepted.
fn remarks(facts: &Facts, accepted: Option<&Vec<String>>) -> String {
    let own = facts.get(REMARK).and_then(|fact| fact.value.as_text());
    let mut parts: Vec<&str> = own.into_iter().filter(|own| !own.is_empty()).collect();
    parts.extend(accepted.into_iter().flatten().map(String::as_str));
    parts.join("；")
}

fn kind(fact: &FactDecl) -> Kind {
    match (fact.fact_type, fact.unit) {
        _ if fact.id.as_str() == ROW_NUMBER => Kind::Ordinal,
        (FactType::Money, Some(MoneyUnit::WanYuan)) => Kind::MoneyWan,
        (FactType::Money, _) => Kind::MoneyYuan,
        (FactType::Count, _) => Kind::Count,
        (FactType::Date, _) => Kind::Date,
        _ => Kind::Text,
    }
}

fn width(fact: &FactDecl) -> u32 {
    match fact.id.as_str() {
        "enterprise_name" | "project_name" => NAME_WIDTH,
        "content" | REMARK => REASON_WIDTH,
        ROW_NUMBER => 6,
        _ => TEXT_WIDTH,
    }
}

fn cell(declaration: &FactDecl, facts: &Facts) -> Cell {
    match facts.get(&declaration.id).map(|fact| &fact.value) {
        None => Cell::Blank,
        Some(FactValue::Money(money)) => Cell::Money(*money),
        Some(FactValue::Count(count)) => Cell::Count(*count),
        Some(other) => Cell::Text(show::value(declaration, other)),
    }
}
