// SPDX-License-Identifier: Apache-2.0
//
// What the scripts here share: their one argument, a time limit, and the report of their checks.

const DEADLINE_MS = 180_000;

let passed = 0;
let failed = 0;

// The address of the node, from the command line. Starts the time limit.
export function start(script) {
  return startWith(`${script} ws://HOST:PORT`, /^wss?:\/\//)[0];
}

// What the command line has, which is to look like this. Starts the time limit.
export function startWith(usage, ...expected) {
  const given = process.argv.slice(2);
  if (!expected.every((pattern, at) => pattern.test(given[at] ?? ''))) {
    console.error(`usage: node ${usage}`);
    process.exit(2);
  }
  setTimeout(() => {
    console.error(`not done after ${DEADLINE_MS / 1000} seconds`);
    process.exit(1);
  }, DEADLINE_MS).unref();
  return given;
}

export async function check(name, run) {
  try {
    const detail = await run();
    passed += 1;
    console.log(`ok      ${name}${detail ? `: ${detail}` : ''}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}`);
    console.log(String(error.stack ?? error).replace(/^/gm, '        '));
  }
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
