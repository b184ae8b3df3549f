// SPDX-License-Identifier: Apache-2.0

//! An identity as the pallet stores it, byte for byte: registrars judge the hash of it.

use codec::{Decode, Encode, Error as CodecError, Input, Output};
use openledger_primitives::Balance;
use sp_core::H256;

use crate::{account::Account, chain::calldata::hash_of, words};

/// The longest text of a field, in bytes.
pub const LONGEST: u32 = 32;
/// The tag of the first hash. Below are those of texts, from no bytes to [`LONGEST`] of them.
const FIRST_HASH: u8 = 34;
const LAST_HASH: u8 = 37;

/// The content of a field.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub enum Data {
	/// Nothing.
	#[default]
	None,
	/// A text of at most [`LONGEST`] bytes.
	Raw(Vec<u8>),
	/// The tag of a hash function, and the hash of a text that is kept elsewhere.
	Hash(u8, [u8; 32]),
}

impl Data {
	/// The content with a text, which may be empty.
	pub fn of(text: &str) -> Self {
		match text.is_empty() {
			true => Self::None,
			false => Self::Raw(text.as_bytes().to_vec()),
		}
	}

	/// The text, with a replacement for what is not UTF-8. `None` for nothing and for a hash.
	pub fn text(&self) -> Option<String> {
		match self {
			Self::Raw(bytes) => Some(words::text(bytes)),
			Self::None | Self::Hash(..) => None,
		}
	}
}

impl Encode for Data {
	fn encode_to<T: Output + ?Sized>(&self, to: &mut T) {
		match self {
			Self::None => to.push_byte(0),
			Self::Raw(bytes) => {
				let bytes = bytes.get(..usize::from(FIRST_HASH - 2)).unwrap_or(bytes);
				let len = u8::try_from(bytes.len()).unwrap_or_default();
				to.push_byte(len.saturating_add(1));
				to.write(bytes);
			}
			Self::Hash(tag, hash) => {
				to.push_byte(*tag);
				to.write(hash);
			}
		}
	}
}

impl Decode for Data {
	fn decode<I: Input>(input: &mut I) -> Result<Self, CodecError> {
		match input.read_byte()? {
			0 => Ok(Self::None),
			tag if tag < FIRST_HASH => {
				let mut bytes = vec![0; usize::from(tag - 1)];
				input.read(&mut bytes)?;
				Ok(Self::Raw(bytes))
			}
			tag if tag <= LAST_HASH => Ok(Self::Hash(tag, Decode::decode(input)?)),
			_ => Err("no field of an identity begins so".into()),
		}
	}
}

/// The identity that an account has set for itself.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Default, Debug)]
pub struct Info {
	/// The fields that have no place of their own, each after its name.
	pub additional: Vec<(Data, Data)>,
	/// The name that it is shown by.
	pub display: Data,
	/// The legal name.
	pub legal: Data,
	/// The website.
	pub web: Data,
	/// The handle in Matrix, of which Riot was a client.
	pub riot: Data,
	/// The email address.
	pub email: Data,
	/// The fingerprint of a PGP key.
	pub pgp_fingerprint: Option<[u8; 20]>,
	/// The URI of an image.
	pub image: Data,
	/// The handle on Twitter.
	pub twitter: Data,
}

impl Info {
	/// The hash by which a registrar says which identity it has judged.
	pub fn hash(&self) -> H256 {
		hash_of(&self.encode())
	}

	/// The field called `name` among those that have no place of their own.
	pub fn additional(&self, name: &str) -> Option<&Data> {
		let is_it = |(key, _): &&(Data, Data)| *key == Data::of(name);
		self.additional.iter().find(is_it).map(|(_, value)| value)
	}

	/// Sets the field called `name` among those that have no place of their own, or removes it
	/// where `value` is nothing.
	pub fn set_additional(&mut self, name: &str, value: Data) {
		let name = Data::of(name);
		self.additional.retain(|(key, _)| *key != name);
		if value != Data::None {
			self.additional.push((name, value));
		}
	}
}

/// A registrar's judgement of an identity.
#[derive(Encode, Decode, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judgement {
	/// It has no opinion.
	Unknown,
	/// It was asked and has not judged yet, and its fee is reserved, in planck.
	FeePaid(Balance),
	/// The identity seems right, and was not checked in depth.
	Reasonable,
	/// The registrar knows that the identity is right.
	KnownGood,
	/// The identity was right once.
	OutOfDate,
	/// The identity is imprecise, which can be mended.
	LowQuality,
	/// The identity is wrong, which may be meant to deceive.
	Erroneous,
}

impl Judgement {
	/// The judgement in a few words.
	pub fn word(self) -> &'static str {
		match self {
			Self::Unknown => "no opinion",
			Self::FeePaid(_) => "asked, not judged yet",
			Self::Reasonable => "reasonable",
			Self::KnownGood => "known good",
			Self::OutOfDate => "out of date",
			Self::LowQuality => "low quality",
			Self::Erroneous => "erroneous",
		}
	}

	/// Whether it speaks for the identity.
	pub fn is_good(self) -> bool {
		matches!(self, Self::Reasonable | Self::KnownGood)
	}

	/// Whether it speaks against the identity.
	pub fn is_bad(self) -> bool {
		matches!(self, Self::OutOfDate | Self::LowQuality | Self::Erroneous)
	}
}

/// An identity with the judgements of registrars.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Default, Debug)]
pub struct Registration {
	/// The judgements, each after the number of its registrar.
	pub judgements: Vec<(u32, Judgement)>,
	/// The deposit that is reserved for it, in planck.
	pub deposit: Balance,
	/// The identity itself.
	pub info: Info,
}

/// An account that judges identities.
#[derive(Encode, Decode, Clone, PartialEq, Eq, Debug)]
pub struct Registrar {
	/// The account.
	pub account: Account,
	/// The fee that it asks for a judgement, in planck.
	pub fee: Balance,
	/// The fields that it looks at, as bits. Most registrars leave it at none of them.
	fields: u64,
}

/// The weight that a name has by the judgements of registrars.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
	/// A registrar found it good, and none found fault with it.
	Verified,
	/// No registrar found it good, or one found fault with it.
	Unverified,
	/// A registrar found it wrong, which may be meant to deceive.
	Erroneous,
}

impl Standing {
	/// The standing by `judgements`, of which those of present `registrars` count. The judgement of
	/// a registrar that governance has removed since stays in the state, and does not count.
	pub fn of(judgements: &[(u32, Judgement)], registrars: &[Option<Registrar>]) -> Self {
		let is_registrar = |index: u32| {
			let place = usize::try_from(index).ok();
			place.and_then(|place| registrars.get(place)).is_some_and(Option::is_some)
		};
		let counted: Vec<_> = judgements
			.iter()
			.filter(|(index, _)| is_registrar(*index))
			.map(|(_, judgement)| *judgement)
			.collect();
		if counted.contains(&Judgement::Erroneous) {
			return Self::Erroneous;
		}
		let is_good = counted.iter().any(|one| one.is_good());
		match is_good && !counted.iter().any(|one| one.is_bad()) {
			true => Self::Verified,
			false => Self::Unverified,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn fields_should_be_encoded_as_the_pallet_does() {
		for (data, bytes) in [
			(Data::None, vec![0]),
			(Data::Raw(Vec::new()), vec![1]),
			(Data::of("Ada"), vec![4, b'A', b'd', b'a']),
			(Data::Hash(35, [7; 32]), [vec![35], vec![7; 32]].concat()),
		] {
			assert_eq!(data.encode(), bytes);
			assert_eq!(Data::decode(&mut &bytes[..]), Ok(data));
		}
		let longest = Data::of(&"x".repeat(32));
		assert_eq!(longest.encode().len(), 33);
		assert_eq!(longest.encode().first(), Some(&33));
		// What is too long is refused before; here it is cut, as the pallet does.
		assert_eq!(Data::of(&"x".repeat(33)).encode(), longest.encode());
		assert!(Data::decode(&mut &[38u8, 0][..]).is_err());
		assert!(Data::decode(&mut &[5u8, 0][..]).is_err());
	}

	#[test]
	fn only_what_can_be_read_should_be_a_text() {
		assert_eq!(Data::of("Ada").text().as_deref(), Some("Ada"));
		assert_eq!(Data::of(""), Data::None);
		assert_eq!(Data::Hash(34, [7; 32]).text(), None);
		assert_eq!(Data::Raw(vec![0xff]).text().as_deref(), Some("\u{fffd}"));
	}

	#[test]
	fn fields_without_a_place_should_be_set_by_name() {
		let mut info = Info::default();
		info.set_additional("github", Data::of("ada"));
		info.set_additional("other", Data::of("kept"));
		info.set_additional("github", Data::of("lovelace"));
		assert_eq!(info.additional("github"), Some(&Data::of("lovelace")));
		info.set_additional("github", Data::None);
		assert_eq!(info.additional, [(Data::of("other"), Data::of("kept"))]);
		assert_eq!(Info::decode(&mut &info.encode()[..]), Ok(info.clone()));
		assert_ne!(info.hash(), Info::default().hash());
	}

	#[test]
	fn only_a_good_judgement_that_nobody_contradicts_should_verify() {
		use Judgement::*;
		let registrar = || Some(Registrar { account: Account::new([1; 32]), fee: 0, fields: 0 });
		let registrars = [registrar(), None, registrar()];
		let standing = |all: &[(u32, Judgement)]| Standing::of(all, &registrars);
		for good in [Reasonable, KnownGood] {
			assert_eq!(standing(&[(0, good)]), Standing::Verified);
			assert_eq!(standing(&[(0, FeePaid(5)), (2, good)]), Standing::Verified);
			for bad in [OutOfDate, LowQuality] {
				assert_eq!(standing(&[(0, good), (2, bad)]), Standing::Unverified);
			}
			assert_eq!(standing(&[(0, good), (2, Erroneous)]), Standing::Erroneous);
			// Of a registrar that was removed, and of one that there never was.
			assert_eq!(standing(&[(1, good), (3, good)]), Standing::Unverified);
		}
		assert_eq!(standing(&[(0, KnownGood), (1, Erroneous)]), Standing::Verified);
		for other in [Unknown, FeePaid(5), OutOfDate, LowQuality] {
			assert_eq!(standing(&[(0, other)]), Standing::Unverified);
		}
		assert_eq!(standing(&[]), Standing::Unverified);
	}

	#[test]
	fn a_record_should_be_read_as_the_pallet_writes_it() {
		// Two judgements, the deposit, no other fields, the name, and seven empty fields.
		let mut bytes = vec![8];
		bytes.extend([0, 0, 0, 0, 1]);
		bytes.extend(7u128.to_le_bytes());
		bytes.extend([2, 0, 0, 0, 3]);
		bytes.extend(9u128.to_le_bytes());
		let info = [vec![0], Data::of("Ada").encode(), vec![0; 7]].concat();
		bytes.extend(&info);
		let read = Registration::decode(&mut &bytes[..]).unwrap();
		let judgements = vec![(0, Judgement::FeePaid(7)), (2, Judgement::KnownGood)];
		let expected = Info { display: Data::of("Ada"), ..Info::default() };
		assert_eq!(read, Registration { judgements, deposit: 9, info: expected });
		assert_eq!(read.info.hash(), hash_of(&info));
	}
}
