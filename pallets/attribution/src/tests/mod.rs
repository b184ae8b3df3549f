// SPDX-License-Identifier: Apache-2.0

mod batches;
mod challenges;
mod conservation;
mod crowding;
mod demands;
mod finality;
mod grace;
mod history;
mod honest;
mod idle;
mod integrity;
mod malformed;
mod operators;
mod settlement;
mod substitutes;
mod void;
mod world;
