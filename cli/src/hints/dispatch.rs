// SPDX-License-Identifier: Apache-2.0

//! What to do about calls that the chain refused: a table by `Pallet.Error`.

/// What to do about a call that failed with the error `name`, where the documentation of the error
/// leaves that open.
pub fn hint(call: &str, name: &str) -> Option<&'static str> {
	Some(match name {
		"Contributions.NotCurator" => "see who is: openledger datanet show ID",
		"Contributions.NotPending" => "it was accepted or rejected before: leave it out",
		"Contributions.NotOwner" | "Disputes.NotOwner" => "sign with its owner's key",
		"Contributions.DatanetFrozen" => "its owner can thaw it: openledger datanet thaw ID",
		"Contributions.AlreadyAccepted" => {
			"later models can be kept from it: openledger contribution withdraw ID"
		}
		"Contributions.NotAccepted" => "no model has it: openledger contribution retract ID",
		"Contributions.NotRejected" => "see what it is: openledger contribution show ID",
		"Contributions.RejectionUpheld" => {
			"the text can be freed: openledger contribution retract ID"
		}
		"Contributions.AppealPending" => "wait for governance: openledger contribution show ID",
		"Contributions.NotOffered" | "Models.NotOffered" => {
			"its owner has to offer it, with the command transfer"
		}
		"Contributions.ContentRootHeld" => "somebody has just registered the same text",
		"Contributions.SourceNotAccepted" | "Contributions.DerivativesForbidden" => {
			"leave that source out, with what is made from it"
		}
		"Contributions.CommercialTrainingForbidden" => {
			"contribute to a datanet that forbids it too: openledger datanet list"
		}
		"Contributions.InvalidSource"
		| "Contributions.SharesExceedWhole"
		| "Contributions.TooManySources" => {
			"name each source once, with 100 % at most in all, and leave the least of them out"
		}
		"Contributions.NotCurated" => {
			"all that is contributed to it is accepted; for curators, create another: openledger \
			 datanet create NAME --curator ACCOUNT"
		}
		"Contributions.AlreadyCurator" => "see who is: openledger datanet show ID",
		"Contributions.LastCurator" => "openledger datanet curator add ID ACCOUNT",
		"Contributions.TooManyCurators" => {
			"remove one first: openledger datanet curator remove ID ACCOUNT"
		}
		"Contributions.AlreadyMalformed" => "somebody was faster: there is nothing to do",
		"Contributions.InvalidExcerpt" | "Contributions.NotMalformed" => {
			"if openledger found the flaw, please report it"
		}
		"Contributions.DisputeOpen" => {
			"wait until it is decided whose it is: openledger dispute show ID"
		}

		"Models.ModelNotFound" => "see which there are: openledger model list",
		"Disputes.OwnWork" => "only somebody else can dispute whose a work is",
		"Models.NotDeveloper" => "sign with its developer's key",
		"Models.RoyaltyTooLow" => {
			"offer the parent what it asks, which openledger model show says: --parent MODEL:PERCENT"
		}
		"Models.ParentsDontFitKind" => {
			"name the parents with --parent MODEL:PERCENT, or choose another --kind"
		}
		"Models.DerivativesForbidden" => "choose another parent",
		"Models.ParentNotCommercial" => {
			"register the model with --non-commercial, or choose another parent"
		}
		"Models.CommercialTrainingForbidden" => {
			"register the model with --non-commercial, or leave the datanet out"
		}
		"Models.LicenseForbidsDerivatives" => {
			"register the model with --no-derivatives, or leave the datanet out"
		}
		"Models.MalformedDataset" => {
			"name each datanet once, and leave out those that have accepted nothing yet"
		}
		"Models.DatasetBeyondAccepted" => {
			"see how many it has accepted: openledger datanet show ID; --dataset ID alone names all"
		}
		"Models.Retired" => "register another model",

		"Disputes.DisputeNotFound" => "it has ended: openledger contribution show ID",
		"Disputes.AlreadyDisputed" => "see by whom: openledger dispute show ID",
		"Disputes.NotDisputable" => "only what a datanet accepted can be disputed",
		"Disputes.BondTooLow" => "leave --bond out: the least is put up then",
		"Disputes.NotParty" => "sign with the key of the claimant or of the owner",
		"Disputes.NotJudge" => {
			"sign with the key of a curator who is no party, or propose a ruling to governance: \
			 openledger gov referendum dispute ID OUTCOME"
		}
		"Disputes.NotRuled" => "see whose turn it is: openledger dispute show ID",
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
			"if openledger made the proof, please report it"
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
			"bond more: openledger staking extra OPEN; or, to unbond, first end what needs the bond: \
			 openledger staking chill"
		}
		"Staking.NotController" | "Staking.NotStash" => "bond first: openledger staking bond OPEN",
		"Staking.AlreadyBonded" => "add to it: openledger staking extra OPEN",
		"Staking.TooManyTargets" => "name fewer validators",
		"Staking.BadTarget" => {
			"one of them takes no nominations: openledger staking validators shows which"
		}
		"Staking.NoMoreChunks" => "take back what is free first: openledger staking withdraw",
		"Staking.NoUnlockChunk" => "bond what is free instead: openledger staking extra OPEN",
		"Staking.Restricted" => {
			"an account stakes by itself or in a pool: use another account, or put more in the \
			 pool: openledger staking pool extra OPEN; to leave it first: openledger staking pool unbond OPEN, and \
			 when that is free, openledger staking pool withdraw"
		}

		"NominationPools.Restricted" => {
			"an account stakes by itself or in a pool: use another account, or take the bond back \
			 first: openledger staking unbond OPEN, and when that is free, openledger staking withdraw"
		}
		"NominationPools.PoolNotFound" => "list them all: openledger staking pool list",
		"NominationPools.AccountBelongsToOtherPool" => {
			"an account is in one pool: add to what is in it: openledger staking pool extra OPEN"
		}
		"NominationPools.CannotWithdrawAny" => "see when it is free: openledger staking pool status",
		"NominationPools.MaxUnbondingLimit" => {
			"take back what is free first: openledger staking pool withdraw"
		}
		"NominationPools.CanNotChangeState" => {
			"who runs it can end it; to leave it: openledger staking pool unbond OPEN"
		}
		"NominationPools.MinimumBondNotMet" => {
			"put in more, or take out less; who made a pool gets all back by ending it: openledger \
			 staking pool close POOL"
		}
		"NominationPools.NotOpen" => "the pool takes nobody: openledger staking pool list",
		"NominationPools.NotNominator" => "who runs the pool says whom it backs",

		"Token.FundsUnavailable" => "send OPEN to the account that signs",
		"Token.Frozen" => {
			"votes need it: remove some of them and take back delegations, then openledger gov vote unlock"
		}

		"Identity.NoIdentity" | "Identity.InvalidTarget" => {
			"an account says who it is with: openledger account identity set --display NAME"
		}
		"Identity.StickyJudgement" => {
			"the registrar was asked already: wait for it, or take the request back: openledger \
			 account identity cancel-request --registrar NUMBER; what it found erroneous, it has to \
			 take back itself"
		}
		"Identity.NotFound" | "Identity.JudgementGiven" => {
			"see what was asked and judged: openledger account identity show"
		}
		"Identity.InvalidIndex" => {
			"sign with the registrar's key: openledger account identity registrars"
		}
		"Identity.AlreadyClaimed" => {
			"it can end that itself: openledger account identity sub quit"
		}
		"Identity.NotOwned" | "Identity.NotSub" => {
			"see which there are: openledger account identity show ACCOUNT"
		}
		"Identity.TooManySubAccounts" => {
			"remove one first: openledger account identity sub remove ACCOUNT"
		}
		"Identity.NotUsernameAuthority" => "sign with the key of the authority of that suffix",
		"Identity.NoAllocation" => "put up a deposit for it: --deposit",
		// Another account's, to the calls that only its own may make.
		"Identity.InvalidUsername"
			if ["Identity.accept_username", "Identity.set_primary_username"].contains(&call) =>
		{
			"see whose it is: openledger account identity username show USERNAME"
		}
		"Identity.InvalidUsername" => {
			"small letters and digits, a dot, and the suffix of an authority: ada.open"
		}
		"Identity.UsernameTaken" | "Identity.NoUsername" => {
			"see whose it is: openledger account identity username show USERNAME"
		}
		"Identity.NotExpired" | "Identity.TooEarly" => {
			"see when it can be: openledger account identity username show USERNAME"
		}
		"Identity.JudgementForDifferentIdentity" => {
			"it was changed meanwhile: look at it again with openledger account identity show ACCOUNT"
		}
		"Identity.FeeChanged" => {
			"see what it asks: openledger account identity registrars; and offer that with --max-fee"
		}

		"Rewards.NothingOwed" => {
			"batches pay when they are finalized: openledger batch finalize BATCH"
		}

		"Referenda.PreimageNotExist" => "the call has to be kept on chain first",
		"Referenda.HasDeposit" => "see how it stands: openledger gov referendum show ID",
		"Referenda.Unfinished" | "Referenda.NoDeposit" => {
			"wait until it is over; what was put up to submit it comes back only if it was approved or \
			 cancelled: openledger gov referendum show ID"
		}

		"System.NothingAuthorized" => {
			"a referendum has to authorize it first: openledger gov referendum upgrade FILE"
		}
		"System.Unauthorized" => {
			"give the file that a referendum was about: openledger gov referendum upgrade shows its hash"
		}
		"System.SpecVersionNeedsToIncrease"
		| "System.InvalidSpecName"
		| "System.FailedToExtractRuntimeVersion" => "give a later version of this chain's runtime",

		"ConvictionVoting.AlreadyDelegating" => {
			"take the votes back first: openledger gov delegate undo TRACK"
		}
		"ConvictionVoting.MaxVotesReached" => {
			"take back votes about referenda that are over: openledger gov vote unlock"
		}
		"ConvictionVoting.InsufficientFunds" => {
			"what is held for channels, bonds, demands and contributions can't vote"
		}
		"ConvictionVoting.AlreadyVoting" => {
			"remove the votes on that track first: openledger gov vote remove REFERENDUM"
		}

		"Veto.NotFound" => "list those that wait: openledger gov change list",
		"Veto.NoMerit" => {
			"merit is earned by texts and models that are in answers; it can't be bought"
		}
		"Veto.AlreadyVetoed" => "see how it stands: openledger gov change show ID",
		"Veto.TooLate" => {
			"another referendum can change it back: openledger gov params propose KEY VALUE"
		}
		"Veto.TooEarly" => "the chain enacts it by itself then, unless merit vetoes it",
		"Veto.TooManyChanges" => "wait until some are enacted: openledger gov change list",

		"TechnicalCommittee.NotMember" => "see who is: openledger gov committee list",
		"TechnicalCommittee.ProposalMissing" | "TechnicalCommittee.WrongIndex" => {
			"see which motions there are: openledger gov committee list"
		}
		"TechnicalCommittee.TooEarly" => {
			"more members have to vote, or its time has to pass: openledger gov committee list"
		}
		"TechnicalCommittee.DuplicateVote" => "that vote counts already",
		"TechnicalCommittee.DuplicateProposal" => "it is proposed: openledger gov committee list",

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
