//! Batches: the same file twice, a corrected return, withdrawing.

use std::path::PathBuf;

use ruku_tests::road::{Road, SHAOGUAN, rows, text};

use super::refusals::content;

fn renhua(corrected: bool) -> PathBuf {
    let end = if corrected { "（更正）" } else { "" };
    SHAOGUAN
        .returns()
        .join(format!("仁化县2022年入库项目储备汇总表{end}.xlsx"))
}

#[test]
fn the_same_file_twice_is_recognised() {
    let road = Road::opened(SHAOGUAN);
    let first = road.take_in_ran(&renhua(false)).json(0);
    assert_eq!(first["projects"], 6, "the fixture has six projects");
    let before = content(&road);
    let second = road.take_in_ran(&renhua(false)).json(0);
    let file = &second["files"][0];
    assert_eq!(file["outcome"], "already", "the bytes are known");
    assert_eq!(
        file["batch"], first["files"][0]["batch"],
        "the batch that holds them"
    );
    assert!(
        text(&file["message"]).contains("没有重复导入"),
        "it says so: {file}"
    );
    assert_eq!(second["projects"], 0, "no project is added");
    assert_eq!(content(&road), before, "nothing has changed");
}

#[test]
fn a_corrected_return_waits_for_the_withdrawal() {
    let road = Road::opened(SHAOGUAN);
    let empty = content(&road);
    road.take_in_ran(&renhua(false)).json(0);
    let first = content(&road);

    let refused = road.take_in(&renhua(true));
    let file = &refused["files"][0];
    assert_eq!(
        file["outcome"], "refused",
        "five projects would be there twice"
    );
    assert!(
        text(&file["message"]).contains("请先撤回第1批"),
        "it says what to do: {file}"
    );
    assert_eq!(content(&road), first, "a refusal changes nothing");

    let no_reason = road.run(["return", "withdraw", "1", "--reason", ""]);
    assert_eq!(
        no_reason.status, 3,
        "a withdrawal needs a reason: {no_reason:?}"
    );
    assert_eq!(content(&road), first, "a refusal changes nothing");

    road.run(["return", "withdraw", "1", "--reason", "县里来了更正稿"])
        .json(0);
    assert_eq!(content(&road), empty, "withdrawing leaves nothing behind");

    let taken = road.take_in_ran(&renhua(true)).json(0);
    assert_eq!(
        taken["projects"], 5,
        "the corrected return has five projects"
    );
    let batches = rows(&road.run(["return", "list"]).json(0)["batches"]);
    assert_eq!(batches.len(), 1, "the withdrawn batch is gone");
    let investment: Vec<String> = road
        .projects()
        .iter()
        .filter(|row| row["project"] == "铅锌冶炼炉况数据上云项目")
        .map(|row| text(&row["investment_wan"]).to_owned())
        .collect();
    assert_eq!(investment, ["310"], "the corrected amount counts");
}

#[test]
fn a_batch_that_is_not_there_cannot_be_withdrawn() {
    let road = Road::opened(SHAOGUAN);
    let ran = road.run(["return", "withdraw", "7", "--reason", "误"]);
    let message = text(&ran.json(3)["error"]["message"]).to_owned();
    assert!(
        message.ends_with('。') && message.contains('7'),
        "it says which: {message}"
    );
}
