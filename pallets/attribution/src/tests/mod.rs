// SPDX-License-Identifier: Apache-2.0

mod batches;
mod channels;
mod conservation;
mod finality;
mod idle;
mod operators;
mod settlement;
mod void;
mod vouchers;
