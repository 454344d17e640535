//! Planted mistakes: each is caught, at its file and line, in words that help.

mod common;

use ruku_policy::pack::{Pack, PackFault, PackFiles};

const SHAOGUAN: &str = "shaoguan-2022-industrial-internet";

/// The pack with one passage of one file replaced.
fn planted(file: &str, old: &str, new: &str) -> (PackFiles, u32) {
    let mut files = common::pack_files(SHAOGUAN);
    let text = String::from_utf8(files[file].clone()).expect("pack files are UTF-8");
    let at = text
        .find(old)
        .unwrap_or_else(|| panic!("{file} holds {old}"));
    let line = text[..at].lines().count().max(1) as u32 + u32::from(text[..at].ends_with('\n'));
    files.insert(file.to_owned(), text.replacen(old, new, 1).into_bytes());
    (files, line)
}

fn faults(files: &PackFiles) -> Vec<PackFault> {
    match Pack::load(files) {
        Ok(pack) => panic!("{} loaded in spite of its fault", pack.id),
        Err(faults) => faults,
    }
}

/// What is planted: file, old, new, and a word of the fault's reason.
const PLANTED: &[(&str, &str, &str, &str)] = &[
    (
        "policy.toml",
        "id = \"shaoguan-2022",
        "id = shaoguan-2022",
        "TOML",
    ),
    (
        "policy.toml",
        "issued_on = \"2022-06-10\"",
        "issued_on = \"2022-06-31\"",
        "不是日期",
    ),
    (
        "policy.toml",
        "year = 2022",
        "year = \"2022\"",
        "year 写法不对",
    ),
    (
        "policy.toml",
        "op = \"rate\"",
        "op = \"rates\"",
        "没有名为 rates 的运算",
    ),
    (
        "policy.toml",
        "rate = \"10%\"",
        "rate = \"十%\"",
        "不是比例",
    ),
    (
        "policy.toml",
        "at = \"100万元\"",
        "at = \"100万\"",
        "不是带单位的金额",
    ),
    (
        "policy.toml",
        "at = \"100万元\"",
        "at = \"1x0万元\"",
        "不是带单位的金额",
    ),
    (
        "policy.toml",
        "of = \"share\"",
        "of = \"shares\"",
        "既不是前面的步骤",
    ),
    (
        "policy.toml",
        "of = \"share\"",
        "of = \"credit_code\"",
        "不能计算",
    ),
    (
        "policy.toml",
        "total = \"project_investment\"",
        "total = \"row_number\"",
        "这里要金额",
    ),
    (
        "policy.toml",
        "clause = \"三(一)\"\ndefault",
        "clause = \"三(九)\"\ndefault",
        "不存在",
    ),
    (
        "policy.toml",
        "quote = \"最高不超过 100 万元\"",
        "quote = \"最高不超过 200 万元\"",
        "找不到",
    ),
    (
        "policy.toml",
        "reading:matching_base",
        "reading:base",
        "没有名为 base 的文本理解",
    ),
    (
        "policy.toml",
        "default = \"best\"",
        "default = \"third\"",
        "没有选项 third",
    ),
    (
        "policy.toml",
        "start_window:whole_period\"",
        "start_window:half\"",
        "没有选项 half",
    ),
    (
        "policy.toml",
        "result = \"ceiling\"",
        "result = \"limit\"",
        "没有名为 limit 的结果",
    ),
    (
        "policy.toml",
        "\"award_proved\",\n",
        "\"award_prooved\",\n",
        "没有名为 award_prooved 的条件",
    ),
    (
        "policy.toml",
        "more_than = \"0元\"",
        "more_then = \"0元\"",
        "没有 more_then 这一项",
    ),
    (
        "policy.toml",
        "is = \"工业企业\"",
        "is = \"工业\"",
        "没有选项 工业",
    ),
    (
        "policy.toml",
        "to = \"2022-08-26\" }",
        "to = \"2021-08-26\" }",
        "起始日期晚于截止日期",
    ),
    (
        "policy.toml",
        "forms/commitment.html",
        "forms/promise.html",
        "没有模板文件",
    ),
    (
        "policy.toml",
        "pick = \"reading:which_two\"",
        "pick = \"random\"",
        "没有名为 random 的取舍办法",
    ),
    (
        "policy.toml",
        "per = [\"enterprise\"]",
        "per = [\"firm\"]",
        "没有名为 firm 的分组",
    ),
    (
        "policy.toml",
        "methods = [\"pro_rata_floor\"",
        "methods = [\"lottery\"",
        "没有名为 lottery 的分配办法",
    ),
    (
        "policy.toml",
        "id = \"five_g\"\ntitle",
        "id = \"cloud\"\ntitle",
        "出现了两次",
    ),
    (
        "policy.toml",
        "rate = \"10%\", clause",
        "rate = \"12%\", clause",
        "“12%”没有出现在",
    ),
    (
        "policy.toml",
        "at = \"50万元\"",
        "at = \"60万元\"",
        "“60万元”没有出现在",
    ),
    (
        "policy.toml",
        "to = \"2022-07-08\"",
        "to = \"2022-07-09\"",
        "日期“2022-07-09”没有出现在",
    ),
    (
        "clauses.toml",
        "审计要求。\"",
        "审计要求?。ㄋ模\"",
        "有乱码",
    ),
    (
        "facts.toml",
        "type = \"count\"",
        "type = \"counter\"",
        "没有名为 counter 的类型",
    ),
    ("facts.toml", "unit = \"万元\"\n", "", "却没有写单位"),
    (
        "facts.toml",
        "unit = \"万元\"",
        "unit = \"亿元\"",
        "没有名为 亿元 的金额单位",
    ),
    (
        "facts.toml",
        "id = \"county\"",
        "id = \"row_number\"",
        "声明了两次",
    ),
    (
        "facts.toml",
        "id = \"county\"",
        "id = \"County\"",
        "不合要求",
    ),
    (
        "facts.toml",
        "parts = [\"equipment_amount\"",
        "parts = [\"remark\"",
        "不是金额",
    ),
    (
        "facts.toml",
        "parts = [\"equipment_amount\"",
        "counts_by = \"remark\"\nparts = [\"equipment_amount\"",
        "不是家数",
    ),
    (
        "facts.toml",
        "{ id = \"cloud\"",
        "{ id = \"clouds\"",
        "不在填报项 direction 的选项里",
    ),
    (
        "clauses.toml",
        "number = \"三(一)\"",
        "number = \"三(二)\"",
        "出现了两次",
    ),
    (
        "clauses.toml",
        "coverage = \"encoded\"",
        "coverage = \"done\"",
        "没有名为 done 的处理方式",
    ),
    (
        "clauses.toml",
        "reason = \"落款\"",
        "reason = \"\"",
        "却没有写理由",
    ),
    (
        "clauses.toml",
        "coverage = \"manual\"\nreason",
        "coverage = \"encoded\"\nreason",
        "没有任何条件",
    ),
    (
        "cases.toml",
        "amount = \"300000.00\"",
        "amount = \"310000.00\"",
        "没有通过",
    ),
    (
        "cases.toml",
        "provincial_fund = \"10000000.00\"",
        "provincial_found = \"1.00\"",
        "没有名为 provincial_found",
    ),
    (
        "cases.toml",
        "registered_here = true",
        "registered_here = \"yes\"",
        "写法不对",
    ),
    (
        "cases.toml",
        "matching_base = \"investment\"",
        "matching_base = \"none\"",
        "没有选项 none",
    ),
];

#[test]
fn every_planted_fault_is_caught_where_it_is() {
    for (file, old, new, reason) in PLANTED {
        let (files, line) = planted(file, old, new);
        let faults = faults(&files);
        let told = common::told(&faults);
        let found = faults.iter().find(|fault| fault.reason.contains(reason));
        let found = found.unwrap_or_else(|| panic!("{new}: no fault says {reason}:\n{told}"));
        assert!(!found.remedy.is_empty(), "{new}: the remedy is told");
        let near = found.line.abs_diff(line) <= 12 || *reason == "没有通过";
        let elsewhere = [
            "不在填报项",
            "声明了两次",
            "出现了两次",
            "没有任何条件",
            "不是金额",
        ];
        assert!(
            near || elsewhere.iter().any(|part| reason.starts_with(part)),
            "{new}: planted on line {line} of {file}, told at {}:{}",
            found.file,
            found.line
        );
    }
}

#[test]
fn faults_are_collected_not_one_at_a_time() {
    let (mut files, _) = planted("policy.toml", "rate = \"10%\"", "rate = \"ten\"");
    let clauses = String::from_utf8(files["clauses.toml"].clone()).expect("UTF-8");
    let clauses = clauses.replacen("coverage = \"encoded\"", "coverage = \"done\"", 1);
    files.insert("clauses.toml".to_owned(), clauses.into_bytes());
    let told = common::told(&faults(&files));
    assert!(
        told.contains("不是比例") && told.contains("没有名为 done"),
        "both are told: {told}"
    );
}

#[test]
fn a_missing_or_unreadable_file_is_told() {
    let mut files = common::pack_files(SHAOGUAN);
    files.remove("clauses.toml");
    assert!(
        common::told(&faults(&files)).contains("政策包缺少这个文件"),
        "missing file"
    );
    files.insert("clauses.toml".to_owned(), vec![0xce, 0xc4]);
    assert!(
        common::told(&faults(&files)).contains("不是 UTF-8"),
        "GBK bytes"
    );
}

#[test]
fn the_hash_follows_every_byte() {
    let files = common::pack_files(SHAOGUAN);
    let pack = common::load(&files);
    assert_eq!(
        pack.hash,
        common::load(&files).hash,
        "the same bytes, the same hash"
    );
    let mut changed = files.clone();
    let form = changed
        .get_mut("forms/application.html")
        .expect("the pack has this form");
    form.push(b' ');
    assert_ne!(
        pack.hash,
        common::load(&changed).hash,
        "a space in a form changes it"
    );
}

#[test]
fn a_bound_that_includes_what_the_words_exclude_is_caught() {
    let jinjiang = common::pack_files("jinjiang-2023-digital-twelve");
    let text = String::from_utf8(jinjiang["policy.toml"].clone()).expect("pack files are UTF-8");
    for (old, new) in [
        // 超过5万元: 5万元 itself is not in.
        ("more_than = \"5万元\"", "at_least = \"5万元\""),
        // 10家、20家、50家以上: 10 itself is in.
        (
            "at_least = \"10\", less_than",
            "more_than = \"10\", less_than",
        ),
        ("at_least = \"20%\"", "more_than = \"20%\""),
    ] {
        assert!(text.contains(old), "the pack says {old}");
        let mut files = jinjiang.clone();
        files.insert(
            "policy.toml".to_owned(),
            text.replacen(old, new, 1).into_bytes(),
        );
        let told = common::told(&faults(&files));
        assert!(told.contains("用词不一致"), "{new}: {told}");
    }
}

#[test]
fn tiers_that_leave_a_gap_or_overlap_are_caught() {
    let jinjiang = common::pack_files("jinjiang-2023-digital-twelve");
    let text = String::from_utf8(jinjiang["policy.toml"].clone()).expect("pack files are UTF-8");
    for (old, new, reason) in [
        ("less_than = \"100万元\"", "at_most = \"100万元\"", "重叠"),
        (
            "at_most = \"10万元\"",
            "less_than = \"10万元\"",
            "之间有空档",
        ),
        (
            "less_than = \"20\"",
            "less_than = \"10\"",
            "没有数值能落进去",
        ),
    ] {
        let mut files = jinjiang.clone();
        files.insert(
            "policy.toml".to_owned(),
            text.replacen(old, new, 1).into_bytes(),
        );
        let told = common::told(&faults(&files));
        assert!(told.contains(reason), "{new}: {told}");
    }
}
