/**
 * CAMARA: SIM Swap 2.1.0 (`/sim-swap/v2`), Number Recycling 0.2.0 (`/number-recycling/v0.2`) and Call
 * Forwarding Signal 0.4.0 (`/call-forwarding-signal/v0.4`), with two-legged tokens, so the number goes in the
 * body. An answer that is not of the published shape is no answer. Number Verification is left out: it needs
 * a token that the device's own mobile network gave, and a browser on any other network cannot get one.
 */
import { Type } from "typebox";
import { Value } from "typebox/value";
import {
  type Answered,
  type NumberFacts,
  type Operator,
  operatorOf,
  type Question,
  type Telecom,
} from "./telecom.ts";
import { type Tokens, tokensOf } from "./tokens.ts";
import { Failed, postBounded, requireSafe } from "./wire.ts";

export type CamaraSettings = {
  operators: readonly Operator[];
  /** The wall's time: tokens run out by it, and operators date by it. */
  now: () => Date;
  /** A new name for each request (`x-correlator`), which says nothing of whom it is about. */
  correlator: () => string;
};

const DAY_MS = 86_400_000;
/** Clocks differ a little; a card that was replaced tomorrow was not. */
const AHEAD_MS = 10 * 60_000;

const simShape = Type.Object({
  latestSimChange: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
  monitoredPeriod: Type.Optional(Type.Integer({ minimum: 0 })),
});
const recycledShape = Type.Object({ phoneNumberRecycled: Type.Boolean() });
const forwardingShape = Type.Object({ active: Type.Boolean() });
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

export function camara({ operators, now, correlator }: CamaraSettings): Telecom {
  const known = operators.map((operator) => {
    for (const url of [
      operator.tokenUrl,
      operator.simSwap,
      operator.recycling,
      operator.forwarding,
    ])
      if (url) requireSafe(url);
    return { ...operator, tokens: tokensOf(operator, now) };
  });
  type Known = Operator & { tokens: Tokens };

  /** One request, and a second one with a new token when the first token was no good any more. */
  async function ask(
    { tokens }: Known,
    scope: string,
    url: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<unknown> {
    const once = async () =>
      postBounded(url, JSON.stringify(body), signal, {
        authorization: `Bearer ${await tokens.get(scope, signal)}`,
        "content-type": "application/json",
        "x-correlator": correlator(),
      });
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof Failed) || error.status !== 401) throw error;
      tokens.drop(scope);
      return once();
    }
  }

  async function simSwap(
    operator: Known,
    url: string,
    phoneNumber: string,
    hours: number,
    signal: AbortSignal,
  ) {
    const said = await ask(
      operator,
      "sim-swap:retrieve-date",
      `${url}/retrieve-date`,
      { phoneNumber },
      signal,
    );
    if (!Value.Check(simShape, said)) throw new Failed("malformed");
    const { latestSimChange, monitoredPeriod } = said;
    if (latestSimChange === null) {
      // "There were no SIM swap events during monitoredPeriod" (SIM Swap 2.1.0); without one nothing was said.
      if ((monitoredPeriod ?? 0) * 24 >= hours) return null;
      throw new Failed("unknown");
    }
    const at = DATE_TIME.test(latestSimChange) ? new Date(latestSimChange) : new Date(Number.NaN);
    if (Number.isNaN(at.getTime()) || at.getTime() > now().getTime() + AHEAD_MS)
      throw new Failed("malformed");
    return at;
  }

  async function recycled(
    operator: Known,
    url: string,
    phoneNumber: string,
    provenOn: Date,
    signal: AbortSignal,
  ) {
    const { recyclingDaysMax: days } = operator;
    const oldest = days === undefined ? 0 : now().getTime() - days * DAY_MS;
    const from = new Date(Math.max(provenOn.getTime(), oldest));
    const specifiedDate = from.toISOString().slice(0, 10);
    const said = await ask(
      operator,
      "number-recycling:check",
      `${url}/check`,
      { phoneNumber, specifiedDate },
      signal,
    );
    if (!Value.Check(recycledShape, said)) throw new Failed("malformed");
    return said.phoneNumberRecycled;
  }

  async function forwarding(
    operator: Known,
    url: string,
    phoneNumber: string,
    signal: AbortSignal,
  ) {
    const scope = "call-forwarding-signal:unconditional-call-forwardings:read";
    const said = await ask(
      operator,
      scope,
      `${url}/unconditional-call-forwardings`,
      { phoneNumber },
      signal,
    );
    if (!Value.Check(forwardingShape, said)) throw new Failed("malformed");
    return said.active;
  }

  return {
    covers: (number) => operatorOf(known, number) !== undefined,

    async check(number, { provenOn, simSwapHours }: Question, signal): Promise<NumberFacts> {
      const operator = operatorOf(known, number);
      const faults: string[] = [];
      const answered = async <T>(
        what: string,
        url: string | undefined,
        asked: (operator: Known, url: string) => Promise<T>,
      ): Promise<Answered<T>> => {
        if (!operator || !url) return "not-offered";
        try {
          return await asked(operator, url);
        } catch (error) {
          faults.push(`${what}:${error instanceof Failed ? error.message : "unreachable"}`);
          return "unavailable";
        }
      };
      const [simSwappedAt, isRecycled, isForwarding] = await Promise.all([
        answered("sim-swap", operator?.simSwap, (operator, url) =>
          simSwap(operator, url, number, simSwapHours, signal),
        ),
        answered("number-recycling", operator?.recycling, (operator, url) =>
          recycled(operator, url, number, provenOn, signal),
        ),
        answered("call-forwarding", operator?.forwarding, (operator, url) =>
          forwarding(operator, url, number, signal),
        ),
      ]);
      return { simSwappedAt, recycled: isRecycled, forwarding: isForwarding, faults };
    },

    async probe(signal) {
      const lines = await Promise.all(
        known.map(async (operator) => {
          const scope = operator.simSwap ? "sim-swap:retrieve-date" : "number-recycling:check";
          try {
            await operator.tokens.get(scope, signal);
          } catch (error) {
            throw new Error(`${operator.name} gives no token: ${(error as Error).message}`);
          }
          return `${operator.name} (${operator.prefixes.join(", ")})`;
        }),
      );
      return lines.join("; ");
    },
  };
}
