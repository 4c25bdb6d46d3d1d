import assert from "node:assert/strict";
import { test } from "node:test";
import { type Channel, type Message, SendFailed } from "./channels.ts";

/** A system on the other side, real or a double, with what it received. */
export type Rig = {
  channel: Channel;
  kind: Message["channel"];
  /** `fine` takes messages; `down` cannot be reached; `slow` takes the message and never answers. */
  turn(state: "fine" | "down" | "slow"): Promise<void>;
  /** Subject (e-mail only) and text as they arrived, and the mark by which doubles are known. */
  received(): { to: string; subject: string | null; text: string; mark: string }[];
  close(): Promise<void>;
};

export const example = (kind: Message["channel"], id: string, text = "123456"): Message => ({
  id,
  channel: kind,
  to: kind === "sms" ? "+8613812345678" : "mei@example.com",
  ...(kind === "email" ? { subject: "验证码 · Your code" } : {}),
  text,
  locale: "zh",
});

const patient = () => AbortSignal.timeout(20_000);

/** What a caller may rely on, whichever adapter carries the message. */
export function conforms(name: string, open: () => Promise<Rig>): void {
  const inRig = (title: string, work: (rig: Rig) => Promise<void>) =>
    test(`${name}: ${title}`, { timeout: 30_000 }, async () => {
      const rig = await open();
      try {
        await work(rig);
      } finally {
        await rig.close();
      }
    });
  const failing = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => assert.fail("it was sent"),
      (error: unknown) => error,
    );
    assert.ok(error instanceof SendFailed, String(error));
    return error;
  };

  inRig("a message arrives as it was written, in both languages", async (rig) => {
    const text =
      "123456 是您找回账户的验证码。\n\nIt’s yours: “safe” & <sound> 🔑\n.\n@host #123456";
    await rig.channel.send(example(rig.kind, "msg_1", text), patient());
    const [got] = rig.received();
    assert.equal(got?.text.trim(), text);
    assert.equal(got?.to, example(rig.kind, "x").to);
    assert.equal(got?.subject, rig.kind === "email" ? "验证码 · Your code" : null);
  });

  inRig("a retry of one message is known as its double, another message is not", async (rig) => {
    for (const id of ["msg_1", "msg_1", "msg_2"])
      await rig.channel.send(example(rig.kind, id), patient());
    assert.equal(new Set(rig.received().map(({ mark }) => mark)).size, 2);
  });

  inRig("many messages at once all arrive", async (rig) => {
    const ids = Array.from({ length: 20 }, (_, index) => `msg_${index}`);
    await Promise.all(ids.map((id) => rig.channel.send(example(rig.kind, id), patient())));
    assert.equal(new Set(rig.received().map(({ mark }) => mark)).size, 20);
  });

  inRig("a provider that is down is tried again later, and works when it is back", async (rig) => {
    await rig.turn("down");
    const error = await failing(rig.channel.send(example(rig.kind, "msg_1"), patient()));
    assert.equal(error.retry, true);
    assert.doesNotMatch(error.message, /138|mei@|123456/);
    await rig.turn("fine");
    await rig.channel.send(example(rig.kind, "msg_1"), patient());
    assert.equal(rig.received().length, 1);
  });

  inRig("a provider that never answers holds nobody longer than they wait", async (rig) => {
    await rig.turn("slow");
    const error = await failing(
      rig.channel.send(example(rig.kind, "msg_1"), AbortSignal.timeout(200)),
    );
    assert.deepEqual([error.code, error.retry], ["aborted", true]);
  });

  inRig("a send that was called off before it began sends nothing", async (rig) => {
    const error = await failing(rig.channel.send(example(rig.kind, "msg_1"), AbortSignal.abort()));
    assert.deepEqual([error.code, error.retry], ["aborted", true]);
    assert.deepEqual(rig.received(), []);
  });
}
