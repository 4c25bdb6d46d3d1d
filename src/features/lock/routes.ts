/**
 * The security lock in JSON, the answer of every route here:
 *
 *     { rules: { singleLimit: "500.00" | null, dailyLimit: "2000.00" | null, newPayeeDelayHours: 0|2|12|24,
 *                nightLock: true|false, trustedDevicesOnly: true|false, delayedArrivalHours: 0|2|24 },
 *       pending: { dailyLimit: { value: null, askedAt, effectiveAt }, ... },   // only what waits; {} is none
 *       undo: null | { rules, until },      // after a recovery: the rules before, while they can be had back
 *       currency: "CNY", timeZone: "Asia/Shanghai" }
 *
 * `PUT /v1/me/lock` takes any of the six rules; what is left out stays as it is. Tighter takes effect at
 * once; looser waits 24 h under `pending`. Loosening without `acknowledged: "lock-loosening"` is answered
 * with 409 `scam-warning` and `warning: { code, reasons: [{ en, zh }] }`, and without a proof from the last
 * five minutes with 403 `needs-fresh-proof` (POST /v1/me/freshness); neither changes anything.
 * `DELETE /v1/me/lock/pending` stops what waits, `POST /v1/me/lock/undo` takes `undo.rules` back (fresh proof).
 */
import { Type } from "typebox";
import { route } from "../../core/route.ts";
import type { Owner } from "../ways/index.ts";
import { changeLock, showLock, undoTightening, withdrawLoosening } from "./actions.ts";
import { arrivalDelays, payeeDelays } from "./rules.ts";

const owner = (actor: unknown) => actor as Owner;
const oneOf = <T extends number>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));
const limit = Type.Union([Type.String({ maxLength: 20 }), Type.Null()]);

export const routes = [
  route({
    method: "GET",
    path: "/v1/me/lock",
    who: ["owner"],
    summary: "My security lock, and what waits to loosen it",
    does: (world, { actor }) => showLock(world, owner(actor)),
  }),
  route({
    method: "PUT",
    path: "/v1/me/lock",
    who: ["owner"],
    summary: "Change my security lock: tighter at once, looser after 24 hours",
    body: Type.Partial(
      Type.Object({
        singleLimit: limit,
        dailyLimit: limit,
        newPayeeDelayHours: oneOf(payeeDelays),
        nightLock: Type.Boolean(),
        trustedDevicesOnly: Type.Boolean(),
        delayedArrivalHours: oneOf(arrivalDelays),
        acknowledged: Type.String({ maxLength: 40 }),
      }),
    ),
    problems: ["bad-limit", "guided", "scam-warning", "needs-fresh-proof"],
    does: (world, { actor, body }) => changeLock(world, owner(actor), body),
  }),
  route({
    method: "DELETE",
    path: "/v1/me/lock/pending",
    who: ["owner"],
    summary: "Stop what waits to loosen my security lock",
    problems: ["no-pending"],
    does: (world, { actor }) => withdrawLoosening(world, owner(actor)),
  }),
  route({
    method: "POST",
    path: "/v1/me/lock/undo",
    who: ["owner"],
    summary: "After a recovery: take back what was tightened while a thief may have been signed in",
    problems: ["no-undo", "needs-fresh-proof"],
    does: (world, { actor }) => undoTightening(world, owner(actor)),
  }),
];
