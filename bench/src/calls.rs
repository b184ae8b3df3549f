// SPDX-License-Identifier: Apache-2.0

//! The calls that are measured. Most are shaped by the chain's own metadata when they are encoded;
//! those of which there are very many only get their indices from it.

use std::collections::BTreeSet;

use codec::{Compact, Encode};
use openledger_client::{
	chain::calls::{
		contributions::{self, CreateDatanet, License, LicenseTerms},
		models::{self, Dataset, Derivatives, Kind, Method, Proposal},
	},
	interface::api::{
		self,
		contributions::calls::{Accept, Register},
		models::calls::Register as RegisterModel,
	},
};
use openledger_primitives::{
	receipt::{Answer, Credit},
	span::SpanParams,
	Balance, ContributionId, DatanetId, ModelId,
};
use subxt::{
	ext::scale_encode::{EncodeAsFields, Error, FieldIter, TypeResolver},
	transactions::{dynamic, DynamicPayload, StaticPayload},
	utils::{AccountId32, MultiAddress},
};

pub use openledger_client::chain::calls::contributions::{register_many, Admission, Submission};

/// Bytes of the answers that are settled, and the points of each credit.
const OUTPUT: u32 = 2_000;
const POINTS: u32 = 1_024;

/// A datanet whose texts may be used for everything.
pub fn create_datanet(name: &str, admission: Admission) -> StaticPayload<CreateDatanet> {
	let terms = LicenseTerms::Spdx(b"CC0-1.0".to_vec());
	let license = License { terms, commercial_training: true, derivatives: true };
	contributions::create_datanet(CreateDatanet {
		name: name.into(),
		admission,
		license,
		metadata: Vec::new(),
	})
}

pub fn register(datanet: DatanetId, submission: Submission) -> StaticPayload<Register> {
	api::tx().contributions().register(datanet, submission).unvalidated()
}

pub fn accept(contribution: ContributionId) -> StaticPayload<Accept> {
	api::tx().contributions().accept(contribution).unvalidated()
}

/// A commercial model of the first `end` texts of a datanet.
pub fn register_model(
	artifact: [u8; 32],
	datanet: DatanetId,
	end: u32,
) -> StaticPayload<RegisterModel> {
	models::register_model(Proposal {
		kind: Kind::Base,
		artifact: artifact.into(),
		metadata: Vec::new(),
		parents: Vec::new(),
		datasets: vec![Dataset { datanet, end, excluded: Vec::new() }],
		method: Method::Span,
		commercial: true,
		price_floor: 0,
		derivatives: Derivatives::Forbidden,
		payout: None,
	})
}

/// Arguments that are encoded already.
pub struct Encoded(Vec<u8>);

impl EncodeAsFields for Encoded {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), Error> {
		out.extend_from_slice(&self.0);
		Ok(())
	}
}

pub fn transfer(to: AccountId32, amount: Balance) -> DynamicPayload<Encoded> {
	let to = MultiAddress::<_, u32>::Id(to);
	dynamic("Balances", "transfer_keep_alive", Encoded((to, Compact(amount)).encode()))
}

/// Calls that are encoded already, as one.
pub fn batch_all(calls: &[Vec<u8>]) -> DynamicPayload<Encoded> {
	let mut arguments = length(calls.len()).encode();
	calls.iter().for_each(|call| arguments.extend_from_slice(call));
	dynamic("Utility", "batch_all", Encoded(arguments))
}

pub fn register_operator(endpoint: &[u8], key: [u8; 32], bond: Balance) -> DynamicPayload<Encoded> {
	let arguments = (endpoint, key, Compact(bond)).encode();
	dynamic("Channels", "register_operator", Encoded(arguments))
}

pub fn open_channel(
	operator: AccountId32,
	key: [u8; 32],
	funds: Balance,
) -> DynamicPayload<Encoded> {
	let arguments = (operator, key, Compact(funds)).encode();
	dynamic("Channels", "open_channel", Encoded(arguments))
}

/// An answer with a piece of each of `credited`.
pub fn settle_one(
	model: ModelId,
	operator: AccountId32,
	span_params: SpanParams,
	fee: Balance,
	credited: BTreeSet<ContributionId>,
	commitment: [u8; 32],
) -> DynamicPayload<Encoded> {
	let credits: Vec<_> =
		credited.into_iter().map(|contribution| Credit { contribution, points: POINTS }).collect();
	let credits = credits.try_into().unwrap_or_default();
	let answer = Answer { model, span_params, fee, output_len: OUTPUT, credits };
	dynamic("Attribution", "settle_one", Encoded((operator, answer, commitment).encode()))
}

/// A batch that is encoded already.
pub fn settle_batch(batch: Vec<u8>) -> DynamicPayload<Encoded> {
	dynamic("Attribution", "settle_batch", Encoded(batch))
}

/// How a list of `count` begins.
pub fn length(count: usize) -> Compact<u32> {
	Compact(u32::try_from(count).unwrap_or(u32::MAX))
}
