//! `interest`: an interest subsidy over loans, one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Months, NaiveDate};
use num_traits::Zero;
use ruku_model::date::PartialDate;
use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_model::money::Money;
use ruku_model::rate::Rate;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp, fen};
use crate::bounds::{Amount, Bounds, amount_of};
use crate::engine::scope::Scope;
use crate::open::Param;
use crate::read::source::{Entry, Text};
use crate::read::{Names, ValueKind};
use crate::table::DatedTable;
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "interest",
    title: "贴息",
    about: "逐笔贷款计算：本金 × 贴息年利率 × 天数 ÷ 一年天数，再相加。\
            贴息年利率取贷款实际年利率的 share，写了 lpr 的还不超过 LPR 的 lpr_share；只写 lpr 不写 share 的取 LPR 的 lpr_share，不超过实际年利率。\
            天数从起息日算到到期日（算头不算尾），不超过 years_max 年、days_max 天。",
    params: &[
        (
            "loans",
            "贷款明细的填报项（list），fields 里要有 principal 本金（money）、annual_rate 年利率（number）、from 起息日、to 到期日（date）",
        ),
        (
            "share",
            "贴息占实际利率的比例，例如 \"50%\"；写了 lpr 才可以不写",
        ),
        (
            "lpr",
            "LPR 年利率，例如 \"3.45%\"；随日期变动的写 \"table:数值表的 id\"，数值表用 [[table]] 声明，表里没有的日期结果是“无法计算”；可不写",
        ),
        (
            "lpr_on",
            "lpr 写数值表时，按哪一天的 LPR：贷款明细里的日期（例如 \"from\"），或日期类型的填报项",
        ),
        ("lpr_share", "LPR 的比例，例如 \"50%\"；不写为100%"),
        ("year_days", "一年按多少天计（整数）；不写为360"),
        ("years_max", "每笔最多贴几年（整数），从起息日起算；可不写"),
        ("days_max", "每笔最多贴多少天（整数）；可不写"),
        (
            "yearly_max",
            "各笔合计每个自然年最多贴多少，例如 \"100万元\"；可不写",
        ),
    ],
    example: r#"{ id = "subsidy", label = "贴息", op = "interest", loans = "loans", share = "50%", lpr = "table:lpr", lpr_on = "from", lpr_share = "50%", year_days = 360, clause = "二" }"#,
};

/// What every loan of a list must tell.
const FIELDS: [(&str, FactType); 4] = [
    ("principal", FactType::Money),
    ("annual_rate", FactType::Number),
    ("from", FactType::Date),
    ("to", FactType::Date),
];

#[derive(Debug)]
struct Interest {
    loans: usize,
    share: Option<Param<Rate>>,
    lpr: Option<Lpr>,
    year_days: i64,
    years_max: Option<u32>,
    days_max: Option<i64>,
    yearly_max: Option<Money>,
}

/// A share of the LPR.
#[derive(Debug)]
struct Lpr {
    of: Source,
    share: Rate,
}

/// Where the LPR comes from.
#[derive(Debug)]
enum Source {
    /// Written down.
    Is(Rate),
    /// In force on a day.
    Table(DatedTable, Day),
}

/// Which day's value counts.
#[derive(Debug)]
enum Day {
    /// A date of the loan.
    OfLoan(FactId),
    /// A date of the project.
    OfProject(usize),
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let loans_text = entry.text("loans")?;
    let loans = names.fact(loans_text)?;
    fields(loans_text, loans, names)?;
    let share = match entry.text_opt("share") {
        Some(text) => Some(names.param(text, |text| text.rate())?),
        None => None,
    };
    let lpr = match entry.has("lpr") {
        true => Some(lpr(entry, loans, names)?),
        false => None,
    };
    if share.is_none() && lpr.is_none() {
        entry.fault(
            "没有写贴息利率怎样定。",
            "请写 share（占实际利率的比例），或 lpr 和 lpr_share（占LPR的比例）。",
        );
    }
    let positive = |key: &str| {
        let number = entry.integer(key)?;
        if number <= 0 {
            entry.fault(format!("{key} 要大于0。"), "请写正整数，不加引号。");
        }
        Some(number.max(1))
    };
    let interest = Interest {
        loans,
        share,
        lpr,
        year_days: positive("year_days").unwrap_or(360),
        years_max: positive("years_max").and_then(|years| u32::try_from(years).ok()),
        days_max: positive("days_max"),
        yearly_max: entry.text_opt("yearly_max").and_then(|text| text.money()),
    };
    let act = Act::Project(Arc::new(interest));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: None,
    })
}

/// The list must have what a loan tells.
fn fields(text: Text<'_>, loans: usize, names: &Names<'_>) -> Option<()> {
    let declared = &names.facts[loans].fields;
    let lacking: Vec<&str> = FIELDS
        .iter()
        .filter(|(id, fact_type)| {
            !declared
                .iter()
                .any(|field| field.id.as_str() == *id && field.fact_type == *fact_type)
        })
        .map(|(id, _)| *id)
        .collect();
    if lacking.is_empty() {
        return Some(());
    }
    text.fault(
        format!("明细 {} 缺少 {}，不能算贴息。", text.value, lacking.join("、")),
        "请在 facts.toml 该项的 fields 里写 principal（money）、annual_rate（number）、from 和 to（date）。",
    );
    None
}

fn lpr(entry: &Entry<'_>, loans: usize, names: &Names<'_>) -> Option<Lpr> {
    let text = entry.text("lpr")?;
    let share = match entry.text_opt("lpr_share") {
        Some(text) => text.rate()?,
        None => Rate::from_fraction(1, 1)?,
    };
    let Some(id) = text.value.strip_prefix("table:") else {
        let of = Source::Is(text.rate()?);
        return Some(Lpr { of, share });
    };
    let Some(table) = names.tables.iter().find(|table| table.id == id) else {
        text.fault(
            format!("没有名为 {id} 的数值表。"),
            "请先用 [[table]] 声明它，或改正拼写。",
        );
        return None;
    };
    let on = entry.text("lpr_on")?;
    let of_loan = names.facts[loans]
        .fields
        .iter()
        .find(|field| field.id.as_str() == on.value);
    let (day, fact_type) = match of_loan {
        Some(field) => (Day::OfLoan(field.id.clone()), field.fact_type),
        None => {
            let fact = names.fact(on)?;
            (Day::OfProject(fact), names.fact_type(fact))
        }
    };
    if fact_type != FactType::Date {
        on.fault(
            format!("“{}”不是日期。", on.value),
            "lpr_on 要写贷款明细里的日期，或日期类型的填报项。",
        );
    }
    let of = Source::Table(table.clone(), day);
    Some(Lpr { of, share })
}

/// A loan as the list has it.
struct Loan {
    principal: Amount,
    annual_rate: Amount,
    from: NaiveDate,
    to: NaiveDate,
}

fn day(record: &BTreeMap<FactId, FactValue>, id: &str) -> Option<NaiveDate> {
    match record.get(id)? {
        FactValue::Date(PartialDate::Day(date)) => Some(*date),
        _ => None,
    }
}

fn loan(record: &BTreeMap<FactId, FactValue>) -> Option<Loan> {
    let not_negative = |amount: &Amount| *amount >= Amount::zero();
    Some(Loan {
        principal: record
            .get("principal")
            .and_then(amount_of)
            .filter(not_negative)?,
        annual_rate: record
            .get("annual_rate")
            .and_then(amount_of)
            .filter(not_negative)?,
        from: day(record, "from")?,
        to: day(record, "to")?,
    })
}

impl ProjectOp for Interest {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let share = self.share.as_ref().map(|share| *scope.get(share));
        let Some(records) = scope.list(self.loans) else {
            return Computed::new(Bounds::unknown(), "贷款明细未填".to_owned());
        };
        let mut years: BTreeMap<i32, Bounds> = BTreeMap::new();
        let mut words = Vec::new();
        for (place, record) in records.iter().enumerate() {
            let Some(loan) = loan(record) else {
                let why = format!(
                    "第{}笔贷款缺本金、年利率或起止日，或者填的值不能使用。",
                    place + 1
                );
                scope.lacks_because(self.loans, why);
                return Computed::new(
                    Bounds::unknown(),
                    "有的贷款缺本金、年利率或起止日".to_owned(),
                );
            };
            let rate = self.rate(&loan, record, share, scope);
            let days = self.add(&loan, rate, &mut years);
            words.push(format!(
                "{} × {} × {days}天 ÷ {}天",
                wording::yuan(loan.principal),
                percent(rate),
                self.year_days
            ));
        }
        let mut total = Bounds::zero();
        for (year, sum) in &years {
            let most = self.yearly_max.map(Bounds::money);
            total = total.plus(most.map_or(*sum, |most| sum.min(most)));
            if let (Some(most), Some(sum)) = (self.yearly_max, sum.point())
                && sum > fen(most)
            {
                words.push(format!(
                    "其中{year}年{}，按每年不超过{}计",
                    wording::yuan(sum),
                    most.readable()
                ));
            }
        }
        let text = match words.is_empty() {
            true => "没有贷款".to_owned(),
            false => words.join("；"),
        };
        Computed::new(
            total,
            format!("{text}；合计{}", wording::yuan_bounds(total)),
        )
    }
}

fn percent(rate: Bounds) -> String {
    let shown = |rate: Amount| {
        Rate::from_fraction(*rate.numer(), *rate.denom()).map_or_else(String::new, Rate::percent)
    };
    match (rate.point(), rate.hi) {
        (Some(rate), _) => shown(rate),
        (None, Some(most)) => format!("未定（最高{}）", shown(most)),
        (None, None) => "未定".to_owned(),
    }
}

impl Interest {
    /// The subsidised annual rate of a loan; open where the LPR is not known.
    fn rate(
        &self,
        loan: &Loan,
        record: &BTreeMap<FactId, FactValue>,
        share: Option<Rate>,
        scope: &mut Scope<'_>,
    ) -> Bounds {
        let own = match share {
            Some(share) => loan.annual_rate * share.ratio(),
            None => loan.annual_rate,
        };
        let Some(lpr) = &self.lpr else {
            return Bounds::known(own);
        };
        let in_force = match &lpr.of {
            Source::Is(rate) => Some(*rate),
            Source::Table(table, day) => self.in_force(table, day, record, scope),
        };
        match in_force {
            Some(rate) => Bounds::known(own.min(rate.ratio() * lpr.share.ratio())),
            None => Bounds::known(own).or_nothing(),
        }
    }

    /// The table's value on the day that counts; what is missing is noted.
    fn in_force(
        &self,
        table: &DatedTable,
        on: &Day,
        record: &BTreeMap<FactId, FactValue>,
        scope: &mut Scope<'_>,
    ) -> Option<Rate> {
        let (fact, date) = match on {
            Day::OfLoan(field) => (self.loans, record.get(field)),
            Day::OfProject(fact) => (*fact, scope.known.get(*fact).map(|fact| &fact.value)),
        };
        let found = match date {
            Some(FactValue::Date(date)) => table.at(*date),
            _ => Err(format!("查{}要用到日期，日期未填。", table.label)),
        };
        match found {
            Ok(rate) => Some(rate),
            Err(why) => {
                scope.lacks_because(fact, why);
                None
            }
        }
    }

    /// Adds a loan's interest to the years it falls into; gives its days.
    fn add(&self, loan: &Loan, rate: Bounds, years: &mut BTreeMap<i32, Bounds>) -> i64 {
        let mut end = loan.to;
        if let Some(last) = self
            .years_max
            .and_then(|most| most.checked_mul(12))
            .and_then(|months| loan.from.checked_add_months(Months::new(months)))
        {
            end = end.min(last);
        }
        if let Some(last) = self.days_max.and_then(|most| {
            loan.from
                .checked_add_signed(chrono::TimeDelta::try_days(most)?)
        }) {
            end = end.min(last);
        }
        let mut from = loan.from;
        let mut all = 0;
        while from < end {
            let next_year = from
                .year()
                .checked_add(1)
                .and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
            let until = next_year.map_or(end, |next| next.min(end));
            let days = (until - from).num_days();
            let part = Amount::new(i128::from(days), i128::from(self.year_days));
            let interest = rate.times(Bounds::known(loan.principal * part));
            let sum = years.entry(from.year()).or_insert_with(Bounds::zero);
            *sum = sum.plus(interest);
            all += days;
            from = until;
        }
        all
    }
}
