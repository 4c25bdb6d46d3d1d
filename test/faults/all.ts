/** Every fault, in the order of the list; then the storms. */
import { T21 } from "./aftermath.ts";
import { T24 } from "./arms.ts";
import { T48 } from "./artha.ts";
import { T33 } from "./audit.ts";
import { failover } from "./failover.ts";
import type { Fault } from "./fault.ts";
import { T17, T18 } from "./flooding.ts";
import { T25, T26 } from "./freeze.ts";
import { T42 } from "./fuzz.ts";
import { T01, T02, T07 } from "./guessing.ts";
import { T11 } from "./hints.ts";
import { T09 } from "./leaks.ts";
import { T10 } from "./learning.ts";
import { T49 } from "./load.ts";
import { T16 } from "./not-me.ts";
import { T23 } from "./order.ts";
import { T34 } from "./pack.ts";
import { powerCut } from "./powercut.ts";
import { T15, T29 } from "./providers.ts";
import { T03, T04, T06 } from "./races.ts";
import { T41, T41Crash } from "./repeats.ts";
import { T50 } from "./restore.ts";
import { T08 } from "./saved-codes.ts";
import { T39 } from "./signal-outage.ts";
import { T05 } from "./spray.ts";
import { killStorm } from "./storms.ts";
import { T20 } from "./takeover.ts";
import { T12 } from "./telecom.ts";
import { T38 } from "./transmitter.ts";
import { T26Approve } from "./verdicts.ts";
import { T19 } from "./web.ts";
import { T40 } from "./webhook-outage.ts";

export const faults: readonly Fault[] = [
  ...[T01, T02, T03, T04, T05, T06, T07, T08, T09, T10, T11, T12],
  ...[T15, T16, T17, T18, T19, T20, T21, T23, T24, T25, T26, T26Approve, T29, T33, T34],
  ...[T38, T39, T40, T41, T41Crash, T42, T48, T49, T50],
  ...[killStorm, powerCut, failover],
];
