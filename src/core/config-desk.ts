/** The desk's keys of the configuration: its clocks, who signs in there, where its audit is anchored. */
import { calendar, fullOrMasked, number, type Setting, text } from "./config-values.ts";

export const deskSettings = {
  calendar: {
    env: "RIGHTFUL_CALENDAR",
    about:
      "Days on which the desk's promises count: `every-day`, or `china` (weekends, holidays and working weekends as announced).",
    otherwise: "every-day",
    read: calendar,
  },
  deskHours: {
    env: "RIGHTFUL_DESK_HOURS",
    about: "Hours of the day that count, like 09:00-12:00,13:00-18:00.",
    otherwise: "00:00-24:00",
    read: text,
  },
  holidays: {
    env: "RIGHTFUL_HOLIDAYS",
    about:
      "Years announced after this version came out, like 2027=01-01..01-03,02-05/on 01-31; several with semicolons.",
    otherwise: "",
    read: text,
  },
  reportPhones: {
    env: "RIGHTFUL_REPORT_PHONES",
    about:
      "Numbers at which owners report a theft, with commas: the pages show them. As they are in China; empty shows none.",
    otherwise: "110,96110",
    read: text,
  },
  casesPerDay: {
    env: "RIGHTFUL_CASES_PER_DAY",
    about: "Cases that claimants of one network may open in a day.",
    otherwise: "200",
    inDemo: "1000000",
    read: number,
  },
  filesPerDay: {
    env: "RIGHTFUL_FILES_PER_DAY",
    about: "Files that claimants of one network may send in a day.",
    otherwise: "600",
    inDemo: "1000000",
    read: number,
  },
  counterAccounts: {
    env: "RIGHTFUL_COUNTER_ACCOUNTS",
    about:
      "How an evidence pack for the police names the other side of a payment: `masked`, or `full` where your rules allow it.",
    otherwise: "masked",
    read: fullOrMasked,
  },
  clamd: {
    env: "RIGHTFUL_CLAMD",
    about:
      "Where clamd looks through files, like tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl; empty: only our own check. While it does not answer no file is opened.",
    otherwise: "",
    read: text,
  },
  oidcIssuer: {
    env: "RIGHTFUL_OIDC_ISSUER",
    about: "Identity provider of the desk's staff (OpenID Connect); empty: passkeys only.",
    otherwise: "",
    read: text,
  },
  oidcClientId: {
    env: "RIGHTFUL_OIDC_CLIENT_ID",
    about: "This server's name there.",
    otherwise: "",
    read: text,
  },
  oidcClientSecret: {
    env: "RIGHTFUL_OIDC_CLIENT_SECRET",
    about: "Secret that goes with that name.",
    otherwise: "",
    secret: true,
    read: text,
  },
  auditFile: {
    env: "RIGHTFUL_AUDIT_FILE",
    about: "File to which signed checkpoints of the audit are added; best on another machine.",
    otherwise: "",
    read: text,
  },
  auditUrl: {
    env: "RIGHTFUL_AUDIT_URL",
    about: "Address to which the same checkpoints are posted.",
    otherwise: "",
    read: text,
  },
} satisfies Record<string, Setting<unknown>>;
