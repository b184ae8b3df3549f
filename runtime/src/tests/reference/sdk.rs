// SPDX-License-Identifier: Apache-2.0

//! The page of the calls of the SDK's pallets that people here make.

use frame_metadata::v16::PalletMetadata;
use scale_info::form::PortableForm;

use super::{prose, types::Types, variants, NOTE};

const CALLS: [(&str, &[&str]); 15] = [
	("Balances", &["transfer_keep_alive", "transfer_allow_death", "transfer_all"]),
	(
		"Staking",
		&[
			"bond",
			"bond_extra",
			"nominate",
			"validate",
			"chill",
			"unbond",
			"rebond",
			"withdraw_unbonded",
			"payout_stakers",
		],
	),
	("Session", &["set_keys", "purge_keys"]),
	(
		"NominationPools",
		&[
			"create",
			"join",
			"bond_extra",
			"nominate",
			"claim_payout",
			"unbond",
			"withdraw_unbonded",
		],
	),
	("Utility", &["batch", "batch_all", "force_batch"]),
	("Proxy", &["add_proxy", "remove_proxy", "proxy"]),
	("Multisig", &["as_multi", "approve_as_multi", "cancel_as_multi"]),
	("Preimage", &["note_preimage", "unnote_preimage"]),
	("Identity", &["set_identity", "clear_identity", "request_judgement", "provide_judgement"]),
	("Treasury", &["spend", "payout"]),
	("Parameters", &["set_parameter"]),
	("Referenda", &["submit", "place_decision_deposit", "refund_decision_deposit"]),
	("ConvictionVoting", &["vote", "remove_vote", "delegate", "undelegate", "unlock"]),
	("Whitelist", &["whitelist_call", "dispatch_whitelisted_call"]),
	("TechnicalCommittee", &["propose", "vote", "close"]),
];

pub fn page(pallets: &[PalletMetadata<PortableForm>], types: &mut Types) -> String {
	let mut page = format!(
		"# Calls of the SDK\n\n{NOTE}\n\nThose of the SDK's pallets that the guides use. The metadata has \
		all of them.\n\n| Call (indices) | Arguments | |\n|---|---|---|\n"
	);
	for (name, calls) in CALLS {
		let pallet = pallets.iter().find(|pallet| pallet.name == name);
		let pallet = pallet.unwrap_or_else(|| panic!("the runtime has no pallet {name}"));
		let ty = pallet.calls.as_ref().unwrap_or_else(|| panic!("{name} has no calls")).ty.id;
		let all = variants(types.registry(), ty).to_vec();
		for call in calls {
			let found = all.iter().find(|variant| variant.name == *call);
			let found = found.unwrap_or_else(|| panic!("{name} has no call {call}"));
			let arguments = found.fields.iter().map(|field| {
				let name = field.name.clone().unwrap_or_default();
				format!("{name} `{}`", types.plain(field.ty.id))
			});
			let arguments = prose::cell(&arguments.collect::<Vec<_>>().join("; "));
			let docs = prose::cell(&prose::summary(&found.docs));
			let (pallet, index) = (pallet.index, found.index);
			page.push_str(&format!(
				"| `{name}.{call}` ({pallet}, {index}) | {arguments} | {docs} |\n"
			));
		}
	}
	page
}
