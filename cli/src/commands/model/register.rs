// SPDX-License-Identifier: Apache-2.0

//! `openledger model register`

use std::{
	collections::BTreeSet,
	fs::File,
	io::{self, Read},
	path::Path,
};

use openledger_primitives::limits::MaxUri;
use openledger_runtime_api::{DatanetInfo, ModelInfo};
use serde_json::json;
use sp_core::H256;

use crate::{
	args::{self, Kind, RegisterModel},
	commands::datanet::ensure_fits,
	context::Context,
	error::Error,
};
use openledger_client::progress;
use openledger_client::Error as ClientError;
use openledger_client::{
	account::Account,
	chain::{
		calls::{
			self,
			models::{Dataset, Derivatives, Method, Proposal},
		},
		events::ModelRegistered,
	},
	convert::to_usize,
	error::RegistryError,
	json,
};

/// Read at a time of an artifact, which may be larger than the memory.
const BUFFER_BYTES: usize = 1 << 20;

pub async fn run(context: &Context, args: RegisterModel) -> Result<(), Error> {
	ensure_fits("the metadata URI", args.metadata.as_bytes(), MaxUri::get())?;
	ensure_parents(args.kind, args.parents.len())?;
	if args.kind == Kind::Base && args.datasets.is_empty() {
		return Err(Error::NoDataset);
	}
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let terms = Terms { commercial: !args.non_commercial, derivatives: !args.no_derivatives };
	let mut datasets = Vec::new();
	for given in args.datasets {
		let info = view.datanet(given.datanet).await?;
		datasets.push(dataset(&info, given)?);
		terms.ensure_permitted_by(&info)?;
	}
	for parent in &args.parents {
		terms.ensure_inherited_from(&view.model(parent.model).await?, parent.royalty)?;
	}
	let artifact = match args.artifact {
		None => H256::zero(),
		Some(given) => match args::hash(&given) {
			Ok(hash) if given.starts_with("0x") => hash,
			_ => {
				let hash = progress::computing(move || hash_file(Path::new(&given)));
				progress::during("hashing the artifact", hash).await??
			}
		},
	};
	let proposal = Proposal {
		kind: match args.kind {
			Kind::Base => calls::models::Kind::Base,
			Kind::FineTune => calls::models::Kind::FineTune,
			Kind::Adapter => calls::models::Kind::Adapter,
			Kind::Merge => calls::models::Kind::Merge,
		},
		artifact,
		metadata: args.metadata.into_bytes(),
		parents: args.parents.iter().map(|parent| (parent.model, parent.royalty)).collect(),
		datasets,
		method: Method::Span,
		commercial: terms.commercial,
		price_floor: args.price,
		derivatives: match args.no_derivatives {
			true => Derivatives::Forbidden,
			false => Derivatives::Allowed { min_royalty: args.min_royalty },
		},
		payout: args.payout.as_ref().map(calls::id),
	};
	let call = calls::models::register_model(proposal);
	let needed = view.model_deposit()?.saturating_add(chain.fee(&call, &key).await?);
	view.ensure_spendable(&key.account(), needed, "the deposit of the model and its fee").await?;
	let events = progress::during("registering the model", chain.submit(&call, &key)).await?;
	let id = events.one::<ModelRegistered>()?.model;
	context.show_json(json!({ "model": id, "artifact": json::hash(artifact) }), || {
		format!("model {id} registered")
	});
	Ok(())
}

/// Fails when a model of this kind can't have so many parents.
fn ensure_parents(kind: Kind, parents: usize) -> Result<(), Error> {
	let fits = match kind {
		Kind::Base => parents == 0,
		Kind::FineTune | Kind::Adapter => parents == 1,
		Kind::Merge => parents >= 2,
	};
	match fits {
		true => Ok(()),
		false => Err(Error::Parents { kind, parents }),
	}
}

/// All that is accepted now, where the number is left open.
fn dataset(info: &DatanetInfo<Account>, given: args::Dataset) -> Result<Dataset, Error> {
	let args::Dataset { datanet, end, excluded } = given;
	let accepted = info.accepted;
	let end = end.unwrap_or(accepted);
	if accepted == 0 || end == 0 {
		return Err(ClientError::EmptyDatanet(datanet).into());
	}
	if end > accepted {
		return Err(ClientError::BeyondAccepted { datanet, end, accepted }.into());
	}
	let left_out: BTreeSet<_> = excluded.iter().filter(|index| **index < end).collect();
	if left_out.len() >= to_usize(end) {
		return Err(RegistryError::NothingLeft(datanet).into());
	}
	Ok(Dataset { datanet, end, excluded })
}

/// What a model is for.
#[derive(Clone, Copy)]
struct Terms {
	commercial: bool,
	/// Whether other models may be derived from it.
	derivatives: bool,
}

impl Terms {
	/// Fails unless a datanet's license permits such a model.
	fn ensure_permitted_by(self, info: &DatanetInfo<Account>) -> Result<(), RegistryError> {
		if self.commercial && !info.license.commercial_training {
			return Err(RegistryError::NonCommercialTexts(info.datanet));
		}
		if self.derivatives && !info.license.derivatives {
			return Err(RegistryError::NoDerivatives(info.datanet));
		}
		Ok(())
	}

	/// Fails unless a parent permits such a model for a royalty.
	fn ensure_inherited_from(
		self,
		parent: &ModelInfo<Account>,
		royalty: u32,
	) -> Result<(), RegistryError> {
		let id = parent.model;
		let least = parent.min_royalty.ok_or(RegistryError::NoChildren(id))?;
		if royalty < least {
			return Err(RegistryError::RoyaltyTooLow { parent: id, least, given: royalty });
		}
		if self.commercial && !parent.commercial {
			return Err(RegistryError::NonCommercialParent(id));
		}
		Ok(())
	}
}

/// The BLAKE2b-256 hash of a file.
pub fn hash_file(path: &Path) -> Result<H256, Error> {
	let failed = |error: io::Error| Error::Artifact(path.to_owned(), error);
	let mut file = File::open(path).map_err(failed)?;
	let mut state = blake2b_simd::Params::new().hash_length(32).to_state();
	let mut buffer = vec![0; BUFFER_BYTES];
	loop {
		match file.read(&mut buffer).map_err(failed)? {
			0 => return Ok(H256::from_slice(state.finalize().as_bytes())),
			read => {
				state.update(&buffer[..read]);
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::units::percent;
	use openledger_primitives::corpus::Corpus;
	use openledger_runtime_api::{
		AdmissionInfo, LicenseInfo, LicenseTermsInfo, ModelKind, ModelStatus,
	};

	#[test]
	fn an_artifact_should_have_its_blake2_hash() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("weights");
		for size in [0, 1, BUFFER_BYTES, BUFFER_BYTES + 1] {
			let bytes = vec![7; size];
			std::fs::write(&path, &bytes).unwrap();
			let expected = blake2b_simd::Params::new().hash_length(32).hash(&bytes);
			assert_eq!(hash_file(&path).unwrap().as_bytes(), expected.as_bytes());
		}
		assert!(matches!(hash_file(directory.path()), Err(Error::Artifact(..))));
	}

	const TERMS: Terms = Terms { commercial: true, derivatives: true };

	#[test]
	fn a_license_should_bind_models() {
		let permits = |commercial_training, derivatives| DatanetInfo {
			datanet: 3,
			owner: Account::new([1; 32]),
			new_owner: None,
			name: Vec::new(),
			admission: AdmissionInfo::Open,
			license: LicenseInfo {
				terms: LicenseTermsInfo::Spdx(Vec::new()),
				commercial_training,
				derivatives,
			},
			metadata: Vec::new(),
			accepted: 10,
			withdrawals: 0,
			frozen: false,
			deposit: 0,
		};
		assert!(TERMS.ensure_permitted_by(&permits(true, true)).is_ok());
		let free = Terms { commercial: false, ..TERMS };
		let research = permits(false, true);
		let error = TERMS.ensure_permitted_by(&research).unwrap_err();
		assert!(matches!(error, RegistryError::NonCommercialTexts(3)));
		assert!(free.ensure_permitted_by(&research).is_ok());
		let last = Terms { derivatives: false, ..TERMS };
		let verbatim = permits(true, false);
		let error = TERMS.ensure_permitted_by(&verbatim).unwrap_err();
		assert!(matches!(error, RegistryError::NoDerivatives(3)));
		assert!(last.ensure_permitted_by(&verbatim).is_ok());
		let all = args::Dataset { datanet: 3, end: None, excluded: vec![4] };
		let all = dataset(&verbatim, all).unwrap();
		assert_eq!((all.end, all.excluded), (10, vec![4]));
		let none = args::Dataset { datanet: 3, end: Some(2), excluded: vec![0, 1, 5] };
		assert!(dataset(&verbatim, none).is_err());
	}

	#[test]
	fn a_parent_should_bind_models() {
		let parent = ModelInfo {
			model: 7,
			developer: Account::new([1; 32]),
			payout: Account::new([1; 32]),
			new_developer: None,
			kind: ModelKind::Base,
			status: ModelStatus::Active,
			commercial: false,
			artifact: H256::zero(),
			metadata: Vec::new(),
			served_until: None,
			price_floor: 0,
			former_floor: None,
			min_royalty: Some(200_000_000),
			parents: Vec::new(),
			royalties: vec![(7, percent::WHOLE)],
			corpus: Corpus::default(),
			deposit: 0,
		};
		let free = Terms { commercial: false, ..TERMS };
		assert!(free.ensure_inherited_from(&parent, 200_000_000).is_ok());
		let error = TERMS.ensure_inherited_from(&parent, 200_000_000).unwrap_err();
		assert!(matches!(error, RegistryError::NonCommercialParent(7)));
		let error = free.ensure_inherited_from(&parent, 199_999_999).unwrap_err();
		let hint = crate::hints::of(&error.into()).unwrap();
		assert_eq!(hint, "offer what it asks: --parent 7:20");
		let last = ModelInfo { min_royalty: None, ..parent };
		let error = free.ensure_inherited_from(&last, percent::WHOLE).unwrap_err();
		assert!(matches!(error, RegistryError::NoChildren(7)));
	}
}
