//! A district folder, opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use traction_store::{Folder, Settings};

use crate::access::{Deed, Person, Reason, Sight, why_may_do, why_may_see};
use crate::as_of::Past;
use crate::budget::Desks;
use crate::enrollment::Projected;
use crate::error::OfficeError;
use crate::gaps::Counted;
use crate::glance::Glanced;
use crate::graduation::Audited;

/// What is said once when a district folder is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDistrict {
    /// The district's name, as pages show it.
    pub name: String,
    /// Its federal identifier, seven digits.
    pub nces_id: Option<String>,
}

/// An opened district, and who opened it.
#[derive(Debug, Clone)]
pub struct District {
    pub(crate) folder: Folder,
    pub(crate) person: Person,
    /// What `traction.toml` says, or said at the moment that is looked at.
    pub(crate) settings: Settings,
    pub(crate) counted: Arc<Counted>,
    pub(crate) glanced: Arc<Glanced>,
    pub(crate) audited: Arc<Audited>,
    pub(crate) projected: Arc<Projected>,
    pub(crate) desks: Arc<Desks>,
    /// What was counted of past moments, apart so that neither drives the other out.
    pub(crate) past_counted: Arc<Counted>,
    pub(crate) past: Option<Past>,
}

impl District {
    /// Makes a district folder.
    ///
    /// # Errors
    /// When there is one already, or it cannot be written.
    pub fn create(path: &Path, new: &NewDistrict, person: Person) -> Result<Self, OfficeError> {
        let settings = Settings { nces_id: new.nces_id.clone(), ..Settings::named(&new.name) };
        Ok(Self::of(Folder::create(path, &settings)?, person))
    }

    /// Opens the district folder at a path.
    ///
    /// # Errors
    /// When it is none, or its settings cannot be read.
    pub fn open(path: &Path, person: Person) -> Result<Self, OfficeError> {
        Ok(Self::of(Folder::open(path)?, person))
    }

    /// Opens the district folder that a path lies in, searching upward.
    ///
    /// # Errors
    /// When there is none above the path.
    pub fn find(from: &Path, person: Person) -> Result<Self, OfficeError> {
        Ok(Self::of(Folder::find_upward(from)?, person))
    }

    fn of(folder: Folder, person: Person) -> Self {
        District {
            settings: folder.settings().clone(),
            folder,
            person,
            counted: Arc::default(),
            glanced: Arc::default(),
            audited: Arc::default(),
            projected: Arc::default(),
            desks: Arc::default(),
            past_counted: Arc::default(),
            past: None,
        }
    }

    /// The same district, asked by somebody else. What was counted is shared.
    #[must_use]
    pub fn seen_by(&self, person: Person) -> Self {
        District { person, ..self.clone() }
    }

    /// The same district, for one question about one measure: no other is counted.
    #[must_use]
    pub fn for_one_question(self) -> Self {
        District { counted: Arc::new(Counted::sparing()), ..self }
    }

    /// The reason why whoever opened it may see something.
    ///
    /// # Errors
    /// [`OfficeError::NoReason`].
    pub fn why_see(&self, sight: Sight) -> Result<Reason, OfficeError> {
        why_may_see(&self.person, sight).ok_or_else(|| OfficeError::NoReason {
            who: self.person.name().to_owned(),
            what: sight.words(),
        })
    }

    /// The reason why whoever opened it may do something.
    ///
    /// # Errors
    /// [`OfficeError::NoReason`].
    pub fn why_do(&self, deed: Deed) -> Result<Reason, OfficeError> {
        why_may_do(&self.person, deed).ok_or_else(|| OfficeError::NoReason {
            who: self.person.name().to_owned(),
            what: deed.words(),
        })
    }

    /// The district's name.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Its federal identifier.
    pub fn nces_id(&self) -> Option<&str> {
        self.settings.nces_id.as_deref()
    }

    /// Month and day on which members are counted.
    pub fn count_day(&self) -> (i8, i8) {
        self.settings.count_day
    }

    /// The fewest students that a shown figure may be about.
    pub fn minimum_group_size(&self) -> u32 {
        self.settings.minimum_group_size
    }

    /// Whether anybody may read the cabinet's public page without signing in.
    pub fn opens_its_cabinet(&self) -> bool {
        self.settings.public_cabinet
    }

    /// Whether anybody may read the protected figures without signing in.
    pub fn opens_its_figures(&self) -> bool {
        self.settings.public_figures
    }

    /// Where the folder is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where its mapping files are.
    pub fn mappings_path(&self) -> PathBuf {
        self.folder.mappings_path()
    }

    /// Who opened it.
    pub fn person(&self) -> &Person {
        &self.person
    }
}
