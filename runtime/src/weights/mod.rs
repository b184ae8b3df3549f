// SPDX-License-Identifier: Apache-2.0

//! Weights of the SDK's transaction extensions, measured with this runtime. Those of our own pallets
//! are with the pallets.

pub mod frame_system_extensions;
pub mod pallet_transaction_payment;
