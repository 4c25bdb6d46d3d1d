/**
 * T12: a number that was given to somebody else, whose card was replaced, whose messages go elsewhere, or whose
 * operator does not answer. The right code arrives in the wrong hands; it must be worth nothing, and soon.
 */
import { camara } from "../../src/ports/telecom/camara.ts";
import { deviceToken, startClaim } from "../claimant.ts";
import { type Line, startOperator, type TestOperator } from "../operator.ts";
import { makeWorld, type TestWorld } from "../world.ts";
import { atMost, exactly, type Fault, type Figure, inParallel, noneOf, numbers } from "./fault.ts";

type Wrong = { name: string; line: (world: TestWorld) => Line; isSilent?: true };
const hoursAgo = (world: TestWorld, hours: number) =>
  new Date(world.now().getTime() - hours * 3_600_000).toISOString();

export const wrongs: readonly Wrong[] = [
  { name: "given to somebody else", line: () => ({ recycled: true }) },
  { name: "card replaced", line: (world) => ({ latestSimChange: hoursAgo(world, 1) }) },
  { name: "forwarded", line: () => ({ forwarding: true }) },
  { name: "operator silent", line: () => ({}), isSilent: true },
];

type Seen = { accepted: boolean; sent: boolean; given: boolean; slowest: number };

/** Own device and the right code: with nothing wrong the account would be theirs at once. */
async function flow(world: TestWorld, n: number, at: string): Promise<Seen> {
  const phone = `+8613${at}${String(n).padStart(7, "0")}`;
  const deviceId = `d-${at}-${n}`;
  await world.account(`acc_${at}_${n}`, { phone, email: `p${at}x${n}@example.com`, deviceId });
  const token = await deviceToken(world, deviceId);
  let slowest = 0;
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const answer = await work();
    slowest = Math.max(slowest, performance.now() - began);
    return answer;
  };
  const claim = await timed(() =>
    startClaim(world, phone, { deviceToken: token, proof: "sms-code" }),
  );
  await world.settle();
  const code = world.codeTo(phone);
  const given = await timed(() => claim.give("sms-code", code || "123456"));
  const done = await timed(() => claim.complete("seven kettles under moonlight"));
  return {
    accepted: given.body.recovery?.state === "ready" || done.status === 200,
    ...{ sent: code !== "", given: given.status === 200, slowest },
  };
}

const useOperator = (world: TestWorld, operator: TestOperator) => {
  world.world.ports.telecom = camara({
    ...{ operators: [operator.operator()], now: world.now, correlator: () => "t12" },
  });
};

export const T12: Fault = {
  id: "T12",
  title: "The right code to a number that is re-assigned, swapped, forwarded or not to be checked",
  needs: "own",
  alone: true,
  run: async (size, say) => {
    const flows = size === "full" ? 250 : 8;
    const world = await makeWorld({ RIGHTFUL_SMS_PER_NETWORK_HOUR: "1000000" });
    const operator = await startOperator();
    const figures: Figure[] = [];
    try {
      for (const [place, { name, line, isSilent }] of wrongs.entries()) {
        useOperator(world, operator);
        operator.state.mood = isSilent ? "silent" : "well";
        const at = String(50 + place);
        for (const n of numbers(flows))
          operator.lines.set(`+8613${at}${String(n).padStart(7, "0")}`, line(world));
        // The re-assigned ones are released, a hundred an hour; beyond that they count for nothing all the same.
        const seen = await inParallel(numbers(flows), 8, (n) => flow(world, n, at));
        figures.push(...judged(name, flows, seen, isSilent));
        say(`${name}: ${flows} flows`);
      }
      figures.push(...(await asBefore(world, operator, size === "full" ? 50 : 5)));
    } finally {
      await operator.stop();
      await world.end();
    }
    return figures;
  },
};

function judged(name: string, flows: number, seen: readonly Seen[], isSilent = false): Figure[] {
  const count = (what: keyof Seen) => seen.filter((each) => each[what]).length;
  const times = seen.map((each) => each.slowest / 1000).toSorted((a, b) => a - b);
  const [median = 0, slowest = 0] = [times[Math.floor(times.length / 2)], times.at(-1)];
  return [
    noneOf(`${name}: text messages that counted`, count("accepted"), flows),
    // Two seconds for the operator; the rest is this machine, which does eight of them at once and more besides.
    atMost(`${name}: median of the slowest answer of each`, median, isSilent ? 2.5 : 2, " s"),
    atMost(`${name}: slowest answer of all`, slowest, 5, " s"),
  ];
}

/** The same flow with all well, and with nobody to ask, must end well: else the figures above say nothing. */
async function asBefore(
  world: TestWorld,
  operator: TestOperator,
  flows: number,
): Promise<Figure[]> {
  operator.state.mood = "well";
  const well = await inParallel(numbers(flows), 8, (n) => flow(world, n, "60"));
  delete world.world.ports.telecom;
  const asked = operator.asked.length;
  const unasked = await inParallel(numbers(flows), 8, (n) => flow(world, n, "61"));
  const accepted = (seen: readonly Seen[]) => seen.filter((each) => each.accepted).length;
  return [
    exactly("all well: accounts given back", accepted(well), flows),
    exactly("no operator configured: accounts given back", accepted(unasked), flows),
    exactly("no operator configured: questions asked", operator.asked.length - asked, 0),
  ];
}
