// SPDX-License-Identifier: Apache-2.0

//! Real texts: the sources and documents below a folder.

use std::{
	collections::{BTreeMap, HashSet},
	fs,
	path::{Path, PathBuf},
};

use openledger_attributor::{Corpus, NormalText};
use openledger_primitives::ContributionId;
use sp_core::H256;

use crate::{
	error::{cannot, Error},
	report,
};

const EXTENSIONS: [&str; 2] = ["rs", "md"];
/// Shorter texts are mostly lists of modules.
const SHORTEST: u64 = 200;
/// Longer ones are mostly tables that a program wrote.
const LONGEST: u64 = 1024 * 1024;
/// One text of so many gets a copy, so that some spans have a later holder.
const COPIED: usize = 16;
/// What a copy begins with.
const COPY: &str = "Copied from another contribution, and everything that follows is not new: ";

/// A later contribution by the one that it has all of, and where in it this begins.
pub type Copies = BTreeMap<ContributionId, (ContributionId, u32)>;

pub struct Texts(Vec<NormalText>);

impl Texts {
	/// Different texts by the order of their paths, until there are `bytes` of them.
	pub fn read(folder: &Path, bytes: u64) -> Result<Self, Error> {
		let mut paths = Vec::new();
		find(folder, &mut paths)?;
		paths.sort_unstable();
		let bar = report::bar(0, bytes, "bytes of text");
		let (mut texts, mut roots, mut total) = (Vec::new(), HashSet::<H256>::new(), 0_u64);
		for path in paths {
			if total >= bytes {
				break;
			}
			let text = fs::read(&path).map_err(cannot(format!("read {}", path.display())))?;
			// What is no text is no contribution.
			let Ok(text) = NormalText::from_bytes(&text) else { continue };
			if u64::from(text.len()) >= SHORTEST && roots.insert(text.content_root()) {
				total += u64::from(text.len());
				texts.push(text);
				bar.set_position(total.min(bytes));
			}
		}
		bar.finish_and_clear();
		if texts.is_empty() {
			return Err(Error::new(format!(
				"there are no sources or documents in {}: name a folder that has some with --corpus",
				folder.display()
			)));
		}
		Ok(Self(texts))
	}

	/// A corpus of these texts, ascending, and after them of copies of a few.
	pub fn into_corpus(self) -> Result<(Corpus, Copies), Error> {
		let (mut corpus, mut copies) = (Corpus::new(), Copies::new());
		let mut copied = Vec::new();
		let mut next: ContributionId = 0;
		for (nth, text) in self.0.into_iter().enumerate() {
			if nth.is_multiple_of(COPIED) {
				let copy = format!("{COPY}{}", text.as_str());
				let copy =
					NormalText::from_bytes(copy.as_bytes()).map_err(cannot("copy a text"))?;
				copied.push((next, copy));
			}
			corpus.insert(next, text).map_err(cannot("make a corpus"))?;
			next += 1;
		}
		let offset = u32::try_from(COPY.len()).unwrap_or(u32::MAX);
		for (original, copy) in copied {
			corpus.insert(next, copy).map_err(cannot("make a corpus"))?;
			copies.insert(original, (next, offset));
			next += 1;
		}
		Ok((corpus, copies))
	}
}

/// The files below a folder that may be texts. Links are not followed.
fn find(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Error> {
	let unreadable = || format!("read the folder {}", folder.display());
	for entry in fs::read_dir(folder).map_err(cannot(unreadable()))? {
		let entry = entry.map_err(cannot(unreadable()))?;
		let (kind, path) = (entry.file_type().map_err(cannot(unreadable()))?, entry.path());
		let extension = path.extension().and_then(|extension| extension.to_str());
		if kind.is_dir() {
			find(&path, paths)?;
		} else if kind.is_file() && extension.is_some_and(|found| EXTENSIONS.contains(&found)) {
			let bytes = entry.metadata().map_err(cannot(unreadable()))?.len();
			if (SHORTEST..=LONGEST).contains(&bytes) {
				paths.push(path);
			}
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn copies_should_have_all_of_the_original_at_their_offset() {
		let (corpus, copies) =
			Texts::read(Path::new("src"), 60_000).unwrap().into_corpus().unwrap();
		let texts: BTreeMap<_, _> = corpus.texts().collect();
		assert!(!copies.is_empty());
		for (original, (copy, offset)) in copies {
			assert!(copy > original);
			let offset = usize::try_from(offset).unwrap();
			assert_eq!(&texts[&copy][offset..], texts[&original]);
		}
	}

	#[test]
	fn a_folder_without_texts_should_be_refused() {
		let folder = Path::new("src");
		assert!(Texts::read(&folder.join("nowhere"), 1).is_err());
		assert!(Texts::read(folder, 0).is_err());
	}
}
