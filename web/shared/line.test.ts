import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { joined, lastWhole, type Message } from "./line.ts";

const message = (seq: number): Message => ({
  ...{ seq, from: "desk", text: `Number ${seq}`, at: "2026-03-02T00:00:00Z" },
});

test("however messages arrive, twice and out of order, each is shown once and in its place", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 }), (seqs) => {
      const shown = seqs.reduce<Message[]>((all, seq) => joined(all, [message(seq)]), []);
      assert.deepEqual(
        shown.map(({ seq }) => seq),
        [...new Set(seqs)].sort((a, b) => a - b),
      );
      const had = lastWhole(shown);
      for (let seq = 1; seq <= had; seq++) assert.ok(seqs.includes(seq));
      assert.ok(!seqs.includes(had + 1));
    }),
  );
});

test("what I sent is known again when it comes back by the line", () => {
  const [one] = joined([{ ...message(1), id: "mine" }], [message(1)]);
  assert.equal(one?.id, "mine");
});
