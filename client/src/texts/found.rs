// SPDX-License-Identifier: Apache-2.0

//! Looking for a text: in the store, and at its URI.

use openledger_attributor::NormalText;
use openledger_primitives::ContributionId;
use openledger_runtime_api::TextInfo;
use sp_core::H256;

use crate::{
	store::Store,
	texts::{
		fetch::{is_web, Web},
		input::{self, Purpose},
		malformed::Malformed,
		uri,
	},
};

/// Why a text is missing.
pub enum Absence {
	/// The content has the root that the chain has, and is not in normal form.
	Malformed(Malformed),
	/// It is here, and the chain has another length of it, in bytes.
	WrongLength {
		on_chain: u32,
		length: u32,
	},
	Other(String),
}

impl Absence {
	/// The reason in words, of the contribution `id`.
	pub fn reason(self, id: ContributionId) -> String {
		match self {
			Self::Malformed(Malformed { at, .. }) => format!(
				"what is registered is malformed: at byte {at} it is not in normal form, so it is \
				 no text; anyone can strike it: openledger contribution strike {id}"
			),
			Self::WrongLength { on_chain, length } => format!(
				"its length on chain is wrong: {on_chain} bytes instead of {length}, so nothing can be \
				 proven of it"
			),
			Self::Other(reason) => reason,
		}
	}

	/// The same absence, with another reason in words.
	fn map(self, reason: impl FnOnce(String) -> String) -> Self {
		match self {
			Self::Malformed(_) | Self::WrongLength { .. } => self,
			Self::Other(other) => Self::Other(reason(other)),
		}
	}
}

/// A text, or why it is missing.
pub fn find(store: &Store, web: &Web, text: &TextInfo) -> Result<NormalText, Absence> {
	let found = look_for(store, web, text);
	let length = match &found {
		Ok(normal) => normal.len(),
		Err(Absence::Malformed(malformed)) => malformed.bytes(),
		Err(Absence::WrongLength { .. } | Absence::Other(_)) => return found,
	};
	// The root binds the true length. What the chain has beside it was the contributor's to say.
	if length != text.length {
		return Err(Absence::WrongLength { on_chain: text.length, length });
	}
	found
}

fn look_for(store: &Store, web: &Web, text: &TextInfo) -> Result<NormalText, Absence> {
	let root = text.content_root;
	let damaged = match store.load_text(root) {
		Ok(Some(normal)) => return Ok(normal),
		Ok(None) => None,
		Err(error) => match store.malformed_text(root) {
			Some(malformed) => return Err(Absence::Malformed(malformed)),
			None => Some(error.to_string()),
		},
	};
	let uri = String::from_utf8_lossy(&text.uri);
	let found = if is_web(&uri) {
		from_web(store, web, &uri, text)
	} else {
		let other = |reason: &str| Err(Absence::Other(reason.to_owned()));
		match uri::to_file(&uri) {
			// The URI is a stranger's: it may name a device, or all of the disk.
			Some(path) if path.is_file() => match input::read_bytes(&path, Purpose::Contribution) {
				Ok(bytes) => read_as(bytes, root).map_err(|absence| {
					absence.map(|_| format!("{} is another text", path.display()))
				}),
				Err(error) => Err(Absence::Other(error.to_string())),
			},
			Some(_) => other("neither in the store nor at its URI"),
			None => other("not in the store"),
		}
	};
	found.map_err(|absence| absence.map(|reason| damaged.unwrap_or(reason)))
}

/// Fetches a text, and keeps it in the store.
fn from_web(store: &Store, web: &Web, uri: &str, text: &TextInfo) -> Result<NormalText, Absence> {
	let root = text.content_root;
	let found = web.fetch(uri, text.length, |bytes| read_as(bytes, root)).map_err(|reason| {
		Absence::Other(format!("neither in the store nor at its URI: {reason}"))
	})?;
	// What can't be kept is fetched again.
	let _ = match &found {
		Ok(normal) => store.save_text(root, normal),
		Err(Absence::Malformed(malformed)) => store.save_malformed(root, malformed),
		Err(Absence::WrongLength { .. } | Absence::Other(_)) => Ok(()),
	};
	found.map_err(|absence| absence.map(|why| format!("at its URI is {why}")))
}

/// The text with a root that bytes are once they are in normal form.
fn read_as(bytes: Vec<u8>, root: H256) -> Result<NormalText, Absence> {
	let other = match NormalText::from_bytes(&bytes) {
		Ok(normal) if normal.content_root() == root => return Ok(normal),
		Ok(_) => "another text".to_owned(),
		Err(error) => format!("another text: {error}"),
	};
	Err(Malformed::of(bytes, root).map_or(Absence::Other(other), Absence::Malformed))
}
