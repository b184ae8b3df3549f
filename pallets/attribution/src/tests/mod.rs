// SPDX-License-Identifier: Apache-2.0

mod batches;
mod challenges;
mod channels;
mod conservation;
mod crowding;
mod demands;
mod finality;
mod idle;
mod malformed;
mod migrations;
mod operators;
mod settlement;
mod void;
mod vouchers;
mod world;
