// SPDX-License-Identifier: Apache-2.0

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: openledger_fuzz::world::begin(), |data: &[u8]| openledger_fuzz::targets::reveal(data));
