/**
 * T17 and T18: floods of messages. One victim's telephone, from outside against any server; and ten
 * thousand neighbouring numbers, by somebody who is paid for each text, on three servers at once.
 */
import { deviceToken, startClaim } from "../claimant.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { atLeast, atMost, exactly, type Fault, inParallel, numbers } from "./fault.ts";
import type { Reply, Target } from "./target.ts";
import { network, type Servers, threeServers } from "./three-servers.ts";

const WIDTH = 24;

/** Somebody of the demo with a telephone, a mailbox and a device of her own. */
const VICTIM = { phone: "+8613800001001", deviceId: "demo-phone-lin-xiaomei" };
const WAVE_SECONDS = 864;

const begin = (target: Target, from: string, deviceToken?: string): Promise<Reply> =>
  target.call("POST", "/v1/recoveries", {
    body: {
      ...{ identifier: VICTIM.phone, situation: "forgot-password" },
      ...(deviceToken && { deviceToken }),
    },
    from,
  });
const ask = (target: Target, { recovery, token }: any, proof: string, from: string) =>
  target.call("POST", `/v1/recoveries/${recovery.id}/challenges`, {
    bearer: token,
    body: { proof },
    from,
  });
/** Adds the texts with a code that came meanwhile: a server lists the newest of all only. */
async function readTexts(target: Target, to: string, seen: Set<string>) {
  for (const text of await target.messages(to))
    if (/(?:^|\D)\d{6}(?!\d)/.test(text)) seen.add(text);
}

/** So many requests at once for a text to the victim, each by a claim and from a network of its own. */
async function bombs(target: Target, count: number, first: number): Promise<number> {
  const replies = await inParallel(numbers(count), WIDTH, async (n) => {
    const from = network(first + n);
    const { status, body } = await begin(target, from);
    return status === 201 ? (await ask(target, body, "sms-code", from)).status : status;
  });
  return replies.filter((status) => status === 201).length;
}

export const T17: Fault = {
  id: "T17",
  title: "A thousand requests for codes to one victim's telephone within a day",
  needs: "url",
  run: async (size, say, target) => {
    const [waves, each] = size === "full" ? [100, 10] : [12, 4];
    const { accounts } = (await target.call("GET", "/demo")).body;
    const email = accounts.find(({ phone }: any) =>
      phone.replace(/\D/g, "").endsWith("13800001001"),
    )?.email;
    const [older, seen] = [new Set<string>(), new Set<string>()];
    await readTexts(target, VICTIM.phone, older);
    const sent: number[] = [];
    const own = { tried: 0, served: 0 };
    const seconds = size === "full" ? WAVE_SECONDS : 300;
    for (const wave of numbers(waves)) {
      sent.push(await bombs(target, each, wave * each));
      // Meanwhile the owner: her own phone vouches for her every time, and now and then a code by e-mail.
      const claim = await begin(target, "192.0.2.1", await target.deviceToken(VICTIM.deviceId));
      own.tried++;
      if (claim.body.recovery?.given.includes("known-device")) own.served++;
      if (wave % 12 === 1) {
        const asked = await ask(target, claim.body, "email-code", "192.0.2.1");
        own.tried++;
        if (asked.status === 201 && (await target.codeTo(email))) own.served++;
      }
      await readTexts(target, VICTIM.phone, seen);
      await target.forward(seconds);
    }
    const inQuarter = Math.ceil(900 / seconds);
    const perQuarter = sent.map((_, wave) =>
      sent.slice(wave, wave + inQuarter).reduce((sum, count) => sum + count, 0),
    );
    const all = sent.reduce((sum, count) => sum + count, 0);
    let kept = 0;
    for (let turn = 0; turn < 2; turn++) {
      const claim = await begin(target, "192.0.2.1", await target.deviceToken(VICTIM.deviceId));
      if ((await ask(target, claim.body, "sms-code", "192.0.2.1")).status === 201) kept++;
      await target.codeTo(VICTIM.phone);
      await readTexts(target, VICTIM.phone, seen);
      await target.forward(61);
    }
    await readTexts(target, VICTIM.phone, seen);
    say(
      `${waves * each} requests in ${waves} waves over ${(waves * seconds) / 3600} h of the server's time`,
    );
    const received = [...seen].filter((text) => !older.has(text)).length;
    return [
      atMost("texts in any 15 minutes", Math.max(...perQuarter), 3),
      atMost("texts to unknown devices in a day", all, 8),
      atMost("texts received in the day, the owner's own two among them", received, 10),
      atLeast("texts received in the day (those granted came)", received, all + kept - 2),
      exactly("texts kept for the owner's device, of 2", kept, 2),
      atLeast("the owner's other ways that worked", (100 * own.served) / own.tried, 99, " %"),
    ];
  },
};

type Asked = { status: number; code: string; shape: string; hasAccount: boolean };

/** Begins a claim and asks for a code by text message. */
async function pump(
  servers: Servers,
  n: number,
  phone: string,
  ip?: string,
): Promise<Omit<Asked, "hasAccount">> {
  const more = ip ? { ip } : {};
  const start = { identifier: phone, situation: "forgot-password" };
  const { body } = await servers.send(n, "POST", "/v1/recoveries", start, more);
  const path = `/v1/recoveries/${body.recovery.id}/challenges`;
  const asked = await servers.send(
    n,
    "POST",
    path,
    { proof: "sms-code" },
    { ...more, token: body.token },
  );
  const { challenge = {}, ...rest } = asked.body;
  const shape = JSON.stringify([
    asked.status,
    rest.code,
    Object.keys(rest).sort(),
    Object.keys(challenge).sort(),
  ]);
  return { status: asked.status, code: rest.code, shape };
}

const granted = (asked: readonly { status: number }[]) =>
  asked.filter(({ status }) => status === 201).length;

const ownerOf = (block: string, n: number) => ({
  phone: `${block}${String(n).padStart(4, "0")}`,
  ...{ email: `block${n}@example.com`, deviceId: `block-${n}` },
});

async function ownersOfBlock(made: TestWorld, block: string, some: readonly number[]) {
  let [known, mail] = [0, 0];
  for (const n of some) {
    const { phone, email, deviceId } = ownerOf(block, n);
    const own = await startClaim(made, phone, { deviceToken: await deviceToken(made, deviceId) });
    if ((await own.prove("sms-code", phone)).status === 200) known++;
    if ((await (await startClaim(made, phone)).prove("email-code", email)).status === 200) mail++;
  }
  return { known, mail };
}

export const T18: Fault = {
  id: "T18",
  title: "Texts to 10,000 numbers of one block, for the money in it",
  needs: "own",
  run: async (size, say) => {
    const whole = size === "full";
    const made = await makeWorld({
      // The wallet's own: nothing is eased here, except the budget of a country that is used up below.
      RIGHTFUL_SMS_PER_BLOCK_HOUR: "",
      RIGHTFUL_SMS_PER_NETWORK_HOUR: whole ? "" : "10",
      RIGHTFUL_SMS_PER_DAY: whole ? "+86:100000,other:500" : "+86:100000,other:10",
    });
    const servers = await threeServers(made);
    try {
      const block = "+861391234";
      const count = whole ? 10_000 : 80;
      for (let n = 0; n < count; n += 10) await made.account(`acc_pump_${n}`, ownerOf(block, n));
      const began = made.now().getTime();
      const asked = await inParallel(numbers(count), WIDTH, async (n) => {
        made.skip(0.03);
        const phone = `${block}${String(n).padStart(4, "0")}`;
        return { ...(await pump(servers, n, phone)), hasAccount: n % 10 === 0 };
      });
      const refused = asked.filter(({ status }) => status !== 201);
      const shapes = [true, false].map((is) =>
        [
          ...new Set(
            refused.filter(({ hasAccount }) => hasAccount === is).map(({ shape }) => shape),
          ),
        ].join(),
      );
      say(`${count} numbers: ${granted(asked)} granted, ${refused.length} refused`);
      const alarms = await made.world.db.selectFrom("alarms").selectAll().execute();
      const raised = alarms.find(({ name }) => name === "sms-block")?.raisedAt.getTime();
      const seconds = raised === undefined ? Number.POSITIVE_INFINITY : (raised - began) / 1000;
      await made.settle();
      const received = made.sent.filter(
        ({ to, channel }) => channel === "sms" && to.startsWith(block),
      ).length;
      const served = await ownersOfBlock(made, block, [10, 40, 70]);

      // Another country, a new block each: what stops is its budget for a day.
      const perDay = whole ? 500 : 10;
      const abroad = await inParallel(numbers(perDay * 4), WIDTH, (n) =>
        pump(servers, n, `+44770${String(n).padStart(6, "0").split("").reverse().join("")}`),
      );
      // And one network, a new block each.
      const perNetwork = whole ? 250 : 10;
      const oneNetwork = await inParallel(numbers(perNetwork * 2), WIDTH, (n) =>
        pump(
          servers,
          n,
          `+86158${String((n * 7919) % 10_000).padStart(4, "0")}0000`,
          "203.0.113.9",
        ),
      );
      return [
        atMost("texts granted to unknown devices in the block", granted(asked), 20),
        atMost("texts that reached the block from it", received, 20),
        exactly(
          "refused as too-many-messages",
          refused.filter(({ code }) => code === "too-many-messages").length,
          count - granted(asked),
        ),
        exactly(
          "refusals of numbers with and without account differ",
          shapes[0] === shapes[1] ? "no" : "yes",
          "no",
        ),
        atMost("alarm after the first request", seconds, 60, " s"),
        exactly("owners in the block sent a text on a known device", served.known, 3),
        exactly("owners in the block let in by e-mail", served.mail, 3),
        exactly(
          `texts granted of a country's ${perDay} a day, a fifth being kept`,
          granted(abroad),
          perDay * 0.8,
        ),
        exactly(
          `texts granted of a network's ${perNetwork} an hour, a fifth being kept`,
          granted(oneNetwork),
          perNetwork * 0.8,
        ),
      ];
    } finally {
      await servers.close();
      await made.end();
    }
  },
};
