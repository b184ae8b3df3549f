// SPDX-License-Identifier: Apache-2.0

//! A chain of an earlier runtime goes on as before.

use super::{development, parameters::windows};
use crate::{
	configs::parameters::{
		dynamic_params::attribution::{ChallengeWindow, CloseDelay, RevealWindow, UnbondingDelay},
		RuntimeParametersKey,
	},
	migrations::LiveWindows,
	pace::{CurrentPace, Pace},
	Attribution, Runtime,
};
use codec::Encode;
use frame_support::{
	storage::unhashed,
	traits::{OnRuntimeUpgrade, StorageVersion},
};
use pallet_parameters::Parameters;

/// The keys of the windows, and of each its number in group 0.
fn keys() -> [(RuntimeParametersKey, u8); 4] {
	[
		(RuntimeParametersKey::Attribution(ChallengeWindow.into()), 1),
		(RuntimeParametersKey::Attribution(RevealWindow.into()), 6),
		(RuntimeParametersKey::Attribution(UnbondingDelay.into()), 4),
		(RuntimeParametersKey::Attribution(CloseDelay.into()), 5),
	]
}

/// The state of an earlier runtime: windows in blocks of the chain itself, or not set.
fn set_former(values: [Option<u32>; 4]) {
	StorageVersion::new(2).put::<Attribution>();
	for ((key, index), value) in keys().into_iter().zip(values) {
		let key = Parameters::<Runtime>::hashed_key_for(key);
		match value {
			Some(blocks) => unhashed::put_raw(&key, &(0u8, index, blocks).encode()),
			None => unhashed::kill(&key),
		}
	}
}

#[test]
fn a_chain_of_a_brisk_pace_should_keep_its_windows() {
	development().execute_with(|| {
		let before = windows();
		assert_eq!(before, [10, 10, 20, 10]);
		// As the presets had them.
		set_former([Some(10), None, Some(20), Some(10)]);
		// Out of bounds, so nothing of it decodes: the defaults would hold.
		assert_eq!(windows(), [60, 10, 420, 60]);
		LiveWindows::on_runtime_upgrade();
		assert_eq!(windows(), before);

		// As sudo may have set them.
		set_former([Some(48), Some(3), Some(1_000), Some(11)]);
		LiveWindows::on_runtime_upgrade();
		assert_eq!(windows(), [48, 3, 1_000, 11]);
		// The most that there can be at this pace.
		set_former([Some(1_296_000), Some(432_000), Some(2_592_000), Some(604_800)]);
		LiveWindows::on_runtime_upgrade();
		assert_eq!(windows(), [1_800, 600, 3_600, 840]);
	});
}

#[test]
fn a_live_chain_should_keep_its_windows_or_have_the_nearest() {
	development().execute_with(|| {
		CurrentPace::set(&Pace::LIVE);
		set_former([Some(43_200), Some(14_000), Some(302_400), Some(43_200)]);
		LiveWindows::on_runtime_upgrade();
		assert_eq!(windows(), [43_200, 14_000, 302_400, 43_200]);
		set_former([Some(1_800), Some(300), Some(10), Some(10)]);
		LiveWindows::on_runtime_upgrade();
		assert_eq!(windows(), [7_200, 1_800, 14_400, 7_200]);
		set_former([None; 4]);
		LiveWindows::on_runtime_upgrade();
		assert_eq!(windows(), [43_200, 7_200, 302_400, 43_200]);
	});
}

#[test]
fn windows_should_be_converted_once() {
	development().execute_with(|| {
		set_former([Some(10), Some(4), Some(20), Some(10)]);
		LiveWindows::on_runtime_upgrade();
		StorageVersion::new(3).put::<Attribution>();
		let before = windows();
		LiveWindows::on_runtime_upgrade();
		assert_eq!(windows(), before);
		assert_eq!(before, [10, 4, 20, 10]);
	});
}
