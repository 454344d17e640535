//! The packs in use: which there are, a pack loaded from a folder, what became
//! of each clause, and the change of a programme to another version.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ruku_library::table::pack::NewPack;
use ruku_policy::cases::run_cases;
use ruku_policy::notice::NoticeCheck;
use ruku_policy::pack::{Clause, Coverage, Pack, PackFault};

use crate::assets::pack_files;
use crate::author::check_notice;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::show;
use crate::view::packs::{
    ClauseView, CoverageView, FaultView, LoadedView, NoticeView, PackShelf, PackView,
};

/// How much of a content hash screens show at least.
const HASH_SHOWN: usize = 12;

impl Desk {
    /// Every pack on the shelf: those that ship, those loaded, and the versions
    /// that programmes run under. `programme` marks other versions of its pack.
    ///
    /// # Errors
    /// There is no such programme, or assets or library cannot be read.
    pub fn pack_shelf(&self, programme: Option<&str>) -> Result<PackShelf, DeskError> {
        let meant = programme.map(|id| self.programme(Some(id))).transpose()?;
        let mut packs: Vec<(Arc<Pack>, String)> = Vec::new();
        let mut faults = Vec::new();
        let mut add = |pack: Result<Arc<Pack>, DeskError>, source: String| match pack {
            Ok(pack) if packs.iter().any(|(known, _)| known.hash == pack.hash) => {}
            Ok(pack) => packs.push((pack, source)),
            Err(fault) => faults.push(fault.chinese()),
        };
        let programmes = match self.library() {
            Ok(library) => library.programmes()?,
            Err(_) => Vec::new(),
        };
        let loaded = self.loaded()?;
        for pack in loaded.iter().rev() {
            let at = show::moment(pack.at);
            let source = format!("{}于{at}从 {} 载入", pack.by, pack.source);
            add(self.pack_by_hash(&pack.hash), source);
        }
        for id in self.setting.assets.pack_ids()? {
            add(self.shipped_pack(&id), "随程序提供".to_owned());
        }
        for programme in &programmes {
            let source = "建立专项时保存在项目库".to_owned();
            add(self.pack_by_hash(&programme.pack_hash), source);
        }
        let mut users: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for programme in &programmes {
            let of_pack = users.entry(&programme.pack_hash).or_default();
            of_pack.push(programme.title.clone());
        }
        let packs = packs
            .iter()
            .map(|(pack, source)| PackView {
                programmes: users.get(&*pack.hash).cloned().unwrap_or_default(),
                is_other_version: meant
                    .as_ref()
                    .is_some_and(|one| one.pack_id == pack.id && one.pack_hash != pack.hash),
                ..pack_view(pack, source)
            })
            .collect();
        Ok(PackShelf { packs, faults })
    }

    /// Checks a folder and, if it holds a pack without fault, keeps the pack in
    /// the library. It takes effect nowhere yet.
    ///
    /// # Errors
    /// The folder holds no pack or cannot be read, or the library cannot be written.
    pub fn load_pack(&mut self, folder: &Path) -> Result<LoadedView, DeskError> {
        if !folder.join("policy.toml").is_file() {
            return Err(DeskError::Refused(format!(
                "“{}”里没有 policy.toml，不是政策包文件夹。请选择直接含有 policy.toml 的文件夹。",
                folder.display()
            )));
        }
        let pack = match self.sound_pack(folder)? {
            Ok(pack) => pack,
            Err(faults) => {
                return Ok(LoadedView {
                    pack: None,
                    message: format!(
                        "政策包有{}处错误，没有载入，项目库没有改动。请按下面的提示改好再试。",
                        faults.len()
                    ),
                    faults,
                });
            }
        };
        let stamp = self.stamp();
        let source = folder.display().to_string();
        self.library_mut()?
            .load_pack(&new_pack(&pack), &source, &stamp)?;
        let pack = self.pack_by_hash(&pack.hash)?;
        let remark = id_remark(&pack, folder).unwrap_or_default();
        Ok(LoadedView {
            message: format!(
                "已载入“{}”，{}个算例全部相符。现有专项仍用原来的版本，直到启用新版本。{remark}",
                pack.title,
                run_cases(&pack, &[]).len()
            ),
            pack: Some(pack_view(&pack, &format!("从 {source} 载入"))),
            faults: Vec::new(),
        })
    }

    /// The pack in a folder, or what is wrong with its rules or, if they hold,
    /// with its forms.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn sound_pack(&self, folder: &Path) -> Result<Result<Pack, Vec<FaultView>>, DeskError> {
        let pack = match Pack::load(&pack_files(folder)?) {
            Ok(pack) => pack,
            Err(faults) => return Ok(Err(faults.into_iter().map(fault_view).collect())),
        };
        let faults = self.form_faults(folder)?;
        Ok(if faults.is_empty() {
            Ok(pack)
        } else {
            Err(faults)
        })
    }

    /// A pack by its content hash, or the start of it as screens show it, or
    /// by its id.
    ///
    /// # Errors
    /// There is no such pack.
    pub fn any_pack(&self, named: &str) -> Result<Arc<Pack>, DeskError> {
        if let Some(pack) = self.on_shelf(named) {
            return Ok(pack);
        }
        let is_hash =
            named.len() >= HASH_SHOWN && named.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash && let Ok(library) = self.library() {
            let kept = library.packs()?.into_iter().map(|(_, hash)| hash);
            let mut begun = kept.filter(|hash| hash.starts_with(named));
            if let (Some(only), None) = (begun.next(), begun.next()) {
                return self.pack_by_hash(&only);
            }
        }
        self.pack(named)
    }

    /// The version a change is counted from: under the id of a programme's pack
    /// the one it runs under, whatever was loaded since.
    ///
    /// # Errors
    /// There is no such programme or pack.
    pub fn pack_before(
        &self,
        named: &str,
        programme: Option<&str>,
    ) -> Result<Arc<Pack>, DeskError> {
        let (programme, in_force) = self.programme_and_pack(programme)?;
        match programme.pack_id == named.trim() {
            true => Ok(in_force),
            false => self.any_pack(named),
        }
    }

    /// What became of every clause of a pack.
    ///
    /// # Errors
    /// There is no such pack.
    pub fn coverage(&self, pack: &str) -> Result<CoverageView, DeskError> {
        Ok(coverage(&*self.any_pack(pack)?))
    }

    /// Holds a notice's file against a pack.
    ///
    /// # Errors
    /// There is no such pack, or the file cannot be read.
    pub fn notice(&self, pack: &str, file: &Path) -> Result<NoticeView, DeskError> {
        Ok(notice_view(&check_notice(&*self.any_pack(pack)?, file)?))
    }
}

/// What is odd about a pack's id: last year's pack was copied, and the folder
/// has a new name but the pack has not, or its year is none of the id.
#[must_use]
pub fn id_remark(pack: &Pack, folder: &Path) -> Option<String> {
    let name = folder.canonicalize().ok()?;
    let name = name.file_name()?.to_string_lossy().into_owned();
    let (id, year) = (&pack.id, pack.year.to_string());
    let years = |text: &str| -> Vec<String> {
        let parts = text.split(|ch: char| !ch.is_ascii_digit());
        let years = parts.filter(|part| part.len() == 4 && part.starts_with("20"));
        years.map(str::to_owned).collect()
    };
    let (in_name, in_id) = (years(&name), years(id));
    let other_name = !in_name.is_empty() && !in_id.is_empty() && in_name != in_id;
    let other_year = !in_id.is_empty() && !in_id.contains(&year);
    (other_name || other_year).then(|| {
        format!(
            "请注意：文件夹叫“{name}”，通知年度是{year}年，政策包编号（policy.toml 的 id）却是“{id}”，会当作“{id}”的新版本；另一份通知请把 id 改成新的编号。"
        )
    })
}

/// A pack as the library keeps it.
pub(crate) fn new_pack(pack: &Pack) -> NewPack {
    NewPack {
        id: pack.id.clone(),
        hash: pack.hash.clone(),
        files: pack.files.clone(),
    }
}

fn pack_view(pack: &Pack, source: &str) -> PackView {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    PackView {
        hash: pack.hash.clone(),
        id: pack.id.clone(),
        title: pack.title.clone(),
        document_number: pack.document_number.clone(),
        city: pack.city.clone(),
        year: pack.year,
        source: source.to_owned(),
        measures: count(pack.measures.len()),
        readings: count(pack.readings.len()),
        covered_percent: coverage(pack).covered_percent,
        programmes: Vec::new(),
        is_other_version: false,
    }
}

fn fault_view(fault: PackFault) -> FaultView {
    FaultView {
        file: fault.file,
        line: fault.line,
        reason: fault.reason,
        remedy: fault.remedy,
    }
}

/// What became of every clause of a pack.
#[must_use]
pub fn coverage(pack: &Pack) -> CoverageView {
    let count = |coverage| {
        let clauses = pack.clauses.iter();
        let of = clauses.filter(|clause| clause.coverage == coverage).count();
        u32::try_from(of).unwrap_or(u32::MAX)
    };
    let (encoded, manual) = (count(Coverage::Encoded), count(Coverage::Manual));
    let not_applicable = count(Coverage::NotApplicable);
    // A pack has clauses, but it may leave all of them without effect.
    let covered_percent = (encoded * 100).checked_div(encoded + manual).unwrap_or(100);
    CoverageView {
        title: pack.title.clone(),
        clauses: pack
            .clauses
            .iter()
            .map(|clause| clause_view(pack, clause))
            .collect(),
        encoded,
        manual,
        not_applicable,
        covered_percent,
        summary: format!(
            "共{}条：已编码{encoded}条，人工认定{manual}条，不涉及{not_applicable}条；\
             涉及条件和金额的{}条中，已编码占{covered_percent}%。",
            pack.clauses.len(),
            encoded + manual
        ),
    }
}

fn clause_view(pack: &Pack, clause: &Clause) -> ClauseView {
    ClauseView {
        number: clause.number.clone(),
        quote: clause.quote.clone(),
        coverage: match clause.coverage {
            Coverage::Encoded => "encoded",
            Coverage::Manual => "manual",
            Coverage::NotApplicable => "not_applicable",
        }
        .to_owned(),
        label: clause.coverage.label().to_owned(),
        reason: clause.reason.clone(),
        used_by: used_by(pack, &clause.number),
    }
}

/// What in a pack rests on a clause.
fn used_by(pack: &Pack, number: &str) -> Vec<String> {
    let mut used = Vec::new();
    for measure in &pack.measures {
        if measure.clause == number {
            used.push(format!("支持方向“{}”", measure.title));
        }
        let steps = measure.steps.iter().filter(|step| step.clause == number);
        used.extend(steps.map(|step| format!("{}：{}", measure.title, step.label)));
    }
    let across = pack.across.iter().filter(|step| step.clause == number);
    used.extend(across.map(|step| format!("各方向合计：{}", step.label)));
    let conditions = pack.conditions.iter().filter(|one| one.clause == number);
    used.extend(conditions.map(|condition| format!("条件“{}”", condition.title)));
    let readings = pack.readings.iter().filter(|one| one.clause == number);
    used.extend(readings.map(|reading| format!("口径：{}", reading.question)));
    let dates = pack.dates.iter().filter(|date| date.clause == number);
    used.extend(dates.map(|date| format!("日期：{}", date.label)));
    let copies =
        |form: &&ruku_policy::declare::FormDecl| form.copies_clause.as_deref() == Some(number);
    let forms = pack.forms.iter().filter(copies);
    used.extend(forms.map(|form| format!("{}一式{}份", form.short, form.copies)));
    if pack.pool.as_ref().is_some_and(|pool| pool.clause == number) {
        used.push("资金池分配".to_owned());
    }
    used.dedup();
    used
}

/// How the notice's own text agrees with a pack.
#[must_use]
pub fn notice_view(checked: &NoticeCheck) -> NoticeView {
    let mut faults = Vec::new();
    if !checked.damaged.is_empty() {
        let damaged = checked.damaged.iter();
        faults.extend(damaged.map(|line| format!("第{}行：{}", line.line, line.excerpt)));
        return NoticeView {
            clean: false,
            message: format!(
                "通知文件有{}行文字已损坏（乱码），不能据以核对。请换一份完好的原文。",
                faults.len()
            ),
            faults,
        };
    }
    for quote in &checked.misquoted {
        let agrees = match quote.agrees_up_to.as_str() {
            "" => "开头就对不上".to_owned(),
            agrees => format!("只到“{agrees}”为止相符"),
        };
        faults.push(format!("{}：引文与原文不符，{agrees}。", quote.clause));
    }
    let unaccounted = checked.unaccounted.iter();
    faults.extend(unaccounted.map(|sentence| format!("没有条款引用：{sentence}")));
    let message = match checked.is_clean() {
        true => "与通知原文核对一致：每条引文逐字相符，每句话都有着落。".to_owned(),
        false => format!(
            "与通知原文不一致：引文不符{}条，未引用{}句。请交给维护政策包的人在 clauses.toml 中改正、补上。",
            checked.misquoted.len(),
            checked.unaccounted.len()
        ),
    };
    NoticeView {
        clean: checked.is_clean(),
        message,
        faults,
    }
}
