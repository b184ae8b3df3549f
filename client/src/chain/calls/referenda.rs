// SPDX-License-Identifier: Apache-2.0

//! Calls of referenda, and of what they often decide.

use openledger_primitives::ContributionId;
use subxt::{
	transactions::{dynamic, StaticPayload},
	utils::AccountId32,
};

use crate::interface::api;

use super::encoded::EncodedCall;
pub use crate::chain::referenda::{Enactment, Proposal};
pub use api::runtime_types::pallet_contributions::types::Ruling;

/// An origin as the chain encodes it.
pub type EncodedOrigin = EncodedCall;

call!(
	/// Submits a referendum on dispatching `proposal` with the origin `proposal_origin`, for a
	/// deposit.
	"Referenda" submit(
		proposal_origin: EncodedOrigin,
		proposal: Proposal,
		enactment_moment: Enactment,
	)
);
call!(
	/// Places the decision deposit of referendum number `index`, without which it is not decided.
	/// Anyone can call it.
	referenda PlaceDecisionDeposit place_decision_deposit(index: u32)
);
call!(
	/// Returns the decision deposit of referendum number `index`, which is over, to the account
	/// that placed it.
	referenda RefundDecisionDeposit refund_decision_deposit(index: u32)
);
call!(
	/// Returns the submission deposit of referendum number `index`, which was approved or canceled.
	referenda RefundSubmissionDeposit refund_submission_deposit(index: u32)
);
call!(
	/// Rules on a rejected contribution. The origin is governance.
	contributions ResolveAppeal resolve_appeal(contribution: ContributionId, ruling: Ruling)
);
call!(
	/// Has the treasury owe `amount`, in planck, to `beneficiary`, from block `valid_from` on:
	/// `None` is at once. The origin is governance.
	treasury Spend spend(
		asset_kind: (),
		amount: u128,
		beneficiary: AccountId32,
		valid_from: Option<u32>,
	)
);
call!(
	/// Pays spend number `index` of the treasury to its beneficiary.
	treasury Payout payout(index: u32)
);
call!(
	/// Removes spend number `index` of the treasury if it was paid or has expired.
	treasury CheckStatus check_status(index: u32)
);
