// SPDX-License-Identifier: Apache-2.0

use core::marker::PhantomData;
use frame_support::weights::Weight;

pub trait WeightInfo {
	fn claim() -> Weight;
	fn set_payout() -> Weight;
}

pub struct Measured<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for Measured<T> {
	fn claim() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_payout() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}

impl WeightInfo for () {
	fn claim() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_payout() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}
