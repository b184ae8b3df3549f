# SPDX-License-Identifier: Apache-2.0
"""Pays for an answer once by itself and once by a channel, and follows who is credited for it.

    openledger-node --dev --tmp     # in one terminal
    python3 pay.py                  # in another

The program `openledger`, which has to be in PATH, finds whose words are in an answer, and signs: keys stay in its
keystores. All that is only read comes from the node, which OPENLEDGER_URL names.
"""

import json
import os
import secrets
import subprocess
import tempfile
import time
from pathlib import Path

from async_substrate_interface.sync_substrate import SubstrateInterface

URL = os.environ.get("OPENLEDGER_URL", "ws://127.0.0.1:9944")
OPEN = 10**18
# This chain's. Without it the library writes the addresses of events for no chain in particular.
ADDRESS_PREFIX = 1612
# Public keys of development chains. A live program names keystore files instead.
AUTHOR, DEVELOPER, OPERATOR, PAYER = "//Charlie", "//Eve", "//Bob", "//Dave"


def openledger(*arguments, key=None):
    """Runs the client, and returns the object that it prints. A refusal is an error with the client's words."""
    command = ["openledger", "--json", "--url", URL, *map(str, arguments)]
    # Not among the arguments, which every program of the machine can read.
    environment = os.environ | ({"OPENLEDGER_KEY": key} if key else {})
    done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def read(chain, method, *parameters):
    """Asks the node one of the `openledger_` questions. The answer is `None` where there is no such record."""
    return chain.rpc_request(f"openledger_{method}", list(parameters))["result"]


def open_amount(planck):
    return f"{int(planck) / OPEN:.6f} OPEN"


def publish(folder):
    """Registers a text that nobody has registered before, and a model that is made from it."""
    text = folder / "harbor.txt"
    text.write_text(f"At berth {secrets.token_hex(8)} the tide clock is wound by whoever is awake last.\n")
    datanet = openledger("datanet", "create", "harbors", "--license", "CC-BY-4.0", key=AUTHOR)["datanet"]
    # With `--uri-base https://…` others can download the text. Here the store of this machine is enough.
    openledger("contribution", "register", text, "--datanet", datanet, key=AUTHOR)
    arguments = ["--kind", "base", "--dataset", datanet, "--price", "0.1"]
    model = openledger("model", "register", *arguments, key=DEVELOPER)["model"]
    return text.read_text().strip(), model


def pay_directly(answer, model):
    """Settles an answer with a transaction of its own. Returns the batch and the block that can end it."""
    terms = ["--model", model, "--fee", "1", "--operator", address(OPERATOR)]
    paid = openledger("answer", "settle", answer, *terms, key=PAYER)
    return paid["batch"], paid["finalizable_at"]


def pay_by_channel(chain, answer, model, folder):
    """Pays for an answer by a voucher, which is no transaction. Returns the batch that settles it."""
    operator = address(OPERATOR)
    if read(chain, "operator", operator) is None:
        openledger("operator", "register", "--bond", "1000", "--endpoint", "https://bob.example", key=OPERATOR)
    channel = openledger("channel", "open", "--operator", operator, "--amount", "5", key=PAYER)["channel"]
    voucher, receipt, day = (folder / name for name in ("voucher.json", "receipt.json", "day.json"))

    # The payer, with its request: "for this answer I pay up to 0.5 OPEN".
    openledger("channel", "voucher", channel, "--price", "0.5", "--out", voucher, key=PAYER)
    # The operator, with its answer: whose words it has, what it costs, and its signature.
    terms = ["--model", model, "--fee", "0.5", "--voucher", voucher, "--out", receipt]
    openledger("batch", "add", day, answer, *terms, key=OPERATOR)
    # The payer checks the receipt, and keeps it.
    openledger("channel", "accept", receipt, "--output", answer)
    # The operator settles all of its answers at once, when it likes.
    return openledger("batch", "settle", day, key=OPERATOR)["batch"]


def address(key):
    return openledger("key", "show", key=key)["account"]


def credits(chain, batches, block):
    """Follows final blocks from `block` on until everyone in the batches is credited. Yields a batch, an account, an
    amount, and what it is for."""
    waiting = set(batches)
    while waiting:
        final = chain.get_block_number(chain.get_chain_finalised_head())
        while block <= final:
            for record in chain.get_events(chain.get_block_hash(block)):
                fields = record["attributes"]
                match record["module_id"], record["event_id"]:
                    case "Rewards", "Credited":
                        [(reason, of)] = fields["source"].items()
                        if of.get("batch") in batches:
                            yield of["batch"], fields["who"], fields["amount"], reason
                    case "Attribution", "BatchFinalized":
                        waiting.discard(fields["batch"])
            block += 1
        time.sleep(0.5)


def main():
    # A connection that is left open keeps the program from ending.
    with SubstrateInterface(URL, ss58_format=ADDRESS_PREFIX) as chain, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text, model = publish(folder)

        record = read(chain, "model", model)
        quote = read(chain, "quote", model, str(OPEN))
        print(f"model {model} is {record['status']}; of 1 OPEN its texts get up to {open_amount(quote['data'])}")

        answer = folder / "answer.txt"
        answer.write_text(f'The log of the harbor says: "{text}" Nobody has seen it stand still.\n')
        attributed = openledger("answer", "attribute", answer, "--model", model)
        for credit in attributed["credits"]:
            share = credit["points"] / attributed["capacity"]
            print(f"contribution {credit['contribution']} of {credit['contributor']} is {share:.1%} of the answer")

        direct, first = pay_directly(answer, model)
        print(f"batch {direct} pays for it directly, and can be final in block {first}")
        batched = pay_by_channel(chain, answer, model, folder)
        print(f"batch {batched} pays for it by a channel")

        for batch, who, amount, reason in credits(chain, {direct, batched}, first):
            print(f"batch {batch} credits {who} with {open_amount(amount)} as {reason}")
        print(f"the author is owed {open_amount(read(chain, 'owed', address(AUTHOR)))}")


if __name__ == "__main__":
    main()
