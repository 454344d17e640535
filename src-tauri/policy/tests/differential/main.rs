//! The engine with its packs against straight-line calculators of the notices,
//! written from the notices' text in whole 分 and sharing nothing with it.

#[path = "../common/mod.rs"]
mod common;
mod dice;
mod jiangmen;
mod jinjiang;
mod shaoguan;
