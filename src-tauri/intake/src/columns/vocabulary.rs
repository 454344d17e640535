//! The headers a form knows: its labels and synonyms, and every way in which a
//! county's header may be taken for one of them.

use ruku_model::fact::FactType;

use super::{Target, everyday};
use crate::context::ReturnForm;
use crate::return_file::Confidence;
use crate::spelling::is_slip_of;
use crate::text::{bare_header_key, header_key, shared_per_cent};

/// The headers a form knows, ready for look-ups.
pub struct Vocabulary<'a> {
    pub(super) form: &'a ReturnForm,
    /// Key, fact, whether it is the label.
    words: Vec<(String, usize, bool)>,
}

/// Shorter words match too much when they need not be the whole header.
const PARTIAL_CHARACTERS_MIN: usize = 4;

/// Under a group header the parts say less each: this much of the characters
/// must be shared with a label, in per cent.
const SHARED_PER_CENT_MIN: usize = 66;

/// Parts of a group header that say nothing of their own.
const PLAIN_AMOUNT_WORDS: &[&str] = &["金额", "数额", "总额", "合计", "小计", "资金", "数量"];

/// Endings of a header that say nothing beside the word they follow.
const PLAIN_AMOUNT_ENDINGS: &[&str] = &[
    "投入金额",
    "投资金额",
    "金额",
    "投入",
    "投资",
    "费用",
    "经费",
    "支出",
    "资金",
    "购置费",
];

/// Short headers that may be the end of anything.
const TAILS_OF_ANYTHING: &[&str] = &["单位", "类型", "性质", "情况", "名称"];

pub(super) const ROW_NUMBER_WORDS: &[&str] = &[
    "序号",
    "顺序",
    "顺序号",
    "编号",
    "排序",
    "推荐排序",
    "推荐顺序",
    "优先顺序",
    "推荐优先顺序",
    "项目序号",
    "行号",
    "no",
    "序",
    "项次",
    "次序",
];

impl<'a> Vocabulary<'a> {
    /// Prepares a form's labels and synonyms.
    #[must_use]
    pub fn new(form: &'a ReturnForm) -> Vocabulary<'a> {
        let mut words = Vec::new();
        for (index, fact) in form.facts.iter().enumerate() {
            words.push((header_key(&fact.label), index, true));
            words.extend(
                fact.synonyms
                    .iter()
                    .map(|word| (header_key(word), index, false)),
            );
        }
        Vocabulary { form, words }
    }

    /// The fact whose label or synonym a header is, word for word.
    pub(super) fn exact(&self, key: &str) -> Option<(usize, Confidence)> {
        let found = self
            .words
            .iter()
            .filter(|(word, _, _)| word == key)
            .max_by_key(|(_, _, is_label)| *is_label)?;
        Some((
            found.1,
            if found.2 {
                Confidence::Label
            } else {
                Confidence::Synonym
            },
        ))
    }

    /// Whether a single header cell names something a return has.
    #[must_use]
    pub fn knows(&self, header: &str) -> bool {
        let key = header_key(header);
        !key.is_empty()
            && (self.exact(&key).is_some()
                || ROW_NUMBER_WORDS.contains(&key.as_str())
                || self.pair(&key).is_some()
                || self.without_remark(header).is_some()
                || self.everyday(&key).is_some())
    }

    pub(super) fn index_of(&self, id: &str) -> Option<usize> {
        self.form
            .facts
            .iter()
            .position(|fact| fact.id.as_str() == id)
    }

    /// Two facts in one cell: a period, or a contact with the number.
    pub(super) fn pair(&self, key: &str) -> Option<Target> {
        let period = [
            "起止",
            "建设周期",
            "实施周期",
            "实施期限",
            "建设期限",
            "项目周期",
            "建设期",
        ];
        if period.iter().any(|word| key.contains(word)) {
            return Some(Target::Period(
                self.index_of("started_on")?,
                self.index_of("completed_on")?,
            ));
        }
        let person = ["联系人", "责任人", "负责人", "经办人"]
            .iter()
            .any(|word| key.contains(word));
        let number = ["电话", "手机", "联系方式", "号码"]
            .iter()
            .any(|word| key.contains(word));
        if person && number {
            return Some(Target::Contact(
                self.index_of("contact_name")?,
                self.index_of("contact_phone")?,
            ));
        }
        None
    }

    /// 起 or 止 under 建设起止时间: one end of the period in a column of its own.
    pub(super) fn end_of_period(&self, parts: &[String]) -> Option<usize> {
        let (leaf, groups) = parts.split_last()?;
        let group = header_key(&groups.concat());
        let words = [
            "起止",
            "周期",
            "期限",
            "建设时间",
            "建设期",
            "实施时间",
            "开竣工",
            "开完工",
        ];
        if !words.iter().any(|word| group.contains(word)) {
            return None;
        }
        self.index_of(everyday::end_of_project(&header_key(leaf))?)
    }

    /// The fact a header names before the remark in its brackets: 备注（如有）.
    pub(super) fn without_remark(&self, header: &str) -> Option<usize> {
        let key = bare_header_key(header);
        let (index, _) = self.exact(&key)?;
        Some(index)
    }

    /// The fact a header names in every return, where the form has it.
    pub(super) fn everyday(&self, key: &str) -> Option<usize> {
        self.index_of(everyday::fact_named(key)?)
    }

    /// The choice whose words say what a header says but for 所属 and 类别:
    /// 产业类别 for 所属产业.
    pub(super) fn choice_called(&self, key: &str) -> Option<usize> {
        let own = core_of_choice(key)?;
        let is_choice = |index: &usize| self.form.facts[*index].fact_type == FactType::Choice;
        let named = self.words.iter().filter(|(word, index, _)| {
            is_choice(index) && core_of_choice(word).unwrap_or(word) == own
        });
        let mut found: Vec<usize> = named.map(|(_, index, _)| *index).collect();
        found.sort_unstable();
        found.dedup();
        (found.len() == 1).then(|| found[0])
    }

    /// The fact whose words alone end with a short header: 条款 for 支持条款. Of
    /// amounts, days and counts too much ends alike.
    pub(super) fn tail_of(&self, key: &str) -> Option<usize> {
        if key.chars().count() < 2 || TAILS_OF_ANYTHING.contains(&key) {
            return None;
        }
        let ending = self.words.iter().filter(|(word, _, _)| word.ends_with(key));
        let mut found: Vec<usize> = ending.map(|(_, index, _)| *index).collect();
        found.sort_unstable();
        found.dedup();
        let [index] = found[..] else { return None };
        let telling = [FactType::Choice, FactType::CreditCode];
        telling
            .contains(&self.form.facts[index].fact_type)
            .then_some(index)
    }

    /// The fact whose words a header holds, if one fits better than all others.
    pub(super) fn holding(&self, key: &str) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        let mut tied = false;
        for (word, index, _) in &self.words {
            let length = word.chars().count();
            if length < PARTIAL_CHARACTERS_MIN || !key.contains(word.as_str()) {
                continue;
            }
            match best {
                Some((longest, known)) if longest == length && known != *index => tied = true,
                Some((longest, _)) if longest >= length => {}
                _ => {
                    best = Some((length, *index));
                    tied = false;
                }
            }
        }
        best.filter(|_| !tied).map(|(_, index)| index)
    }

    /// The fact that a part under a group header means: the group's own where
    /// the part only says 金额, else the one whose words hold the part and fit
    /// the group best.
    pub(super) fn part_of_group(&self, parts: &[String]) -> Option<usize> {
        let (leaf, groups) = parts.split_last()?;
        let leaf = header_key(leaf);
        let group = header_key(&groups.concat());
        if PLAIN_AMOUNT_WORDS.contains(&leaf.as_str()) {
            return self
                .exact(&group)
                .map(|(index, _)| index)
                .or_else(|| self.holding(&group));
        }
        let joined = format!("{group}{leaf}");
        let mut scores: Vec<(usize, usize)> = self
            .words
            .iter()
            .filter(|(word, _, _)| leaf.chars().count() > 1 && word.contains(&leaf))
            .map(|(word, index, _)| (shared_per_cent(word, &joined), *index))
            .collect();
        scores.sort_by(|one, other| other.cmp(one));
        let (score, index) = *scores.first()?;
        let rival = scores
            .iter()
            .find(|(_, other)| *other != index)
            .map_or(0, |(score, _)| *score);
        (score >= SHARED_PER_CENT_MIN && score > rival).then_some(index)
    }

    /// The fact whose word a header is but for one slip of the pen.
    pub(super) fn misspelled(&self, key: &str) -> Option<usize> {
        let mut found: Vec<usize> = self
            .words
            .iter()
            .filter(|(word, _, _)| is_slip_of(key, word))
            .map(|(_, index, _)| *index)
            .collect();
        found.dedup();
        (found.len() == 1).then(|| found[0])
    }

    /// The amount a header means that says 投入 or 费用 beside it (`软件投入`), or
    /// leaves such a word out (`申请补贴`).
    pub(super) fn amount_of(&self, key: &str) -> Option<usize> {
        let is_money = |index: &usize| self.form.facts[*index].fact_type == FactType::Money;
        let with = PLAIN_AMOUNT_ENDINGS
            .iter()
            .find_map(|ending| key.strip_suffix(ending))
            // 其他费用 is a cost of the project, and no 其他资金.
            .filter(|word| *word != "其他")
            .and_then(|word| self.exact(word))
            .map(|(index, _)| index)
            .filter(is_money);
        with.or_else(|| {
            if key.chars().count() < PARTIAL_CHARACTERS_MIN {
                return None;
            }
            let mut found: Vec<usize> = PLAIN_AMOUNT_ENDINGS
                .iter()
                .filter_map(|ending| self.exact(&format!("{key}{ending}")))
                .map(|(index, _)| index)
                .filter(is_money)
                .collect();
            found.dedup();
            (found.len() == 1).then(|| found[0])
        })
    }

    /// The fact that shares most characters with a header made of a group and
    /// its part: `已获财政资金` over `省级`.
    pub(super) fn sharing(&self, key: &str) -> Option<usize> {
        let mut scores: Vec<(usize, usize)> = self
            .words
            .iter()
            .map(|(word, index, _)| (shared_per_cent(word, key), *index))
            .collect();
        scores.sort_by(|one, other| other.cmp(one));
        let (score, index) = *scores.first()?;
        let rival = scores
            .iter()
            .find(|(_, other)| *other != index)
            .map_or(0, |(score, _)| *score);
        (score >= SHARED_PER_CENT_MIN && score > rival).then_some(index)
    }
}

/// A choice's header without the words around what it is about.
fn core_of_choice(key: &str) -> Option<&str> {
    let rest = ["所属", "所在", "申报"]
        .iter()
        .find_map(|word| key.strip_prefix(word))
        .unwrap_or(key);
    let core = ["类别", "类型", "分类"]
        .iter()
        .find_map(|word| rest.strip_suffix(word))
        .unwrap_or(rest);
    (core.len() < key.len() && core.chars().count() > 1).then_some(core)
}
