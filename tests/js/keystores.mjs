// SPDX-License-Identifier: Apache-2.0

// Writes keystore files as wallets do, of throw-away keys: what client/src/keys/keystore/samples has.
// Usage: node keystores.mjs DIRECTORY

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keyring } from '@polkadot/api';
import { stringToU8a } from '@polkadot/util';
import { cryptoWaitReady, jsonEncrypt } from '@polkadot/util-crypto';

const [directory] = process.argv.slice(2);
const PASSWORD = 'password';
const meta = { name: 'throw-away' };
const words = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk';

await cryptoWaitReady();
const keyring = new Keyring({ ss58Format: 42 });
const write = (name, json) => {
	writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(json)}\n`);
};
const pair = (kind) => {
	const uri = kind === 'ethereum' ? words : '//throw-away';
	return keyring.addFromUri(uri, meta, kind);
};
// What the extension calls "export all accounts": each as it is kept, and all of them sealed.
const all = (accounts, password) => ({
	...jsonEncrypt(stringToU8a(JSON.stringify(accounts)), ['batch-pkcs8'], password),
	accounts: accounts.map(({ address, meta }) => ({ address, meta })),
});

for (const kind of ['sr25519', 'ed25519', 'ecdsa', 'ethereum']) {
	write(kind, pair(kind).toJson(PASSWORD));
}
write('unencrypted', pair('sr25519').toJson());
write('ed25519-unencrypted', pair('ed25519').toJson());
const several = [pair('sr25519').toJson(PASSWORD), pair('ed25519').toJson('another')];
write('all', all(several, PASSWORD));
write('all-unencrypted', all([pair('ecdsa').toJson()], null));
