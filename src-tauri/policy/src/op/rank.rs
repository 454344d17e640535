//! `rank`: amounts by place in a ranking.

use std::sync::Arc;

use ruku_model::money::Money;

use super::order::{Ahead, Contender, Level, ahead, ties};
use super::{Act, GroupOp, GroupScope, Member, OpSpec, Out, Parsed, Portion, Seat, Sharing, per};
use crate::bounds::Bounds;
use crate::open::Operand;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};

pub(super) const SPEC: OpSpec = OpSpec {
    id: "rank",
    title: "排名",
    about: "在一组项目里按得分从高到低排名，各名次给各名次的金额；得分相同的同为较前的名次，\
            名额之外的不符合。",
    params: &[
        ("by", "得分的填报项（number、count 或 money）"),
        (
            "places",
            "从第一名起各给多少：[\"50万元\", \"30万元\", \"30万元\"]",
        ),
        (
            "per",
            "在什么范围内排名：[[group]] 的 id 的列表，或 [\"programme\"]",
        ),
    ],
    example: r#"{ id = "prize", label = "名次奖励", op = "rank", by = "score", places = ["50万元", "30万元"], per = ["programme"], clause = "三" }"#,
};

#[derive(Debug)]
struct Rank {
    places: Vec<Money>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let by = entry.text("by").and_then(|text| names.origin(text, None));
    let per = per(entry, names);
    let places: Option<Vec<Money>> = entry
        .texts("places")
        .into_iter()
        .map(|text| text.money())
        .collect();
    let places = places?;
    if places.is_empty() {
        entry.fault(
            "没有写各名次的金额。",
            "请写 places = [\"50万元\", \"30万元\"]。",
        );
    }
    let of: Operand = by?;
    let act = Act::Group {
        per,
        of,
        by: Vec::new(),
        limit: None,
        op: Arc::new(Rank { places }),
    };
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: None,
    })
}

impl GroupOp for Rank {
    fn apply(&self, members: &[Member], scope: &GroupScope<'_>) -> Sharing {
        let contenders: Vec<Contender> = members
            .iter()
            .map(|member| Contender {
                keys: vec![member.value],
                sure: member.sure,
            })
            .collect();
        let portions = ahead(&contenders, Level::Shared)
            .into_iter()
            .zip(ties(&contenders))
            .map(|(ahead, tied_with)| Portion {
                seat: Some(self.seat(ahead, tied_with)),
                ..self.portion(ahead.surely, ahead.possibly, members.len(), scope)
            })
            .collect();
        Sharing::plain(portions)
    }
}

impl Rank {
    fn seat(&self, ahead: Ahead, tied_with: Vec<usize>) -> Seat {
        let places = self.places.len();
        let tie = match tied_with.is_empty() {
            true => String::new(),
            false => "得分相同，同为较前的名次".to_owned(),
        };
        Seat {
            place: ahead.known(),
            places: Some(places),
            tied_with,
            tie,
            arranged: match (ahead.possibly < places, ahead.surely < places) {
                (true, _) => Some(true),
                (false, false) => Some(false),
                (false, true) => None,
            },
        }
    }

    /// The portion of a member whose place lies between `best` and `worst`, from 0.
    fn portion(&self, best: usize, worst: usize, count: usize, scope: &GroupScope<'_>) -> Portion {
        let label = scope.label;
        let prize = |place: usize| self.places.get(place).copied();
        if best == worst {
            let place = best + 1;
            return match prize(best) {
                Some(money) => Portion::new(
                    Bounds::money(money),
                    format!("{label}{count}个项目中排第{place}，给{}", money.readable()),
                ),
                None => {
                    let text = format!(
                        "{label}{count}个项目中排第{place}，在{}个名额之外",
                        self.places.len()
                    );
                    let threshold = format!("前{}名", self.places.len());
                    let out = Some(Out {
                        value: format!("第{place}名"),
                        threshold,
                        text: text.clone(),
                    });
                    Portion {
                        out,
                        ..Portion::new(Bounds::zero(), text)
                    }
                }
            };
        }
        let value = (best..=worst)
            .map(|place| prize(place).map_or_else(Bounds::zero, Bounds::money))
            .reduce(Bounds::join)
            .unwrap_or_else(Bounds::zero);
        let text = format!(
            "{label}{count}个项目中排第{}至第{}，名次未定",
            best + 1,
            worst + 1
        );
        let open = value.point().is_none();
        Portion {
            open,
            ..Portion::new(value, text)
        }
    }
}
