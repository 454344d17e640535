//! Every figure, bound and date of the shipped packs is changed, one at a
//! time: none of these packs may load.

mod common;

use ruku_policy::pack::{Pack, PackFiles};

/// The keys whose values a notice's text decides.
const KEYS: [&str; 12] = [
    "rate",
    "at",
    "amount",
    "gives",
    "from",
    "to",
    "count",
    "full_years",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
];

/// Another value of the same kind.
fn other(value: &str) -> Option<String> {
    if let Some(number) = value.strip_suffix("万元") {
        return number.parse::<u64>().ok().map(|n| format!("{}万元", n + 7));
    }
    if let Some(number) = value.strip_suffix('%') {
        return number.parse::<u64>().ok().map(|n| format!("{}%", n + 3));
    }
    if value.len() == 10 && value.as_bytes()[4] == b'-' {
        let day = chrono::NaiveDate::parse_from_str(value, "%Y-%m-%d").ok()?;
        return day.succ_opt().map(|next| next.to_string());
    }
    value.parse::<u64>().ok().map(|n| (n + 7).to_string())
}

/// The bound that treats its figure the other way.
fn turned(key: &str) -> Option<&'static str> {
    match key {
        "at_least" => Some("more_than"),
        "more_than" => Some("at_least"),
        "at_most" => Some("less_than"),
        "less_than" => Some("at_most"),
        _ => None,
    }
}

/// Every planted fault in a policy.toml: what was planted, and the text with it.
fn planted(policy: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for key in KEYS {
        for (at, _) in policy.match_indices(&format!("{key} = ")) {
            let line_start = policy[..at].rfind('\n').map_or(0, |end| end + 1);
            let line = policy[line_start..].lines().next().unwrap_or_default();
            let starts_a_word = !policy[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if !starts_a_word || line.starts_with('#') {
                continue;
            }
            let value_at = at + key.len() + 3;
            let rest = &policy[value_at..];
            let (open, value) = match rest.strip_prefix('"') {
                Some(rest) => (1, rest.split('"').next().unwrap_or_default()),
                None => (
                    0,
                    rest.split([',', ' ', '}', '\n']).next().unwrap_or_default(),
                ),
            };
            let number = policy[..at].lines().count();
            let mut keep = |from: std::ops::Range<usize>, to: &str| {
                let changed = format!("{}{to}{}", &policy[..from.start], &policy[from.end..]);
                out.push((format!("line {number}: {key} = {value} as {to}"), changed));
            };
            if let Some(other) = other(value) {
                keep(value_at + open..value_at + open + value.len(), &other);
            }
            if let Some(turned) = turned(key).filter(|_| value != "0元") {
                keep(at..at + key.len(), turned);
            }
        }
    }
    out
}

#[test]
fn no_changed_figure_bound_or_date_gets_through() {
    let (mut count, mut through) = (0, Vec::new());
    for (name, files) in common::shipped() {
        let policy = String::from_utf8(files["policy.toml"].clone()).expect("packs are UTF-8");
        for (what, text) in planted(&policy) {
            let mut changed: PackFiles = files.clone();
            changed.insert("policy.toml".to_owned(), text.into_bytes());
            count += 1;
            match Pack::load(&changed) {
                Ok(_) => through.push(format!("{name}, {what}")),
                Err(faults) => assert!(
                    faults
                        .iter()
                        .all(|fault| fault.line > 0 && !fault.remedy.is_empty()),
                    "{name}, {what}: every fault has its line and remedy"
                ),
            }
        }
    }
    assert_eq!(
        through,
        Vec::<String>::new(),
        "loaded in spite of the fault"
    );
    assert!(count > 100, "figures were planted: {count}");
}
