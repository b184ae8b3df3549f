// SPDX-License-Identifier: Apache-2.0

//! The calls that are measured. Most are shaped by the chain's own metadata when they are encoded;
//! those of which there are very many only get their indices from it.

use std::collections::BTreeSet;

use codec::{Compact, Encode};
use openledger_primitives::{
	receipt::{Answer, Credit},
	span::SpanParams,
	Balance, ContributionId, DatanetId, ModelId,
};
use sp_core::H256;
use subxt::{
	ext::scale_encode::{EncodeAsFields, EncodeAsType, Error, FieldIter, TypeResolver},
	transactions::{dynamic, DynamicPayload},
	utils::{AccountId32, MultiAddress},
};

/// Bytes of the answers that are settled, and the points of each credit.
const OUTPUT: u32 = 2_000;
const POINTS: u32 = 1_024;

/// Who lets contributions into a datanet.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Admission {
	Open,
	Curated(Vec<AccountId32>),
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum LicenseTerms {
	Spdx(Vec<u8>),
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct License {
	terms: LicenseTerms,
	commercial_training: bool,
	derivatives: bool,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct CreateDatanet {
	name: Vec<u8>,
	admission: Admission,
	license: License,
	metadata: Vec<u8>,
}

/// A datanet whose texts may be used for everything.
pub fn create_datanet(name: &str, admission: Admission) -> DynamicPayload<CreateDatanet> {
	let terms = LicenseTerms::Spdx(b"CC0-1.0".to_vec());
	let license = License { terms, commercial_training: true, derivatives: true };
	let datanet = CreateDatanet { name: name.into(), admission, license, metadata: Vec::new() };
	dynamic("Contributions", "create_datanet", datanet)
}

/// What a contributor says of a text.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Submission {
	content_root: [u8; 32],
	length: u32,
	uri: Vec<u8>,
	sources: Vec<(ContributionId, u32)>,
	payout: Option<AccountId32>,
}

impl Submission {
	/// A text without sources that pays its contributor.
	pub fn new(content_root: H256, length: u32, uri: Vec<u8>) -> Self {
		Self { content_root: content_root.0, length, uri, sources: Vec::new(), payout: None }
	}
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Register {
	datanet: DatanetId,
	submission: Submission,
}

pub fn register(datanet: DatanetId, submission: Submission) -> DynamicPayload<Register> {
	dynamic("Contributions", "register", Register { datanet, submission })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct RegisterMany {
	datanet: DatanetId,
	submissions: Vec<Submission>,
}

pub fn register_many(
	datanet: DatanetId,
	submissions: Vec<Submission>,
) -> DynamicPayload<RegisterMany> {
	dynamic("Contributions", "register_many", RegisterMany { datanet, submissions })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Accept {
	contribution: ContributionId,
}

pub fn accept(contribution: ContributionId) -> DynamicPayload<Accept> {
	dynamic("Contributions", "accept", Accept { contribution })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum Kind {
	Base,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum Method {
	Span,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum Derivatives {
	Forbidden,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Dataset {
	datanet: DatanetId,
	end: u32,
	excluded: Vec<u32>,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Proposal {
	kind: Kind,
	artifact: [u8; 32],
	metadata: Vec<u8>,
	parents: Vec<(ModelId, u32)>,
	datasets: Vec<Dataset>,
	method: Method,
	commercial: bool,
	price_floor: u128,
	derivatives: Derivatives,
	payout: Option<AccountId32>,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct RegisterModel {
	model: Proposal,
}

/// A commercial model of the first `end` texts of a datanet.
pub fn register_model(
	artifact: [u8; 32],
	datanet: DatanetId,
	end: u32,
) -> DynamicPayload<RegisterModel> {
	let model = Proposal {
		kind: Kind::Base,
		artifact,
		metadata: Vec::new(),
		parents: Vec::new(),
		datasets: vec![Dataset { datanet, end, excluded: Vec::new() }],
		method: Method::Span,
		commercial: true,
		price_floor: 0,
		derivatives: Derivatives::Forbidden,
		payout: None,
	};
	dynamic("Models", "register", RegisterModel { model })
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
