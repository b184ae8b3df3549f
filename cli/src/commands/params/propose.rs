// SPDX-License-Identifier: Apache-2.0

//! `openledger params propose`

use subxt::utils::Static;

use crate::{
	args::Submission,
	chain::calls::veto,
	commands::referendum::{submit, Question},
	context::Context,
	error::Error,
	output::words,
	parameters::{Parameter, Setting},
};

pub async fn run(
	context: &Context,
	name: &str,
	value: &str,
	submission: Submission,
) -> Result<(), Error> {
	let parameter = Parameter::named(name)?;
	let setting = Static(Setting { parameter, value: parameter.parse(value)? });
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let (call, outcome) = match parameter.group.has_veto() {
		true => {
			let time = words::lasting(view.veto_period()?, view.block_time()?);
			let outcome = format!(
				"the change then waits for {time}, in which merit can veto it: openledger change list"
			);
			(view.bytes_of(&veto::propose(setting))?, outcome)
		}
		false => {
			let outcome = format!("see then: openledger params show {name}");
			(view.bytes_of(&veto::set_parameter(setting))?, outcome)
		}
	};
	let track = view.track(parameter.group.track())?;
	let question = Question { track, call, attached: None, outcome };
	submit(context, (&chain, &view, &key), question, submission).await
}
