// SPDX-License-Identifier: Apache-2.0

//! What to do about files that can't be used: inputs, the store, files of batches and of receipts.

use openledger_client::{
	files::{batch::BatchFileError, receipt::ReceiptFileError},
	store::StoreError,
	texts::input::{InputError, Purpose},
};

/// What to do about an input that gives no text.
pub fn of_input(error: &InputError) -> Option<&'static str> {
	use InputError as E;
	match error {
		E::Unreadable { .. } => None,
		E::NotAFile { .. } => Some("give a file; an output can also be piped in, as -"),
		E::TooLarge { purpose: Purpose::Contribution, .. } => {
			Some("split it and contribute each part")
		}
		E::TooLarge { purpose: Purpose::Output, .. } => {
			Some("take it in parts: each is an output of its own")
		}
		E::NotUtf8 { .. } => Some("convert it to UTF-8; in a directory, choose with --extension"),
		E::Empty { purpose: Purpose::Contribution, .. } => {
			Some("nothing but white space and characters that can't be seen can't be contributed")
		}
		E::Empty { purpose: Purpose::Output, .. } => {
			Some("nothing but white space and characters that can't be seen can't be attributed")
		}
		E::NoFiles { .. } => Some("check --extension; hidden files and links are not followed"),
	}
}

/// What to do about a store that can't be used.
pub fn of_store(error: &StoreError) -> &'static str {
	use StoreError as E;
	match error {
		E::NoDirectory | E::NoUri(_) => "choose one with --store",
		E::Unusable { .. } => "check its permissions, or choose another with --store",
		E::Damaged(_) => "remove the file and get the text again",
		E::BadChannel { .. } => {
			"put it right, or use another channel: what was promised, or signed, must not be \
			 forgotten"
		}
	}
}

/// What to do about a batch file.
pub fn of_batch(error: &BatchFileError) -> &'static str {
	use BatchFileError as E;
	match error {
		E::Missing(_) => {
			"check the path; openledger batch add FILE OUTPUT --model ID --fee OPEN --voucher \
			 VOUCHER makes a file"
		}
		E::Unusable { .. } => "check that its directory is there, and that both can be written to",
		E::NotAFile(_) | E::TooLarge { .. } => "name a file that batch add made",
		E::Malformed { .. } => {
			"put that place right, or begin another file; one that was settled is in the \
			 store too"
		}
		E::OtherVersion { .. } => {
			"begin another file; what an earlier client has collected has receipts of another \
			 form, which this chain does not settle"
		}
		E::OtherOperator { .. } => "name another file: each operator has its own",
		E::OtherGenesis { .. } => "name another file, or that chain's node with --url",
		E::Sent(_) => {
			"see what became of it with openledger batch settle FILE, or begin another file"
		}
		E::Settled { .. } => {
			"begin another file; its receipts are proven with openledger batch proof"
		}
	}
}

/// What to do about a receipt that was given.
pub fn of_receipt(error: &ReceiptFileError) -> &'static str {
	use ReceiptFileError as E;
	match error {
		E::Missing(_) | E::Malformed { .. } => {
			"name a file that the operator gave with the answer: openledger batch add writes it \
			 with --out"
		}
		E::Unusable(..) => "check its permissions, and that its directory is there",
		E::OtherGenesis { .. } => "name another file, or that chain's node with --url",
		E::OtherOperator { .. } | E::NotByChannel => {
			"ask the operator of the channel for the receipt of this answer"
		}
		E::NotSigned(_) => {
			"don't accept the answer with it; the operator's keys are in openledger operator show"
		}
		E::MalformedSpans => "don't accept the answer: nobody can settle such a receipt",
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_too_large_should_be_taken_in_parts() {
		let hint = |purpose| {
			let error = InputError::TooLarge { path: "a".to_owned(), bytes: 1 << 40, purpose };
			of_input(&error).unwrap()
		};
		assert!(hint(Purpose::Contribution).contains("split"));
		assert!(hint(Purpose::Output).contains("an output of its own"));
	}

	#[test]
	fn a_file_of_an_earlier_client_should_be_left_behind() {
		let error = BatchFileError::OtherVersion { path: "batch.json".to_owned(), found: 1 };
		assert!(of_batch(&error).contains("another file"));
	}
}
