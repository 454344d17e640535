//! `interest`: an interest subsidy over loans, one by one.

use std::sync::Arc;

use chrono::NaiveDate;
use num_traits::Zero;
use ruku_model::fact::{FactId, FactValue};
use ruku_model::rate::Rate;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp};
use crate::bounds::{Amount, Bounds, amount_of};
use crate::engine::scope::Scope;
use crate::open::Param;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "interest",
    title: "贴息",
    about: "逐笔贷款计算：本金 × 贴息年利率 × 天数 ÷ 一年天数，再相加。\
            贴息年利率取贷款实际年利率的 share，写了 lpr 的还不超过 LPR 的 lpr_share；\
            天数从起息日算到到期日（算头不算尾），不超过 days_max 天。",
    params: &[
        (
            "loans",
            "贷款明细的填报项（list），每笔有 principal 本金、annual_rate 年利率、from 起息日、to 到期日",
        ),
        ("share", "贴息占实际利率的比例，例如 \"50%\""),
        ("lpr", "LPR 年利率，例如 \"3.45%\"；可不写"),
        (
            "lpr_share",
            "贴息年利率不超过 LPR 的比例，例如 \"50%\"；写了 lpr 才写",
        ),
        ("year_days", "一年按多少天计（整数）；不写为360"),
        ("days_max", "每笔最多贴多少天（整数）；可不写"),
    ],
    example: r#"{ id = "subsidy", label = "贴息", op = "interest", loans = "loans", share = "50%", lpr = "3.45%", lpr_share = "50%", year_days = 360, clause = "二" }"#,
};

#[derive(Debug)]
struct Interest {
    loans: usize,
    share: Param<Rate>,
    /// The highest subsidised rate, if there is one.
    rate_max: Option<Amount>,
    year_days: i128,
    days_max: Option<i64>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let loans = names.fact(entry.text("loans")?)?;
    let share = names.param(entry.text("share")?, |text| text.rate())?;
    let lpr = entry.text_opt("lpr").map(|text| text.rate());
    let lpr_share = entry.text_opt("lpr_share").map(|text| text.rate());
    let rate_max = match (lpr, lpr_share) {
        (Some(lpr), Some(share)) => Some(lpr?.ratio() * share?.ratio()),
        (Some(lpr), None) => Some(lpr?.ratio()),
        (None, _) => None,
    };
    let year_days = entry.integer("year_days").unwrap_or(360);
    if year_days <= 0 {
        entry.fault("year_days 要大于0。", "请写 360 或 365。");
        return None;
    }
    let days_max = entry.integer("days_max");
    let interest = Interest {
        loans,
        share,
        rate_max,
        year_days: i128::from(year_days),
        days_max,
    };
    let act = Act::Project(Arc::new(interest));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: None,
    })
}

/// One loan as the list has it.
struct Loan {
    principal: Amount,
    annual_rate: Amount,
    days: i64,
}

fn loan(record: &std::collections::BTreeMap<FactId, FactValue>) -> Option<Loan> {
    let day = |id: &str| -> Option<NaiveDate> {
        match record.get(id)? {
            FactValue::Date(date) if date.earliest() == date.latest() => Some(date.earliest()),
            _ => None,
        }
    };
    Some(Loan {
        principal: record.get("principal").and_then(amount_of)?,
        annual_rate: record.get("annual_rate").and_then(amount_of)?,
        days: (day("to")? - day("from")?).num_days().max(0),
    })
}

impl ProjectOp for Interest {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let share = *scope.get(&self.share);
        let Some(records) = scope.list(self.loans) else {
            return Computed::new(Bounds::unknown(), "贷款明细未填".to_owned());
        };
        let loans: Option<Vec<Loan>> = records.iter().map(loan).collect();
        let Some(loans) = loans else {
            scope.lacks_fact(self.loans);
            return Computed::new(
                Bounds::unknown(),
                "有的贷款缺本金、年利率或起止日".to_owned(),
            );
        };
        let mut total = Amount::zero();
        let mut words = Vec::new();
        for loan in &loans {
            let own = loan.annual_rate * share.ratio();
            let rate = self.rate_max.map_or(own, |most| own.min(most));
            let days = self.days_max.map_or(loan.days, |most| loan.days.min(most));
            let days_ratio = Amount::new(i128::from(days), self.year_days);
            total += loan.principal * rate * days_ratio;
            let percent = Rate::from_fraction(*rate.numer(), *rate.denom())
                .map_or_else(String::new, Rate::percent);
            words.push(format!(
                "{} × {percent} × {days} ÷ {}",
                wording::yuan(loan.principal),
                self.year_days
            ));
        }
        let text = format!("{} = {}", words.join(" ＋ "), wording::yuan(total));
        Computed::new(Bounds::known(total), text)
    }
}
