// SPDX-License-Identifier: Apache-2.0

//! Calls of referenda, and of what they often decide.

use openledger_primitives::ContributionId;
use subxt::{
	dynamic::Value,
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::AccountId32,
};

/// What a referendum proposes: a short call itself, or the hash of one that is kept elsewhere.
#[derive(EncodeAsType, Clone, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Proposal {
	Inline(Vec<u8>),
	Lookup { hash: [u8; 32], len: u32 },
}

/// When a call is dispatched that was approved.
#[derive(EncodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Enactment {
	/// Blocks after it was approved.
	After(u32),
}

/// What a referendum on the track of that name acts as. Tracks have the names of their origins, in
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

/// What is decided about a rejected contribution.
#[derive(EncodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Ruling {
	Overturn,
	Uphold,
	Abuse,
}

call!("Referenda" submit Submit {
	proposal_origin: Value,
	proposal: Proposal,
	enactment_moment: Enactment,
});
call!("Referenda" place_decision_deposit PlaceDecisionDeposit { index: u32 });
call!("Referenda" refund_decision_deposit RefundDecisionDeposit { index: u32 });
call!("Referenda" refund_submission_deposit RefundSubmissionDeposit { index: u32 });
call!("Contributions" rule Rule { contribution: ContributionId, ruling: Ruling });
call!("Treasury" spend Spend {
	asset_kind: (),
	amount: u128,
	beneficiary: AccountId32,
	valid_from: Option<u32>,
});
call!("Treasury" payout Payout { index: u32 });
call!("Treasury" check_status CheckStatus { index: u32 });

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
