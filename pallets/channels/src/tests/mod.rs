// SPDX-License-Identifier: Apache-2.0

mod channels;
mod conservation;
mod exposure;
mod integrity;
mod keys;
mod operators;
mod refunds;
mod slashes;
mod vouchers;
