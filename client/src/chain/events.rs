// SPDX-License-Identifier: Apache-2.0

//! The events of a transaction: what it did.

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

/// The events of one transaction, and the block that it is in.
pub struct Events {
	/// The call of the transaction, as `Pallet.call`.
	pub call: String,
	/// The hash of the block.
	pub block: H256,
	/// The hash of the transaction, and its number in the block.
	pub(super) hash: H256,
	pub(super) index: u32,
	/// All events of the block.
	pub(super) inner: BlockEvents<SubstrateConfig>,
}

/// The fields of an event of the chain, which is found by its name.
pub trait Event: DecodeAsFields {
	/// The pallet that has the event.
	const PALLET: &'static str;
	/// The name of the event in that pallet.
	const NAME: &'static str;
}

impl Events {
	/// All events of the kind `E`, in order. Fails when one can't be decoded, which does not mean
	/// that the call has failed.
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

	/// The first event of the kind `E`. Fails when the call had none, as it must have had.
	pub fn one<E: Event>(&self) -> Result<E, Error> {
		self.all()?.into_iter().next().ok_or_else(|| Error::NoEvent {
			call: self.call.clone(),
			event: format!("{}.{}", E::PALLET, E::NAME),
		})
	}
}

/// The fields of an event, if it is of the kind `E`.
pub(super) fn read<E: Event>(
	event: &RawEvent<'_, SubstrateConfig>,
) -> Option<Result<E, Box<EventsError>>> {
	let is_kind = event.pallet_name() == E::PALLET && event.event_name() == E::NAME;
	is_kind.then(|| event.decode_fields_unchecked_as::<E>().map_err(Box::new))
}

/// Defines the type of an event's fields: those that a client reads.
macro_rules! event {
	(
		$(#[$meta:meta])*
		$pallet:literal $name:ident {
			$($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)?
		}
	) => {
		event!(@ [$(#[$meta])*] $pallet, $name, stringify!($name), {
			$($(#[$field_meta])* $field: $type),*
		});
	};
	// Where pallets have events of the same name.
	(
		$(#[$meta:meta])*
		$pallet:literal $name:ident = $event:literal {
			$($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)?
		}
	) => {
		event!(@ [$(#[$meta])*] $pallet, $name, $event, {
			$($(#[$field_meta])* $field: $type),*
		});
	};
	(
		@ [$(#[$meta:meta])*] $pallet:literal, $name:ident, $event:expr, {
			$($(#[$field_meta:meta])* $field:ident: $type:ty),*
		}
	) => {
		$(#[$meta])*
		#[derive(DecodeAsType, Clone, Debug)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		pub struct $name {
			$($(#[$field_meta])* pub $field: $type,)*
		}

		impl Event for $name {
			const PALLET: &'static str = $pallet;
			const NAME: &'static str = $event;
		}
	};
}

event!(
	/// A datanet was created.
	"Contributions" DatanetCreated {
		/// The id of the datanet.
		datanet: DatanetId,
	}
);
event!(
	/// A text was registered.
	"Contributions" ContributionRegistered {
		/// The id of the contribution.
		contribution: ContributionId,
		/// The content root of the text.
		content_root: H256,
	}
);
event!(
	/// A contribution was accepted.
	"Contributions" ContributionAccepted {
		/// The id of the contribution.
		contribution: ContributionId,
		/// Its index in its datanet.
		index: u32,
	}
);
event!(
	/// A contribution was withdrawn: models that are registered from now on are without it.
	"Contributions" ContributionWithdrawn {
		/// The datanet of the contribution.
		datanet: DatanetId,
		/// The index of the contribution in its datanet.
		index: u32,
	}
);
event!(
	/// The rejection of a contribution was appealed.
	"Contributions" RejectionAppealed {
		/// The deposit that is held for the appeal, in planck.
		deposit: Balance,
	}
);
event!(
	/// The text of a contribution was shown not to be in normal form.
	"Contributions" ContributionMalformed {
		/// The datanet of the contribution.
		datanet: DatanetId,
	}
);
event!(
	/// A model was registered.
	"Models" ModelRegistered {
		/// The id of the model.
		model: ModelId,
	}
);
event!(
	/// Receipts were settled, and are pending as a batch.
	"Attribution" BatchSettled {
		/// The id of the batch.
		batch: BatchId,
		/// The Merkle root over the compact receipts.
		root: H256,
		/// The Merkle root over the commitments of the whole receipts.
		commitments: H256,
		/// The first block in which the batch can be finalized, and no longer challenged.
		finalizable_at: u32,
	}
);
event!(
	/// Everyone in a batch was credited: it is final.
	"Attribution" BatchFinalized {
		/// The id of the batch.
		batch: BatchId,
	}
);
event!(
	/// A receipt was refuted, and its batch with it.
	"Attribution" ReceiptRefuted {
		/// The id of the batch.
		batch: BatchId,
		/// The number of the receipt in the batch.
		receipt: u32,
		/// The account that refuted the receipt, or demanded what nobody revealed.
		challenger: AccountId32,
		/// What the receipt was refuted by, as the runtime names it.
		ground: Value,
	}
);
event!(
	/// The account that settled a refuted batch lost a part of what it had put up.
	"Attribution" Slashed {
		/// The challenger's part of what was lost, in planck.
		reward: Balance,
	}
);
event!(
	/// A span of a receipt was demanded.
	"Attribution" RevealDemanded {
		/// The bond that is held of the demander, in planck.
		bond: Balance,
		/// The last block in which the span can be revealed.
		respond_by: u32,
	}
);
event!(
	/// A demand was answered.
	"Attribution" ReceiptRevealed {
		/// The number of the receipt in its batch.
		receipt: u32,
		/// The number of the span in the receipt.
		span: u32,
		/// The bond of the demand, which the account that settled the batch got, in planck.
		bond: Balance,
	}
);
event!(
	/// A demand ended without an answer.
	"Attribution" DemandReturned {
		/// The bond that the demander got back, in planck.
		bond: Balance,
	}
);
event!(
	/// An operator has added to its bond.
	"Channels" OperatorBonded {
		/// All that is bonded now, in planck.
		bond: Balance,
	}
);
event!(
	/// An operator signs its receipts with another key from now on.
	"Channels" OperatorKeySet {
		/// The first block in which what the former key signed no longer counts.
		until: u32,
	}
);
event!(
	/// An operator has taken a part out of its bond.
	"Channels" OperatorUnbonded {
		/// The part, in planck.
		amount: Balance,
		/// The first block in which the part can be withdrawn.
		unlocks_at: u32,
	}
);
event!(
	/// An operator has withdrawn what it had unbonded.
	"Channels" OperatorWithdrew {
		/// The amount that is free now, in planck.
		amount: Balance,
	}
);
event!(
	/// A channel was opened.
	"Channels" ChannelOpened {
		/// The id of the channel.
		channel: ChannelId,
		/// The funds of the channel, in planck.
		funds: Balance,
	}
);
event!(
	/// A payer has added to the funds of a channel.
	"Channels" ChannelToppedUp {
		/// All funds of the channel now, in planck.
		funds: Balance,
	}
);
event!(
	/// Another key signs the vouchers of a channel from now on.
	"Channels" ChannelKeySet {
		/// The first block in which vouchers of the former key are no longer good.
		until: u32,
	}
);
event!(
	/// A payer closes a channel.
	"Channels" ChannelClosing {
		/// The first block in which what is left of its funds can be withdrawn.
		until: u32,
	}
);
event!(
	/// A channel was closed, and is gone.
	"Channels" ChannelClosed {
		/// The amount that its payer got back, in planck.
		returned: Balance,
	}
);
event!(
	/// A dispute about a contribution was opened.
	"Disputes" DisputeOpened {
		/// The block before which the owner can answer.
		answer_by: u32,
	}
);
event!(
	/// A claimant has raised its bond.
	"Disputes" BondRaised {
		/// All of its bond now, in planck.
		bond: Balance,
	}
);
event!(
	/// The owner of a contribution has answered a claim.
	"Disputes" DisputeAnswered {
		/// The bond that is held of the owner, in planck.
		bond: Balance,
	}
);
event!(
	/// A curator has ruled in a dispute.
	"Disputes" CuratorRuled {
		/// The block before which the party that lost can appeal.
		appeal_by: u32,
	}
);
event!(
	/// A curator's ruling was appealed.
	"Disputes" RulingAppealed {
		/// The bond that is held of the party that appealed, in planck.
		bond: Balance,
		/// The block until which governance can rule.
		expires: u32,
	}
);
event!(
	/// A dispute has ended.
	"Disputes" DisputeEnded {
		/// The part of what the contribution earned that was held back, and was paid out now, in
		/// planck.
		held_back: Balance,
	}
);
event!(
	/// The stakers' pot got its part of a batch.
	"Rewards" StakersPaid {
		/// The part, in planck.
		amount: Balance,
	}
);
event!(
	/// The treasury got its part of a batch, or what was held back of a disputed contribution.
	"Rewards" TreasuryPaid {
		/// The amount, in planck.
		amount: Balance,
	}
);
event!(
	/// All that an account was owed was paid.
	"Rewards" Claimed {
		/// The account that was owed.
		who: AccountId32,
		/// The account that was paid.
		payee: AccountId32,
		/// The amount, in planck.
		amount: Balance,
	}
);
event!(
	/// A balance was put on hold.
	"Balances" Held {
		/// The amount, in planck.
		amount: Balance,
	}
);
event!(
	/// A balance was reserved.
	"Balances" Reserved {
		/// The amount, in planck.
		amount: Balance,
	}
);
event!(
	/// The signer of a transaction has paid its network fee.
	"TransactionPayment" TransactionFeePaid {
		/// The signer.
		who: AccountId32,
		/// The whole fee, tip included, in planck.
		actual_fee: Balance,
		/// The part of the fee that is the tip, in planck.
		tip: Balance,
	}
);
event!(
	/// A referendum was submitted.
	"Referenda" Submitted {
		/// The number of the referendum.
		index: u32,
	}
);
event!(
	/// The decision deposit of a referendum was returned.
	"Referenda" DecisionDepositRefunded {
		/// The account that had placed the deposit.
		who: AccountId32,
		/// The deposit, in planck.
		amount: Balance,
	}
);
event!(
	/// The submission deposit of a referendum was returned.
	"Referenda" SubmissionDepositRefunded {
		/// The account that had submitted the referendum.
		who: AccountId32,
		/// The deposit, in planck.
		amount: Balance,
	}
);
event!(
	/// An account has vetoed a change of a parameter.
	"Veto" VetoCast {
		/// The merit that it did so with, in planck.
		merit: Balance,
	}
);
event!(
	/// Enough merit is against a change of a parameter: it is gone.
	"Veto" ChangeVetoed {
		/// The id of the change.
		change: u32,
	}
);
event!(
	/// The time to veto a change of a parameter was over, and the change was enacted.
	"Veto" ChangeEnacted {
		/// Whether the parameter was set, or the error of setting it.
		result: Result<(), Value>,
	}
);
event!(
	/// A motion was proposed to the technical committee.
	"TechnicalCommittee" Proposed {
		/// The number of the motion.
		proposal_index: u32,
		/// The hash of the call that it proposes.
		proposal_hash: H256,
	}
);
event!(
	/// The call of a motion was dispatched.
	"TechnicalCommittee" Executed {
		/// Whether the call succeeded, or its error.
		result: Result<(), Value>,
	}
);
event!(
	/// A call was put on the whitelist.
	"Whitelist" CallWhitelisted {
		/// The hash of the call.
		call_hash: H256,
	}
);
event!(
	/// A staker has begun to unbond.
	"Staking" StakeUnbonded = "Unbonded" {
		/// The amount, in planck.
		amount: Balance,
	}
);
event!(
	/// A staker has withdrawn what it had unbonded.
	"Staking" StakeWithdrawn = "Withdrawn" {
		/// The amount, in planck.
		amount: Balance,
	}
);
event!(
	/// A staker was paid for an era.
	"Staking" Rewarded {
		/// The stash that earned the pay.
		stash: AccountId32,
		/// The pay, in planck.
		amount: Balance,
	}
);
event!(
	/// A nomination pool was created.
	"NominationPools" PoolCreated = "Created" {
		/// The id of the pool.
		pool_id: u32,
	}
);
event!(
	/// A member has added to its stake in a pool.
	"NominationPools" PoolBonded = "Bonded" {
		/// The amount, in planck.
		bonded: Balance,
	}
);
event!(
	/// A member was paid from its pool.
	"NominationPools" PoolPaidOut = "PaidOut" {
		/// The pay, in planck.
		payout: Balance,
	}
);
event!(
	/// A member has begun to unbond from its pool.
	"NominationPools" PoolUnbonded = "Unbonded" {
		/// The amount, in planck.
		balance: Balance,
		/// The era from which on the amount can be withdrawn.
		era: u32,
	}
);
event!(
	/// A member has withdrawn from its pool what it had unbonded.
	"NominationPools" PoolWithdrawn = "Withdrawn" {
		/// The amount, in planck.
		balance: Balance,
	}
);
event!(
	/// The identity of an account was removed.
	"Identity" IdentityCleared {
		/// The deposit that was returned, in planck.
		deposit: Balance,
	}
);
event!(
	/// A sub-account has left.
	"Identity" SubIdentityRevoked {
		/// The account that it was a sub-account of.
		main: AccountId32,
	}
);
event!(
	/// A username was offered to an account.
	"Identity" UsernameQueued {
		/// The last block in which the offer can't be removed yet.
		expiration: u32,
	}
);
event!(
	/// The code of an authorized upgrade was found unfit, and the authorization is gone.
	"System" RejectedInvalidAuthorizedUpgrade {
		/// The hash of the code.
		code_hash: H256,
	}
);
