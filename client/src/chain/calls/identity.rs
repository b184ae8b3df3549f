// SPDX-License-Identifier: Apache-2.0

//! Calls about who accounts are.

use subxt::{
	transactions::{dynamic, StaticPayload},
	utils::Static,
};

use super::Lookup;
use crate::{
	chain::identity::{Data, Info, Judgement},
	interface::api,
};

use api::runtime_types::sp_runtime::MultiSignature;

call!(
	/// Sets the identity of the caller, for a deposit. Judgements of the former one are dropped,
	/// except requests that are paid for, and `Erroneous` ones.
	"Identity" set_identity(info: Static<Info>)
);
call!(
	/// Removes the identity of the caller, and its sub-accounts, and returns their deposits.
	identity ClearIdentity clear_identity()
);
call!(
	/// Asks registrar number `reg_index` to judge the identity of the caller, for a fee of at most
	/// `max_fee`, in planck.
	identity RequestJudgement request_judgement(reg_index: u32, max_fee: u128)
);
call!(
	/// Takes back a request to registrar number `reg_index` that it has not answered.
	identity CancelRequest cancel_request(reg_index: u32)
);
call!(
	/// Sets the fee, in planck, that registrar number `index`, the caller, asks for a judgement.
	identity SetFee set_fee(index: u32, fee: u128)
);
call!(
	/// Judges the identity of `target` as registrar number `reg_index`. `identity` is the hash of
	/// the identity that was judged.
	"Identity" provide_judgement(
		reg_index: u32,
		target: Lookup,
		judgement: Static<Judgement>,
		identity: [u8; 32],
	)
);
call!(
	/// Makes `sub` a sub-account of the caller with the name `data`, for a deposit.
	"Identity" add_sub(sub: Lookup, data: Static<Data>)
);
call!(
	/// Gives a sub-account of the caller another name.
	"Identity" rename_sub(sub: Lookup, data: Static<Data>)
);
call!(
	/// Removes a sub-account of the caller, and returns the deposit for it.
	identity RemoveSub remove_sub(sub: Lookup)
);
call!(
	/// Makes the caller no longer a sub-account.
	identity QuitSub quit_sub()
);
call!(
	/// Gives a username to `who`, which has to accept it. The caller is the authority of the
	/// suffix, and `use_allocation` says whether its allocation pays for it.
	identity SetUsernameFor set_username_for(
		who: Lookup,
		username: Vec<u8>,
		// Nobody signs beforehand here: the account accepts.
		signature: Option<MultiSignature>,
		use_allocation: bool,
	)
);
call!(
	/// Accepts a username that was offered to the caller.
	identity AcceptUsername accept_username(username: Vec<u8>)
);
call!(
	/// Sets which of its usernames the caller goes by.
	identity SetPrimaryUsername set_primary_username(username: Vec<u8>)
);
call!(
	/// Removes the offer of a username that was not accepted in time. Anyone can call it.
	identity RemoveExpiredApproval remove_expired_approval(username: Vec<u8>)
);
call!(
	/// Begins to take a username away, which can be removed after a grace period. The caller is the
	/// authority of its suffix.
	identity UnbindUsername unbind_username(username: Vec<u8>)
);
call!(
	/// Removes a username whose grace period is over. Anyone can call it.
	identity RemoveUsername remove_username(username: Vec<u8>)
);
call!(
	/// Makes an account a registrar. The origin is governance.
	identity AddRegistrar add_registrar(account: Lookup)
);
call!(
	/// Removes registrar number `index`. The origin is governance.
	identity RemoveRegistrar remove_registrar(index: u32)
);
call!(
	/// Lets `authority` give out `allocation` usernames with `suffix` without a deposit. The origin
	/// is governance.
	identity AddUsernameAuthority add_username_authority(
		authority: Lookup,
		suffix: Vec<u8>,
		allocation: u32,
	)
);

#[cfg(test)]
mod tests {
	use super::*;
	use codec::{Compact, Encode};
	use scale_info::{meta_type, PortableRegistry, Registry, TypeInfo};
	use subxt::ext::scale_encode::EncodeAsType;

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
		assert_eq!(taken_as::<u8>(Static(Judgement::KnownGood)), [3]);
	}
}
