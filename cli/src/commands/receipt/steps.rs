// SPDX-License-Identifier: Apache-2.0

//! What was checked of a receipt, and what came of it.

use serde_json::{json, Value};

use crate::output::table;
use openledger_client::error::{AuditError, Step};

/// What came of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Finding {
	Passed(String),
	/// It could not be checked, or did not have to be.
	Skipped(String),
	Failed(String),
}

impl Finding {
	/// What it is called, and what there is to say.
	fn parts(&self) -> (&'static str, &str) {
		match self {
			Self::Passed(detail) => ("passed", detail),
			Self::Skipped(detail) => ("skipped", detail),
			Self::Failed(detail) => ("failed", detail),
		}
	}
}

/// The steps so far, in order.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Steps(Vec<(Step, Finding)>);

impl Steps {
	pub fn pass(&mut self, step: Step, detail: String) {
		self.0.push((step, Finding::Passed(detail)));
	}

	pub fn skip(&mut self, step: Step, why: &str) {
		self.0.push((step, Finding::Skipped(why.to_owned())));
	}

	/// Takes note of what a check came to. Fails if that is not right.
	pub fn take(&mut self, step: Step, found: Result<String, String>) -> Result<(), AuditError> {
		match found {
			Ok(detail) => {
				self.pass(step, detail);
				Ok(())
			}
			Err(reason) => {
				self.0.push((step, Finding::Failed(reason.clone())));
				Err(AuditError::Step { step, reason })
			}
		}
	}

	/// Whether one of them is not right.
	pub fn has_failed(&self) -> bool {
		self.0.iter().any(|(_, finding)| matches!(finding, Finding::Failed(_)))
	}

	pub fn to_json(&self) -> Value {
		let step = |(step, finding): &(Step, Finding)| {
			let (result, detail) = finding.parts();
			json!({ "step": step.name(), "result": result, "detail": detail })
		};
		Value::Array(self.0.iter().map(step).collect())
	}

	pub fn to_text(&self) -> String {
		let rows = self.0.iter().map(|(step, finding)| {
			let (result, detail) = finding.parts();
			vec![step.name().to_owned(), result.to_owned(), detail.to_owned()]
		});
		table::table(&["step", "result", "what was found"], rows).trim_fmt()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_first_step_that_is_not_right_should_be_the_error() {
		let mut steps = Steps::default();
		steps.take(Step::Genesis, Ok("of this chain".to_owned())).unwrap();
		steps.skip(Step::Output, "it is not here");
		assert!(!steps.has_failed());
		let error = steps.take(Step::Signature, Err("of nobody".to_owned())).unwrap_err();
		assert!(matches!(error, AuditError::Step { step: Step::Signature, .. }));
		assert!(steps.has_failed());
		let json = steps.to_json();
		let results: Vec<_> = json.as_array().unwrap().iter().map(|step| &step["result"]).collect();
		assert_eq!(results, ["passed", "skipped", "failed"]);
		assert_eq!(json[2]["detail"], "of nobody");
		let text = steps.to_text();
		assert!(text.contains("signature") && text.contains("of nobody"), "{text}");
	}
}
