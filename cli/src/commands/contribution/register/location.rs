// SPDX-License-Identifier: Apache-2.0

//! Where the chain says that texts are.

use std::collections::HashMap;

use openledger_client::{
	chain::{
		calls::contributions::{self as calls, Submission},
		Chain,
	},
	convert::to_u64,
	keys::Key,
	progress,
	registry::Registered,
	store::Store,
	text::{ensure_fits, printable},
};
use openledger_primitives::limits::MaxUri;
use sp_core::H256;

use crate::{
	context::Context,
	error::{Error, BASED_URI},
};

/// Where the chain says that texts are.
#[derive(Clone, Copy)]
pub enum Location<'a> {
	/// At this URI, followed by the root of each.
	Base(&'a str),
	/// In the store, by its path on this machine.
	Local,
	/// It says nothing: a path on this machine is of use to nobody, and nobody's business.
	Nowhere,
}

impl<'a> Location<'a> {
	pub fn of(base: Option<&'a str>, is_local: bool) -> Self {
		match base {
			Some(base) => Self::Base(base),
			None if is_local => Self::Local,
			None => Self::Nowhere,
		}
	}

	/// The URI of the text with a root.
	pub fn uri(self, store: &Store, root: H256) -> Result<Vec<u8>, Error> {
		let uri = match self {
			Self::Base(base) => format!("{base}{}", hex::encode(root)),
			Self::Local => store.text_uri(root)?,
			Self::Nowhere => String::new(),
		};
		ensure_fits(BASED_URI, uri.as_bytes(), MaxUri::get())?;
		Ok(uri.into_bytes())
	}
}

/// Submissions without their URIs, if those lead to the texts, and the URIs by root.
pub fn withhold(
	submissions: Vec<Submission>,
	is_public: bool,
) -> (Vec<Submission>, HashMap<H256, Vec<u8>>) {
	if !is_public {
		return (submissions, HashMap::new());
	}
	let mut uris = HashMap::new();
	let hidden = submissions.into_iter().map(|submission| {
		let (hidden, uri) = submission.without_uri();
		uris.insert(hidden.root(), uri);
		hidden
	});
	(hidden.collect(), uris)
}

/// Says where texts are that are registered now. Fails with what is left to do.
pub async fn publish(
	context: &Context,
	chain: &Chain,
	key: &Key,
	registered: &[Registered],
	uris: &HashMap<H256, Vec<u8>>,
) -> Result<(), Error> {
	let known = registered.iter().filter_map(|it| Some((it.contribution, uris.get(&it.root)?)));
	let known: Vec<_> = known.collect();
	if known.is_empty() {
		return Ok(());
	}
	let calls: Vec<_> = known.iter().map(|(id, uri)| calls::set_uri(*id, (*uri).clone())).collect();
	let bar = progress::bar(to_u64(calls.len()), "saying where the texts are");
	let outcomes = chain.submit_each(&calls, key, &bar).await?;
	bar.finish();
	let mut failed = None;
	for ((id, uri), outcome) in known.iter().zip(outcomes) {
		if let Err(error) = outcome {
			let uri = printable(&String::from_utf8_lossy(uri));
			context.note(&format!(
				"contribution {id} is registered, but not where its text is: openledger contribution \
				 uri {id} {uri}"
			));
			failed = Some(error);
		}
	}
	failed.map_or(Ok(()), |error| Err(error.into()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn where_a_text_is_should_be_withheld_until_its_root_is_held() {
		let all = || vec![Submission::new(H256::repeat_byte(7), 9, b"https://a/7".to_vec())];
		let (submissions, uris) = withhold(all(), true);
		assert!(submissions.iter().all(|submission| submission.uri().is_empty()));
		assert_eq!(uris[&H256::repeat_byte(7)], b"https://a/7");
		let (submissions, uris) = withhold(all(), false);
		assert!(!submissions[0].uri().is_empty() && uris.is_empty());
	}

	#[test]
	fn no_path_of_this_machine_should_be_published_unless_it_is_asked_for() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let length =
			|base, is_local| Location::of(base, is_local).uri(&store, H256::zero()).unwrap().len();
		assert_eq!(length(None, false), 0);
		assert_eq!(length(Some("https://example.org/"), false), 20 + 64);
		assert!(length(None, true) > 64);
	}
}
