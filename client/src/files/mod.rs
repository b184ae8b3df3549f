// SPDX-License-Identifier: Apache-2.0

//! Files about settlement: batches, receipts, vouchers, and outputs that were settled alone.

pub mod answer;
pub mod batch;
pub mod durable;
pub mod lock;
pub mod receipt;
pub mod voucher;
