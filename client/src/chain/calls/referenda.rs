// SPDX-License-Identifier: Apache-2.0

//! Calls of referenda, and of what they often decide.

use openledger_primitives::ContributionId;
use subxt::{
	dynamic::Value,
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::AccountId32,
};

/// The call that a referendum proposes: a short one itself, or the hash of one that is kept
/// elsewhere.
#[derive(EncodeAsType, Clone, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Proposal {
	/// The encoded call.
	Inline(Vec<u8>),
	/// A call that is kept as a preimage.
	Lookup {
		/// The hash of the encoded call.
		hash: [u8; 32],
		/// The length of the encoded call, in bytes.
		len: u32,
	},
}

/// When an approved call is dispatched.
#[derive(EncodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Enactment {
	/// As many blocks after its approval.
	After(u32),
}

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

/// Governance's ruling on a rejected contribution.
#[derive(EncodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Ruling {
	/// It is accepted.
	Overturn,
	/// It stays rejected, for good.
	Uphold,
	/// It is removed, and its deposits go to the treasury.
	Abuse,
}

call!(
	/// Submits a referendum on dispatching `proposal` with the origin `proposal_origin`, for a
	/// deposit.
	"Referenda" submit Submit {
		proposal_origin: Value,
		proposal: Proposal,
		enactment_moment: Enactment,
	}
);
call!(
	/// Places the decision deposit of referendum number `index`, without which it is not decided.
	/// Anyone can call it.
	"Referenda" place_decision_deposit PlaceDecisionDeposit { index: u32 }
);
call!(
	/// Returns the decision deposit of referendum number `index`, which is over, to the account
	/// that placed it.
	"Referenda" refund_decision_deposit RefundDecisionDeposit { index: u32 }
);
call!(
	/// Returns the submission deposit of referendum number `index`, which was approved or canceled.
	"Referenda" refund_submission_deposit RefundSubmissionDeposit { index: u32 }
);
call!(
	/// Rules on a rejected contribution. The origin is governance.
	"Contributions" resolve_appeal ResolveAppeal { contribution: ContributionId, ruling: Ruling }
);
call!(
	/// Has the treasury owe `amount`, in planck, to `beneficiary`, from block `valid_from` on:
	/// `None` is at once. The origin is governance.
	"Treasury" spend Spend {
		asset_kind: (),
		amount: u128,
		beneficiary: AccountId32,
		valid_from: Option<u32>,
	}
);
call!(
	/// Pays spend number `index` of the treasury to its beneficiary.
	"Treasury" payout Payout { index: u32 }
);
call!(
	/// Removes spend number `index` of the treasury if it was paid or has expired.
	"Treasury" check_status CheckStatus { index: u32 }
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
