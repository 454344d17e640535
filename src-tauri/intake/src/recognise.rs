//! Whose return it is: the programme from the title, the county from the
//! caption, the file's name, the sheets or the rows.

use ruku_model::finding::RefusalCode;

use crate::context::{Context, ReturnForm};
use crate::return_file::County;
use crate::text::{narrow, squeeze};
use crate::titled;

/// What stands above the tables of a file, and its names.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The file's name without folders.
    pub file_name: String,
    /// Lines above the tables, or all lines where there is no table.
    pub lines: Vec<String>,
    /// The names of sheets with tables.
    pub sheet_names: Vec<String>,
}

/// Why a file does not belong to the programme, with what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// Another city, year or programme.
    pub code: RefusalCode,
    /// Its title.
    pub title: String,
}

/// Words that make a line a title and not a caption.
const TITLE_WORDS: &[&str] = &[
    "汇总表",
    "储备表",
    "申报表",
    "项目表",
    "一览表",
    "计划表",
    "统计表",
    "名单",
    "入库",
    "清单",
    "推荐表",
];

/// Captions that name the reporting office.
const OFFICES: &[&str] = &[
    "填报单位",
    "推荐单位",
    "主管部门",
    "报送单位",
    "上报单位",
    "填报部门",
    "申报单位(盖章)",
    "单位(盖章)",
    "填表单位",
];

/// The form a file belongs to.
///
/// # Errors
/// The title is another city's, programme's or year's.
pub fn form_of<'a>(
    context: &Context<'a>,
    around: &Surroundings,
) -> Result<Option<&'a ReturnForm>, Foreign> {
    let title = title_of(around);
    let expected = context
        .expected
        .and_then(|id| context.forms.iter().find(|form| form.id == id));
    if let Some(form) = expected {
        return match title {
            Some(title) => judge(context, form, &title).map(|()| Some(form)),
            None => match letter_of(around) {
                Some(letter) => place_and_year(context, form, &letter).map(|()| Some(form)),
                None => Ok(Some(form)),
            },
        };
    }
    let Some(title) = title else {
        return Ok(if let [only] = context.forms {
            Some(only)
        } else {
            None
        });
    };
    let mut nearest: Option<Foreign> = None;
    let mut unnamed = Vec::new();
    for form in context.forms {
        match judge(context, form, &title) {
            Ok(()) if has_words(form, &title) => return Ok(Some(form)),
            Ok(()) => unnamed.push(form),
            Err(foreign) => {
                // Another year of a known programme says more than another city.
                let nearer = |known: &Foreign| rank(foreign.code) > rank(known.code);
                if nearest.as_ref().is_none_or(nearer) {
                    nearest = Some(foreign);
                }
            }
        }
    }
    // A title that names no programme is one's only where no other may be meant.
    match unnamed.as_slice() {
        [only] => Ok(Some(only)),
        _ => nearest.map_or(Ok(None), Err),
    }
}

/// The title, if it does not say which programme it is of.
#[must_use]
pub fn unclear_title(form: &ReturnForm, around: &Surroundings) -> Option<String> {
    title_of(around).filter(|title| !has_words(form, title))
}

/// Whether what stands on one sheet says that it is of another year, city or
/// programme than `form`: `None` where the sheet does not say whose it is.
#[must_use]
pub fn is_foreign(context: &Context<'_>, form: &ReturnForm, around: &Surroundings) -> Option<bool> {
    let own = Surroundings {
        sheet_names: Vec::new(),
        ..around.clone()
    };
    if let Some(title) = title_of(&own) {
        return Some(judge(context, form, &title).is_err());
    }
    let years = around.sheet_names.iter().flat_map(|name| years_in(name));
    let years: Vec<i32> = years.collect();
    (!years.is_empty()).then(|| !years.contains(&form.declaration.year))
}

fn rank(code: RefusalCode) -> u8 {
    match code {
        RefusalCode::OtherYear => 2,
        RefusalCode::OtherProgramme => 1,
        _ => 0,
    }
}

/// The line that is the table's title: the longest that reads like one.
#[must_use]
pub fn title_of(around: &Surroundings) -> Option<String> {
    around
        .lines
        .iter()
        .chain(&around.sheet_names)
        .map(|line| squeeze(&narrow(line)).into_owned())
        .filter(|line| {
            TITLE_WORDS.iter().any(|word| line.contains(word))
                && !OFFICES.iter().any(|word| line.contains(word))
                && !is_letter(line)
                && (year_in(line).is_some() || without_brackets(line).chars().count() >= 10)
        })
        .max_by_key(|line| (year_in(line).is_some(), line.chars().count()))
}

/// 附表:项目汇总表(单位:万元) says less than it is long.
fn without_brackets(line: &str) -> &str {
    line.split('(').next().unwrap_or(line)
}

/// 关于报送…的函: the name of a letter above the list, which says whose and which
/// year's it is, but not what the list is called.
fn is_letter(line: &str) -> bool {
    let ends = ["函", "通知", "请示", "报告", "批复", "公示", "复函"];
    line.contains("关于") && ends.iter().any(|end| line.ends_with(end))
}

fn letter_of(around: &Surroundings) -> Option<String> {
    let lines = around.lines.iter();
    let mut lines = lines.map(|line| squeeze(&narrow(line)).into_owned());
    lines.find(|line| is_letter(line))
}

fn judge(context: &Context<'_>, form: &ReturnForm, title: &str) -> Result<(), Foreign> {
    let foreign = |code| {
        Err(Foreign {
            code,
            title: title.to_owned(),
        })
    };
    let judged = place_and_year(context, form, title);
    let other_city = matches!(&judged, Err(foreign) if foreign.code == RefusalCode::OtherCity);
    if has_words(form, title) || other_city {
        return judged;
    }
    let declaration = &form.declaration;
    let anywhere = context.regions.unit_in(title, &[]);
    let here = context.regions.unit_in(title, &declaration.counties);
    if !title.contains(&declaration.city) && anywhere.is_some() && here.is_none() {
        return foreign(RefusalCode::OtherCity);
    }
    if titled::names_other(context.regions, declaration, title) {
        return foreign(RefusalCode::OtherProgramme);
    }
    judged
}

/// Whether a title or a letter is of the form's city and year, as far as it says.
fn place_and_year(context: &Context<'_>, form: &ReturnForm, title: &str) -> Result<(), Foreign> {
    let foreign = |code| {
        Err(Foreign {
            code,
            title: title.to_owned(),
        })
    };
    let declaration = &form.declaration;
    let names_city = title.contains(&declaration.city);
    if !names_city
        && let Some(city) = context.regions.city_in(title)
        && city.name != declaration.city
    {
        return foreign(RefusalCode::OtherCity);
    }
    let years = years_in(title);
    if !years.is_empty() && !years.contains(&declaration.year) {
        return foreign(RefusalCode::OtherYear);
    }
    Ok(())
}

/// Whether a title has all the words of a programme's own.
fn has_words(form: &ReturnForm, title: &str) -> bool {
    let mut words = form.declaration.title_words.iter();
    words.all(|word| title.contains(word.as_str()))
}

fn year_in(text: &str) -> Option<i32> {
    years_in(text).first().copied()
}

/// The years a text names: `2022年`, `2022年度`.
fn years_in(text: &str) -> Vec<i32> {
    text.match_indices('年')
        .filter_map(|(at, _)| {
            let digits: String = text[..at].chars().rev().take(4).collect();
            let year: i32 = digits.chars().rev().collect::<String>().parse().ok()?;
            (1990..2100).contains(&year).then_some(year)
        })
        .collect()
}

/// The county that sent the file.
#[must_use]
pub fn county_of(
    context: &Context<'_>,
    form: &ReturnForm,
    around: &Surroundings,
    county_cells: &[String],
) -> Option<County> {
    let allowed = &form.declaration.counties;
    let unit_in = |text: &str| {
        let plain = squeeze(&narrow(text)).into_owned();
        context.regions.unit_in(&plain, allowed).map(|unit| County {
            id: unit.id.clone(),
            name: unit.name.clone(),
        })
    };
    let captions = around.lines.iter().filter(|line| {
        let plain = squeeze(&narrow(line)).into_owned();
        OFFICES.iter().any(|word| plain.contains(word))
    });
    captions
        .clone()
        .find_map(|line| unit_in(&office_part(line)))
        .or_else(|| unit_in(&around.file_name))
        .or_else(|| around.sheet_names.iter().find_map(|name| unit_in(name)))
        .or_else(|| letterhead(&around.lines).find_map(|line| unit_in(line)))
        .or_else(|| one_of(around.lines.iter().filter_map(|line| unit_in(line))))
        .or_else(|| {
            let mut found = county_cells.iter().map(|cell| unit_in(cell));
            let first = found.next()??;
            found
                .all(|other| other.as_ref() == Some(&first))
                .then_some(first)
        })
}

/// Lines that are an office's name and nothing more: the head of a letter, or
/// who signs it.
fn letterhead(lines: &[String]) -> impl Iterator<Item = &String> {
    lines.iter().filter(|line| {
        let plain = squeeze(line);
        let plain = plain.trim_end_matches("文件");
        let ends = ["局", "政府", "管委会", "管理委员会", "办公室"];
        plain.chars().count() <= 24
            && !plain.contains(['：', ':'])
            && ends.iter().any(|end| plain.ends_with(end))
    })
}

/// The one county that all of them are; a letter may name its neighbours.
fn one_of(mut found: impl Iterator<Item = County>) -> Option<County> {
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// The part of a caption line that names the office; the lead enterprise or
/// the unit of amounts may stand behind it.
fn office_part(line: &str) -> String {
    let narrowed = narrow(line);
    let start = OFFICES
        .iter()
        .filter_map(|word| narrowed.find(word))
        .min()
        .unwrap_or(0);
    let rest = &narrowed[start..];
    let end = ["牵头单位", "单位:", "金额单位", "联系人", "填表"]
        .iter()
        .filter_map(|word| {
            rest.char_indices()
                .skip(4)
                .find_map(|(at, _)| rest[at..].starts_with(word).then_some(at))
        })
        .min()
        .unwrap_or(rest.len());
    rest[..end].to_owned()
}
