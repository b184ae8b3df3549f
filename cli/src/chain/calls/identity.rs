// SPDX-License-Identifier: Apache-2.0

//! Calls about who accounts are.

use subxt::{
	ext::scale_encode::EncodeAsType,
	transactions::{dynamic, DynamicPayload},
	utils::Static,
};

use super::Lookup;
use crate::chain::identity::{Data, Info, Judgement};

call!("Identity" set_identity SetIdentity { info: Static<Info> });
call!("Identity" clear_identity ClearIdentity {});
call!("Identity" request_judgement RequestJudgement { reg_index: u32, max_fee: u128 });
call!("Identity" cancel_request CancelRequest { reg_index: u32 });
call!("Identity" set_fee SetFee { index: u32, fee: u128 });
call!("Identity" provide_judgement ProvideJudgement {
	reg_index: u32,
	target: Lookup,
	judgement: Static<Judgement>,
	identity: [u8; 32],
});
call!("Identity" add_sub AddSub { sub: Lookup, data: Static<Data> });
call!("Identity" rename_sub RenameSub { sub: Lookup, data: Static<Data> });
call!("Identity" remove_sub RemoveSub { sub: Lookup });
call!("Identity" quit_sub QuitSub {});
call!("Identity" set_username_for SetUsernameFor {
	who: Lookup,
	username: Vec<u8>,
	// Nobody signs beforehand here: the account accepts.
	signature: Option<()>,
	use_allocation: bool,
});
call!("Identity" accept_username AcceptUsername { username: Vec<u8> });
call!("Identity" set_primary_username SetPrimaryUsername { username: Vec<u8> });
call!("Identity" remove_expired_approval RemoveExpiredApproval { username: Vec<u8> });
call!("Identity" unbind_username UnbindUsername { username: Vec<u8> });
call!("Identity" remove_username RemoveUsername { username: Vec<u8> });
call!("Identity" add_registrar AddRegistrar { account: Lookup });
call!("Identity" remove_registrar RemoveRegistrar { index: u32 });
call!("Identity" add_username_authority AddUsernameAuthority {
	authority: Lookup,
	suffix: Vec<u8>,
	allocation: u32,
});

#[cfg(test)]
mod tests {
	use super::*;
	use codec::{Compact, Encode};
	use scale_info::{meta_type, PortableRegistry, Registry, TypeInfo};

	/// Texts with a longest length have a type of their own around them.
	#[derive(TypeInfo)]
	struct Bounded(#[allow(dead_code)] Vec<u8>);

	/// A value, as a chain takes it whose argument is a `T`.
	fn taken_as<T: TypeInfo + 'static>(value: impl EncodeAsType) -> Vec<u8> {
		let mut registry = Registry::new();
		let id = registry.register_type(&meta_type::<T>()).id;
		let registry: PortableRegistry = registry.into();
		value.encode_as_type(id, &registry).unwrap()
	}

	#[test]
	fn arguments_should_be_encoded_as_the_pallet_has_them() {
		assert_eq!(taken_as::<Compact<u32>>(300u32), Compact(300u32).encode());
		assert_eq!(taken_as::<Compact<u128>>(u128::MAX), Compact(u128::MAX).encode());
		assert_eq!(taken_as::<Bounded>(b"ada.open".to_vec()), b"ada.open".to_vec().encode());
		assert_eq!(taken_as::<Option<[u8; 64]>>(None::<()>), [0]);
		assert_eq!(taken_as::<u8>(Static(Judgement::KnownGood)), [3]);
	}
}
