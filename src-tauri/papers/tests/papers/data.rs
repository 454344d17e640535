//! Data for forms: plain, extreme and empty. All enterprises are made up.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use ruku_papers::document::Document;
use ruku_papers::fonts::Fonts;
use ruku_papers::print::PrintOptions;
use ruku_papers::template::{Template, render};
use serde_json::{Value, json};

/// Characters of 通用规范汉字表 that common fonts lack.
pub(crate) const RARE: &str = "镕堃喆赟䶮㛃𬭚𫖯";

pub(crate) fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")
}

pub(crate) fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Arc<Fonts>> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::load(&assets().join("fonts")).unwrap())
}

pub(crate) fn options() -> PrintOptions {
    let created = chrono::DateTime::parse_from_rfc3339("2022-07-01T09:30:00+08:00");
    PrintOptions::new(created.unwrap())
}

/// A small form around some blocks.
pub(crate) fn document(blocks: &str, data: &Value) -> Document {
    let source = format!("<form><section>{blocks}</section></form>");
    let template =
        Template::parse("test.html", &source).unwrap_or_else(|e| panic!("{}", e.chinese()));
    render(&template, data).unwrap_or_else(|e| panic!("{}", e.chinese()))
}

/// How much a form is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filled {
    Plain,
    Extreme,
    Empty,
}

/// Data for a form.
pub(crate) fn data(filled: Filled) -> Value {
    let (enterprise, county, direction) = match filled {
        Filled::Plain => (
            "韶关示例精密机械有限公司".to_owned(),
            "浈江区",
            "工业企业“上云上平台”",
        ),
        Filled::Extreme => (
            format!("韶关{RARE}智能装备与工业互联网科技（集团）股份有限公司乳源分公司"),
            "乳源瑶族自治县",
            "对于在我市开展的5G和制造业融合创新应用示范项目",
        ),
        Filled::Empty => (String::new(), "", ""),
    };
    json!({
        "programme": {
            "title": "2022年韶关市制造业高质量发展促进工业互联网应用项目",
            "document_number": "韶工信函〔2022〕91号",
            "notice": "《关于组织开展2022年韶关市制造业高质量发展促进工业互联网应用项目申报工作的通知》（韶工信函〔2022〕91号）",
            "year": 2022,
            "city": "韶关",
            "issuer": "韶关市工业和信息化局",
        },
        "form": {
            "id": "application",
            "title": "2022年韶关市制造业高质量发展促进工业互联网应用入库项目申报书",
            "copies": 7,
            "copies_clause": "四(一)",
            "version": "2022.1",
            "illustrative": true,
        },
        "fingerprint": "3A7C-9DKM-AFHJ-KNP4",
        "facts": facts(filled),
        "has": {},
        "enterprise": enterprise,
        "county": county,
        "direction": {"id": "cloud", "label": direction},
        "result": result(filled),
        "printed_on": "2022年7月1日",
        "data": lists(filled),
    })
}

fn facts(filled: Filled) -> Value {
    match filled {
        Filled::Empty => json!({}),
        Filled::Plain => json!({
            "enterprise_name": "韶关示例精密机械有限公司",
            "credit_code": "91440200MA4WABCD1K",
            "project_name": "注塑车间MES与设备联网改造项目",
            "content": "部署MES一套，联网设备86台，实现生产过程数据采集和质量追溯。",
            "contact_name": "张三",
            "contact_phone": "0751-8880000",
            "started_on": "2021年10月8日",
            "completed_on": "2022年6月30日",
            "project_investment": "320.5",
            "equipment_amount": "200",
            "software_amount": "120.5",
            "provincial_fund": "300",
            "provincial_document": "粤工信示例函〔2021〕58号",
            "requested_amount": "30",
        }),
        Filled::Extreme => json!({
            "credit_code": "91440200MA4WMMMM1K",
            "project_name": format!("{RARE}“5G+工业互联网”黑灯工厂、供应链协同平台及全生产流程能耗监控（含智能检测与远程维修）一体化建设项目（二期）"),
            "content": long_text(),
            "contact_name": "尉迟赟䶮·买买提江",
            "contact_phone": "0751-8880000、13800000000（微信同号）",
            "started_on": "2021年10月8日",
            "completed_on": "2022年8月26日",
            "project_investment": "92,233,720,368.547758",
            "equipment_amount": "92,233,720,368.547758",
            "provincial_fund": "1,234,567.891234",
            "provincial_document": "粤工信工业互联网与制造业数字化转型示例函〔2021〕1234号、粤财工〔2021〕5678号",
            "requested_amount": "100",
            "remark": "=HYPERLINK(\"http://example.invalid\") <b>&amp;</b> {{ 7*7 }}",
        }),
    }
}

/// Data for one form: to the extreme, every fact it shows has a value.
pub(crate) fn data_for(file: &Path, template: &Template, filled: Filled) -> Value {
    let mut data = data(filled);
    if filled == Filled::Extreme {
        let kinds = declared(file);
        let facts = data["facts"].as_object_mut().unwrap();
        for id in template.facts() {
            let kind = kinds.get(&id).map_or("text", String::as_str);
            facts
                .entry(id)
                .or_insert_with(|| Value::from(extreme_value(kind)));
        }
    }
    data
}

fn extreme_value(kind: &str) -> String {
    match kind {
        "money" | "number" => "99,999,999.999999".to_owned(),
        "count" => "1,234,567".to_owned(),
        "date" => "2021年12月31日".to_owned(),
        "flag" => "是".to_owned(),
        "credit_code" => "91440200MA4WMMMM1K".to_owned(),
        "phone" => "0751-8880000、13800000000（微信同号）".to_owned(),
        _ => format!(
            "{RARE}中国—东盟产业合作示范区第1201—1208号（尉迟·买买提江）股份有限公司乳源瑶族自治县支行"
        ),
    }
}

/// The types of the facts the form's pack and all packs declare.
fn declared(file: &Path) -> BTreeMap<String, String> {
    let own = file.parent().unwrap().with_file_name("facts.toml");
    let common = std::fs::read_to_string(assets().join("forms/facts.toml")).unwrap();
    let text = common + &std::fs::read_to_string(own).unwrap_or_default();
    let quoted = |line: &str, key: &str| {
        let rest = line.strip_prefix(key)?.strip_prefix(" = \"")?;
        Some(rest.strip_suffix('"')?.to_owned())
    };
    let mut kinds = BTreeMap::new();
    let mut id = String::new();
    for line in text.lines() {
        if let Some(found) = quoted(line, "id") {
            id = found;
        } else if let Some(kind) = quoted(line, "type") {
            kinds.insert(id.clone(), kind);
        }
    }
    kinds
}

/// A description as long as a clerk ever pasted into a cell.
fn long_text() -> String {
    let piece = "建设覆盖冲压、焊接、涂装、总装四大车间的5G专网，部署MES、ERP、WMS、SCM、QMS等12套系统（其中自研7套），联网设备386台（套）；质量检测准确率由92%提升至99.5%……详见https://example.invalid/projects/shaoguan/2022/industrial-internet/platform?id=20220001&lang=zh-CN&very-long-parameter-name=very-long-parameter-value——以验收为准。";
    (1..=14).map(|n| format!("{n}.{piece}\n")).collect()
}

fn result(filled: Filled) -> Value {
    if filled == Filled::Empty {
        return Value::Null;
    }
    let quote = "对于工业企业开展“上云上平台”建设项目，市级财政按照项目获得省级专项资金的基础上按照 10%进行配套扶持，最高不超过 100 万元。";
    let step = |text: &str| json!({"text": text, "clause": "三(一)", "quote": quote});
    let count = if filled == Filled::Plain { 3 } else { 40 };
    json!({
        "kind": "ceiling",
        "kind_label": "可补上限",
        "amount": "300,000.00",
        "amount_wan": "30",
        "amount_words": "人民币叁拾万元整",
        "steps": (0..count)
            .map(|n| step(["获得省级专项资金300万元×10%＝30万元", "不超过100万元：30万元", "各级财政资金合计不超过项目投资额320.5万元：30万元"][n % 3]))
            .collect::<Vec<_>>(),
        "stages": [{
            "title": "计算",
            "groups": (0..count)
                .map(|n| json!({
                    "clause": "三(一)", "quote": quote,
                    "steps": [{"number": n + 1, "text": "获得省级专项资金300万元×10%＝30万元"}],
                }))
                .collect::<Vec<_>>(),
        }],
        "failed": failed(filled),
        "missing": if filled == Filled::Plain { vec![] } else { vec!["完工时间（判断“按期完工”要用到它）"] },
        "binding": "单个项目限额", "binding_clause": "三(一)",
        "sections": [
            {"title": "限额", "lines": ["单个项目限额100万元：未超过"]},
            {"title": "若要改变结果", "lines": vec!["已获省级专项资金再增加10.00元，结果为可补上限300,001.00元"; count]},
        ],
        "sources": [{
            "from": "浈江区汇总表.xlsx（SHA-256 0123456789ab）",
            "items": "已获省级专项资金 项目表!H5，原文“300”；项目总投资 项目表!G5，原文“320.5”",
        }],
        "stale": null,
        "record": "2022年7月8日17:00，政策包0123456789ab，程序0.1.0，测算人经办人",
    })
}

fn failed(filled: Filled) -> Vec<Value> {
    if filled == Filled::Plain {
        return Vec::new();
    }
    vec![json!({
        "text": "完工时间：2022年8月30日，不符合（要求：2022年8月26日以前）", "clause": "二(三)"
    })]
}

/// What forms that list projects, conditions or problems are given.
fn lists(filled: Filled) -> Value {
    let count = match filled {
        Filled::Plain => 6,
        Filled::Extreme => 200,
        Filled::Empty => return json!({"conditions": conditions(3, false), "blank": true}),
    };
    let many = |row: &dyn Fn(usize) -> Value| (1..=count).map(row).collect::<Vec<_>>();
    let rows = many(&|n| row(n, filled));
    json!({
        "blank": true, // a clerk has chosen to leave what is missing blank
        "files": "“浈江区汇总表.xlsx”",
        "kind": if filled == Filled::Plain { "补正" } else { "退回" },
        "conditions": conditions(count.min(40), true),
        "problems": many(&|n| json!({
            "place": format!("项目表!F{n}"),
            "problem": "统一社会信用代码校验码不符：91440200MA4WABCD10",
            "clause": "二(一)", "quote": "依法在辖区内工商行政部门注册登记企事业单位",
            "remedy": "请核对营业执照后重新报送"
        })),
        "rows": rows.clone(),
        "awarded": rows,
        "total": totals(filled).0, "total_wan": totals(filled).1, "total_words": totals(filled).2,
        "left_out": "另有3个项目没有列入：待核定1个、无法计算1个、不符合1个。",
        "sums": {
            "project_investment": "1,923", "provincial_fund": "1,800", "requested_amount": "180",
        },
        "whole": {"project_input": "1,923", "requested_amount": "180"},
        "publicity": {
            "days": 5, "clause": "四(二)", "from": "2022年7月2日", "to": "2022年7月8日",
            "fault": null,
        },
        "title": "承诺书", "copies": 7, "subjects": count, "copies_total": 7 * count,
        "straddle": true, "pages_most": "多",
        "papers": many(&|n| json!({
            "subject": format!("韶关{RARE}{n}号精密机械有限公司　第{n}个注塑车间MES与设备联网改造项目"),
            "signs": ["法定代表人（签字）"], "seals": ["申报单位（公章）"],
            "straddle": true, "pages": 12, "copies": [1, 2, 3, 4, 5, 6, 7],
        })),
    })
}

/// The sum of the amounts: 元, 万元, in words.
fn totals(filled: Filled) -> (&'static str, &'static str, &'static str) {
    match filled {
        Filled::Extreme => (
            "199,999,999,999,998.00",
            "19,999,999,999.9998",
            "人民币壹佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾捌元整",
        ),
        Filled::Plain | Filled::Empty => ("1,800,000.00", "180", "人民币壹佰捌拾万元整"),
    }
}

fn row(number: usize, filled: Filled) -> Value {
    let mut row = plain_row(number, filled);
    if filled == Filled::Extreme {
        row["project"] = format!("第{number}个{RARE}“5G+工业互联网”黑灯工厂、供应链协同平台及全生产流程能耗监控一体化建设项目（二期）").into();
        row["direction"] = "对于在我市开展的5G和制造业融合创新应用示范项目".into();
        row["amount"] = "999,999,999,999.99".into();
        row["amount_wan"] = "99,999,999.999999".into();
        row["amount_words"] =
            "人民币玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分".into();
        let facts = &mut row["facts"];
        // A page and more for the first, gaps in every third.
        if number == 1 {
            facts["content"] = long_text().into();
        }
        if number.is_multiple_of(3) {
            for key in ["started_on", "requested_amount", "contact_phone"] {
                facts[key] = Value::Null;
            }
        }
        facts["completed_on"] = "2021年12月31日".into();
        facts["project_investment"] = "99,999,999.999999".into();
        facts["provincial_fund"] = "1,234,567.891234".into();
        facts["remark"] = "县区意见：拟支持；省级资金到账凭证待补".into();
        facts["registered_capital"] = "99,999,999.999999".into();
        facts["employees"] = "1,234,567".into();
        facts["registered_address"] =
            format!("韶关市乳源瑶族自治县乳城镇{RARE}大道中国—东盟产业合作示范区A区3号楼之一1201—1208室（一照多址）").into();
    }
    row
}

fn plain_row(number: usize, filled: Filled) -> Value {
    let long = if filled == Filled::Extreme {
        "智能装备与工业互联网科技（集团）股份有限公司乳源瑶族自治县第一分公司"
    } else {
        "精密机械有限公司"
    };
    json!({
        "id": number, "county": "乳源瑶族自治县",
        "enterprise": format!("韶关{RARE}{number}号{long}"),
        "credit_code": "91440200MA4WABCD1K", "project": format!("第{number}个注塑车间MES与设备联网改造项目"),
        "direction": "工业企业“上云上平台”", "basis": "三(一)", "payee": "工业企业",
        "kind_label": "可补上限", "reason": "不超过100万元",
        "amount": "300,000.00", "amount_wan": "30", "amount_words": "人民币叁拾万元整",
        "scores": ["85", "88.5", null, null, null], "score": "86.75", "rank": number,
        "facts": {
            "established_on": "2015年3月2日", "content": "部署MES一套，联网设备86台。",
            "started_on": "2021年10月8日", "completed_on": "2022年6月30日",
            "project_investment": "320.5", "provincial_fund": "300", "requested_amount": "30",
            "contact_name": "尉迟赟䶮", "contact_phone": "0751-8880000", "remark": null,
            "account_name": format!("韶关{RARE}{number}号{long}"),
            "account_bank": "中国农业发展银行韶关市乳源瑶族自治县支行",
            "account_number": "44050161000000001234",
            "registered_capital": "1,200.5", "registered_address": "韶关市浈江区示例路1号",
            "employees": "86",
        },
    })
}

fn conditions(count: usize, tested: bool) -> Vec<Value> {
    let outcomes = [("符合", "yes"), ("不符合", "no"), ("无法判断", "")];
    (0..count)
        .map(|n| {
            let (result, met) = outcomes[n % outcomes.len()];
            let known = |text: &str| tested.then(|| text.to_owned());
            json!({
                "title": "建设完成时间在规定期间内",
                "requirement": "2021年9月30日至2022年8月26日（含首尾两日）",
                "clause": "五(三)", "quote": "项目应在2021年9月30日至2022年8月26日内建设完成",
                "value": known("建成时间：2022年6月30日"), "source": known("项目表!K7"),
                "result": known(result), "met": if tested { met } else { "" },
            })
        })
        .collect()
}
