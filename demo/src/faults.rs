// SPDX-License-Identifier: Apache-2.0

//! What was found wrong. It is shown with all that was found, at the end.

use crate::error::Error;

/// What is not as it must be, in sentences.
#[derive(Default)]
pub struct Faults(Vec<String>);

impl Faults {
	pub fn add(&mut self, fault: String) {
		self.0.push(fault);
	}

	/// Keeps what a check found wrong. Fails where something could not be checked at all.
	pub fn note(&mut self, checked: Result<(), Error>) -> Result<(), Error> {
		match checked {
			Err(Error::Mismatch(fault)) => self.add(fault),
			other => other?,
		}
		Ok(())
	}

	pub fn as_slice(&self) -> &[String] {
		&self.0
	}

	/// Fails if anything was wrong.
	pub fn ensure_none(self) -> Result<(), Error> {
		match self.0.is_empty() {
			true => Ok(()),
			false => Err(Error::Mismatch(self.0.join("; "))),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_wrong_should_be_kept_until_the_end() {
		let mut faults = Faults::default();
		faults.note(Ok(())).unwrap();
		faults.note(Err(Error::Mismatch("one planck is missing".to_owned()))).unwrap();
		faults.add("so is another".to_owned());
		assert!(matches!(faults.note(Err(Error::NothingToSplice)), Err(Error::NothingToSplice)));
		assert_eq!(faults.as_slice(), ["one planck is missing", "so is another"]);
		let error = faults.ensure_none().unwrap_err();
		assert_eq!(error.to_string(), "one planck is missing; so is another");
		assert!(Faults::default().ensure_none().is_ok());
	}
}
