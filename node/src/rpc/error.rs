// SPDX-License-Identifier: Apache-2.0

//! The errors of this chain's methods.

use jsonrpsee::types::{
	error::{CALL_EXECUTION_FAILED_CODE, INVALID_PARAMS_CODE},
	ErrorObjectOwned,
};

/// The caller asked for what can't be answered.
pub fn invalid(message: impl Into<String>) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(INVALID_PARAMS_CODE, message, None::<()>)
}

/// The node couldn't answer.
pub fn failed(message: impl Into<String>) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(CALL_EXECUTION_FAILED_CODE, message, None::<()>)
}
