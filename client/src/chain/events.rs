// SPDX-License-Identifier: Apache-2.0

//! The events of a transaction: what it did.

// The derive names its crate in a way that the compiler takes for an unused import.
#![allow(unused_imports)]

use openledger_primitives::BatchId;
use sp_core::H256;
use subxt::{
	dynamic::Value,
	error::EventsError,
	events::{Event as RawEvent, Events as BlockEvents, Phase},
	ext::scale_decode::{DecodeAsFields, DecodeAsType},
	SubstrateConfig,
};

use crate::{error::Error, interface::api};

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

/// An event of the chain, which is found by its name.
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

/// Names the events of a pallet that a client reads: by other names where pallets have events of
/// the same name.
macro_rules! events {
	($module:ident $pallet:literal { $($event:ident $(as $name:ident)?),* $(,)? }) => {
		$(
			pub use api::$module::events::$event $(as $name)?;

			impl Event for api::$module::events::$event {
				const PALLET: &'static str = $pallet;
				const NAME: &'static str = stringify!($event);
			}
		)*
	};
}

events!(contributions "Contributions" {
	DatanetCreated,
	ContributionRegistered,
	ContributionAccepted,
	ContributionWithdrawn,
	RejectionAppealed,
	ContributionMalformed,
});
events!(models "Models" {
	ModelRegistered,
});
events!(attribution "Attribution" {
	BatchFinalized,
	ReceiptRefuted,
	Slashed,
	RevealDemanded,
	ReceiptRevealed,
	DemandReturned,
});
events!(channels "Channels" {
	OperatorBonded,
	OperatorKeySet,
	OperatorUnbonded,
	OperatorWithdrew,
	ChannelOpened,
	ChannelToppedUp,
	ChannelKeySet,
	ChannelClosing,
	ChannelClosed,
});
events!(disputes "Disputes" {
	DisputeOpened,
	BondRaised,
	DisputeAnswered,
	CuratorRuled,
	RulingAppealed,
	DisputeEnded,
});
events!(rewards "Rewards" {
	StakersPaid,
	TreasuryPaid,
	Claimed,
});
events!(balances "Balances" {
	Held,
	Reserved,
});
events!(transaction_payment "TransactionPayment" {
	TransactionFeePaid,
});
events!(referenda "Referenda" {
	Submitted,
	DecisionDepositRefunded,
	SubmissionDepositRefunded,
});
events!(veto "Veto" {
	VetoCast,
	ChangeVetoed,
});
events!(technical_committee "TechnicalCommittee" {
	Proposed,
});
events!(whitelist "Whitelist" {
	CallWhitelisted,
});
events!(staking "Staking" {
	Unbonded as StakeUnbonded,
	Withdrawn as StakeWithdrawn,
	Rewarded,
});
events!(nomination_pools "NominationPools" {
	Created as PoolCreated,
	Bonded as PoolBonded,
	PaidOut as PoolPaidOut,
	Unbonded as PoolUnbonded,
	Withdrawn as PoolWithdrawn,
});
events!(identity "Identity" {
	SubIdentityRevoked,
	IdentityCleared,
	UsernameQueued,
});
events!(system "System" {
	RejectedInvalidAuthorizedUpgrade,
});

/// Receipts were settled, and are pending as a batch: what a client reads of the event, and
/// otherwise of the batch's record.
#[derive(DecodeAsType, Clone, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct BatchSettled {
	/// The id of the batch.
	pub batch: BatchId,
	/// The Merkle root over the compact receipts.
	pub root: H256,
	/// The Merkle root over the commitments of the whole receipts.
	pub commitments: H256,
	/// The first block in which the batch can be finalized, and no longer challenged.
	pub finalizable_at: u32,
}

impl Event for BatchSettled {
	const PALLET: &'static str = "Attribution";
	const NAME: &'static str = "BatchSettled";
}

/// The time to veto a change of a parameter was over, and the change was enacted.
// Errors of dispatch are shown by the names that the chain has for them, which upgrades add to.
#[derive(DecodeAsType, Clone, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct ChangeEnacted {
	/// Whether the parameter was set, or the error of setting it.
	pub result: Result<(), Value>,
}

impl Event for ChangeEnacted {
	const PALLET: &'static str = "Veto";
	const NAME: &'static str = "ChangeEnacted";
}

/// The call of a motion of the technical committee was dispatched.
#[derive(DecodeAsType, Clone, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Executed {
	/// Whether the call succeeded, or its error.
	pub result: Result<(), Value>,
}

impl Event for Executed {
	const PALLET: &'static str = "TechnicalCommittee";
	const NAME: &'static str = "Executed";
}
