//! The words of a template's statements and placeholders: what none of them
//! names cannot show.

/// Filters that go through the parts of a thing without naming them.
pub(crate) const ALL_PARTS: [&str; 4] = ["items", "dictsort", "tojson", "pprint"];

/// Every word in `{{ … }}` and `{% … %}`, quoted ones too.
pub(crate) fn of(source: &str) -> impl Iterator<Item = &str> {
    let mut rest = source;
    let inside = std::iter::from_fn(move || {
        let start = rest.find("{{").into_iter().chain(rest.find("{%")).min()?;
        let after = &rest[start + 2..];
        let end = ["}}", "%}"].iter().filter_map(|close| after.find(close));
        let end = end.min().unwrap_or(after.len());
        rest = &after[end..];
        Some(&after[..end])
    });
    inside
        .flat_map(|code| code.split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_statements_and_placeholders() {
        let source = "<p>id {{ row.facts['started_on'] }}{% if data.count > 1 %}名{% endif %}{{ a|map(attribute=\"b.c\") }}</p>";
        let found: Vec<&str> = of(source).collect();
        let wanted = [
            "row",
            "facts",
            "started_on",
            "if",
            "data",
            "count",
            "1",
            "endif",
            "a",
            "map",
            "attribute",
            "b",
            "c",
        ];
        assert_eq!(found, wanted, "not the text between them");
    }
}
