// SPDX-License-Identifier: Apache-2.0

//! What stakers got lately, in words.

use openledger_client::{chain::returns::Returns, convert::to_usize, text::count};

/// A return that needs a word, in parts per billion: stakers double what they have in a year.
const EXTRAORDINARY: u64 = 1_000_000_000;

/// A return of a year, in parts per billion, rounded down to hundredths of a percent.
pub fn a_year(yearly: u64) -> String {
	let hundredths = yearly / 100_000;
	format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// What stakers got lately.
pub fn returns(returns: Option<Returns>) -> String {
	let Some(Returns { yearly, eras }) = returns else {
		return "not known yet: no era is over".to_owned();
	};
	let why = match yearly > EXTRAORDINARY {
		true => {
			"; so high because hardly anything is staked: an era's pay is the same however little it \
			 is divided among, so this falls as others stake"
		}
		false => "",
	};
	let (yearly, eras) = (a_year(yearly), count(to_usize(eras), "era"));
	format!("{yearly} a year, by the last {eras}, before commission{why}")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_return_that_seems_wrong_should_be_explained() {
		let shown = |yearly| returns(Some(Returns { yearly, eras: 1 }));
		assert!(shown(193_531_200_000).starts_with("19353.12 % a year"));
		assert!(shown(193_531_200_000).contains("hardly anything is staked"));
		assert!(!shown(120_000_000).contains("hardly"));
	}
}
