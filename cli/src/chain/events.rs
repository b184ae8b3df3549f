// SPDX-License-Identifier: Apache-2.0

//! What a transaction did.

// The derive names its crate in a way that the compiler takes for an unused import.
#![allow(unused_imports)]

use openledger_primitives::{Balance, BatchId, ChannelId, ContributionId, DatanetId, ModelId};
use sp_core::H256;
use subxt::{
	dynamic::Value,
	error::EventsError,
	events::{Event as RawEvent, Events as BlockEvents, Phase},
	ext::scale_decode::{DecodeAsFields, DecodeAsType},
	utils::AccountId32,
	SubstrateConfig,
};

use crate::error::Error;

/// The events of one transaction, and the finalized block that it is in.
pub struct Events {
	pub call: String,
	pub block: H256,
	/// The hash of the transaction, and its number in the block.
	pub(super) hash: H256,
	pub(super) index: u32,
	/// All events of the block.
	pub(super) inner: BlockEvents<SubstrateConfig>,
}

/// An event, by name.
pub trait Event: DecodeAsFields {
	const PALLET: &'static str;
	const NAME: &'static str;
}

impl Events {
	/// All events of a kind, in order.
	pub fn all<E: Event>(&self) -> Result<Vec<E>, Error> {
		let mut found = Vec::new();
		for event in self.inner.iter() {
			let event: RawEvent<'_, SubstrateConfig> =
				event.map_err(|error| self.unread(&error))?;
			if event.phase() != Phase::ApplyExtrinsic(self.index) {
				continue;
			}
			if let Some(fields) = read::<E>(&event) {
				found.push(fields.map_err(|error| self.unread(&error))?);
			}
		}
		Ok(found)
	}

	/// The call went through, so nobody must be told to try it again.
	fn unread(&self, reason: &dyn std::fmt::Display) -> Error {
		Error::Unread { call: self.call.clone(), hash: self.hash, reason: reason.to_string() }
	}

	/// The one event of a kind that the call must have had.
	pub fn one<E: Event>(&self) -> Result<E, Error> {
		self.all()?.into_iter().next().ok_or_else(|| Error::NoEvent {
			call: self.call.clone(),
			event: format!("{}.{}", E::PALLET, E::NAME),
		})
	}
}

/// The fields of an event, if it is of this kind.
pub(super) fn read<E: Event>(
	event: &RawEvent<'_, SubstrateConfig>,
) -> Option<Result<E, Box<EventsError>>> {
	let is_kind = event.pallet_name() == E::PALLET && event.event_name() == E::NAME;
	is_kind.then(|| event.decode_fields_unchecked_as::<E>().map_err(Box::new))
}

macro_rules! event {
	($pallet:literal $name:ident { $($field:ident: $type:ty),* $(,)? }) => {
		event!(@ $pallet, $name, stringify!($name), { $($field: $type),* });
	};
	// Where pallets have events of the same name.
	($pallet:literal $name:ident = $event:literal { $($field:ident: $type:ty),* $(,)? }) => {
		event!(@ $pallet, $name, $event, { $($field: $type),* });
	};
	(@ $pallet:literal, $name:ident, $event:expr, { $($field:ident: $type:ty),* }) => {
		#[derive(DecodeAsType, Clone, Debug)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		pub struct $name {
			$(pub $field: $type,)*
		}

		impl Event for $name {
			const PALLET: &'static str = $pallet;
			const NAME: &'static str = $event;
		}
	};
}

event!("Contributions" DatanetCreated { datanet: DatanetId });
event!("Contributions" ContributionRegistered { contribution: ContributionId, content_root: H256 });
event!("Contributions" ContributionAccepted { contribution: ContributionId, index: u32 });
event!("Contributions" ContributionWithdrawn { datanet: DatanetId, index: u32 });
event!("Contributions" RejectionAppealed { deposit: Balance });
event!("Contributions" ContributionMalformed { datanet: DatanetId });
event!("Models" ModelRegistered { model: ModelId });
event!("Attribution" BatchSettled {
	batch: BatchId,
	root: H256,
	commitments: H256,
	finalizable_at: u32,
});
event!("Attribution" BatchFinalized { batch: BatchId });
event!("Attribution" ReceiptRefuted {
	batch: BatchId,
	receipt: u32,
	challenger: AccountId32,
	ground: Value,
});
event!("Attribution" Slashed { reward: Balance });
event!("Attribution" RevealDemanded { bond: Balance, respond_by: u32 });
event!("Attribution" ReceiptRevealed { receipt: u32, span: u32, bond: Balance });
event!("Attribution" DemandReturned { bond: Balance });
event!("Channels" OperatorBonded { bond: Balance });
event!("Channels" OperatorKeySet { until: u32 });
event!("Channels" OperatorUnbonded { amount: Balance, unlocks_at: u32 });
event!("Channels" OperatorWithdrew { amount: Balance });
event!("Channels" ChannelOpened { channel: ChannelId, funds: Balance });
event!("Channels" ChannelToppedUp { funds: Balance });
event!("Channels" ChannelKeySet { until: u32 });
event!("Channels" ChannelClosing { until: u32 });
event!("Channels" ChannelClosed { returned: Balance });
event!("Disputes" DisputeOpened { answer_by: u32 });
event!("Disputes" BondRaised { bond: Balance });
event!("Disputes" DisputeAnswered { bond: Balance });
event!("Disputes" CuratorRuled { appeal_by: u32 });
event!("Disputes" RulingAppealed { bond: Balance, expires: u32 });
event!("Disputes" DisputeEnded { held_back: Balance });
event!("Rewards" StakersPaid { amount: Balance });
event!("Rewards" TreasuryPaid { amount: Balance });
event!("Rewards" Claimed { who: AccountId32, payee: AccountId32, amount: Balance });
event!("Balances" Held { amount: Balance });
event!("Balances" Reserved { amount: Balance });
event!("Referenda" Submitted { index: u32 });
event!("Referenda" DecisionDepositRefunded { who: AccountId32, amount: Balance });
event!("Referenda" SubmissionDepositRefunded { who: AccountId32, amount: Balance });
event!("Veto" VetoCast { merit: Balance });
event!("Veto" ChangeVetoed { change: u32 });
event!("Veto" ChangeEnacted { result: Result<(), Value> });
event!("TechnicalCommittee" Proposed { proposal_index: u32, proposal_hash: H256 });
event!("TechnicalCommittee" Executed { result: Result<(), Value> });
event!("Whitelist" CallWhitelisted { call_hash: H256 });
event!("Staking" StakeUnbonded = "Unbonded" { amount: Balance });
event!("Staking" StakeWithdrawn = "Withdrawn" { amount: Balance });
event!("Staking" Rewarded { stash: AccountId32, amount: Balance });
event!("NominationPools" PoolCreated = "Created" { pool_id: u32 });
event!("NominationPools" PoolBonded = "Bonded" { bonded: Balance });
event!("NominationPools" PoolPaidOut = "PaidOut" { payout: Balance });
event!("NominationPools" PoolUnbonded = "Unbonded" { balance: Balance, era: u32 });
event!("NominationPools" PoolWithdrawn = "Withdrawn" { balance: Balance });
event!("Identity" IdentityCleared { deposit: Balance });
event!("Identity" UsernameQueued { expiration: u32 });
event!("System" RejectedInvalidAuthorizedUpgrade { code_hash: H256 });
