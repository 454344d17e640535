//! Planted mistakes in what the four notices do not use: branches nobody
//! reaches, exceptions, dated tables, lists, places. Each is caught where it
//! is, in words that help.

mod common;

use ruku_policy::pack::{Pack, PackFault, PackFiles};

fn faults(files: &PackFiles) -> Vec<PackFault> {
    match Pack::load(files) {
        Ok(pack) => panic!("{} loaded in spite of its fault", pack.id),
        Err(faults) => faults,
    }
}

/// A fictitious pack with one passage of policy.toml replaced.
fn fictitious(pack: &str, file: &str, old: &str, new: &str) -> (PackFiles, u32) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/packs")
        .join(pack);
    let mut files = common::files(&folder);
    let text = String::from_utf8(files[file].clone()).expect("pack files are UTF-8");
    let at = text
        .find(old)
        .unwrap_or_else(|| panic!("{pack}/{file} holds {old}"));
    let line = text[..at].matches('\n').count() as u32 + 1;
    files.insert(file.to_owned(), text.replacen(old, new, 1).into_bytes());
    (files, line)
}

/// Branches, exceptions, tables, lists, places: pack, file, old, new, reason.
const PLANTED_IN_FICTITIOUS: &[(&str, &str, &str, &str, &str)] = &[
    // The second case says the same as the first: it is never reached.
    (
        "instalments",
        "policy.toml",
        "cases = [{ when = { fact = \"accepted\", is = true }, of = \"audited_top\" }",
        "cases = [{ when = { fact = \"accepted\", is = true }, of = \"audited_top\" }, { when = { fact = \"accepted\", is = true }, of = \"advance\" }",
        "永远轮不到",
    ),
    // Two grades of the same name: no first-wins.
    (
        "grades",
        "policy.toml",
        "grade = [",
        "grade = [{ is = \"a\", gives = \"50%\" }, ",
        "写了两次",
    ),
    (
        "adjusted-rate",
        "policy.toml",
        ", also = true",
        "",
        "可能同时成立，没有写明用哪个",
    ),
    (
        "lpr-table",
        "policy.toml",
        "from = \"2023-06-20\"",
        "from = \"2022-08-21\"",
        "不晚于上一行",
    ),
    (
        "lpr-table",
        "policy.toml",
        "until = \"2023-09-19\"",
        "until = \"2023-08-19\"",
        "until 早于最后一行",
    ),
    (
        "lpr-table",
        "policy.toml",
        "table:lpr",
        "table:lpr5",
        "没有名为 lpr5 的数值表",
    ),
    (
        "lpr-table",
        "policy.toml",
        "lpr_on = \"from\"",
        "lpr_on = \"principal\"",
        "不是日期",
    ),
    (
        "lpr-table",
        "policy.toml",
        "years_max = 2",
        "years_max = 3",
        "years_max = 3 这个年数没有出现在",
    ),
    (
        "lpr-table",
        "facts.toml",
        "id = \"annual_rate\", label = \"年利率\", type = \"number\"",
        "id = \"annual_rate\", label = \"年利率\", type = \"text\"",
        "不能算贴息",
    ),
    (
        "lists",
        "policy.toml",
        "sum = \"amount\", where",
        "sum = \"amounts\", where",
        "没有 amounts 这一栏",
    ),
    (
        "lists",
        "policy.toml",
        "sum = \"amount\", where",
        "sum = \"number\", where",
        "不能相加",
    ),
    (
        "lists",
        "policy.toml",
        "in = [\"软件\", \"设备\"]",
        "in = [\"软件\", \"机器\"]",
        "没有选项 机器",
    ),
    (
        "lists",
        "policy.toml",
        "at_least = \"3\" }",
        "at_least = \"4\" }",
        "“4”没有出现在",
    ),
    (
        "lists",
        "policy.toml",
        "{ fact = \"people\", at_least = \"50\" }, at_least",
        "{ fact = \"people\", more_than = \"50\" }, at_least",
        "用词不一致",
    ),
    (
        "lists",
        "facts.toml",
        "fields = [{ id = \"amount\", label = \"付款金额\", type = \"money\", unit = \"元\" }]",
        "",
        "没有写每条有哪几栏",
    ),
    (
        "lists",
        "cases.toml",
        "number = \"02\", kind",
        "numbre = \"02\", kind",
        "写法不对",
    ),
    (
        "places",
        "policy.toml",
        "count = 2,",
        "count = 4,",
        "count = 4 这个个数没有出现在",
    ),
    (
        "places",
        "policy.toml",
        "by = [\"score\", \"demonstration\"], ",
        "",
        "却没有写得分是哪一项",
    ),
    (
        "places",
        "policy.toml",
        "effect = \"wait\"",
        "effect = \"queue\"",
        "没有名为 queue 的处理",
    ),
    (
        "combinations",
        "policy.toml",
        "[\"software\", \"cloud\"]]",
        "[\"software\", \"clouds\"]]",
        "没有名为 clouds 的方向",
    ),
    (
        "combinations",
        "policy.toml",
        "keep = \"reading:lower_received\"\n",
        "",
        "缺少 keep",
    ),
];

#[test]
fn faults_of_branches_tables_lists_and_places_are_caught() {
    for (pack, file, old, new, reason) in PLANTED_IN_FICTITIOUS {
        let (files, line) = fictitious(pack, file, old, new);
        let faults = faults(&files);
        let told = common::told(&faults);
        let found = faults.iter().find(|fault| fault.reason.contains(reason));
        let found =
            found.unwrap_or_else(|| panic!("{pack} {new}: no fault says {reason}:\n{told}"));
        assert!(!found.remedy.is_empty(), "{new}: the remedy is told");
        assert!(
            found.file == *file || *reason == "不能算贴息",
            "{pack} {new}: told in {}",
            found.file
        );
        assert!(
            found.file != *file || found.line.abs_diff(line) <= 6,
            "{pack} {new}: planted on line {line}, told on {}",
            found.line
        );
    }
}

#[test]
fn conditions_nobody_can_meet_are_caught() {
    let pack = "shaoguan-2022-industrial-internet";
    for (old, new, reason) in [
        // Both bounds of one condition.
        (
            "test = { fact = \"provincial_fund\", more_than = \"0元\" }",
            "test = { all = [{ fact = \"provincial_fund\", more_than = \"0元\" }, { fact = \"provincial_fund\", less_than = \"0元\" }] }",
            "没有项目能够符合",
        ),
        // Two conditions of one measure.
        (
            "test = { fact = \"fiscal_violation_last_5y\", is = false }",
            "test = { fact = \"registered_here\", is = false }",
            "互相矛盾",
        ),
        (
            "test = { fact = \"registered_here\", is = true }",
            "test = { any = [{ fact = \"registered_here\", is = true }, { fact = \"registered_here\", is = false }] }",
            "任何项目都符合",
        ),
        // An exception for applicants whom the measure does not take.
        (
            "when = { fact = \"is_builder\", is = true }",
            "when = { all = [{ fact = \"is_builder\", is = true }, { fact = \"registered_here\", is = false }] }",
            "永远不成立",
        ),
    ] {
        let mut files = common::pack_files(pack);
        let text = String::from_utf8(files["policy.toml"].clone()).expect("UTF-8");
        assert!(text.contains(old), "the pack says {old}");
        files.insert(
            "policy.toml".to_owned(),
            text.replacen(old, new, 1).into_bytes(),
        );
        let told = common::told(&faults(&files));
        assert!(told.contains(reason), "{new}: {told}");
    }
}

#[test]
fn an_exception_that_goes_before_another_says_so() {
    let policy = |exceptions: &str| {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/adjusted-rate");
        let mut files = common::files(&folder);
        let text = String::from_utf8(files["policy.toml"].clone()).expect("UTF-8");
        let start = text.find("adjust = [").expect("the pack adjusts its rate");
        let end = start + text[start..].find("unquoted").expect("and says why");
        let text = format!(
            "{}instead = [{exceptions}], {}",
            &text[..start],
            &text[end..]
        );
        files.insert("policy.toml".to_owned(), text.into_bytes());
        common::told(&faults(&files))
    };
    let two = policy(
        "{ when = { fact = \"specialised\", is = true }, rate = \"12%\" }, { when = { fact = \"mountain\", is = true }, rate = \"15%\" }",
    );
    assert!(two.contains("没有写明用哪个"), "no first-wins: {two}");
    let named = policy(
        "{ id = \"s\", when = { fact = \"specialised\", is = true }, rate = \"12%\" }, { when = { fact = \"mountain\", is = true }, rate = \"15%\", over = [\"s\"] }",
    );
    assert!(
        !named.contains("没有写明用哪个"),
        "the second says whom it overrides: {named}"
    );
    let unknown = policy(
        "{ id = \"s\", when = { fact = \"specialised\", is = true }, rate = \"12%\" }, { when = { fact = \"mountain\", is = true }, rate = \"15%\", over = [\"x\"] }",
    );
    assert!(unknown.contains("over 所指的 x 不在前面"), "{unknown}");
}

#[test]
fn the_beginner_is_told_one_thing_at_a_time_in_chinese() {
    let broken = |file: &str, old: &str, new: &str| {
        let mut files = ruku_policy::starter::files("a");
        let text = String::from_utf8(files[file].clone()).expect("UTF-8");
        assert!(text.contains(old), "{file} says {old}");
        files.insert(file.to_owned(), text.replacen(old, new, 1).into_bytes());
        faults(&files)
    };
    for (file, old, new, words) in [
        (
            "policy.toml",
            "rate = \"10%\"",
            "rate = “10%”",
            "中文标点“““",
        ),
        (
            "policy.toml",
            "op = \"rate\", of",
            "op = \"rate\"，of",
            "中文标点“，”",
        ),
        (
            "policy.toml",
            "at = \"50万元\"",
            "at = \"50\"",
            "不是带单位的金额",
        ),
        ("policy.toml", "at = \"50万元\"", "at = 500000", "也加引号"),
        (
            "policy.toml",
            "to = \"2026-03-31\"",
            "to = \"2026/3/31\"",
            "不是日期",
        ),
        (
            "policy.toml",
            "share = \"pro_rata_exact\"",
            "shares = \"pro_rata_exact\"",
            "写成了 shares",
        ),
        ("policy.toml", "issuer =", "isuer =", "写成了 isuer"),
        (
            "facts.toml",
            "type = \"money\"",
            "type = \"金额\"",
            "没有名为 金额 的类型",
        ),
        (
            "facts.toml",
            "unit = \"万元\"",
            "unit = \"万\"",
            "没有名为 万 的金额单位",
        ),
        (
            "cases.toml",
            "amount = \"30万元\"",
            "amount = \"31万元\"",
            "最后一步是“每家企业限额",
        ),
    ] {
        let faults = broken(file, old, new);
        let told = common::told(&faults);
        let words = words.trim_end_matches('“');
        assert!(told.contains(words), "{new}: {told}");
        assert_eq!(faults.len(), 1, "{new}: nothing follows from it: {told}");
    }
}
