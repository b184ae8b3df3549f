// SPDX-License-Identifier: Apache-2.0

//! Measures the machine and compares it with what a validator needs.

use sc_chain_spec::ChainType;
use sc_service::{Configuration, Role, TaskManager};
use sc_sysinfo::{HwBench, Metric, Requirement, Requirements, Throughput};
use sc_telemetry::Telemetry;

/// What a validator's machine must reach. These are the rounded scores of Substrate's reference
/// machine: a block that fills its weight there must not take longer here.
pub fn requirements() -> Requirements {
	let at_least = |metric, mebibytes| Requirement {
		metric,
		minimum: Throughput::from_mibs(mebibytes),
		validator_only: false,
	};

	Requirements(vec![
		at_least(Metric::Blake2256, 1_000.0),
		at_least(Metric::Blake2256Parallel { num_cores: 8 }, 1_000.0),
		at_least(Metric::Sr25519Verify, 0.6),
		at_least(Metric::MemCopy, 11_000.0),
		at_least(Metric::DiskSeqWrite, 950.0),
		at_least(Metric::DiskRndWrite, 420.0),
	])
}

/// Measures the machine for a few seconds, unless the chain is a development chain.
pub fn measure(config: &Configuration) -> Option<HwBench> {
	if config.chain_spec.chain_type() == ChainType::Development {
		return None;
	}

	let path = config.database.path()?;
	// The database is opened later, so its directory may not be there yet.
	if let Err(error) = std::fs::create_dir_all(path) {
		log::warn!("The hardware cannot be measured in {}: {error}", path.display());
		return None;
	}
	Some(sc_sysinfo::gather_hwbench(Some(path), &requirements()))
}

/// Prints the scores, warns a validator whose machine is too slow, and tells the telemetry.
pub fn report(
	scores: HwBench,
	role: Role,
	telemetry: Option<&Telemetry>,
	task_manager: &TaskManager,
) {
	sc_sysinfo::print_hwbench(&scores);

	if role.is_authority() {
		if let Err(failures) = requirements().check_hardware(&scores, true) {
			log::warn!("This machine is slower than a validator's should be. {failures}");
		}
	}

	if let Some(telemetry) = telemetry {
		task_manager.spawn_handle().spawn(
			"telemetry-hwbench",
			None,
			sc_sysinfo::initialize_hwbench_telemetry(telemetry.handle(), scores),
		);
	}
}
