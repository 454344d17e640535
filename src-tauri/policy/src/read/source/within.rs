//! Figures of an entry wherever they stand: here and in the tables and lists
//! inside.

use toml::de::{DeTable, DeValue};

use super::{Entry, Text};

/// Where the last value of a table ends, if it has any.
pub(super) fn end(table: &DeTable<'_>) -> Option<usize> {
    table.iter().map(|(_, value)| value.span().end).max()
}

/// A whole number with its place.
pub(crate) struct Whole<'s> {
    /// The key.
    pub(crate) key: &'static str,
    /// The number.
    pub(crate) value: i64,
    /// For faults at its place.
    pub(crate) text: Text<'s>,
}

impl<'s> Entry<'s> {
    /// The texts under some keys, here and in tables and lists inside.
    pub(crate) fn texts_within(
        &self,
        keys: impl Iterator<Item = &'static str> + Clone,
    ) -> Vec<(&'static str, Text<'s>)> {
        let mut found = Vec::new();
        self.each_within(self.table, &keys, &mut |key, value, at| {
            if let DeValue::String(text) = value {
                found.push((key, self.text_at(text, at)));
            }
        });
        found
    }

    /// The whole numbers under some keys, found as [`Entry::texts_within`] does.
    pub(crate) fn wholes_within(
        &self,
        keys: impl Iterator<Item = &'static str> + Clone,
    ) -> Vec<Whole<'s>> {
        let mut found = Vec::new();
        self.each_within(self.table, &keys, &mut |key, value, at| {
            let whole = value
                .as_integer()
                .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
            found.extend(whole.map(|value| Whole {
                key,
                value,
                text: self.text_at("", at),
            }));
        });
        found
    }

    fn text_at(&self, value: &'s str, at: usize) -> Text<'s> {
        Text {
            value,
            source: self.source,
            at,
        }
    }

    fn each_within(
        &self,
        table: &'s DeTable<'s>,
        keys: &(impl Iterator<Item = &'static str> + Clone),
        found: &mut impl FnMut(&'static str, &'s DeValue<'s>, usize),
    ) {
        for (name, value) in table.iter() {
            let wanted = keys.clone().find(|key| *key == name.get_ref().as_ref());
            if let Some(key) = wanted {
                found(key, value.get_ref(), value.span().start);
            }
            match value.get_ref() {
                DeValue::Table(inner) => {
                    self.each_within(inner, keys, found);
                }
                DeValue::Array(list) => {
                    for inner in list.iter().filter_map(|item| item.get_ref().as_table()) {
                        self.each_within(inner, keys, found);
                    }
                }
                _ => {}
            }
        }
    }
}
