//! What is left of a title without what every title has: the programme's name,
//! if it has one.

use ruku_model::region::Regions;
use ruku_policy::declare::ReturnDecl;

/// Words of a title that say nothing of the programme; what holds another
/// comes first.
const PLAIN: &[&str] = &[
    "工业和信息化局",
    "科工商务局",
    "科技工商务局",
    "汇总表",
    "申报表",
    "储备表",
    "项目表",
    "一览表",
    "计划表",
    "统计表",
    "推荐表",
    "明细表",
    "情况表",
    "登记表",
    "零报送",
    "盖章版",
    "工信局",
    "广东省",
    "福建省",
    "入库",
    "储备",
    "项目",
    "汇总",
    "申报",
    "推荐",
    "名单",
    "清单",
    "统计",
    "年度",
    "附件",
    "附表",
    "单位",
    "万元",
    "报送",
    "上报",
    "填报",
    "更正",
    "修改",
    "定稿",
    "初稿",
    "情况",
    "关于",
    "企业",
    "重点",
    "征集",
    "备选",
    "专项",
    "资金",
    "信息",
    "全市",
    "全县",
    "全区",
    "本县",
    "我县",
    "年",
];

/// Fewer characters are what is left of a word: 市, 的.
const NAME_CHARACTERS_MIN: usize = 2;

/// Whether a title names another programme than `declaration`'s: beyond the
/// year, the place and plain words it says something that is no part of the
/// programme's own title.
pub(crate) fn names_other(regions: &Regions, declaration: &ReturnDecl, title: &str) -> bool {
    let mut places: Vec<&str> = vec![declaration.city.as_str()];
    let units = declaration.counties.iter();
    for unit in units.filter_map(|id| regions.unit(id)) {
        places.push(&unit.name);
        places.extend(unit.aliases.iter().map(String::as_str));
    }
    places.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut rest = title.to_owned();
    for word in places.into_iter().chain(PLAIN.iter().copied()) {
        rest = rest.replace(word, " ");
    }
    rest.split(|ch: char| !ch.is_alphabetic())
        .filter(|name| name.chars().count() >= NAME_CHARACTERS_MIN)
        .any(|name| !declaration.title.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_of_its_own_is_another_programme() {
        let regions: Regions = toml::from_str(include_str!("../../../assets/regions.toml"))
            .expect("the regions that ship are sound");
        let declaration: ReturnDecl = toml::from_str(
            r#"
            title = "2022年韶关市制造业高质量发展促进工业互联网应用入库项目储备汇总表"
            title_words = ["工业互联网应用", "储备汇总表"]
            year = 2022
            city = "韶关"
            counties = ["440222", "440224", "440233"]
            direction = "direction"
            unit = "万元"
            "#,
        )
        .expect("the declaration is complete");
        for (title, other) in [
            ("2022年始兴县入库项目储备汇总表", false),
            ("2022年入库项目储备汇总表(新丰县)", false),
            ("韶关市2022年度项目申报汇总表(定稿)", false),
            ("2022年韶关市制造业高质量发展项目汇总表", false),
            ("仁化县工信局2022年工业互联网入库项目清单", false),
            ("2022年始兴县重点企业专项资金申报情况表", false),
            ("2022年韶关市企业技术改造专项资金项目入库储备汇总表", true),
            ("2022年韶关市中小企业发展专项资金申报汇总表", true),
            ("2022年始兴县技改入库项目储备汇总表", true),
            ("2022年韶关市产业集群试点项目汇总表", true),
        ] {
            assert_eq!(
                names_other(&regions, &declaration, title),
                other,
                "whether it names another programme: {title}"
            );
        }
    }
}
