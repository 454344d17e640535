//! The desk itself: the open library, the packs in use, and who sits at it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ruku_library::library::Library;
use ruku_library::stamp::Stamp;
use ruku_library::table::loaded_pack::LoadedPack;
use ruku_library::table::pack::NewPack;
use ruku_library::table::programme::{NamingFacts, NewProgramme, Programme};
use ruku_library::table::project::ProjectId;
use ruku_model::calendar::Calendar;
use ruku_model::fact::FactId;
use ruku_model::region::Regions;
use ruku_papers::fonts::Fonts;
use ruku_policy::pack::Pack;

use crate::common;
use crate::error::DeskError;
use crate::names;
use crate::opened::Opened;
use crate::sets::KnownSets;
use crate::setting::Setting;
use crate::show;
use crate::view::{DeskState, LibraryInfo, PackSummary, ProgrammeView};

/// A library's folder and audit head: what was worked out as of then holds
/// until the next entry.
pub(crate) type AsOf = (PathBuf, String);

/// A clerk's desk.
pub struct Desk {
    pub(crate) setting: Setting,
    library: Option<Library>,
    /// Packs by content hash: loading runs a pack's cases, which is done once.
    packs: Mutex<BTreeMap<String, Arc<Pack>>>,
    /// The content hashes of the packs that ship, by id.
    shipped: Mutex<BTreeMap<String, String>>,
    fonts: OnceLock<Arc<Fonts>>,
    /// The return that is being looked through.
    pub(crate) open_file: Mutex<Option<Arc<Opened>>>,
    /// The flagged sets of a library, as of its folder and audit head.
    pub(crate) known_sets: Mutex<Option<(AsOf, Arc<KnownSets>)>>,
}

impl Desk {
    /// A desk without a library.
    #[must_use]
    pub fn new(setting: Setting) -> Desk {
        Desk {
            setting,
            library: None,
            packs: Mutex::default(),
            shipped: Mutex::default(),
            fonts: OnceLock::new(),
            open_file: Mutex::default(),
            known_sets: Mutex::default(),
        }
    }

    /// What a window shows first.
    ///
    /// # Errors
    /// Assets or library cannot be read.
    pub fn state(&self) -> Result<DeskState, DeskError> {
        let (packs, faults) = self.packs()?;
        let library = match &self.library {
            Some(library) => Some(LibraryInfo {
                folder: library.folder().display().to_string(),
                programmes: self.programmes()?,
            }),
            None => None,
        };
        Ok(DeskState {
            library,
            default_folder: self.setting.default_folder.display().to_string(),
            packs: packs.iter().map(|pack| summary(pack)).collect(),
            pack_faults: faults.iter().map(DeskError::chinese).collect(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Where a library is looked for unless the clerk says otherwise.
    #[must_use]
    pub fn default_folder(&self) -> PathBuf {
        self.setting.default_folder.clone()
    }

    /// Makes a library and opens it.
    ///
    /// # Errors
    /// The folder will not do.
    pub fn create_library(&mut self, folder: &Path) -> Result<DeskState, DeskError> {
        self.library = None;
        self.library = Some(Library::create(folder, self.now())?);
        self.state()
    }

    /// Opens a library; the one that was open is closed first.
    ///
    /// # Errors
    /// The folder holds none, or it cannot be used.
    pub fn open_library(&mut self, folder: &Path) -> Result<DeskState, DeskError> {
        self.library = None;
        self.library = Some(Library::open(folder, self.now())?);
        self.recompute_after_upgrade()?;
        self.state()
    }

    /// Opens a library to look at, while another window may be writing to it.
    ///
    /// # Errors
    /// The folder holds none.
    pub fn open_library_reading(&mut self, folder: &Path) -> Result<(), DeskError> {
        self.library = None;
        self.library = Some(Library::open_reading(folder)?);
        Ok(())
    }

    /// The open library.
    ///
    /// # Errors
    /// None is open.
    pub fn library(&self) -> Result<&Library, DeskError> {
        self.library.as_ref().ok_or(DeskError::NoLibrary)
    }

    pub(crate) fn put_library(&mut self, library: Library) {
        self.library = Some(library);
    }

    /// Closes the library, so that another may take its place.
    pub(crate) fn close_library(&mut self) {
        self.library = None;
        self.close_file();
    }

    pub(crate) fn library_mut(&mut self) -> Result<&mut Library, DeskError> {
        self.library.as_mut().ok_or(DeskError::NoLibrary)
    }

    /// Opens a programme under a pack that ships; its id is the pack's.
    ///
    /// # Errors
    /// There is no such pack, or such a programme is open already.
    pub fn new_programme(&mut self, pack: &str) -> Result<ProgrammeView, DeskError> {
        let pack = self.pack(pack)?;
        let new = NewProgramme {
            id: pack.id.clone(),
            pack: NewPack {
                id: pack.id.clone(),
                hash: pack.hash.clone(),
                files: pack.files.clone(),
            },
            title: pack.title.clone(),
            city: pack.city.clone(),
            year: pack.year,
            counties: pack.return_decl.counties.clone(),
            naming: NamingFacts {
                enterprise: FactId::new("enterprise_name"),
                credit_code: FactId::new("credit_code"),
                project: FactId::new("project_name"),
                measure: Some(pack.return_decl.direction.clone()),
            },
        };
        let stamp = self.stamp();
        let programme = self.library_mut()?.open_programme(&new, &stamp)?;
        self.view_of(&programme, &pack)
    }

    fn view_of(&self, programme: &Programme, pack: &Pack) -> Result<ProgrammeView, DeskError> {
        let forms = common::all_forms(&self.setting.assets, pack)?;
        Ok(ProgrammeView {
            upgrade: self.upgrade_differs(&programme.id)?.unwrap_or_default(),
            ..show::programme(programme, pack, &forms)
        })
    }

    /// The library's programmes.
    ///
    /// # Errors
    /// No library is open, or one of its packs does not load any more.
    pub fn programmes(&self) -> Result<Vec<ProgrammeView>, DeskError> {
        self.library()?
            .programmes()?
            .iter()
            .map(|programme| self.view_of(programme, &*self.pack_of(programme)?))
            .collect()
    }

    /// The programme a project belongs to.
    ///
    /// # Errors
    /// There is no such project.
    pub fn programme_of(&self, project: i64) -> Result<Programme, DeskError> {
        let project = self.library()?.project(ProjectId(project))?;
        self.programme(Some(&project.summary.programme))
    }

    /// The programme that is meant: the one named, or the only one there is.
    ///
    /// # Errors
    /// There is none of that name, or none or several to choose from.
    pub fn programme(&self, named: Option<&str>) -> Result<Programme, DeskError> {
        let programmes = self.library()?.programmes()?;
        if let Some(named) = named {
            let found = names::find("专项", named, &programmes, |programme| {
                (&programme.id, vec![&programme.title])
            });
            return found.cloned();
        }
        let known: Vec<String> = programmes
            .iter()
            .map(|programme| names::told(&programme.id, &programme.title))
            .collect();
        let mut programmes = programmes.into_iter();
        match (programmes.next(), programmes.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(DeskError::Refused(
                "项目库里还没有专项。请先按一个政策包建立（ruku programme new --pack …）。"
                    .to_owned(),
            )),
            (Some(_), Some(_)) => Err(DeskError::Refused(format!(
                "项目库里有几个专项，请用 --programme 指明一个：{}。",
                known.join("、")
            ))),
        }
    }

    /// A programme as the screens show it.
    ///
    /// # Errors
    /// See [`Desk::programme`].
    pub fn programme_view(&self, named: Option<&str>) -> Result<ProgrammeView, DeskError> {
        let programme = self.programme(named)?;
        self.view_of(&programme, &*self.pack_of(&programme)?)
    }

    /// All packs that a programme can be opened under, and why some of them do
    /// not load: one faulty pack does not keep a clerk from working under the
    /// others.
    ///
    /// # Errors
    /// The assets or the library cannot be read.
    pub fn packs(&self) -> Result<(Vec<Arc<Pack>>, Vec<DeskError>), DeskError> {
        let mut ids = self.setting.assets.pack_ids()?;
        ids.extend(self.loaded()?.into_iter().map(|pack| pack.id));
        ids.sort();
        ids.dedup();
        let mut packs = Vec::new();
        let mut faults = Vec::new();
        for id in ids {
            match self.pack(&id) {
                Ok(pack) => packs.push(pack),
                Err(fault) => faults.push(fault),
            }
        }
        Ok((packs, faults))
    }

    /// A pack by its id or its title: the version a person loaded last, else
    /// the one that ships.
    ///
    /// # Errors
    /// There is none of this name, or it has faults.
    pub fn pack(&self, named: &str) -> Result<Arc<Pack>, DeskError> {
        let loaded = self.loaded()?;
        if let Some(pack) = loaded.iter().rev().find(|pack| pack.id == named) {
            return self.pack_by_hash(&pack.hash);
        }
        if self.setting.assets.pack_ids()?.iter().any(|id| id == named) {
            return self.shipped_pack(named);
        }
        let (packs, _) = self.packs()?;
        let short = |pack: &Pack| format!("{}{}", pack.city, pack.year);
        if let [only] = &*packs
            .iter()
            .filter(|pack| short(pack) == named.trim())
            .collect::<Vec<_>>()
        {
            return Ok(Arc::clone(only));
        }
        let found = names::find("政策包", named, &packs, |pack| {
            (&pack.id, vec![&pack.title])
        });
        found.cloned()
    }

    /// A pack that ships.
    ///
    /// # Errors
    /// There is none of this id, or it has faults.
    pub fn shipped_pack(&self, id: &str) -> Result<Arc<Pack>, DeskError> {
        let known = self.shipped_hashes().get(id).cloned();
        if let Some(pack) = known.and_then(|hash| self.shelf().get(&hash).cloned()) {
            return Ok(pack);
        }
        let pack = self.keep(self.setting.assets.pack(id)?)?;
        self.shipped_hashes()
            .insert(id.to_owned(), pack.hash.clone());
        Ok(pack)
    }

    /// The packs that persons loaded into the open library, if one is open.
    pub(crate) fn loaded(&self) -> Result<Vec<LoadedPack>, DeskError> {
        match &self.library {
            Some(library) => Ok(library.loaded_packs()?),
            None => Ok(Vec::new()),
        }
    }

    /// The pack a programme runs under, from the bytes the library keeps.
    pub(crate) fn pack_of(&self, programme: &Programme) -> Result<Arc<Pack>, DeskError> {
        self.pack_by_hash(&programme.pack_hash)
    }

    /// A version of a pack by its content hash, from the bytes the library keeps.
    pub(crate) fn pack_by_hash(&self, hash: &str) -> Result<Arc<Pack>, DeskError> {
        if let Some(pack) = self.shelf().get(hash) {
            return Ok(Arc::clone(pack));
        }
        let kept = self.library()?.packs()?;
        let id = kept.into_iter().find(|(_, kept)| kept == hash);
        let files = self.library()?.pack_files(hash)?;
        let pack = Pack::load(&files).map_err(|faults| DeskError::Pack {
            pack: id.map(|(id, _)| id).unwrap_or_default(),
            faults,
        })?;
        self.keep(pack)
    }

    /// A pack that was loaded already, by its content hash.
    pub(crate) fn on_shelf(&self, hash: &str) -> Option<Arc<Pack>> {
        self.shelf().get(hash).cloned()
    }

    /// Puts a pack on the shelf, with the facts that papers need besides.
    fn keep(&self, pack: Pack) -> Result<Arc<Pack>, DeskError> {
        let pack = Arc::new(pack.with_facts(common::facts(&self.setting.assets)?));
        self.shelf().insert(pack.hash.clone(), Arc::clone(&pack));
        Ok(pack)
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Pack>>> {
        // A pack is put on the shelf whole, so a panic elsewhere leaves nothing half done.
        self.packs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shipped_hashes(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.shipped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fonts papers are set in, read once.
    pub(crate) fn fonts(&self) -> Result<Arc<Fonts>, DeskError> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(Arc::clone(fonts));
        }
        let fonts = self.load_fonts()?;
        Ok(Arc::clone(self.fonts.get_or_init(|| fonts)))
    }

    /// Reads the fonts anew when they are asked for next.
    pub(crate) fn forget_fonts(&mut self) {
        self.fonts = OnceLock::new();
    }

    pub(crate) fn regions(&self) -> Result<Regions, DeskError> {
        let path = self.setting.assets.path("regions.toml");
        let text = String::from_utf8_lossy(&crate::assets::read(&path)?).into_owned();
        toml::from_str(&text).map_err(|error| {
            DeskError::Refused(format!(
                "区划表 {} 无法读取：{error}。请重新安装。",
                path.display()
            ))
        })
    }

    /// The working days that ship.
    pub(crate) fn calendar(&self) -> Result<Calendar, DeskError> {
        let path = self.setting.assets.path("calendar/holidays.tsv");
        let text = String::from_utf8_lossy(&crate::assets::read(&path)?).into_owned();
        Calendar::parse(&text).map_err(|error| DeskError::Refused(error.chinese()))
    }

    pub(crate) fn now(&self) -> chrono::NaiveDateTime {
        (self.setting.clock)()
    }

    pub(crate) fn stamp(&self) -> Stamp {
        Stamp::new(self.setting.actor.clone(), self.now())
    }
}

fn summary(pack: &Pack) -> PackSummary {
    PackSummary {
        id: pack.id.clone(),
        title: pack.title.clone(),
        document_number: pack.document_number.clone(),
        city: pack.city.clone(),
        year: pack.year,
    }
}
