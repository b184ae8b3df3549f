// SPDX-License-Identifier: Apache-2.0

//! `openledger batch reveal`

use std::{future::pending, path::PathBuf};

use clap::Args;
use openledger_client::{
	chain::Chain, files::answer::AnswerFile, names::Names, progress, text::count, units::amount,
};
use openledger_primitives::Balance;
use openledger_watchtower::{Answered, Patience, Responder, ResponderOptions};

use crate::{commands::watch::Printer, context::Context, error::Error, output::shown::Shown};

/// Answer all demands about a batch, with the outputs in the store.
#[derive(Args)]
pub struct Reveal {
	/// The batch file, or the receipt that settle kept.
	pub file: PathBuf,

	/// Go on answering until nothing more can be demanded, whatever becomes of the node.
	#[arg(long)]
	pub follow: bool,

	/// The most to give for answers as tips, all that are under way together. They rise as the time
	/// runs out. By default, and in any case, no more than what is lost without an answer.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse)]
	pub max_tip: Option<Balance>,
}

impl Reveal {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { file: path, follow, max_tip } = self;
		let (key, store) = (context.key()?, context.store()?);
		let file = path.clone();
		// A bad file is no reason to wait for a node.
		progress::computing(move || AnswerFile::load(&file).map(drop)).await??;
		let printer = Printer(context);
		let chain = match follow {
			true => connect(context, &printer).await?,
			false => context.chain().await?,
		};
		let options = ResponderOptions { path, follow, max_tip };
		let responder = Responder::new(chain, key, store, options);
		let answered = responder.run(&printer, pending()).await?;
		context.show_line(&answered);
		match (answered.batch, answered.unanswered) {
			(Some(batch), demands @ 1..) => Err(Error::Unanswered { batch, demands }),
			_ => Ok(()),
		}
	}
}

/// Connects to the node, for as long as it takes.
async fn connect(context: &Context, printer: &Printer<'_>) -> Result<Chain, Error> {
	let mut patience = Patience::new(printer);
	loop {
		match context.chain().await {
			Err(Error::Client(error)) => {
				let error = openledger_watchtower::Error::from(error);
				if !error.is_passing() {
					return Err(error.into());
				}
				patience.wait(error).await;
			}
			Ok(chain) => {
				patience.is_back();
				return Ok(chain);
			}
			Err(error) => return Err(error),
		}
	}
}

impl Shown for Answered {
	fn text(&self, _: &Names) -> String {
		let demands = count(self.revealed, "demand");
		match self.batch {
			Some(batch) => format!("{demands} about batch {batch} answered"),
			None => format!("{demands} answered"),
		}
	}
}
