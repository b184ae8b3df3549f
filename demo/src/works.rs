// SPDX-License-Identifier: Apache-2.0

//! The works: directories of text.

use std::{
	collections::{HashMap, HashSet},
	env, fs,
	path::{Path, PathBuf},
};

use directories::BaseDirs;
use sp_core::H256;

use crate::error::Error;
use openledger_client::{
	convert::megabytes,
	progress::Progress,
	store::Store,
	texts::input::{self, InputError},
};

/// Which works are taken.
#[derive(Clone, Debug)]
pub struct Options {
	/// A directory with a subdirectory for each work. `None` is the source code of the packages that
	/// Cargo has downloaded.
	pub works: Option<PathBuf>,
	/// The extensions of the files that are taken.
	pub extensions: Vec<String>,
	/// How many works there must be.
	pub min_works: usize,
	/// How many bytes the works must have.
	pub min_bytes: u64,
	/// How many works are taken at most.
	pub max_works: usize,
}

/// A work, whose text is in the store.
#[derive(Clone, Debug)]
pub struct Work {
	pub name: String,
	pub root: H256,
	pub length: u32,
}

/// The works that were found.
pub struct Gathered {
	/// Ascending by name.
	pub works: Vec<Work>,
	pub bytes: u64,
	/// What was left out, and why.
	pub notes: Vec<String>,
}

/// Reads works, by name, until there are enough, and puts their texts in the store.
pub fn gather(args: &Options, store: &Store, bar: &Progress) -> Result<Gathered, Error> {
	let mut gathered = Gathered { works: Vec::new(), bytes: 0, notes: Vec::new() };
	let mut known = HashMap::<H256, String>::new();
	for (name, directory) in candidates(args.works.as_deref())? {
		let is_enough = gathered.works.len() >= args.min_works && gathered.bytes >= args.min_bytes;
		if is_enough || gathered.works.len() >= args.max_works {
			break;
		}
		let text = match input::read(&directory, &args.extensions) {
			Ok(text) => text,
			// Not every directory has text of this kind.
			Err(InputError::NoFiles { .. } | InputError::Empty { .. }) => continue,
			Err(error) => {
				gathered.notes.push(format!("left out {name}: {error}"));
				continue;
			}
		};
		let root = text.content_root();
		if let Some(other) = known.get(&root) {
			gathered.notes.push(format!("left out {name}: the same text as {other}"));
			continue;
		}
		known.insert(root, name.clone());
		if !matches!(store.load_text(root), Ok(Some(_))) {
			store.save_text(root, &text)?;
		}
		gathered.bytes += u64::from(text.len());
		gathered.works.push(Work { name, root, length: text.len() });
		let (count, size) = (gathered.works.len(), megabytes(gathered.bytes));
		bar.set_title(&format!("reading works: {count} with {size}"));
	}
	if gathered.works.len() < args.min_works || gathered.bytes < args.min_bytes {
		return Err(Error::TooFewWorks {
			found: gathered.works.len(),
			bytes: gathered.bytes,
			min_works: args.min_works,
			min_bytes: args.min_bytes,
		});
	}
	Ok(gathered)
}

/// Directories that may be works, by name, each name once.
fn candidates(works: Option<&Path>) -> Result<Vec<(String, PathBuf)>, Error> {
	let mut found = match works {
		Some(directory) => {
			subdirectories(directory).ok_or_else(|| Error::NoWorks(directory.to_owned()))?
		}
		None => {
			let sources = cargo_home().join("registry").join("src");
			let indices =
				subdirectories(&sources).ok_or_else(|| Error::NoWorks(sources.clone()))?;
			indices.iter().filter_map(|(_, index)| subdirectories(index)).flatten().collect()
		}
	};
	found.sort();
	let mut names = HashSet::new();
	found.retain(|(name, _)| names.insert(name.clone()));
	Ok(found)
}

fn cargo_home() -> PathBuf {
	let default = || BaseDirs::new().map(|directories| directories.home_dir().join(".cargo"));
	env::var_os("CARGO_HOME").map(PathBuf::from).or_else(default).unwrap_or_default()
}

/// The directories in a directory that have a name in Unicode and are not hidden.
fn subdirectories(directory: &Path) -> Option<Vec<(String, PathBuf)>> {
	let entries = fs::read_dir(directory).ok()?;
	let named = entries.filter_map(|entry| {
		let entry = entry.ok()?;
		let name = entry.file_name().into_string().ok()?;
		let is_wanted = entry.file_type().ok()?.is_dir() && !name.starts_with('.');
		is_wanted.then(|| (name, entry.path()))
	});
	Some(named.collect())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn demo(works: &Path, min_works: usize, max_works: usize) -> Options {
		Options {
			works: Some(works.to_owned()),
			extensions: vec!["rs".to_owned()],
			min_works,
			min_bytes: 1,
			max_works,
		}
	}

	#[test]
	fn works_should_be_gathered_by_name_without_copies() {
		let directory = tempfile::tempdir().unwrap();
		let works = directory.path().join("works");
		for (name, file, content) in [
			("b", "b.rs", "second"),
			("a", "a.rs", "first"),
			("c-copy", "c.rs", "first"),
			("d-other", "d.txt", "no source"),
			("e", "e.rs", "third"),
			("f-broken", "f.rs", "\u{0}"),
		] {
			fs::create_dir_all(works.join(name)).unwrap();
			fs::write(works.join(name).join(file), content).unwrap();
		}
		fs::write(works.join("f-broken").join("f.rs"), b"\xff").unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let bar = openledger_client::progress::spinner("");

		let all = gather(&demo(&works, 3, 10), &store, &bar).unwrap();
		let names: Vec<_> = all.works.iter().map(|work| work.name.as_str()).collect();
		assert_eq!((names.as_slice(), all.bytes), (&["a", "b", "e"][..], 16));
		assert_eq!(all.notes.len(), 1);
		assert!(all.works.iter().all(|work| store.load_text(work.root).unwrap().is_some()));

		assert_eq!(gather(&demo(&works, 2, 2), &store, &bar).unwrap().works.len(), 2);
		let few = gather(&demo(&works, 4, 10), &store, &bar);
		assert!(matches!(few, Err(Error::TooFewWorks { found: 3, .. })));
		let none = gather(&demo(&works.join("none"), 1, 1), &store, &bar);
		assert!(matches!(none, Err(Error::NoWorks(_))));
	}
}
