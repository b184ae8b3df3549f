// SPDX-License-Identifier: Apache-2.0

//! Why receipts can't be a batch.

use openledger_primitives::{
	batch::DraftError,
	limits::{
		MaxBatchContributions, MaxBatchCredits, MaxBatchModels, MaxBatchReceipts, MaxVouchers,
	},
};

/// Why receipts can't be a batch.
pub(super) fn draft(error: &DraftError) -> String {
	match error {
		DraftError::Empty => "the batch has no receipt".to_owned(),
		DraftError::TooManyReceipts => {
			format!("a batch has {} receipts at most", MaxBatchReceipts::get())
		}
		DraftError::TooManyContributions => {
			let max = MaxBatchContributions::get();
			format!("the receipts of a batch credit {max} contributions at most")
		}
		DraftError::TooManyCredits => {
			format!("the receipts of a batch have {} credits at most", MaxBatchCredits::get())
		}
		DraftError::TooManyModels => {
			format!("the receipts of a batch are of {} models at most", MaxBatchModels::get())
		}
		DraftError::TooManyChannels => {
			format!("the receipts of a batch are paid by {} channels at most", MaxVouchers::get())
		}
		DraftError::NotByChannel(index) => format!("an account pays for receipt {index}"),
		DraftError::OutOfOrder(index) => format!("receipt {index} is not behind the one before"),
		DraftError::NoVoucher(index) => format!("no voucher is good for receipt {index}"),
		DraftError::OtherSpanParams(index) => {
			format!("receipt {index} follows another rule than the first")
		}
		DraftError::MalformedSpans(index) => format!("receipt {index} has spans that can't be"),
		DraftError::ZeroFee(index) => format!("receipt {index} costs nothing"),
		DraftError::FeeTooLarge(index) => {
			format!("the fee of receipt {index} is too unlike the others to share a batch")
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn receipts_that_are_no_batch_should_be_explained() {
		let all = [
			DraftError::Empty,
			DraftError::TooManyReceipts,
			DraftError::TooManyContributions,
			DraftError::TooManyCredits,
			DraftError::TooManyModels,
			DraftError::TooManyChannels,
			DraftError::NotByChannel(7),
			DraftError::OutOfOrder(7),
			DraftError::NoVoucher(7),
			DraftError::OtherSpanParams(7),
			DraftError::MalformedSpans(7),
			DraftError::ZeroFee(7),
			DraftError::FeeTooLarge(7),
		];
		let mut texts: Vec<_> = all.iter().map(draft).collect();
		assert!(texts[6..].iter().all(|text| text.contains("receipt 7")));
		assert!(texts[1].contains("32768"));
		texts.sort();
		texts.dedup();
		assert_eq!(texts.len(), all.len());
	}
}
