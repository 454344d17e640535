//! 所属县 of every row: where no column gives it, the caption does that names
//! the office, or whatever else made the county known.

use ruku_model::fact::{FactId, FactType, FactValue};

use crate::context::{Context, ReturnForm};
use crate::grid::text_of;
use crate::interpret::Candidate;
use crate::return_file::{Field, ReturnFile};
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
