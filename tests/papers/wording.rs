//! The forms' words held against the notices' own, which the packs quote
//! word for word in clauses.toml.

use ruku_policy::pack::Pack;

use super::blocks::{bare, blank, pack, words};

const SHAOGUAN: &str = "shaoguan-2022-industrial-internet";
const JIANGMEN_2021: &str = "jiangmen-2021-industrial-cluster";
const JIANGMEN_2024: &str = "jiangmen-2024-industrial-internet";
const JINJIANG: &str = "jinjiang-2023-digital-twelve";

fn quote(pack: &Pack, clause: &str) -> String {
    bare(&pack.clause(clause).unwrap().quote)
}

/// 附录1 prints no unit for two amounts that 表二 gives in 万元; the form says it.
#[test]
fn jiangmen_2021s_information_form_is_the_guides() {
    let pack = pack(JIANGMEN_2021);
    let guide = quote(&pack, "附录1").replace(
        "项目总投入额财政扶持额度",
        "项目总投入额万元财政扶持额度万元",
    );
    let form = words(&blank(&pack, "application"));
    assert_eq!(form, guide, "word for word, in the guide's order");
}

#[test]
fn jiangmen_2021s_plan_is_the_guides_outline_with_its_table() {
    let pack = pack(JIANGMEN_2021);
    let table = "（项目名称，项目单位，建设内容，建设时间）。";
    let guide = quote(&pack, "附录2");
    assert!(guide.contains(table), "the guide names the table's columns");
    let with_table = format!("{table}项目名称项目单位建设内容建设时间");
    let guide = guide.replace(table, &with_table);
    let form = words(&blank(&pack, "plan"));
    assert_eq!(form, guide, "word for word, with the table it asks for");
}

#[test]
fn jiangmen_2021s_letter_of_commitment_is_the_guides() {
    let pack = pack(JIANGMEN_2021);
    for form in ["commitment", "commitment_lead"] {
        let letter = words(&blank(&pack, form));
        assert_eq!(
            letter,
            quote(&pack, "附录3"),
            "{form}: nothing added, nothing left out"
        );
        assert_eq!(pack.form(form).unwrap().copies, 2, "本承诺书一式两份");
    }
    assert_eq!(
        pack.form("application").unwrap().copies,
        5,
        "四(一)：一式5份"
    );
}

/// The annexes as 韶工信函〔2022〕91号 lists them.
#[test]
fn shaoguans_titles_are_those_of_its_annex_list() {
    let pack = pack(SHAOGUAN);
    let annexes = pack
        .clauses
        .iter()
        .find(|clause| clause.quote.contains("5. 承诺书"))
        .map(|clause| bare(&clause.quote))
        .unwrap();
    let listed = [
        ("return_table", "2."),
        ("application", "3."),
        ("acceptance", "4."),
        ("commitment", "5."),
    ];
    for (form, number) in listed {
        let title = bare(&pack.form(form).unwrap().title);
        let entry = format!("{number}{title}");
        assert!(
            annexes.contains(&entry),
            "{entry} is in the list: {annexes}"
        );
        let said = bare(&words(&blank(&pack, form)));
        assert!(said.contains(&title), "{form} bears its title");
        let label = format!("附件{}", number.trim_end_matches('.'));
        assert!(said.starts_with(&label), "{form} begins with {label}");
    }
}

/// What applicants promise is what the clause asks for, in its words.
#[test]
fn promises_are_in_the_clauses_words() {
    let promises = [
        (
            SHAOGUAN,
            "二(二)",
            "近5年内未出现过财政资金方面的严重违法违规情况",
        ),
        (SHAOGUAN, "二(二)", "质量、安全、环保等方面未发生重大事故"),
        (SHAOGUAN, "二(二)", "不属于失信被执行人"),
        (
            SHAOGUAN,
            "五(三)",
            "在2021年9月30日至2022年8月26日内建设完成",
        ),
        (SHAOGUAN, "五(二)", "总体支持金额不超过项目投资额"),
        (
            JIANGMEN_2024,
            "三(一)",
            "在江门市行政区域内依法注册（或登记）、成立时间满1年的独立法人企业",
        ),
        (JIANGMEN_2024, "三(二)", "申报项目未获得过其他财政资金支持"),
        (
            JIANGMEN_2024,
            "三(三)",
            "在相关绩效评价和监督检查中未出现违规、违法问题",
        ),
        (
            JIANGMEN_2024,
            "三(四)",
            "没有被纳入经营异常名录或严重违法失信企业名单",
        ),
        (JINJIANG, "结尾一", "就高不重复"),
        (JINJIANG, "结尾一", "每年累计享受的各类本级补助资金总额以"),
    ];
    for (id, clause, words_of_it) in promises {
        let pack = pack(id);
        let said = words(&blank(&pack, "commitment"));
        assert!(said.contains(words_of_it), "{id} promises {words_of_it}");
        let asked = quote(&pack, clause);
        assert!(
            asked.contains(words_of_it),
            "{id} {clause} asks for {words_of_it}: {asked}"
        );
    }
}

/// What such books hold elsewhere in 广东 and 福建, assembled for cities whose
/// annexes are not public; marked 示意.
#[test]
fn illustrative_books_hold_every_section() {
    let application = [
        "填报说明",
        "目录",
        "申报单位基本情况表",
        "项目基本情况表",
        "建设地点",
        "技术路线",
        "项目投资明细表",
        "合同号",
        "开票日期",
        "不含税金额",
        "项目资金来源表",
        "自筹资金",
        "银行贷款",
        "项目绩效目标表",
        "满意度",
        "申报单位承诺",
        "初审意见",
        "附件清单",
        "推荐单位（盖章）",
    ];
    let acceptance = [
        "项目单位概况",
        "入库编号",
        "建设内容完成情况",
        "投资完成情况",
        "审计核定",
        "发票清单",
        "绩效目标完成情况",
        "偏差说明",
        "资金使用与专账管理",
        "存在问题",
        "自评结论",
        "附件清单",
        "法定代表人（签字）",
        "初步意见",
        "专家组",
        "职称",
        "签名",
    ];
    let commitment = [
        "真实",
        "专账",
        "专款专用",
        "审计",
        "退回已获得的",
        "（盖章）",
        "法定代表人（签字）",
        "特此承诺",
    ];
    for id in [SHAOGUAN, JINJIANG] {
        let pack = pack(id);
        for (form, sections) in [
            ("application", &application[..]),
            ("acceptance", &acceptance[..]),
            ("commitment", &commitment[..]),
        ] {
            let said = words(&blank(&pack, form));
            assert!(
                pack.form(form).unwrap().illustrative,
                "{id} {form} is marked 示意"
            );
            for section in sections {
                assert!(said.contains(section), "{id} {form} holds {section}");
            }
        }
    }
}

/// A form cites the notice by the name it was issued under.
#[test]
fn forms_cite_the_notice_by_its_full_name() {
    for id in [SHAOGUAN, JIANGMEN_2024, JINJIANG] {
        let pack = pack(id);
        let title = quote(&pack, "标题");
        assert!(
            title.contains(&bare(&pack.notice)),
            "{title} holds {}",
            pack.notice
        );
        let said = words(&blank(&pack, "application"));
        let cited = format!("依据{}编制", bare(&pack.citation()));
        assert!(said.contains(&cited), "{id}: {cited}");
        assert!(!said.contains("（）"), "{id} prints no empty number");
    }
}
