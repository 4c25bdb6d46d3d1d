/** Both providers fail in the middle of sending and are down for half an hour (the World's clock). */
import { httpGateway } from "../../src/ports/channels/http.ts";
import { smtp } from "../../src/ports/channels/smtp.ts";
import { type Claim, startClaim } from "../claimant.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { atMost, exactly, type Figure, numbers } from "./fault.ts";
import { linkIn, openGateway, openMailbox, type Provider, type Taken } from "./post.ts";

const STEP_SECONDS = 15;
const OUTAGE_SECONDS = 1800;
/** The longest pause between two tries: 15 minutes (`backOffMs`). */
const PAUSE_MAX_SECONDS = 900;

const SAVED = ["0-AAAA-BBBB-CCCC-DDDD", "1-AAAA-BBBB-CCCC-DDDE"];

/** A claim with one of the saved codes, which needs no provider: every channel is told of it. */
async function proveBySavedCode(test: TestWorld, n: number): Promise<Claim> {
  const digits = String(n).padStart(5, "0");
  const email = `outage${digits}@example.com`;
  await test.account(`acc_o${digits}`, {
    ...{ phone: `+86138200${digits}`, email, recoveryCodes: SAVED },
  });
  const claim = await startClaim(test, email);
  await claim.give("recovery-code", SAVED[0] as string);
  return claim;
}

async function linksMade(test: TestWorld): Promise<number> {
  return (await test.world.db.selectFrom("links").select("hash").execute()).length;
}

async function dueNow(test: TestWorld): Promise<number> {
  const jobs = await test.world.db.selectFrom("jobs").select(["kind", "state"]).execute();
  const waits = ["recovery-timer", "alerts-look"];
  return jobs.filter(({ kind, state }) => state === "due" && !waits.includes(kind)).length;
}

const notices = (provider: Provider): Taken[] => provider.taken.filter(({ text }) => linkIn(text));

/** How often the notice that was sent most often was sent. */
function most(all: readonly Taken[]): number {
  const counts = new Map<string, number>();
  for (const { mark } of all) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

export async function downForHalfAnHour(count: number): Promise<Figure[]> {
  const test = await makeWorld();
  const [sms, email] = [await openGateway(), await openMailbox()];
  const from = "Boan Wallet <no-reply@wallet.example>";
  const mail = smtp({ url: email.url, from, requireTls: false });
  Object.assign(test.world.ports, {
    sms: httpGateway({ url: sms.url, key: "shared-with-the-gateway", now: test.now }),
    email: mail,
  });
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += STEP_SECONDS) {
      test.skip(STEP_SECONDS);
      await test.settle();
    }
  };
  try {
    // A third is sent and the answers are lost; a third begins in the dark; a third ends it.
    const third = Math.ceil(count / 3);
    for (const provider of [sms, email]) await provider.turn("dies");
    for (const n of numbers(third)) await proveBySavedCode(test, n);
    await test.settle();
    for (const provider of [sms, email]) await provider.turn("down");
    await pass(OUTAGE_SECONDS / 2);
    for (const n of numbers(third)) await proveBySavedCode(test, third + n);
    await pass(OUTAGE_SECONDS / 2);
    for (const n of numbers(third)) await proveBySavedCode(test, 2 * third + n);
    await test.settle();
    for (const provider of [sms, email]) await provider.turn("fine");
    let late = 0;
    for (; (await dueNow(test)) > 0 && late < 4 * PAUSE_MAX_SECONDS; late += STEP_SECONDS)
      await pass(STEP_SECONDS);
    const all = [...notices(sms), ...notices(email)];
    const arrived = new Set(all.map(({ text }) => linkIn(text))).size;
    return [
      exactly("outage of 30 min: notices that arrived", arrived, await linksMade(test)),
      exactly("outage of 30 min: notices made", await linksMade(test), 6 * third),
      atMost("outage of 30 min: times that one notice was sent", most(all), 2),
      atMost("outage of 30 min: the last one, after the end", late, PAUSE_MAX_SECONDS, " s"),
    ];
  } finally {
    await test.end();
    mail.close();
    await sms.close();
    await email.close();
  }
}
