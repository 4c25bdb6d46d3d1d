/** The door of `simulation`: a policy tried on seeded owners and impostors before it goes live. */

export {
  harshness,
  isScenarioRefusal,
  parsePopulations,
  shareOfPhoneOnly,
} from "./populations.ts";
