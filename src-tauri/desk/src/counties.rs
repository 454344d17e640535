//! Who has reported: the counties a programme awaits returns from, those that
//! have nothing to report, and those of which nothing has come yet.

use std::collections::BTreeMap;

use ruku_library::table::county::Reporting;
use ruku_library::table::project::ProjectFilter;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::returns::county_name;
use crate::show;
use crate::view_returns::CountyView;

impl Desk {
    /// The counties of a programme, those still awaited first.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn counties(&self, programme: &str) -> Result<Vec<CountyView>, DeskError> {
        let programme = self.programme(Some(programme))?;
        let regions = self.regions()?;
        let library = self.library()?;
        let mut open: BTreeMap<String, u32> = BTreeMap::new();
        for batch in library.batches(&programme.id)? {
            if let Some(county) = batch.county {
                *open.entry(county).or_default() += batch.open_findings;
            }
        }
        let mut counties = library.counties(&programme.id)?;
        counties.sort_by_key(|county| match county.reporting {
            Reporting::Awaited => 0,
            Reporting::Reported => 1,
            Reporting::Nil => 2,
        });
        let view = |county: ruku_library::table::county::County| {
            let (reporting, label) = match county.reporting {
                Reporting::Awaited => ("awaited", "未报"),
                Reporting::Reported => ("reported", "已报"),
                Reporting::Nil => ("nil", "零报送"),
            };
            CountyView {
                name: county_name(&regions, Some(&county.id)),
                reporting: reporting.to_owned(),
                label: label.to_owned(),
                batches: county.batches,
                projects: county.projects,
                open_findings: open.get(&county.id).copied().unwrap_or(0),
                noted: county
                    .nil_noted
                    .map(|(stamp, reason)| {
                        format!("{} {}登记：{reason}", show::moment(stamp.at), stamp.by)
                    })
                    .unwrap_or_default(),
                id: county.id,
            }
        };
        Ok(counties.into_iter().map(view).collect())
    }

    /// Notes that a county has nothing to report, when it said so without a
    /// file; the county by its id or its name.
    ///
    /// # Errors
    /// The county is none of the programme's, or the reason is empty.
    pub fn note_nil_return(
        &mut self,
        programme: &str,
        county: &str,
        reason: &str,
    ) -> Result<(), DeskError> {
        let (programme, county) = self.county_meant(programme, county)?;
        let projects = self
            .library()?
            .projects(&programme, &ProjectFilter::default())?;
        let own = projects
            .iter()
            .filter(|project| project.county.as_deref() == Some(county.as_str()))
            .count();
        if own > 0 {
            return Err(DeskError::Refused(format!(
                "项目库里已有该县（市、区）的{own}个项目，不能登记零报送。如确无项目，请先撤回它的汇总表。"
            )));
        }
        let stamp = self.stamp();
        self.library_mut()?
            .note_nil_return(&programme, &county, reason, &stamp)?;
        Ok(())
    }

    /// Takes a noted nil return back.
    ///
    /// # Errors
    /// The county is none of the programme's, or nothing was noted.
    pub fn drop_nil_return(&mut self, programme: &str, county: &str) -> Result<(), DeskError> {
        let (programme, county) = self.county_meant(programme, county)?;
        let stamp = self.stamp();
        self.library_mut()?
            .drop_nil_return(&programme, &county, &stamp)?;
        Ok(())
    }

    fn county_meant(&self, programme: &str, county: &str) -> Result<(String, String), DeskError> {
        let programme = self.programme(Some(programme))?.id;
        let regions = self.regions()?;
        let allowed: Vec<String> = self
            .library()?
            .counties(&programme)?
            .into_iter()
            .map(|county| county.id)
            .collect();
        if allowed.iter().any(|id| id == county) {
            return Ok((programme, county.to_owned()));
        }
        match regions.unit_in(county, &allowed) {
            Some(unit) => Ok((programme, unit.id.clone())),
            None => Err(DeskError::Missing {
                what: "县（市、区）",
                name: county.to_owned(),
                known: allowed
                    .iter()
                    .map(|id| county_name(&regions, Some(id)))
                    .collect(),
            }),
        }
    }
}
