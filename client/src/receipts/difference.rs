// SPDX-License-Identifier: Apache-2.0

//! How what was settled differs from what was signed.

use openledger_primitives::receipt::{Answer, CompactReceipt};

use crate::units::amount;

/// In what `settled` is not what `signed` says, in words. `None` where it is.
pub fn difference(signed: &CompactReceipt, settled: &CompactReceipt) -> Option<String> {
	let mut parts = Vec::new();
	let mut differs = |what: &str, settled: String, signed: String| {
		if settled != signed {
			parts.push(format!("{what} {settled} instead of {signed}"));
		}
	};
	let Answer { model, span_params, fee, output_len, credits } = &settled.answer;
	let answer = &signed.answer;
	differs("a fee of", amount::format(*fee), amount::format(answer.fee));
	differs("model", model.to_string(), answer.model.to_string());
	differs("an output of", format!("{output_len} bytes"), format!("{} bytes", answer.output_len));
	if *span_params != answer.span_params {
		parts.push("other span parameters".to_owned());
	}
	if *credits != answer.credits {
		parts.push("other credits".to_owned());
	}
	if settled.payment != signed.payment {
		parts.push("another answer".to_owned());
	}
	(!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{fixtures::batch::receipt, units::amount::OPEN};

	#[test]
	fn all_that_differs_should_be_said() {
		let signed = receipt(5, 2, OPEN).compact().unwrap();
		assert_eq!(difference(&signed, &signed), None);
		let mut settled = receipt(5, 2, 2 * OPEN).compact().unwrap();
		settled.answer.output_len = 7;
		let text = difference(&signed, &settled).unwrap();
		assert_eq!(
			text,
			"a fee of 2 OPEN instead of 1 OPEN, an output of 7 bytes instead of 1000 bytes"
		);
		let other = receipt(5, 3, OPEN).compact().unwrap();
		assert_eq!(difference(&signed, &other).unwrap(), "another answer");
	}
}
