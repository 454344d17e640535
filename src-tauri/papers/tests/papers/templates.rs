//! Templates: faults are named with file, line and remedy.

use ruku_papers::error::PaperError;
use ruku_papers::template::trial::check;
use ruku_papers::template::{Template, render};
use serde_json::Value;

use crate::data::{Filled, data, document, fonts};

fn faults(source: &str) -> String {
    Template::parse("forms/x.html", source)
        .unwrap_err()
        .chinese()
}

#[test]
fn every_fault_has_its_line_and_a_remedy() {
    for (source, line, part) in [
        (
            "<form>\n<section>\n<p>无尾</section></form>",
            3,
            "<p> 还没有关闭，就遇到了 </section>",
        ),
        ("", 1, "文件里没有标签"),
        (
            "<form><section>\n<p>甲&乙</p></section></form>",
            2,
            "有单独的“&”",
        ),
        (
            "<form><section>\n<p face=\"kai\" face=\"song\">甲</p></section></form>",
            2,
            "属性“face”写了两遍",
        ),
        (
            "<form><section>\n<p>\u{fffd}\u{fffd}</p></section></form>",
            2,
            "不是UTF-8编码",
        ),
        ("<html></html>", 1, "最外层标签应为 <form>"),
        (
            "<form><section>\n\n<div>字</div></section></form>",
            3,
            "没有 <div> 这个标签",
        ),
        (
            "<form><section>\n<td>字</td></section></form>",
            2,
            "不能直接放在",
        ),
        (
            "<form>\n<section>散字</section></form>",
            2,
            "不能直接写文字",
        ),
        (
            "<form><section>\n<p colour=\"red\">字</p></section></form>",
            2,
            "没有属性“colour”",
        ),
        (
            "<form><section>\n<p size=\"巨号\">字</p></section></form>",
            2,
            "字号",
        ),
        (
            "<form><section>\n<table><tr><td/></tr></table></section></form>",
            2,
            "缺少属性“cols”",
        ),
        (
            "<form><section>\n<p>{{ facts.a </p></section></form>",
            2,
            "占位符或控制语句有误",
        ),
        (
            "<form><section>\n\n<p>{{ fact.name }}</p></section></form>",
            3,
            "没有名为“fact.name”",
        ),
        (
            "<form><section><p>{{ programme.titel }}</p></section></form>",
            1,
            "programme.titel",
        ),
    ] {
        let text = faults(source);
        assert!(text.contains("forms/x.html"), "the file is named: {text}");
        assert!(
            text.contains(&format!("第{line}行")),
            "line {line} is named: {text}"
        );
        assert!(text.contains(part), "{part} is said: {text}");
    }
}

#[test]
fn all_faults_are_listed_at_once() {
    let text = faults("<form><section>\n<p a=\"1\"/>\n<q/>\n<p size=\"x\"/></section></form>");
    assert_eq!(text.lines().count(), 3, "three faults, three lines: {text}");
}

#[test]
fn a_grid_that_does_not_close_is_a_fault_with_its_row() {
    for table in [
        "<tr><td/></tr>",
        "<tr><td colspan=\"3\"/></tr>",
        "<tr><td rowspan=\"2\"/><td/></tr><tr><td/><td/></tr>",
        "<tr><td rowspan=\"3\"/><td/></tr>",
    ] {
        let source =
            format!("<form><section>\n<table cols=\"1* 1*\">{table}</table></section></form>");
        let template = Template::parse("x.html", &source).unwrap();
        let error = render(&template, &data(Filled::Plain)).unwrap_err();
        assert!(
            error.chinese().contains("第2行：表格第"),
            "{table}: {}",
            error.chinese()
        );
    }
}

#[test]
fn values_cannot_break_out_of_their_place() {
    let mut data = data(Filled::Plain);
    let hostile = "</v></p><p>{{ form.title }}{% if %}<script>&nbsp;\"'";
    data["enterprise"] = Value::from(hostile);
    let document = document("<p>甲<v>{{ enterprise }}</v>乙</p>", &data);
    let outline = document.outline();
    assert!(
        outline.contains(&format!("甲[{hostile}]乙")),
        "kept as typed: {outline}"
    );
}

#[test]
fn what_is_unknown_stays_blank() {
    let data = data(Filled::Empty);
    let document = document(
        "<p>金额：<v>{{ facts.project_investment }}</v>万元</p>\
         <p>{% if has.project_investment %}有{% else %}无{% endif %}{% if result %}有{% endif %}</p>\
         <p>{{ result.amount_words }}{% for step in result.steps %}步{% endfor %}。</p>",
        &data,
    );
    let outline = document.outline();
    assert!(
        outline.contains("金额：[__]万元"),
        "a line to write on: {outline}"
    );
    assert!(
        outline.contains("无\n"),
        "conditions on unknown facts are false: {outline}"
    );
    assert!(
        outline.contains("\n  。\n"),
        "no result, no text: {outline}"
    );
}

#[test]
fn line_breaks_of_a_value_become_paragraphs() {
    let mut data = data(Filled::Plain);
    data["facts"]["content"] = Value::from("　一、第一段\r\n\r\n  二、第二段\n");
    let document = document("<p indent=\"2\"><v>{{ facts.content }}</v></p>", &data);
    let outline = document.outline();
    assert!(
        outline.contains("[一、第一段]\n  [二、第二段]\n"),
        "two paragraphs: {outline}"
    );
}

#[test]
fn control_characters_are_named_not_dropped() {
    let mut data = data(Filled::Plain);
    data["enterprise"] = Value::from("甲\u{1}公司");
    let template = Template::parse("x.html", "<form><section/></form>").unwrap();
    let error = render(&template, &data).unwrap_err();
    assert!(
        matches!(error, PaperError::Control { code: 1, .. }),
        "{error}"
    );
}

#[test]
fn a_template_tells_the_facts_it_uses() {
    let source = "<form><section><p>{{ facts.a }}{% if has.b %}{{ facts.c }}{% endif %}</p></section></form>";
    let facts = Template::parse("x.html", source).unwrap().facts();
    assert_eq!(
        facts.into_iter().collect::<Vec<_>>(),
        ["a", "b", "c"],
        "for the pack's check"
    );
}

#[test]
fn blocks_are_shared_between_forms() {
    let library = |file: &str| {
        match file {
        "approval.html" => Some(
            "<blocks>\n<h2>审核意见</h2>\n{% for n in range(2) %}<p>第{{ n + 1 }}级：             <v>{{ county }}</v></p>{% endfor %}\n</blocks>"
                .to_owned(),
        ),
        "faulty.html" => Some("<blocks>\n\n<p colour=\"red\">{{ facts.x</p></blocks>".to_owned()),
        "nested.html" => Some("<blocks>\n<include file=\"approval.html\"/></blocks>".to_owned()),
        "grid.html" => {
            Some("<blocks>\n<table cols=\"1* 1*\">\n<tr><td/></tr></table></blocks>".to_owned())
        }
        "break.html" => Some("<blocks>\n\n<p>{{ facts.a.b.c + 1 }}</p></blocks>".to_owned()),
        _ => None,
    }
    };
    let form = |file: &str| {
        let source =
            format!("<form>\n<section><p>甲</p>\n<include file=\"{file}\"/></section></form>");
        Template::parse_with("forms/x.html", &source, &library)
    };
    let outline = render(&form("approval.html").unwrap(), &data(Filled::Plain)).unwrap();
    let outline = outline.outline();
    assert!(
        outline.contains("甲\n  h2 审核意见\n  第[1]级")
            || outline.contains("甲\n  h2 审核意见\n  第1级： [浈江区]\n  第2级： [浈江区]"),
        "the blocks stand where they were asked for: {outline}"
    );
    for (file, parts) in [
        (
            "missing.html",
            ["模板 forms/x.html 第3行", "没有公用块文件“missing.html”"],
        ),
        ("faulty.html", ["模板 faulty.html 第3行", "colour"]),
        ("nested.html", ["模板 nested.html 第2行", "不能再引用"]),
    ] {
        let sentence = form(file).unwrap_err().chinese();
        for part in parts {
            assert!(sentence.contains(part), "{part} is said: {sentence}");
        }
    }
    for (file, place) in [
        ("grid.html", "grid.html 第3行"),
        ("break.html", "break.html 第3行"),
    ] {
        let error = render(&form(file).unwrap(), &data(Filled::Plain)).unwrap_err();
        assert!(
            error.chinese().contains(place),
            "{place}: {}",
            error.chinese()
        );
    }
}

#[test]
fn what_is_required_stops_the_print_unless_it_is_blank() {
    use ruku_papers::print::single;

    let blocks = "<h2>基本情况</h2><table cols=\"1* 2*\"><tr><th>项目名称</th>        <td><v required=\"yes\">{{ facts.project_name }}</v></td></tr><tr><th>联系人</th>        <td><v>{{ facts.contact_name }}</v></td></tr></table>        <p>承诺单位：<fill width=\"10\" required=\"yes\">{{ enterprise }}</fill></p>";
    let print = |data: &Value| {
        single(
            &document(blocks, data),
            crate::data::fonts(),
            &crate::data::options(),
        )
    };
    assert!(print(&data(Filled::Plain)).is_ok(), "all is there");
    let mut empty = data(Filled::Empty);
    empty["data"]["blank"] = Value::from(false);
    let sentence = print(&empty).unwrap_err().chinese();
    for part in [
        "基本情况",
        "项目名称",
        "facts.project_name",
        "承诺单位",
        "（enterprise）",
        "未打印",
    ] {
        assert!(sentence.contains(part), "{part} is named: {sentence}");
    }
    assert!(
        !sentence.contains("contact"),
        "what may be missing is not: {sentence}"
    );
    empty["data"]["blank"] = Value::from(true);
    assert!(print(&empty).is_ok(), "a blank form is printed without");
}

#[test]
fn the_starter_and_every_example_of_the_guide_print() {
    use ruku_papers::template::trial::{STARTER, check};

    let guide =
        std::fs::read_to_string(crate::data::assets().join("../docs/form-templates.md")).unwrap();
    let examples = guide
        .split("```html\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap());
    let mut count = 0;
    for example in examples.chain([STARTER]) {
        let trial = check("example.html", example, &|_| None, crate::data::fonts())
            .unwrap_or_else(|error| panic!("{}\n{example}", error.chinese()));
        assert_eq!(trial.pages, 1, "a short form");
        count += 1;
    }
    assert_eq!(count, 5, "four examples and the starter");
    let trial = check("starter.html", STARTER, &|_| None, crate::data::fonts()).unwrap();
    assert!(
        trial.facts.contains("project_name"),
        "its facts are told: {:?}",
        trial.facts
    );
}

#[test]
fn every_element_is_in_the_guide() {
    let guide =
        std::fs::read_to_string(crate::data::assets().join("../docs/form-templates.md")).unwrap();
    for element in [
        "form", "cover", "section", "keep", "h1", "h2", "h3", "p", "table", "tr", "td", "th",
        "seal", "space", "break", "contents", "include", "blocks", "v", "fill", "t", "b", "check",
        "gap", "date", "br",
    ] {
        let told = [">", " ", "/>"]
            .iter()
            .any(|end| guide.contains(&format!("<{element}{end}")));
        assert!(told, "<{element}> is explained");
    }
}

/// What `ruku paper check` says of the forms that ship: nothing.
#[test]
fn every_form_that_ships_passes_its_own_check() {
    for (name, file) in &crate::forms::templates() {
        let source = std::fs::read_to_string(file).unwrap();
        let tried = check(name, &source, &crate::forms::blocks, fonts());
        let trial = tried.unwrap_or_else(|error| panic!("{}", error.chinese()));
        assert!(trial.pages > 0, "{name} is printed blank");
    }
}
