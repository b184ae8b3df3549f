// SPDX-License-Identifier: Apache-2.0

//! What was given is what is settled: each answer's receipt is signed, and whoever has it is safe
//! from an operator that settles another one.

#[path = "receipts/flight.rs"]
mod flight;
#[path = "receipts/grace.rs"]
mod grace;
#[path = "receipts/substituted.rs"]
mod substituted;
#[path = "receipts/verify.rs"]
mod verify;
#[path = "receipts/world.rs"]
mod world;
