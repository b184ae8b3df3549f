// SPDX-License-Identifier: Apache-2.0

//! Calls of referenda, and of what they often decide.

use openledger_primitives::ContributionId;
use subxt::{
	dynamic::Value,
	transactions::{dynamic, StaticPayload},
	utils::AccountId32,
};

use crate::interface::api;

pub use crate::chain::referenda::{Enactment, Proposal};
pub use api::runtime_types::pallet_contributions::types::Ruling;

/// The origin of referenda on the track named `track`. Tracks have the names of their origins, in
/// another case.
pub fn origin_of(track: &str) -> Value {
	let plain = |name: &str| Value::unnamed_variant(name, []);
	match track {
		"root" => Value::unnamed_variant("system", [plain("Root")]),
		track => Value::unnamed_variant("Origins", [plain(&capitalised(track))]),
	}
}

/// `SnakeCase` for `snake_case`.
fn capitalised(name: &str) -> String {
	name.split('_')
		.flat_map(|word| {
			let mut letters = word.chars();
			let first = letters.next().map(|letter| letter.to_ascii_uppercase());
			first.into_iter().chain(letters)
		})
		.collect()
}

call!(
	/// Submits a referendum on dispatching `proposal` with the origin `proposal_origin`, for a
	/// deposit.
	"Referenda" submit(
		proposal_origin: Value,
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn tracks_should_act_as_the_origin_of_their_name() {
		assert_eq!(capitalised("whitelisted_caller"), "WhitelistedCaller");
		let variant = |outer: &str, inner: &str| {
			Value::unnamed_variant(outer, [Value::unnamed_variant(inner, [])])
		};
		assert_eq!(origin_of("root"), variant("system", "Root"));
		assert_eq!(origin_of("fee_split"), variant("Origins", "FeeSplit"));
		assert_eq!(origin_of("staking"), variant("Origins", "Staking"));
	}
}
