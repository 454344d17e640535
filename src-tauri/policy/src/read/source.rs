//! A TOML file with its lines, read entry by entry; what is wrong is said in
//! Chinese, with the line and what to write instead.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use ruku_model::money::{Money, MoneyUnit};
use ruku_model::rate::Rate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::pack::PackFault;

mod syntax;
mod within;

/// A file and the faults found so far.
pub(crate) struct Source<'t> {
    file: &'static str,
    text: &'t str,
    table: Option<Spanned<DeTable<'t>>>,
    faults: &'t RefCell<Vec<PackFault>>,
}

/// A table of a file that is being read.
pub(crate) struct Entry<'s> {
    source: &'s Source<'s>,
    table: &'s DeTable<'s>,
    at: usize,
    what: String,
    taken: RefCell<BTreeSet<String>>,
}

/// A text with its place.
#[derive(Clone, Copy)]
pub(crate) struct Text<'s> {
    /// The text.
    pub(crate) value: &'s str,
    source: &'s Source<'s>,
    at: usize,
}

/// An id stands apart from the Chinese that follows it.
fn spaced(mut what: String) -> String {
    if what.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        what.push(' ');
    }
    what
}

impl<'t> Source<'t> {
    /// Parses a file; a mistake in its TOML is a fault.
    pub(crate) fn new(
        file: &'static str,
        text: &'t str,
        faults: &'t RefCell<Vec<PackFault>>,
    ) -> Source<'t> {
        let mut source = Source {
            file,
            text,
            table: None,
            faults,
        };
        match DeTable::parse(text) {
            Ok(table) => source.table = Some(table),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let line = text[..at.min(text.len())]
                    .rfind('\n')
                    .map_or(0, |end| end + 1);
                let line = text[line..].lines().next().unwrap_or_default();
                let (reason, remedy) = syntax::explain(error.message(), line);
                source.fault(at, reason, remedy);
            }
        }
        source
    }

    /// The whole file as an entry.
    pub(crate) fn root(&self) -> Option<Entry<'_>> {
        self.table
            .as_ref()
            .map(|table| self.entry(table.get_ref(), 0, self.file.to_owned()))
    }

    fn entry<'s>(&'s self, table: &'s DeTable<'s>, at: usize, what: String) -> Entry<'s> {
        Entry {
            source: self,
            table,
            at,
            what: spaced(what),
            taken: RefCell::default(),
        }
    }

    /// The line a byte stands on, from 1.
    fn line(&self, at: usize) -> u32 {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let lines = before.iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(lines + 1).unwrap_or(u32::MAX)
    }

    /// Notes a fault at a byte of the file.
    pub(crate) fn fault(&self, at: usize, reason: impl Into<String>, remedy: impl Into<String>) {
        self.fault_at(self.line(at), reason, remedy);
    }

    /// Notes a fault on a line, from 1.
    pub(crate) fn fault_at(&self, line: u32, reason: impl Into<String>, remedy: impl Into<String>) {
        self.faults.borrow_mut().push(PackFault {
            file: self.file.to_owned(),
            line,
            reason: reason.into(),
            remedy: remedy.into(),
        });
    }

    /// Notes a fault at the first place `needle` stands in the file.
    pub(crate) fn fault_near(
        &self,
        needle: &str,
        reason: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.fault(self.text.find(needle).unwrap_or(0), reason, remedy);
    }
}

impl<'s> Text<'s> {
    /// Another text, to be faulted at this one's place.
    pub(crate) fn standing_for<'v>(self, value: &'v str) -> Text<'v>
    where
        's: 'v,
    {
        Text {
            value,
            source: self.source,
            at: self.at,
        }
    }

    /// Notes a fault about this text.
    pub(crate) fn fault(&self, reason: impl Into<String>, remedy: impl Into<String>) {
        self.source.fault(self.at, reason, remedy);
    }

    /// A sum with its unit, `50万元`.
    pub(crate) fn money(&self) -> Option<Money> {
        let (number, unit) = match self.value.strip_suffix("万元") {
            Some(number) => (number, MoneyUnit::WanYuan),
            None => (self.value.strip_suffix('元').unwrap_or(""), MoneyUnit::Yuan),
        };
        match Money::parse(number.trim(), unit) {
            Ok(money) if !money.is_negative() => Some(money),
            _ => {
                self.fault(
                    format!("“{}”不是带单位的金额。", self.value),
                    "请写数字和单位，例如 \"50万元\" 或 \"3000元\"。",
                );
                None
            }
        }
    }

    /// A rate or a number, `10%`.
    pub(crate) fn rate(&self) -> Option<Rate> {
        let rate = self.value.parse().ok();
        if rate.is_none() {
            self.fault(
                format!("“{}”不是比例或数值。", self.value),
                "请写成 \"10%\"、\"1.2\" 或 \"1/3\"。",
            );
        }
        rate
    }

    /// A day, `2022-06-30`.
    pub(crate) fn day(&self) -> Option<NaiveDate> {
        let day = NaiveDate::parse_from_str(self.value, "%Y-%m-%d").ok();
        if day.is_none() {
            self.fault(
                format!("“{}”不是日期。", self.value),
                "请写成 \"2022-06-30\"。",
            );
        }
        day
    }
}

impl<'s> Entry<'s> {
    /// Notes a fault about the whole entry.
    pub(crate) fn fault(&self, reason: impl Into<String>, remedy: impl Into<String>) {
        self.source.fault(self.at, reason, remedy);
    }

    /// The line the entry starts on, from 1.
    pub(crate) fn line(&self) -> u32 {
        self.source.line(self.at)
    }

    /// Notes a fault on a line of the entry's file.
    pub(crate) fn fault_at(&self, line: u32, reason: impl Into<String>, remedy: impl Into<String>) {
        self.source.fault_at(line, reason, remedy);
    }

    /// What the entry is, for messages.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// Names the entry in later messages, once its id is known.
    pub(crate) fn named(mut self, what: String) -> Entry<'s> {
        self.what = spaced(what);
        self
    }

    /// Whether the entry has this key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A key that was probably meant to be one of `keys`, and which.
    pub(crate) fn nearly<'k>(&self, keys: &[&'k str]) -> Option<(&'s str, &'k str)> {
        keys.iter().find_map(|key| {
            let written = self.table.keys().map(|key| key.get_ref().as_ref());
            syntax::misspelt(key, written).map(|written| (written, *key))
        })
    }

    /// The keys of the entry with their places, in order.
    pub(crate) fn keys(&self) -> Vec<Text<'s>> {
        self.table
            .keys()
            .map(|key| Text {
                value: key.get_ref(),
                source: self.source,
                at: key.span().start,
            })
            .collect()
    }

    /// The value of a key, with its place.
    pub(crate) fn value(&self, key: &str) -> Option<(&'s DeValue<'s>, usize)> {
        self.taken.borrow_mut().insert(key.to_owned());
        self.table
            .get(key)
            .map(|value| (value.get_ref(), value.span().start))
    }

    fn wrong(&self, at: usize, key: &str, expected: &str) {
        self.source.fault(
            at,
            format!("{}的 {key} 写法不对。", self.what),
            format!("{key} 应当写成{expected}。"),
        );
    }

    fn missing(&self, key: &str, expected: &str) {
        let written = self.table.keys().map(|key| key.get_ref().as_ref());
        let remedy = match syntax::misspelt(key, written) {
            Some(written) => format!("是不是把 {key} 写成了 {written}？请改正。"),
            None => format!("请补上 {key}，写成{expected}。"),
        };
        self.fault(format!("{}缺少 {key}。", self.what), remedy);
    }

    /// A text, if the key is there.
    pub(crate) fn text_opt(&self, key: &str) -> Option<Text<'s>> {
        let (value, at) = self.value(key)?;
        match value.as_str() {
            Some(value) => Some(Text {
                value,
                source: self.source,
                at,
            }),
            None => {
                let expected = match value {
                    DeValue::Integer(_) | DeValue::Float(_) => {
                        "英文双引号里的文字，比例和金额也加引号，例如 \"10%\"、\"50万元\""
                    }
                    _ => "英文双引号里的文字",
                };
                self.wrong(at, key, expected);
                None
            }
        }
    }

    /// A text that must be there.
    pub(crate) fn text(&self, key: &str) -> Option<Text<'s>> {
        if !self.has(key) {
            self.missing(key, "英文双引号里的文字");
        }
        self.text_opt(key)
    }

    /// A text that must be there and not be empty, as a string; empty after a fault.
    pub(crate) fn string(&self, key: &str) -> String {
        match self.text(key) {
            Some(text) if text.value.trim().is_empty() => {
                text.fault(
                    format!("{}的 {key} 是空的。", self.what),
                    format!("请填写 {key}。"),
                );
                String::new()
            }
            Some(text) => text.value.to_owned(),
            None => String::new(),
        }
    }

    /// A text that may be left out.
    pub(crate) fn string_opt(&self, key: &str) -> String {
        self.text_opt(key)
            .map_or_else(String::new, |text| text.value.to_owned())
    }

    /// Yes or no; no if left out.
    pub(crate) fn flag(&self, key: &str) -> bool {
        match self.value(key) {
            None => false,
            Some((value, at)) => value.as_bool().unwrap_or_else(|| {
                self.wrong(at, key, " true 或 false（不加引号）");
                false
            }),
        }
    }

    /// A whole number, if the key is there.
    pub(crate) fn integer(&self, key: &str) -> Option<i64> {
        let (value, at) = self.value(key)?;
        let number = value
            .as_integer()
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        if number.is_none() {
            self.wrong(at, key, "整数（不加引号）");
        }
        number
    }

    /// A whole number that must be there.
    pub(crate) fn integer_required(&self, key: &str) -> Option<i64> {
        if !self.has(key) {
            self.missing(key, "整数（不加引号）");
        }
        self.integer(key)
    }

    /// A day that must be there.
    pub(crate) fn day(&self, key: &str) -> Option<NaiveDate> {
        self.text(key)?.day()
    }

    /// A moment; a day alone ends at 23:59:59.
    pub(crate) fn moment(&self, key: &str) -> Option<NaiveDateTime> {
        let text = self.text(key)?;
        if let Ok(at) = NaiveDateTime::parse_from_str(text.value, "%Y-%m-%dT%H:%M") {
            return Some(at);
        }
        let last = NaiveTime::from_hms_opt(23, 59, 59)?;
        text.day().map(|day| day.and_time(last))
    }

    /// A list of texts; empty if left out.
    pub(crate) fn texts(&self, key: &str) -> Vec<Text<'s>> {
        let Some((value, at)) = self.value(key) else {
            return Vec::new();
        };
        let Some(list) = value.as_array() else {
            self.wrong(at, key, "文字的列表，例如 [\"甲\", \"乙\"]");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in list.iter() {
            match item.get_ref().as_str() {
                Some(value) => {
                    texts.push(Text {
                        value,
                        source: self.source,
                        at: item.span().start,
                    });
                }
                None => self.wrong(item.span().start, key, "文字的列表，例如 [\"甲\", \"乙\"]"),
            }
        }
        texts
    }

    /// A list of lists of texts; empty if left out.
    pub(crate) fn text_lists(&self, key: &str) -> Vec<Vec<Text<'s>>> {
        let expected = "列表的列表，例如 [[\"甲\", \"乙\"]]";
        let Some((value, at)) = self.value(key) else {
            return Vec::new();
        };
        let Some(lists) = value.as_array() else {
            self.wrong(at, key, expected);
            return Vec::new();
        };
        let mut found = Vec::new();
        for list in lists.iter() {
            let texts: Option<Vec<Text<'s>>> = list.get_ref().as_array().and_then(|list| {
                list.iter()
                    .map(|item| {
                        let at = item.span().start;
                        let value = item.get_ref().as_str()?;
                        Some(Text {
                            value,
                            source: self.source,
                            at,
                        })
                    })
                    .collect()
            });
            match texts {
                Some(texts) => found.push(texts),
                None => self.wrong(list.span().start, key, expected),
            }
        }
        found
    }

    /// A list of texts as strings.
    pub(crate) fn strings(&self, key: &str) -> Vec<String> {
        self.texts(key)
            .iter()
            .map(|text| text.value.to_owned())
            .collect()
    }

    /// A table inside, if it is there.
    pub(crate) fn inner(&self, key: &str, what: &str) -> Option<Entry<'s>> {
        let (value, at) = self.value(key)?;
        match value.as_table() {
            Some(table) => Some(self.source.entry(table, at, what.to_owned())),
            None => {
                self.wrong(at, key, "一张表，例如 { 名称 = \"值\" }");
                None
            }
        }
    }

    /// A list of tables; empty if left out.
    pub(crate) fn list(&self, key: &str, what: &str) -> Vec<Entry<'s>> {
        let Some((value, at)) = self.value(key) else {
            return Vec::new();
        };
        let Some(list) = value.as_array() else {
            self.wrong(at, key, "表的列表，每项写成 { … }，或者分别写 [[…]]");
            return Vec::new();
        };
        let mut entries = Vec::new();
        for item in list.iter() {
            match item.get_ref().as_table() {
                Some(table) => {
                    entries.push(self.source.entry(table, item.span().start, what.to_owned()));
                }
                None => self.wrong(item.span().start, key, "表的列表，每项写成 { … }"),
            }
        }
        entries
    }

    /// Whether a fault was found on one of the entry's lines.
    fn is_spoiled(&self) -> bool {
        let end = within::end(self.table).unwrap_or(self.at);
        let lines = self.line()..=self.source.line(end);
        let faults = self.source.faults.borrow();
        faults
            .iter()
            .any(|fault| fault.file == self.source.file && lines.contains(&fault.line))
    }

    /// Says which keys nobody asked for.
    pub(crate) fn finish(&self) {
        // Reading stops at a fault; what comes after it was not asked for.
        if self.is_spoiled() {
            return;
        }
        let taken = self.taken.borrow();
        for key in self.table.keys() {
            if !taken.contains(key.get_ref().as_ref()) {
                let known: Vec<&str> = taken.iter().map(String::as_str).collect();
                let remedy = match syntax::misspelt(key.get_ref(), known.iter().copied()) {
                    Some(meant) => format!("是不是想写 {meant}？请改正。"),
                    None => format!("请检查拼写；这里可以写：{}。", known.join("、")),
                };
                self.source.fault(
                    key.span().start,
                    format!("{}里没有 {} 这一项。", self.what, key.get_ref()),
                    remedy,
                );
            }
        }
    }
}
