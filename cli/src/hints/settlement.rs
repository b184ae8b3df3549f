// SPDX-License-Identifier: Apache-2.0

//! What to do about what settlement would refuse: of operators, of channels, of batches.

use openledger_client::{error::SettlementError, units::amount::number, words};
use openledger_primitives::batch::DraftError;

use super::there_are;

/// How a voucher gets into a batch file.
const BRING: &str =
	"openledger batch add FILE OUTPUT --model ID --fee OPEN --voucher VOUCHER takes \
	it, also for an answer that is in the file already";

/// What to do next.
pub fn hint(error: &SettlementError) -> String {
	use SettlementError as E;
	match error {
		E::NoOperator(_) => "it can become one, with its own key: openledger operator \
		                        register --bond OPEN --endpoint URL"
			.to_owned(),
		E::NotUnbonded { .. } => "see what is free when: openledger operator show".to_owned(),
		E::NotReceiptKey { key, .. } => format!(
			"the receipt key is {}: give it with --receipt-key or OPENLEDGER_RECEIPT_KEY; \
			 openledger operator receipt-key KEY changes it",
			words::key(*key)
		),
		E::KindOfKey { .. } => {
			"let an sr25519 key sign them, which openledger key new makes: openledger channel \
			 open --hot-key ACCOUNT, or openledger channel hot-key ID ACCOUNT; for receipts \
			 openledger operator receipt-key ACCOUNT"
				.to_owned()
		}
		E::NoChannel { id, count } if id < count => {
			"it was closed, and what was left went back to its payer".to_owned()
		}
		E::NoChannel { count, .. } => there_are("channel", *count),
		E::ChannelClosed { channel, .. } => format!(
			"what is left of it goes back to its payer: openledger channel withdraw {channel}; for \
			 more, its payer opens a new channel: openledger channel open"
		),
		E::ChannelEnded { channel, .. } | E::ChannelOutdated { channel, .. } => format!(
			"its payer closes it (openledger channel close {channel}), and opens a new channel for \
			 more: openledger channel open"
		),
		E::NotYetClosed { .. } => "wait for it with --wait".to_owned(),
		E::NotChannelKey { key, .. } => {
			format!("the channel's key is {}: give it with --key", words::key(*key))
		}
		E::AlreadySettled { channel, .. } | E::AnswersSettled { channel, .. } => format!(
			"a voucher is for all answers since the channel was opened: openledger channel show \
			 {channel}"
		),
		E::ReceiptsMissing { channel, missing } => format!(
			"take what the operator gave with openledger channel accept FILE, or ask it again \
			 with the same voucher: openledger channel voucher {channel} --sequence {}; \
			 --in-flight N lets more be under way",
			missing.first().copied().unwrap_or_default()
		),
		E::NotPromised { channel, next, .. } => format!(
			"requests are numbered without gaps, and the next is {next}: openledger channel \
			 voucher {channel} --price OPEN"
		),
		E::OtherPrice { channel, sequence, .. } => format!(
			"the same voucher again: openledger channel voucher {channel} --sequence {sequence}"
		),
		E::FeeBeyondPromise { .. } => {
			"don't take the answer, and ask the operator for a receipt as agreed".to_owned()
		}
		E::UnknownPromise { fee, .. } => {
			format!("if it is what was agreed: --max-fee {}", number(*fee))
		}
		E::OtherModel { .. } | E::OtherOutput => {
			"don't take the answer with it: nobody could show that its authors were paid for it"
				.to_owned()
		}
		E::SignedTwice { .. } => {
			"keep both, and ask this operator for nothing more: whichever it settles, the other \
			 refutes that batch (openledger watch does)"
				.to_owned()
		}
		E::BeyondFunds { channel, cumulative, most } => format!(
			"sign for less, or have its payer add to it: openledger channel top-up {channel} {}",
			number(cumulative.saturating_sub(*most))
		),
		E::Draft(error) => draft_hint(error),
		E::SpanParamsNotInForce => {
			"a rule that was changed counts for the grace period only: settle before it is over"
				.to_owned()
		}
		E::BadVoucher(_) => {
			"give the file that openledger channel voucher --out wrote, or the 0x and digits of \
			 its field `voucher`"
				.to_owned()
		}
		E::VoucherOfOtherChain { .. } => {
			"name another voucher, or that chain's node with --url".to_owned()
		}
		E::VoucherOfOtherChannel { .. } => "leave --channel out: the voucher says which".to_owned(),
		E::SequenceSettled { .. } => {
			"what comes too late is not charged; have the payer ask again: openledger channel \
			 voucher CHANNEL --price OPEN"
				.to_owned()
		}
		E::SequencePassed { path, .. } => format!(
			"what comes too late is not charged; have the payer ask again: openledger channel \
			 voucher CHANNEL --price OPEN. If nothing settles that file any more: openledger \
			 batch settle {path}"
		),
		E::SignedBefore { .. } | E::SignedAndGone { .. } => {
			"two receipts for one answer would cost the bond: have the payer ask again, with a \
			 voucher for its next request"
				.to_owned()
		}
		E::EarlierElsewhere { path, .. } => format!("openledger batch settle {path}"),
		E::EarlierMissing { .. } => {
			"bring its file back, and settle that; --pass-over-missing settles without it, and \
			 then it is never paid"
				.to_owned()
		}
		E::NoPlace(_) => "name another file with --out".to_owned(),
		E::FeesBeyondFunds { channel, fees, funds } => format!(
			"have its payer add to it: openledger channel top-up {channel} {}",
			number(fees.saturating_sub(*funds))
		),
		E::NoVoucher { channel, sequence } => format!(
			"have the channel's key sign for it: openledger channel voucher {channel} --sequence \
			 {sequence}, with --price OPEN for a new request, or --answers {} --cumulative OPEN; \
			 {BRING}",
			sequence.saturating_add(1)
		),
		E::FeesBeyondVoucher { channel, answers, charged, .. } => format!(
			"charge less, or have the channel's key sign for more: openledger channel voucher \
			 {channel} --answers {answers} --cumulative {}; {BRING}",
			number(*charged)
		),
		E::InvalidSignature { channel, key } => format!(
			"have {} sign it: openledger channel voucher {channel} --sequence N, or --answers N \
			 --cumulative OPEN; {BRING}",
			words::key(*key)
		),
		E::NoReceipt { count: 0, .. } => "the file has none".to_owned(),
		E::NoReceipt { count: 1, .. } => "the file has one: 0".to_owned(),
		E::NoReceipt { count, .. } => format!("the file has {count}: 0 to {}", count - 1),
		E::SettledBefore { .. } => {
			"there is nothing to do; to see which batch it was, ask a node that keeps all states"
				.to_owned()
		}
		E::SettledByAnother(_) => "go on with the key of that account".to_owned(),
		E::PaidBefore { .. } => "to pay for it once more, give --again".to_owned(),
		E::PaymentOpen { .. } => {
			"try again in two minutes, when it is certain; to pay for it once more, give --again"
				.to_owned()
		}
		E::OtherRoot { .. } => "this should never happen: please report it".to_owned(),
	}
}

fn draft_hint(error: &DraftError) -> String {
	let hint = match error {
		DraftError::Empty => {
			"openledger batch add FILE OUTPUT --model ID --fee OPEN --voucher VOUCHER makes one"
		}
		DraftError::MalformedSpans(_)
		| DraftError::ZeroFee(_)
		| DraftError::NotByChannel(_)
		| DraftError::OutOfOrder(_) => {
			"no receipt of openledger batch add is so: take it out of the file"
		}
		DraftError::NoVoucher(_) => {
			return format!(
				"have the channel's key sign for its answers: openledger channel voucher CHANNEL; \
				 {BRING}"
			);
		}
		_ => "settle the file again: what has no room in one batch is settled as several",
	};
	hint.to_owned()
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::units::amount::OPEN;

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let error = SettlementError::BeyondFunds { channel: 3, cumulative: 5 * OPEN, most: OPEN };
		assert!(hint(&error).ends_with("openledger channel top-up 3 4"));
		let error = SettlementError::FeesBeyondVoucher {
			channel: 3,
			answers: 7,
			charged: OPEN * 3 / 2,
			cumulative: OPEN,
		};
		let command =
			"openledger channel voucher 3 --answers 7 --cumulative 1.5; openledger batch add";
		assert!(hint(&error).contains(command));
		let unread = String::new();
		let gone = SettlementError::EarlierMissing { channel: 3, sequence: 4, unread };
		assert!(hint(&gone).contains("--pass-over-missing"));
		let missing = SettlementError::ReceiptsMissing { channel: 3, missing: vec![4, 5] };
		assert!(hint(&missing).contains("openledger channel voucher 3 --sequence 4"));
		let error = SettlementError::NoChannel { id: 1, count: 2 };
		assert!(hint(&error).contains("closed"));
		let error = SettlementError::NoChannel { id: 7, count: 2 };
		assert_eq!(hint(&error), "the chain has 2: 0 to 1");
		let error = SettlementError::NoReceipt { index: 3, count: 3 };
		assert_eq!(hint(&error), "the file has 3: 0 to 2");
		let closed = SettlementError::ChannelClosed { channel: 3, until: 60 };
		assert!(hint(&closed).contains("openledger channel withdraw 3;"));
		let ended = SettlementError::ChannelEnded { channel: 3, until: 60 };
		assert!(hint(&ended).contains("openledger channel close 3)"));
	}
}
