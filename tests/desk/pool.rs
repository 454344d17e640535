//! A pool shared: previewed, frozen, with who is left without.

use ruku_tests::road::{Road, SHAOGUAN, rows, text};

use super::refusals::content;

fn fen(amount: &str) -> i64 {
    amount.replace([',', '.'], "").parse().unwrap()
}

#[test]
fn a_pool_is_shared_among_what_is_settled() {
    let road = Road::assessed(SHAOGUAN);
    let before = content(&road);
    let args = ["assess", "--pool", "100万元", "--method"];
    let run = |more: &[&str]| road.run(args.iter().chain(more));
    let preview = run(&["按比例压减（尾差按最大余数补足）", "--preview"]).json(0);
    assert_eq!(content(&road), before, "a preview keeps nothing");
    assert_eq!(preview["given"], "1,000,000.00", "spent to the 分");
    assert_eq!(preview["left"], "0.00", "nothing is left");
    let shares = rows(&preview["rows"]);
    let sum: i64 = shares.iter().map(|row| fen(text(&row["after"]))).sum();
    assert_eq!(sum, 100_000_000, "the rows add up to the pool");
    for row in &shares {
        let (before, after) = (fen(text(&row["before"])), fen(text(&row["after"])));
        assert!(after <= before, "nobody above his own: {row}");
    }
    let aside = rows(&preview["aside"]);
    assert!(
        aside
            .iter()
            .all(|row| row["after"] == "" && row["why"] != ""),
        "what is not settled takes no part, and it is said why: {aside:?}"
    );

    let frozen = run(&["in_order", "--quota", "3", "--order", "序号从小到大"]).json(0);
    assert_eq!(frozen["quota"], 3, "at most three");
    let placed = rows(&frozen["rows"]);
    let given = placed.iter().filter(|row| row["after"] != "0.00").count();
    assert!(given <= 3, "no more than the quota: {given}");
    let unplaced = rows(&frozen["unplaced"]);
    assert!(!unplaced.is_empty(), "入库但未安排");
    assert!(
        unplaced
            .iter()
            .any(|row| text(&row["why"]).contains("最多安排3个项目")),
        "with the reason: {unplaced:?}"
    );
    let out = road.out("册");
    let printed = road.run(["print", "资金安排计划表", "--out", out.to_str().unwrap()]);
    assert_eq!(
        printed.status, 0,
        "what is frozen is not stale: {printed:?}"
    );
    let id = unplaced[0]["id"].to_string();
    let result = road.run(["explain", &id]).json(0)["result"].clone();
    assert_eq!(result["amount"], "0.00", "the frozen result is the share");
    let verified = road.run(["verify"]).json(0);
    assert_eq!(verified["sound"], true, "it replays: {verified}");
    assert!(
        text(&verified["message"]).contains("历次测算（2次）"),
        "every run is computed again: {verified}"
    );
}

#[test]
fn a_pool_stands_until_it_is_dropped() {
    let road = Road::assessed(SHAOGUAN);
    // What the pool is shared among; what is not settled takes no part.
    let total = |view: &serde_json::Value| {
        let kinds = rows(&view["kinds"]);
        let ceiling = kinds.iter().find(|kind| kind["kind"] == "ceiling");
        fen(text(&ceiling.unwrap()["total"]))
    };
    let full = total(&road.run(["assess"]).json(1));
    let pool = ["assess", "--pool", "100万元", "--method", "按比例压减"];
    road.run(pool).json(0);
    let again = road.run(["assess"]).json(1);
    assert!(
        total(&again) <= 100_000_000 && full > 100_000_000,
        "assessing anew pays no more than the pool holds: {again}"
    );
    assert_eq!(
        again["pool"], "沿用上次的资金池：1,000,000.00元，按比例压减。",
        "and says which pool it kept"
    );
    let id = road.id_of("铅锌冶炼炉况数据上云项目");
    let set = ["provincial_fund", "0", "--reason", "到账凭证"];
    road.run(["fact", &id].iter().chain(&set)).json(0);
    let changed = road.run(["assess"]).json(1);
    assert!(total(&changed) <= 100_000_000, "also after a change");
    let verified = road.run(["verify"]).json(0);
    assert_eq!(verified["sound"], true, "it replays: {verified}");
    let dropped = road.run(["assess", "--no-pool"]).json(1);
    assert_eq!(dropped["pool"], "", "a dropped pool is gone");
    assert!(total(&dropped) > 100_000_000, "everybody has his own again");
    assert_eq!(
        road.run(["assess"]).json(1)["pool"],
        "",
        "and does not come back"
    );
}

#[test]
fn what_was_decided_above_a_new_pool_is_said() {
    let road = Road::assessed(SHAOGUAN);
    let ceiling = road
        .projects()
        .into_iter()
        .find(|row| row["kind"] == "ceiling");
    let ceiling = ceiling.unwrap();
    let (id, amount) = (
        ceiling["id"].to_string(),
        text(&ceiling["amount"]).to_owned(),
    );
    let yuan = format!("{amount}元");
    let paper = [
        "--reason",
        "集体审议",
        "--authority",
        "会议纪要8号",
        "--approver",
        "局长办公会",
    ];
    let decided = ["decide", "manual", &id, &yuan];
    road.run(decided.iter().chain(&paper)).json(0);
    let state = || {
        let list = road.run(["decide", "list"]).json(0);
        text(&list["decisions"][0]["state"]).to_owned()
    };
    assert_eq!(state(), "有效", "up to the ceiling it stands");
    let pool = ["assess", "--pool", "100万元", "--method", "按比例压减"];
    road.run(pool).json(0);
    assert!(
        state().starts_with("有效，但与测算结果不符，须重新登记"),
        "what is above the share is said beside the decision: {}",
        state()
    );
    let cautions = road.run(["projects"]).json(0)["cautions"].to_string();
    assert!(
        cautions.contains("有1个项目的拟安排金额与测算结果不符，须重新登记。"),
        "and beside the sums: {cautions}"
    );
}

#[test]
fn a_pool_order_that_makes_no_sense_is_refused_in_a_sentence() {
    let road = Road::assessed(SHAOGUAN);
    for (pool, method, said) in [
        ("一笔钱", "in_order", "请写明单位"),
        ("0万元", "in_order", "应大于零"),
        ("100万元", "抽签", "按比例压减（pro_rata_floor）"),
    ] {
        let ran = road.run(["assess", "--pool", pool, "--method", method]);
        let message = text(&ran.json(3)["error"]["message"]).to_owned();
        assert!(message.contains(said), "{pool} {method}: {message}");
    }
}
