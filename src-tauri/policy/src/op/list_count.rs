//! `list_count`: how many records of a list there are: sessions, persons.

use super::list_sum;
use super::{OpSpec, Parsed};
use crate::read::Names;
use crate::read::source::Entry;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "list_count",
    title: "明细计数",
    about: "数明细有几条，可以只数符合条件的；写了 distinct 就数这一栏有几个不同的值。\
            结果是数值，后面用 tiers 或 per_unit 算金额。",
    params: &[
        ("list", "明细的填报项（list）"),
        (
            "where",
            "只数符合条件的：写法和条件一样，fact 写明细里的一栏；可不写",
        ),
        ("distinct", "这一栏相同的只数一次，例如身份证号；可不写"),
    ],
    example: r#"{ id = "held", label = "达标场次", op = "list_count", list = "sessions", where = { fact = "people", at_least = "50" }, clause = "二" }"#,
};

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    list_sum::read(entry, names, false)
}
