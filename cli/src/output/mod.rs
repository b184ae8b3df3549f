// SPDX-License-Identifier: Apache-2.0

//! What is shown: results on standard output, everything else on standard error.

pub mod drawn;
pub mod dropped;
pub mod layout;
pub mod page;
pub mod shown;
pub mod spans;
pub mod table;
