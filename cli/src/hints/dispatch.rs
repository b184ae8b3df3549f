// SPDX-License-Identifier: Apache-2.0

//! What to do about calls that the chain refused: a table by `Pallet.Error`.

/// What to do about a call that failed with the error `name`, where the documentation of the error
/// leaves that open.
pub fn hint(call: &str, name: &str) -> Option<&'static str> {
	Some(match name {
		"Contributions.NotCurator" => "sign with the key of a curator: openledger datanet show ID",
		"Contributions.NotPending" => "it was accepted or rejected before",
		"Contributions.NotOwner" => "sign with its owner's key",
		"Contributions.DatanetFrozen" => "its owner can thaw it: openledger datanet thaw ID",
		"Contributions.AppealPending" => "wait for governance: openledger contribution show ID",
		"Contributions.NotOffered" => "its owner has to offer it again",
		"Contributions.ContentRootHeld" => "somebody has just registered the same text",
		"Contributions.AlreadyMalformed" => "somebody was faster: there is nothing to do",
		"Contributions.InvalidExcerpt" | "Contributions.NotMalformed" => {
			"nothing has changed on chain, but for the fee; if openledger found the flaw, please \
			 report it"
		}
		"Contributions.DisputeOpen" => {
			"wait until it is decided whose it is: openledger dispute show ID"
		}

		"Models.NotDeveloper" => "sign with its developer's key",
		"Models.RoyaltyTooLow" => "offer the parent what it asks: --parent MODEL:PERCENT",
		"Models.ParentsDontFitKind" => "name the parents with --parent MODEL:PERCENT",

		"Disputes.DisputeNotFound" => "it has ended: openledger contribution show ID",
		"Disputes.AlreadyDisputed" => "somebody was faster: openledger dispute show ID",
		"Disputes.NotDisputable" => "only what a datanet accepted can be disputed",
		"Disputes.NotJudge" => "sign with the key of a curator who is no party",
		"Disputes.TooEarly" | "Disputes.NotBeforeGovernance" => {
			"see whose turn it is, and until when: openledger dispute show ID"
		}
		"Disputes.TooLate" => "see whose turn it is: openledger dispute show ID",

		"Channels.OperatorNotFound" => {
			"an operator registers first: openledger operator register --bond OPEN --endpoint URL"
		}
		"Channels.AlreadyRegistered" => {
			"see it with openledger operator show; the bond grows with openledger operator bond OPEN"
		}
		"Channels.BondTooLow" => {
			"register with a larger --bond, or add to the bond: openledger operator bond OPEN"
		}
		"Channels.NotEnoughBond" => "see what is bonded: openledger operator show",
		"Channels.StillBonded" => {
			"unbond all of the bond (openledger operator unbond OPEN), wait until it is free and the \
			 batches are final, and take it back (openledger operator withdraw)"
		}
		"Channels.TooManyUnbonding" => "take back what is free: openledger operator withdraw",
		"Channels.TooMuchExposure" => {
			"wait until earlier batches are final (openledger operator show), settle less at a time, \
			 or add to the bond: openledger operator bond OPEN"
		}
		"Channels.NothingUnbonded" => "see what is free when: openledger operator show",
		"Channels.NotClosing" => {
			"its payer or its operator can close it: openledger channel close ID"
		}
		"Channels.ChannelNotFound" | "Channels.NotYetClosed" => {
			"look at it: openledger channel show ID"
		}
		"Channels.ChannelClosing" => {
			"from the block on in which it can be withdrawn, nothing of it is settled: openledger \
			 channel show ID; for more, open another: openledger channel open --operator ACCOUNT \
			 --amount OPEN"
		}
		"Channels.KeyChanging" => {
			"what the former key signed still counts: openledger channel show ID, or openledger \
			 operator show"
		}
		"Channels.NotPayer" => "sign with the key of the channel's payer",
		"Channels.NotChannelParty" | "Channels.NotChannelOperator" => {
			"see who they are: openledger channel show ID"
		}
		"Channels.ChannelOutdated" => {
			"its operator has registered again since it was opened, or has a new receipt key and the \
			 former one counts no more: have its payer close it and open another"
		}
		"Channels.SequenceSettled" => {
			"answers that were settled, or passed over, can't be settled: openledger channel show ID"
		}
		"Channels.VoucherExceeded"
		| "Channels.VoucherExceedsFunds"
		| "Channels.InvalidVoucherSignature"
		| "Attribution.BeyondVoucher" => {
			"a channel has just changed: try again, and the command says which"
		}

		"Attribution.BatchNotFound" => "look at it: openledger batch show ID",
		"Attribution.SpanParamsNotInForce" => {
			"what a rule before gave counts for the grace period only: attribute the output again"
		}
		"Attribution.ModelNotActive" => "the model stopped too long ago: openledger model show ID",
		"Attribution.AlreadyVoid" => "somebody was faster: there is nothing to do",
		"Attribution.WindowClosed" => "only what is pending can be challenged",
		"Attribution.NotInBatch" | "Attribution.ReceiptNotFound" => {
			"the batch has changed, or the receipt is of another: openledger batch show ID"
		}
		"Attribution.SpanNotFound" => "spans are counted from 0, as the receipt lists them",
		"Attribution.InvalidExcerpt"
		| "Attribution.NotRefuted"
		| "Attribution.NotShown"
		| "Attribution.NotCommitted" => {
			"nothing has changed on chain, but for the fee; if openledger made the proof, please \
			 report it"
		}
		"Attribution.NotSigned" => {
			"only what the operator signed, with a key that counted when it settled, speaks against it"
		}
		"Attribution.DemandNotFound" => "it was answered, or has ended: openledger batch show ID",
		"Attribution.AlreadyDemanded" => "wait for the answer, or demand another span",
		"Attribution.NoTimeToReveal" => {
			"demands are taken while there is time to answer them and to refute the answer"
		}
		"Attribution.RevealTooLate" => "the demand counts as unanswered, and refutes the batch",
		"Attribution.NotYetExpired" => "wait until its time is over: openledger batch show ID",
		"Attribution.DemandUnanswered" => {
			"refute the batch by it (openledger watch does), or leave that to the chain"
		}

		// A bond comes from a claim too.
		"Staking.InsufficientBond" if call.starts_with("Rewards.") => {
			"claim without --bond, or when more is owed"
		}
		"Staking.InsufficientBond" => {
			"bond more: openledger stake extra OPEN; or, to unbond, first end what needs the bond: \
			 openledger stake chill"
		}
		"Staking.NotController" | "Staking.NotStash" => "bond first: openledger stake bond OPEN",
		"Staking.AlreadyBonded" => "add to it: openledger stake extra OPEN",
		"Staking.TooManyTargets" => "name fewer validators",
		"Staking.BadTarget" => {
			"one of them takes no nominations: openledger stake validators shows which"
		}
		"Staking.NoMoreChunks" | "NominationPools.MaxUnbondingLimit" => {
			"take back what is free first: openledger stake withdraw, or pool withdraw"
		}
		"Staking.Restricted" => {
			"an account stakes by itself or in a pool: openledger pool status, openledger stake \
			 status"
		}

		"NominationPools.Restricted" => {
			"an account stakes by itself or in a pool: leave the one first, or use another account"
		}
		"NominationPools.MinimumBondNotMet" => {
			"put in more, or take out less; who made a pool gets all back by ending it: openledger \
			 pool close POOL"
		}
		"NominationPools.NotOpen" => "the pool takes nobody: openledger pool list",
		"NominationPools.NotNominator" => "who runs the pool says whom it backs",

		"Token.FundsUnavailable" => "send OPEN to the account that signs",
		"Token.Frozen" => {
			"votes need it: remove some of them and take back delegations, then openledger vote unlock"
		}

		"Identity.TooManySubAccounts" => {
			"remove one first: openledger account identity sub remove ACCOUNT"
		}
		"Identity.NotUsernameAuthority" => "sign with the key of the authority of that suffix",
		"Identity.NoAllocation" => "put up a deposit for it: --deposit",
		"Identity.InvalidUsername" => {
			"small letters and digits, a dot, and the suffix of an authority: ada.open"
		}
		"Identity.UsernameTaken" => {
			"see whose it is: openledger account identity username show USERNAME"
		}
		"Identity.NotExpired" | "Identity.TooEarly" => {
			"see when it can be: openledger account identity username show USERNAME"
		}
		"Identity.JudgementForDifferentIdentity" => {
			"it was changed meanwhile: look at it again with openledger account identity show ACCOUNT"
		}
		"Identity.FeeChanged" => "see what it asks: openledger account identity registrars",

		"Referenda.PreimageNotExist" => "the call has to be kept on chain first",

		"ConvictionVoting.AlreadyDelegating" => "take it back first: openledger delegate undo",
		"ConvictionVoting.InsufficientFunds" => {
			"what is held for channels, bonds, demands and contributions can't vote"
		}
		"ConvictionVoting.AlreadyVoting" => "remove the votes first: openledger vote remove",

		"Veto.TooManyChanges" => "wait until some are enacted: openledger change list",

		"TechnicalCommittee.DuplicateVote" => "that vote counts already",
		"TechnicalCommittee.DuplicateProposal" => "it is proposed: openledger committee list",

		"Treasury.PayoutError" => "the treasury may have too little: try again later",

		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_hint_should_fit_what_was_asked_for() {
		let of = |call| hint(call, "Staking.InsufficientBond").unwrap();
		assert!(of("Rewards.claim_and_bond").contains("--bond"));
		assert!(!of("Staking.nominate").contains("claim"));
	}

	#[test]
	fn only_what_is_not_said_already_should_have_a_hint() {
		let of = |name: &str| hint("Pallet.call", name);
		assert!(of("Attribution.AlreadyVoid").is_some_and(|hint| hint.contains("faster")));
		for name in ["Disputes.TooEarly", "Referenda.PreimageNotExist", "Identity.NoAllocation"] {
			assert!(of(name).is_some(), "{name}");
		}
		for pallet in ["Attribution", "Disputes", "Referenda", "Identity", "Staking"] {
			assert_eq!(of(&format!("{pallet}.Other")), None);
		}
	}
}
