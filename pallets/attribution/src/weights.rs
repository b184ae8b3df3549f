// SPDX-License-Identifier: Apache-2.0

use core::marker::PhantomData;
use frame_support::weights::Weight;

pub trait WeightInfo {
	fn settle_one(c: u32) -> Weight;
	fn finalise(c: u32) -> Weight;
	fn credit(p: u32) -> Weight;
}

pub struct Measured<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for Measured<T> {
	fn settle_one(_c: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn finalise(_c: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn credit(_p: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}

impl WeightInfo for () {
	fn settle_one(_c: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn finalise(_c: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn credit(_p: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}
