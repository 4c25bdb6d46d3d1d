/**
 * T05: one guess at each of very many accounts. Every account's own limit is untouched; what must stop
 * it is the count over all of them, on three servers at once, without stopping owners.
 */
import { hotp, stepAt } from "../../src/features/proofs/index.ts";
import { fromBase32 } from "../../src/features/proofs/totp.ts";
import { deviceToken, startClaim } from "../claimant.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { atLeast, atMost, exactly, type Fault, inParallel, numbers, seeded } from "./fault.ts";
import {
  type Answer,
  type Begun,
  claimsBegun,
  type Servers,
  threeServers,
} from "./three-servers.ts";

const SEED = 5;
/** The whole spray in 300 s of the servers' time, however long the machine takes. */
const SPRAY_SECONDS = 300;
const WIDTH = 24;
const SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/** Numbers spread over the country's blocks, as a bought list is. */
const numberOf = (n: number) =>
  `+861${3 + (n % 7)}${String((n * 7919 + 17) % 10 ** 9).padStart(9, "0")}`;

/** What a refusal shows of itself: the same for every name, or it tells which have accounts. */
const shapeOf = ({ status, body }: Answer) =>
  JSON.stringify([status, body.code, body.title, Object.keys(body).sort()]);

const wrongCodes = async ({ world }: TestWorld) =>
  (await world.db.selectFrom("wrongCodes").select("id").execute()).length;

async function spray(
  made: TestWorld,
  servers: Servers,
  claims: readonly Begun[],
  guess: () => string,
) {
  const shapes = { true: new Set<string>(), false: new Set<string>() };
  const tally = { wrong: 0, rests: 0, other: 0 };
  await inParallel(claims, WIDTH, async ({ id, token, hasAccount }, n) => {
    made.skip(SPRAY_SECONDS / claims.length);
    const body = { proof: "authenticator-code", code: guess() };
    const reply = await servers.send(n, "POST", `/v1/recoveries/${id}/proofs`, body, { token });
    const is =
      reply.body.code === "wrong-code"
        ? "wrong"
        : reply.body.code === "resting"
          ? "rests"
          : "other";
    tally[is]++;
    if (is === "rests") shapes[`${hasAccount}`].add(shapeOf(reply));
  });
  return { ...tally, shapes: [shapes.true, shapes.false].map((set) => [...set].join(" | ")) };
}

/** Owners while it goes on: on their own phone, by another way, and in another country. */
async function owners(made: TestWorld, count: number) {
  const code = () => hotp(fromBase32(SECRET) as Buffer, stepAt(made.now()));
  let [known, mail, abroad] = [0, 0, 0];
  for (const n of numbers(count)) {
    const [deviceId, email] = [`spray-phone-${n}`, `spray${n}@example.com`];
    const phone = `+8619${String(900_000_000 + n * 10_001)}`;
    await made.account(`acc_known_${n}`, { phone, email, deviceId, authenticator: SECRET });
    const own = await startClaim(made, phone, { deviceToken: await deviceToken(made, deviceId) });
    if ((await own.give("authenticator-code", code())).status === 200) known++;
    if ((await (await startClaim(made, phone)).prove("email-code", email)).status === 200) mail++;
    const far = `+4477009${String(n).padStart(5, "0")}`;
    await made.account(`acc_far_${n}`, { phone: far, authenticator: SECRET });
    const other = await startClaim(made, far);
    if ((await other.give("authenticator-code", code())).status === 200) abroad++;
  }
  return { known, mail, abroad };
}

/** The same by text message, wholly through the API: begin, ask for a code, guess. */
async function sprayBySms(made: TestWorld, servers: Servers, count: number, guess: () => string) {
  const before = await wrongCodes(made);
  await inParallel(numbers(count), WIDTH, async (n) => {
    made.skip(SPRAY_SECONDS / count);
    const start = { identifier: numberOf(2_000_000 + n), situation: "forgot-password" };
    const { body } = await servers.send(n, "POST", "/v1/recoveries", start);
    const base = `/v1/recoveries/${body.recovery.id}`;
    const more = { token: body.token };
    await servers.send(n, "POST", `${base}/challenges`, { proof: "sms-code" }, more);
    const proof = { proof: "sms-code", code: guess() };
    await servers.send(n, "POST", `${base}/proofs`, proof, more);
  });
  return (await wrongCodes(made)) - before;
}

export const T05: Fault = {
  id: "T05",
  title: "One guess at each of 100,000 accounts",
  needs: "own",
  run: async (size, say) => {
    const whole = size === "full";
    const [accounts, bySms, honest] = whole ? [100_000, 2500, 50] : [500, 90, 3];
    // Small: the wallet's ceiling of 1,000 and what three servers may let through beyond it, in a tenth.
    const [ceiling, most] = whole ? ["", 1999] : ["100", 250];
    const made = await makeWorld({
      RIGHTFUL_WRONG_CODES: ceiling,
      RIGHTFUL_SMS_PER_BLOCK_HOUR: "",
      RIGHTFUL_ALARM_EMAIL: "alarms@example.com",
    });
    const servers = await threeServers(made);
    try {
      const chance = seeded(SEED);
      const guess = () => String(Math.floor(chance() * 1_000_000)).padStart(6, "0");
      const claims = await claimsBegun(made.world, numbers(accounts).map(numberOf));
      say(`${accounts} claims begun, a quarter of them with accounts; guesses by seed ${SEED}`);
      const began = made.now().getTime();
      const outcome = await spray(made, servers, claims, guess);
      const evaluated = await wrongCodes(made);
      say(`${outcome.wrong} answered as wrong, ${outcome.rests} refused, ${outcome.other} other`);
      const alarms = await made.world.db.selectFrom("alarms").selectAll().execute();
      const raised = alarms
        .filter(({ name }) => name === "guess-spray")
        .map(({ raisedAt }) => raisedAt.getTime());
      const seconds =
        raised.length > 0 ? (Math.min(...raised) - began) / 1000 : Number.POSITIVE_INFINITY;
      const served = await owners(made, honest);
      await made.sweep();
      await made.settle();
      const told = made.sent.filter(({ to }) => to === "alarms@example.com").length;
      const evaluatedBySms = await sprayBySms(made, servers, bySms, guess);
      const [known, unknown] = outcome.shapes;
      return [
        exactly("guesses answered", outcome.wrong + outcome.rests, accounts),
        atMost("guesses compared before the throttle, 3 servers", evaluated, most),
        atLeast(
          "guesses compared before the throttle (not shut from the start)",
          evaluated,
          most / 3,
        ),
        atMost("alarm after the first guess", seconds, 300, " s"),
        atLeast("alarms sent to the operator", told, 1),
        exactly(
          "refusals of names with and without account differ",
          known === unknown ? "no" : "yes",
          "no",
        ),
        exactly("owners on a known device let in meanwhile", served.known, honest),
        exactly("owners without one let in by another way meanwhile", served.mail, honest),
        exactly("owners in another country let in meanwhile", served.abroad, honest),
        atMost(`guesses compared of ${bySms} more by text message`, evaluatedBySms, most),
        atMost("guesses compared by both ways together", evaluated + evaluatedBySms, most),
      ];
    } finally {
      await servers.close();
      await made.end();
    }
  },
};
