// SPDX-License-Identifier: Apache-2.0

//! What to do about what settlement would refuse: of operators, of channels, of batches.

use openledger_client::{
	chain::End,
	error::{Behind, Kept, SettlementError, Signs},
	units::amount::number,
	words,
};
use openledger_primitives::batch::DraftError;

/// How a voucher gets into a batch file.
const BRING: &str =
	"openledger batch add FILE OUTPUT --model ID --fee OPEN --voucher VOUCHER takes \
	it, also for an answer that is in the file already";

/// What to do next.
pub fn hint(error: &SettlementError) -> String {
	use SettlementError as E;
	match error {
		E::OtherKey { signs: Signs::Receipts(_), key } => format!(
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
		E::Ended { channel, end: End::Closing { .. }, .. } => format!(
			"what is left of it goes back to its payer: openledger channel withdraw {channel}; for \
			 more, its payer opens a new channel: openledger channel open"
		),
		E::Ended { channel, .. } => format!(
			"its payer closes it (openledger channel close {channel}), and opens a new channel for \
			 more: openledger channel open"
		),
		E::OtherKey { signs: Signs::Vouchers(_), key } => {
			format!("the channel's key is {}: give it with --key", words::key(*key))
		}
		E::AddsNothing { channel, .. } => format!(
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
		E::OtherAnswer(_) => {
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
		E::TooLate { behind: Behind::Settled { .. }, .. } => {
			"what comes too late is not charged; have the payer ask again: openledger channel \
			 voucher CHANNEL --price OPEN"
				.to_owned()
		}
		E::TooLate { behind: Behind::File { path }, .. } => format!(
			"what comes too late is not charged; have the payer ask again: openledger channel \
			 voucher CHANNEL --price OPEN. If nothing settles that file any more: openledger \
			 batch settle {path}"
		),
		E::SignedBefore { .. } => {
			"two receipts for one answer would cost the bond: have the payer ask again, with a \
			 voucher for its next request"
				.to_owned()
		}
		E::Earlier { kept: Kept::In(path), .. } => format!("openledger batch settle {path}"),
		E::Earlier { kept: Kept::Nowhere { .. }, .. } => {
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
		E::SettledBefore { .. } => {
			"there is nothing to do; to see which batch it was, ask a node that keeps all states"
				.to_owned()
		}
		E::SettledByAnother(_) => "go on with the key of that account".to_owned(),
		E::PaidBefore { batch: Some(_), .. } => "to pay for it once more, give --again".to_owned(),
		E::PaidBefore { batch: None, .. } => {
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
	use openledger_client::{account::Account, units::amount::OPEN};

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
		let kept = Kept::Nowhere { unread: String::new() };
		let gone = SettlementError::Earlier { channel: 3, sequence: 4, kept };
		assert!(hint(&gone).contains("--pass-over-missing"));
		let missing = SettlementError::ReceiptsMissing { channel: 3, missing: vec![4, 5] };
		assert!(hint(&missing).contains("openledger channel voucher 3 --sequence 4"));
		let operator = Account::new([1; 32]);
		let ended = |end| {
			let operator = operator.clone();
			hint(&SettlementError::Ended { channel: 3, operator, end })
		};
		let closed = ended(End::Closing { until: 60 });
		assert!(closed.contains("openledger channel withdraw 3;"), "{closed}");
		let outdated = ended(End::NewKey { until: 60 });
		assert!(outdated.contains("openledger channel close 3)"), "{outdated}");
	}
}
