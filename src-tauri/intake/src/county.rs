//! 所属县 of every row: where no column gives it, the caption does that names
//! the office, or whatever else made the county known. A row that names another
//! county than the file's is asked about.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_model::finding::{Finding, FindingKind};

use crate::cell::Remark;
use crate::context::{Context, ReturnForm};
use crate::grid::text_of;
use crate::interpret::Candidate;
use crate::return_file::{County, Field, ReturnFile};
use crate::sentence::{self, Place};
use crate::text::{narrow, squeeze};
use crate::workbook::Content;

/// The fact that names a row's county.
pub(crate) const COUNTY: &str = "county";

/// Gives the file's county to the rows that name none, with the caption's cell
/// as their origin where a caption names it.
pub(crate) fn give_to_rows(
    context: &Context<'_>,
    form: &ReturnForm,
    candidates: &[Candidate<'_>],
    file: &mut ReturnFile,
) {
    let declared = form
        .fact(COUNTY)
        .filter(|fact| fact.fact_type == FactType::Text);
    let (Some(county), Some(_)) = (file.county.clone(), declared) else {
        return;
    };
    let id = FactId::new(COUNTY);
    let Some(place) = file.fact_ids.iter().position(|known| *known == id) else {
        return;
    };
    let place = u16::try_from(place).expect("a form declares fewer facts than a sheet has cells");
    let captions: Vec<_> = candidates
        .iter()
        .map(|candidate| caption_of(context, form, candidate, &county.id))
        .collect();
    for row in &mut file.rows {
        if row.fields.iter().any(|field| field.fact == place) {
            continue;
        }
        let caption = captions.get(row.sheet).cloned().flatten();
        let (cell, raw) = match caption {
            Some((row, col, text)) => (Some((row, col)), text),
            None => (None, file.file.clone()),
        };
        row.fields.push(Field {
            fact: place,
            value: Some(FactValue::Text(county.name.clone())),
            cell,
            content: Content::Text(raw.into()),
            format: None,
            sheet: None,
        });
    }
}

/// Words that a smaller place than a county ends with: it lies in one.
const SMALLER: [&str; 7] = ["镇", "乡", "街道", "村", "社区", "路", "号"];

/// Asks about rows that name another county than the file's, or a place that is
/// none of the programme's: once for each such name on a sheet.
pub(crate) fn ask_about_rows(context: &Context<'_>, form: &ReturnForm, file: &mut ReturnFile) {
    let declared = form
        .fact(COUNTY)
        .filter(|fact| fact.fact_type == FactType::Text);
    let (Some(own), Some(fact)) = (file.county.clone(), declared) else {
        return;
    };
    let mut asked: BTreeMap<(usize, String), Finding> = BTreeMap::new();
    for row in &file.rows {
        let Some(field) = file.field(row, COUNTY).filter(|field| field.cell.is_some()) else {
            continue;
        };
        let name = file.text(row, COUNTY);
        let Some(detail) = contradiction(context, form, &own, name) else {
            continue;
        };
        let known = asked.entry((row.sheet, name.to_owned()));
        if let Entry::Occupied(mut known) = known {
            let known = known.get_mut();
            known.count += 1;
            // An answer to it could only be for one of the rows.
            known.field = None;
            continue;
        }
        let place = Place {
            sheet: file.sheet_name(row),
            row: row.row.saturating_sub(1),
            col: field.cell.map_or(0, |(_, col)| col),
            fact: Some(fact),
        };
        let remark = Remark::new(FindingKind::CountyDiffers).detail(detail);
        known.or_insert_with(|| sentence::finding(&place, &remark, &field.raw()));
    }
    file.findings.extend(asked.into_values().map(|mut finding| {
        if finding.count > 1 {
            finding.expected = sentence::of_the_column(&finding.expected, finding.count);
        }
        finding
    }));
}

/// What is odd about the county that a row names, if anything is. A zone lies
/// in the districts of its city, and a town in its county.
fn contradiction(
    context: &Context<'_>,
    form: &ReturnForm,
    own: &County,
    name: &str,
) -> Option<String> {
    let plain = squeeze(&narrow(name)).into_owned();
    let declaration = &form.declaration;
    match context.regions.unit_in(&plain, &declaration.counties) {
        Some(unit) if unit.id == own.id => None,
        Some(unit) if is_zone(&own.id) && !is_zone(&unit.id) => None,
        Some(unit) => Some(sentence::row_of_other_county(&own.name, &unit.name)),
        None if plain.is_empty() || plain.trim_end_matches('市') == declaration.city => None,
        None if SMALLER.iter().any(|word| plain.ends_with(word)) => None,
        None => Some(sentence::row_of_unknown_county(&own.name, name)),
    }
}

/// Whether a reporting unit has no division code of its own.
fn is_zone(id: &str) -> bool {
    id.contains('-')
}

/// The cell above a sheet's tables that names the county.
fn caption_of(
    context: &Context<'_>,
    form: &ReturnForm,
    candidate: &Candidate<'_>,
    county: &str,
) -> Option<(u32, u32, String)> {
    let end = candidate.headers.first()?.top;
    candidate
        .grid
        .row_numbers()
        .take_while(|row| *row < end)
        .flat_map(|row| candidate.grid.row(row))
        .find_map(|cell| {
            let text = text_of(cell);
            let plain = squeeze(&narrow(&text)).into_owned();
            let unit = context
                .regions
                .unit_in(&plain, &form.declaration.counties)?;
            (unit.id == county).then(|| (cell.row, cell.col, text.into_owned()))
        })
}
