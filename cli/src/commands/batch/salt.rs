// SPDX-License-Identifier: Apache-2.0

//! The salts of receipts that an operator signs.

pub use openledger_client::channels::salt::salt;
