// SPDX-License-Identifier: Apache-2.0

//! The calls that the commands make, shaped by the chain's own metadata when they are encoded.

use openledger_primitives::{receipt::CompactReceipt, BatchId, ContributionId, DatanetId, ModelId};
use sp_core::H256;
use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::{AccountId32, MultiAddress},
};

use crate::account::{self, Account};

fn id(account: &Account) -> AccountId32 {
	AccountId32(account::bytes(account))
}

/// Who lets contributions into a datanet.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Admission {
	Open,
	Curated(Vec<AccountId32>),
}

impl Admission {
	/// By these accounts, or of everything if there are none.
	pub fn by(curators: &[Account]) -> Self {
		match curators {
			[] => Self::Open,
			curators => Self::Curated(curators.iter().map(id).collect()),
		}
	}
}

/// The terms of a datanet's texts.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum LicenceTerms {
	Spdx(Vec<u8>),
	Terms([u8; 32]),
}

/// A licence, and what it permits models.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Licence {
	pub terms: LicenceTerms,
	pub commercial_training: bool,
	pub derivatives: bool,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct CreateDatanet {
	pub name: Vec<u8>,
	pub admission: Admission,
	pub licence: Licence,
	pub metadata: Vec<u8>,
}

pub fn create_datanet(datanet: CreateDatanet) -> DynamicPayload<CreateDatanet> {
	dynamic("Contributions", "create_datanet", datanet)
}

/// What a contributor says of a text.
#[derive(EncodeAsType, Clone)]
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

	pub fn uri(&self) -> &[u8] {
		&self.uri
	}
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
pub struct AcceptMany {
	contributions: Vec<ContributionId>,
}

pub fn accept_many(contributions: Vec<ContributionId>) -> DynamicPayload<AcceptMany> {
	dynamic("Contributions", "accept_many", AcceptMany { contributions })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Reject {
	contribution: ContributionId,
}

pub fn reject(contribution: ContributionId) -> DynamicPayload<Reject> {
	dynamic("Contributions", "reject", Reject { contribution })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Retract {
	contribution: ContributionId,
}

pub fn retract(contribution: ContributionId) -> DynamicPayload<Retract> {
	dynamic("Contributions", "retract", Retract { contribution })
}

/// How a model came to be.
#[derive(EncodeAsType, Clone, Copy)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Kind {
	Base,
	FineTune,
	Adapter,
	Merge,
}

/// How answers are attributed.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Method {
	Span,
}

/// Whether a model may be derived from.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Derivatives {
	Forbidden,
	/// Royalty in parts per billion.
	Allowed {
		least_royalty: u32,
	},
}

/// Accepted contributions of a datanet.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Dataset {
	pub datanet: DatanetId,
	pub upto: u32,
	pub excluded: Vec<u32>,
}

/// What a developer says of a model.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Proposal {
	pub kind: Kind,
	pub artefact: [u8; 32],
	pub metadata: Vec<u8>,
	/// With royalties in parts per billion.
	pub parents: Vec<(ModelId, u32)>,
	pub datasets: Vec<Dataset>,
	pub method: Method,
	pub price_floor: u128,
	pub derivatives: Derivatives,
	pub payout: Option<AccountId32>,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct RegisterModel {
	model: Proposal,
}

pub fn register_model(model: Proposal) -> DynamicPayload<RegisterModel> {
	dynamic("Models", "register", RegisterModel { model })
}

/// Whether a model takes requests.
#[derive(EncodeAsType, Clone, Copy)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Status {
	Active,
	Paused,
	Retired,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct SetStatus {
	model: ModelId,
	status: Status,
}

pub fn set_status(model: ModelId, status: Status) -> DynamicPayload<SetStatus> {
	dynamic("Models", "set_status", SetStatus { model, status })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Credit {
	contribution: ContributionId,
	points: u32,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Rule {
	min_span: u16,
	full_span: u16,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Receipt {
	rule: Rule,
	fee: u128,
	output_len: u32,
	credits: Vec<Credit>,
	commitment: [u8; 32],
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct SettleOne {
	model: ModelId,
	operator: AccountId32,
	receipt: Receipt,
}

pub fn settle_one(
	model: ModelId,
	operator: &Account,
	receipt: &CompactReceipt,
) -> DynamicPayload<SettleOne> {
	let credits = receipt
		.credits
		.iter()
		.map(|credit| Credit { contribution: credit.contribution, points: credit.points })
		.collect();
	let receipt = Receipt {
		rule: Rule { min_span: receipt.rule.min_span, full_span: receipt.rule.full_span },
		fee: receipt.fee,
		output_len: receipt.output_len,
		credits,
		commitment: receipt.commitment.0,
	};
	dynamic("Attribution", "settle_one", SettleOne { model, operator: id(operator), receipt })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Finalise {
	batch: BatchId,
	max_contributions: u32,
}

pub fn finalise(batch: BatchId, max_contributions: u32) -> DynamicPayload<Finalise> {
	dynamic("Attribution", "finalise", Finalise { batch, max_contributions })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ClaimFor {
	who: AccountId32,
}

pub fn claim_for(who: &Account) -> DynamicPayload<ClaimFor> {
	dynamic("Rewards", "claim_for", ClaimFor { who: id(who) })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct SetPayout {
	payee: AccountId32,
}

pub fn set_payout(payee: &Account) -> DynamicPayload<SetPayout> {
	dynamic("Rewards", "set_payout", SetPayout { payee: id(payee) })
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Transfer {
	dest: MultiAddress<AccountId32, ()>,
	value: u128,
}

pub fn transfer(to: &Account, value: u128) -> DynamicPayload<Transfer> {
	let dest = MultiAddress::Id(id(to));
	dynamic("Balances", "transfer_keep_alive", Transfer { dest, value })
}

/// A call in a batch of calls.
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Inner {
	Balances(BalancesCall),
	Rewards(RewardsCall),
}

impl Inner {
	pub fn transfer(to: &Account, value: u128) -> Self {
		let dest = MultiAddress::Id(id(to));
		Self::Balances(BalancesCall::transfer_keep_alive { dest, value })
	}

	pub fn claim_for(who: &Account) -> Self {
		Self::Rewards(RewardsCall::claim_for { who: id(who) })
	}
}

// The chain finds a variant by its name, which is that of the call.
#[allow(non_camel_case_types)]
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum BalancesCall {
	transfer_keep_alive { dest: MultiAddress<AccountId32, ()>, value: u128 },
}

#[allow(non_camel_case_types)]
#[derive(EncodeAsType, Clone)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum RewardsCall {
	claim_for { who: AccountId32 },
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Batch {
	calls: Vec<Inner>,
}

/// All of the calls, or none of them.
pub fn batch_all(calls: Vec<Inner>) -> DynamicPayload<Batch> {
	dynamic("Utility", "batch_all", Batch { calls })
}
