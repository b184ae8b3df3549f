// SPDX-License-Identifier: Apache-2.0

//! What a payer is told of an answer.

pub use openledger_client::warnings::*;

use openledger_client::{chain::BlockView, json as shown};
use serde_json::Value;

use crate::context::Context;

/// Says them to who is about to pay for an answer, or has it paid for.
pub async fn say(context: &Context, view: &BlockView, warnings: &[Warning]) {
	let names = context.names(view, &json(warnings)).await;
	for warning in warnings {
		context.note(&format!("warning: {}", warning.text(&names)));
	}
}

/// All of them, for machines.
pub fn json(warnings: &[Warning]) -> Value {
	shown::of(&warnings)
}
