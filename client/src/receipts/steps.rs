// SPDX-License-Identifier: Apache-2.0

//! The steps of a receipt's verification.

use serde::Serialize;

use crate::error::{AuditError, Step};

/// The result of a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepResult {
	/// It is right.
	Passed,
	/// It could not be checked, or did not have to be.
	Skipped,
	/// It is wrong.
	Failed,
}

impl StepResult {
	/// The name of the result.
	pub fn name(self) -> &'static str {
		match self {
			Self::Passed => "passed",
			Self::Skipped => "skipped",
			Self::Failed => "failed",
		}
	}
}

/// A step that was taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
	/// The step.
	pub step: Step,
	/// Its result.
	pub result: StepResult,
	/// What was found, or why it was not looked for.
	pub detail: String,
}

/// The steps so far, in order.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Steps(Vec<Finding>);

impl Steps {
	/// Takes note of a step that is right.
	pub fn pass(&mut self, step: Step, detail: String) {
		self.0.push(Finding { step, result: StepResult::Passed, detail });
	}

	/// Takes note of a step that is not taken.
	pub fn skip(&mut self, step: Step, why: &str) {
		self.0.push(Finding { step, result: StepResult::Skipped, detail: why.to_owned() });
	}

	/// Takes note of what a check has found. Fails if that is wrong.
	pub fn take(&mut self, step: Step, found: Result<String, String>) -> Result<(), AuditError> {
		match found {
			Ok(detail) => {
				self.pass(step, detail);
				Ok(())
			}
			Err(reason) => {
				let detail = reason.clone();
				self.0.push(Finding { step, result: StepResult::Failed, detail });
				Err(AuditError::Step { step, reason })
			}
		}
	}

	/// Whether one of them has failed.
	pub fn has_failed(&self) -> bool {
		self.0.iter().any(|finding| finding.result == StepResult::Failed)
	}

	/// The steps, in order.
	pub fn iter(&self) -> impl Iterator<Item = &Finding> {
		self.0.iter()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::json;

	#[test]
	fn the_first_step_that_is_not_right_should_be_the_error() {
		let mut steps = Steps::default();
		steps.take(Step::Genesis, Ok("of this chain".to_owned())).unwrap();
		steps.skip(Step::Output, "it is not here");
		assert!(!steps.has_failed());
		let error = steps.take(Step::Signature, Err("of nobody".to_owned())).unwrap_err();
		assert!(matches!(error, AuditError::Step { step: Step::Signature, .. }));
		assert!(steps.has_failed());
		let json = json::of(&steps);
		for (at, finding) in steps.iter().enumerate() {
			assert_eq!(json[at]["step"], finding.step.name());
			assert_eq!(json[at]["result"], finding.result.name());
		}
		let results: Vec<_> = steps.iter().map(|finding| finding.result.name()).collect();
		assert_eq!(results, ["passed", "skipped", "failed"]);
		assert_eq!(json[2]["detail"], "of nobody");
	}
}
