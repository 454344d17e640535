//! The empty 汇总表 that a city sends out: the pack's columns with units,
//! drop-down lists and input checks.
//!
//! A return made on it comes in without a question: its headers are the
//! pack's own labels, its cells have the types that are asked for.

use chrono::{Datelike, NaiveDate};
use ruku_model::fact::FactType;
use ruku_model::fingerprint::sha256_hex;
use ruku_policy::declare::{FactDecl, FactSource};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook as Writer, Worksheet,
};

use super::tasks::{LINE_POINTS, lines};
use super::{OutError, PROPERTY_FORM, PROPERTY_PROGRAMME};
use crate::context::ReturnForm;
use crate::workbook::{cell_name, column_name};

/// Rows prepared for projects.
const ROWS: u32 = 300;

/// Where the header stands, from 0: title, caption, header.
const HEADER_ROW: u32 = 2;

/// The face of the form: every office machine has it.
const FONT: &str = "宋体";

/// The colours of headings: what must be filled in stands out.
const REQUIRED: Color = Color::RGB(0x00F8_CBAD);
const OPTIONAL: Color = Color::RGB(0x00DD_EBF7);

/// The hidden sheet with the words of the drop-down lists.
const LISTS_SHEET: &str = "下拉选项";

/// Makes the empty form. `counties` are the names of the reporting units, `on`
/// the day that is written into it.
///
/// # Errors
/// The writer refuses, or the form has more columns than a sheet.
pub fn template(
    form: &ReturnForm,
    counties: &[String],
    on: NaiveDate,
) -> Result<Vec<u8>, OutError> {
    let facts: Vec<&FactDecl> = form
        .facts
        .iter()
        .filter(|fact| fact.source != FactSource::City && fact.fact_type != FactType::List)
        .collect();
    let last =
        u16::try_from(facts.len().max(4) - 1).map_err(|_| OutError::TooManyColumns(facts.len()))?;
    let mut out = Writer::new();
    out.set_properties(&properties(form, &facts, on)?);
    let mut lists = Lists::default();
    let sheet = out.add_worksheet();
    head(sheet, form, counties, last, &mut lists)?;
    for (col, fact) in (0_u16..).zip(&facts) {
        column(sheet, form, fact, col, &mut lists)?;
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 0)?;
    sheet.set_row_height(HEADER_ROW, 60)?;
    // A3: the form has more columns than A4 can show.
    sheet
        .set_landscape()
        .set_paper_size(8)
        .set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, HEADER_ROW)?;
    help(out.add_worksheet(), &facts)?;
    let hidden = out.add_worksheet();
    hidden.set_name(LISTS_SHEET)?.set_hidden(true);
    lists.write(hidden)?;
    Ok(out.save_to_buffer()?)
}

/// What makes two empty forms the same: the columns they ask for.
#[must_use]
pub fn fingerprint(form: &ReturnForm, facts: &[&FactDecl]) -> String {
    let ids: Vec<&str> = facts.iter().map(|fact| fact.id.as_str()).collect();
    sha256_hex(format!("{} {} {}", form.id, form.declaration.year, ids.join(" ")).as_bytes())
}

fn properties(
    form: &ReturnForm,
    facts: &[&FactDecl],
    on: NaiveDate,
) -> Result<DocProperties, OutError> {
    let year = u16::try_from(on.year()).unwrap_or(1900);
    let month = u8::try_from(on.month()).unwrap_or(1);
    let day = u8::try_from(on.day()).unwrap_or(1);
    Ok(DocProperties::new()
        .set_title(&form.declaration.title)
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?)
        .set_custom_property(PROPERTY_PROGRAMME, form.id.as_str())
        .set_custom_property(PROPERTY_FORM, fingerprint(form, facts)))
}

fn head(
    sheet: &mut Worksheet,
    form: &ReturnForm,
    counties: &[String],
    last: u16,
    lists: &mut Lists,
) -> Result<(), OutError> {
    let title = Format::new()
        .set_font_name(FONT)
        .set_bold()
        .set_font_size(18)
        .set_align(FormatAlign::Center);
    sheet.set_name("汇总表")?;
    sheet.merge_range(0, 0, 0, last, &form.declaration.title, &title)?;
    sheet.set_row_height(0, 34)?;
    let bold = Format::new().set_font_name(FONT).set_bold();
    sheet.write_string_with_format(1, 0, "填报单位（盖章）：", &bold)?;
    sheet.merge_range(
        1,
        2,
        1,
        3,
        "",
        &Format::new().set_border_bottom(FormatBorder::Thin),
    )?;
    if !counties.is_empty() {
        let list = lists.add(counties.to_vec());
        sheet.add_data_validation(
            1,
            2,
            1,
            2,
            &list.set_error_message("请从下拉列表中选择填报单位。")?,
        )?;
    }
    let unit = format!("单位：{}", form.declaration.unit.label());
    sheet.write_string_with_format(1, last, unit, &bold.set_align(FormatAlign::Right))?;
    Ok(())
}

fn column(
    sheet: &mut Worksheet,
    form: &ReturnForm,
    fact: &FactDecl,
    col: u16,
    lists: &mut Lists,
) -> Result<(), OutError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_font_name(FONT)
        .set_background_color(if fact.required { REQUIRED } else { OPTIONAL });
    let unit = fact.unit.unwrap_or(form.declaration.unit).label();
    let header = match fact.fact_type {
        FactType::Money => format!("{}\n（{unit}）", fact.label),
        _ => fact.label.clone(),
    };
    sheet.write_string_with_format(HEADER_ROW, col, &header, &head)?;
    sheet.set_column_width(col, width(fact))?;
    let body = Format::new()
        .set_font_name(FONT)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    let body = match fact.fact_type {
        FactType::Money => body.set_num_format("#,##0.00####"),
        FactType::Date => body.set_num_format("yyyy-mm-dd"),
        FactType::CreditCode | FactType::Phone | FactType::Text => body.set_num_format("@"),
        _ => body,
    };
    for row in HEADER_ROW + 1..=HEADER_ROW + ROWS {
        sheet.write_blank(row, col, &body)?;
    }
    if let Some(check) = check(form, fact, col, lists)? {
        sheet.add_data_validation(HEADER_ROW + 1, col, HEADER_ROW + ROWS, col, &check)?;
    }
    Ok(())
}

/// Room for what is usually typed.
fn width(fact: &FactDecl) -> u16 {
    match (fact.id.as_str(), fact.fact_type) {
        ("enterprise_name" | "project_name" | "content", _) => 26,
        (crate::columns::ROW_NUMBER, _) => 6,
        (_, FactType::CreditCode) => 21,
        (_, FactType::Money | FactType::Date | FactType::Phone) => 13,
        (_, FactType::Flag | FactType::Count | FactType::Number) => 10,
        _ => 14,
    }
}

/// The input check of a column, with a sentence for what fails it.
fn check(
    form: &ReturnForm,
    fact: &FactDecl,
    col: u16,
    lists: &mut Lists,
) -> Result<Option<DataValidation>, OutError> {
    let label = &fact.label;
    let plain = DataValidation::new();
    let first = cell_name(HEADER_ROW + 1, u32::from(col));
    let check = match fact.fact_type {
        FactType::Money => plain
            .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
            .set_error_message(format!("{label}请填写不小于0的数字，不要带单位。"))?,
        FactType::Count | FactType::Number if fact.id.as_str() != crate::columns::ROW_NUMBER => {
            plain
                .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
                .set_error_message(format!("{label}请填写数字，不要带单位。"))?
        }
        FactType::Date => plain
            .allow_date(DataValidationRule::Between(
                ExcelDateTime::from_ymd(1950, 1, 1)?,
                ExcelDateTime::from_ymd(2099, 12, 31)?,
            ))
            .set_error_message(format!("{label}请填写日期，如2022-06-30。"))?,
        FactType::CreditCode => plain
            .allow_custom(Formula::new(format!("=LEN({first})=18")))
            .set_error_message("请填写18位统一社会信用代码。")?,
        FactType::Flag => {
            let words = if label.contains("有无") {
                ["有", "无"]
            } else {
                ["是", "否"]
            };
            lists
                .add(words.map(str::to_owned).to_vec())
                .set_error_message(format!("{label}请填写“{}”或“{}”。", words[0], words[1]))?
        }
        FactType::Choice => {
            let words: Vec<String> = if fact.id == form.declaration.direction {
                form.measures
                    .iter()
                    .map(|measure| measure.title.clone())
                    .collect()
            } else {
                fact.options
                    .iter()
                    .map(|option| option.label.clone())
                    .collect()
            };
            if words.is_empty() {
                return Ok(None);
            }
            lists
                .add(words)
                .set_error_message(format!("{label}请从下拉列表中选择。"))?
        }
        _ => return Ok(None),
    };
    Ok(Some(check))
}

/// How many half-width characters a line of the explanations holds.
const HELP_WIDTH: u8 = 90;

fn help(sheet: &mut Worksheet, facts: &[&FactDecl]) -> Result<(), OutError> {
    sheet.set_name("填报说明")?;
    sheet.set_column_width(0, f64::from(HELP_WIDTH))?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    let wrap = Format::new().set_text_wrap();
    let general = [
        "1．请勿改动表头，橙色表头的列为必填；每个项目一行。",
        "2．没有项目的县（市、区）在“企业名称”列填写“零报送”。",
        "3．金额按表头所注单位填写数字；日期填写到日，如2022-06-30。",
        "4．统一社会信用代码为18位，以文本填写。",
    ];
    let helped = facts.iter().filter(|fact| !fact.help.is_empty());
    let helped = helped.map(|fact| {
        let mark = if fact.required { "（必填）" } else { "" };
        format!("{}{mark}：{}", fact.label, fact.help)
    });
    let general = general.into_iter().map(str::to_owned);
    for (row, line) in (0_u32..).zip(general.chain(helped)) {
        // Not every program grows a row to its text by itself.
        sheet.set_row_height(row, LINE_POINTS * lines(&line, usize::from(HELP_WIDTH)))?;
        sheet.write_string_with_format(row, 0, line, &wrap)?;
    }
    Ok(())
}

/// The words of the drop-down lists, one column each: a list written into the
/// check itself may have 255 characters only.
#[derive(Default)]
struct Lists(Vec<Vec<String>>);

impl Lists {
    fn add(&mut self, words: Vec<String>) -> DataValidation {
        let at = self
            .0
            .iter()
            .position(|known| *known == words)
            .unwrap_or_else(|| {
                self.0.push(words.clone());
                self.0.len() - 1
            });
        let letters = column_name(u32::try_from(at).unwrap_or(0));
        let range = format!("='{LISTS_SHEET}'!${letters}$1:${letters}${}", words.len());
        DataValidation::new().allow_list_formula(Formula::new(range))
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), OutError> {
        for (col, words) in (0_u16..).zip(&self.0) {
            for (row, word) in (0_u32..).zip(words) {
                sheet.write_string(row, col, word)?;
            }
        }
        Ok(())
    }
}
