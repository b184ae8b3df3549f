// SPDX-License-Identifier: Apache-2.0

//! Weights from benchmarks, with the SDK's own bencher, which runs in this process: the SDK's
//! program for it brings RocksDB and needs clang.

mod logger;
mod summary;

use std::{
	fs,
	path::{Path, PathBuf},
	thread,
};

use clap::Parser;
use frame_benchmarking_cli::PalletCmd;
use serde_json::{json, Map, Value};
use sp_runtime::traits::BlakeTwo256;

use crate::{
	error::{cannot, Error},
	report,
};

/// For pallets of this project: the whole file.
const PALLET: &str = "scripts/lib/weights.hbs";
/// For pallets of the SDK: an implementation of their trait.
const RUNTIME: &str = "scripts/lib/runtime-weights.hbs";

/// What is weighed: by name, with a template, into a file.
const TARGETS: [(&str, &str, &str); 9] = [
	("pallet_contributions", PALLET, "pallets/contributions/src/weights.rs"),
	("pallet_models", PALLET, "pallets/models/src/weights.rs"),
	("pallet_channels", PALLET, "pallets/channels/src/weights.rs"),
	("pallet_attribution", PALLET, "pallets/attribution/src/weights.rs"),
	("pallet_rewards", PALLET, "pallets/rewards/src/weights.rs"),
	("pallet_disputes", PALLET, "pallets/disputes/src/weights.rs"),
	("pallet_veto", PALLET, "pallets/veto/src/weights.rs"),
	("frame_system_extensions", RUNTIME, "runtime/src/weights/frame_system_extensions.rs"),
	("pallet_transaction_payment", RUNTIME, "runtime/src/weights/pallet_transaction_payment.rs"),
];

#[derive(clap::Args)]
pub struct Args {
	/// The runtime, as WebAssembly, built with the feature `runtime-benchmarks`.
	#[arg(long)]
	runtime: PathBuf,

	/// The checkout whose sources the weights are written to.
	#[arg(long)]
	root: PathBuf,

	/// Where the summary goes.
	#[arg(long)]
	out: PathBuf,

	/// Only these pallets.
	#[arg(long, value_delimiter = ',')]
	pallet: Vec<String>,

	/// Values of each component.
	#[arg(long, default_value_t = 50)]
	steps: u32,

	/// Runs of each value.
	#[arg(long, default_value_t = 20)]
	repeat: u32,

	/// Least seconds for each call.
	#[arg(long, default_value_t = 10)]
	min_duration: u64,

	/// Further options of the SDK's bencher, after `--`.
	#[arg(last = true)]
	more: Vec<String>,
}

pub fn run(args: &Args) -> Result<(), Error> {
	let unknown = args.pallet.iter().find(|pallet| TARGETS.iter().all(|(name, ..)| name != pallet));
	if let Some(unknown) = unknown {
		let known = TARGETS.map(|(name, ..)| name).join(", ");
		return Err(Error::new(format!("there is no {unknown}; there are {known}")));
	}
	logger::start();
	let mut pallets = Map::new();
	for (pallet, template, file) in TARGETS {
		if args.pallet.is_empty() || args.pallet.iter().any(|wanted| wanted == pallet) {
			println!("{pallet}");
			let calls = weigh(args, pallet, template, file)?;
			pallets.insert(pallet.to_owned(), calls);
		}
	}
	let result = json!({
		"machine": report::machine(),
		"steps": args.steps,
		"repeat": args.repeat,
		"pallets": pallets,
	});
	report::save(&args.out, &result)?;
	summary::show(&result);
	println!("written to {}", args.out.display());
	Ok(())
}

/// Weighs the calls of a pallet, and writes its weights. Returns a summary.
fn weigh(args: &Args, pallet: &str, template: &str, file: &str) -> Result<Value, Error> {
	let output = args.root.join(file);
	if let Some(folder) = output.parent() {
		fs::create_dir_all(folder).map_err(cannot(format!("make {}", folder.display())))?;
	}
	let results = args.out.with_extension(format!("{pallet}.json"));
	if let Some(folder) = results.parent() {
		fs::create_dir_all(folder).map_err(cannot(format!("make {}", folder.display())))?;
	}
	let cores = report::cores();
	let mut options = vec![
		"bencher".to_owned(),
		format!("--pallets={pallet}"),
		format!("--steps={}", args.steps),
		format!("--repeat={}", args.repeat),
		format!("--min-duration={}", args.min_duration),
		option("runtime", &args.runtime),
		"--genesis-builder=runtime".to_owned(),
		"--genesis-builder-preset=development".to_owned(),
		"--wasm-execution=compiled".to_owned(),
		"--heap-pages=4096".to_owned(),
		"--runtime-log=error".to_owned(),
		// The template shows it in place of the name of the machine.
		format!("--hostname-override={cores} CPUs"),
		option("template", &args.root.join(template)),
		option("output", &output),
		option("json-file", &results),
		"--quiet".to_owned(),
	];
	if !args.more.iter().any(|option| option.starts_with("--extrinsic")) {
		options.push("--extrinsic=*".to_owned());
	}
	options.extend(args.more.iter().cloned());
	let command = PalletCmd::try_parse_from(options)
		.map_err(|error| Error::new(error.to_string().trim().to_owned()))?;

	// In a thread of its own, as the bencher sets its runtime's log once in a thread.
	let outcome = thread::scope(|scope| {
		let run =
			|| command.run_with_spec::<BlakeTwo256, ()>(None).map_err(|error| error.to_string());
		scope.spawn(run).join()
	});
	match outcome {
		Ok(outcome) => outcome.map_err(cannot(format!("weigh {pallet}")))?,
		Err(_) => return Err(Error::new(format!("the bencher stopped while weighing {pallet}"))),
	}
	let summary = summary::of(&results)?;
	fs::remove_file(&results).map_err(cannot(format!("remove {}", results.display())))?;
	Ok(summary)
}

fn option(name: &str, path: &Path) -> String {
	format!("--{name}={}", path.display())
}
