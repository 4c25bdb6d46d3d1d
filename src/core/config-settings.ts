/** Every key of the configuration: its name in the environment, what it is, and what holds without it. */

import { deskSettings } from "./config-desk.ts";
import { directorySettings } from "./config-directory.ts";
import { faceSettings } from "./config-face.ts";
import { shieldSettings } from "./config-shield.ts";
import { telecomSettings } from "./config-telecom.ts";
import type { Setting } from "./config-values.ts";
import {
  byPrefix,
  database,
  number,
  numberOrNone,
  origin,
  text,
  timeZone,
  yesNo,
} from "./config-values.ts";
import { watchSettings } from "./config-watch.ts";
import { keyring } from "./crypto.ts";

export const settings = {
  host: {
    env: "RIGHTFUL_HOST",
    about: "Address to listen on.",
    otherwise: "127.0.0.1",
    read: text,
  },
  port: { env: "RIGHTFUL_PORT", about: "Port to listen on.", otherwise: "8700", read: number },
  url: {
    env: "RIGHTFUL_URL",
    about: "Public origin of this server; every link in a message is built from it.",
    otherwise: null,
    read: origin,
  },
  data: {
    env: "RIGHTFUL_DATA",
    about: "Folder of the embedded database and of what it keeps.",
    otherwise: "./data",
    read: text,
  },
  databaseUrl: {
    env: "DATABASE_URL",
    about:
      "A PostgreSQL 15 or later; several servers, of which the one that takes writes is used: postgres://user:secret@one:5432,two:5432/rightful?target_session_attrs=read-write; empty: the embedded one.",
    otherwise: "",
    secret: true,
    read: database,
  },
  isolation: {
    env: "RIGHTFUL_ISOLATION",
    about: "Transaction isolation; empty: the database's own.",
    otherwise: "",
    read: text,
  },
  keys: {
    env: "RIGHTFUL_KEYS",
    about:
      "Keys of the server, newest first, `id:base64` of at least 32 bytes, separated by commas.",
    otherwise: null,
    secret: true,
    read: (value: string) => {
      const keys = value.split(",").map((key) => key.trim());
      keyring(keys);
      return keys;
    },
  },
  policy: {
    env: "RIGHTFUL_POLICY",
    about: "Name of the policy in force.",
    otherwise: "wallet",
    read: text,
  },
  policyFolder: {
    env: "RIGHTFUL_POLICIES",
    about: "Folder of the policies; empty: the ones that ship.",
    otherwise: "",
    read: text,
  },
  repliesFolder: {
    env: "RIGHTFUL_REPLIES",
    about: "Folder of the canned replies of the desk; empty: the ones that ship.",
    otherwise: "",
    read: text,
  },
  operatorName: {
    env: "RIGHTFUL_OPERATOR_NAME",
    about: "Name of the wallet, as its users know it.",
    otherwise: null,
    read: text,
  },
  operatorNameZh: {
    env: "RIGHTFUL_OPERATOR_NAME_ZH",
    about: "The same in Chinese; empty: the name as it is.",
    otherwise: "",
    read: text,
  },
  operatorPhone: {
    env: "RIGHTFUL_OPERATOR_PHONE",
    about: "Telephone number of its customer service.",
    otherwise: null,
    read: text,
  },
  walletUrl: {
    env: "RIGHTFUL_WALLET_URL",
    about: "Where the wallet signs its users in.",
    otherwise: null,
    read: origin,
  },
  country: {
    env: "RIGHTFUL_COUNTRY",
    about: "Country of numbers typed without one (ISO 3166).",
    otherwise: "CN",
    read: text,
  },
  timeZone: {
    env: "RIGHTFUL_TIME_ZONE",
    about: "Time zone of times in messages, where an account has none.",
    otherwise: "Asia/Shanghai",
    read: timeZone,
  },
  currency: {
    env: "RIGHTFUL_CURRENCY",
    about: "Currency of the accounts (ISO 4217, with two digits after the point).",
    otherwise: "CNY",
    read: text,
  },
  smsUrl: {
    env: "RIGHTFUL_SMS_URL",
    about: "Gateway that sends text messages.",
    otherwise: null,
    read: text,
  },
  smsKey: {
    env: "RIGHTFUL_SMS_KEY",
    about: "Secret that signs requests to that gateway.",
    otherwise: null,
    secret: true,
    read: text,
  },
  smtpUrl: {
    env: "RIGHTFUL_SMTP_URL",
    about: "Mail server, like smtps://user:password@mail.example.com.",
    otherwise: null,
    secret: true,
    read: text,
  },
  smtpFrom: { env: "RIGHTFUL_SMTP_FROM", about: "Sender of e-mail.", otherwise: null, read: text },
  breachRangeUrl: {
    env: "RIGHTFUL_BREACH_RANGE_URL",
    about: "A k-anonymity range service for leaked passwords; empty: the local list only.",
    otherwise: "",
    read: text,
  },
  trustProxy: {
    env: "RIGHTFUL_TRUST_PROXY",
    about: "`yes` when a proxy in front sets X-Forwarded-For.",
    otherwise: "no",
    read: yesNo,
  },
  hashMemoryKib: {
    env: "RIGHTFUL_HASH_MEMORY_KIB",
    about:
      "Memory of one password hash (argon2id, two passes); less than 19456 is refused outside the demo.",
    otherwise: "19456",
    read: number,
  },
  startsPerHour: {
    env: "RIGHTFUL_STARTS_PER_HOUR",
    about: "Claims that one network may begin in an hour.",
    otherwise: "600",
    read: number,
  },
  smsPerDay: {
    env: "RIGHTFUL_SMS_PER_DAY",
    about:
      "Codes by text message in 24 hours, by country prefix of what was typed, like +86:100000,mail:20000,other:2000; empty: the policy's.",
    otherwise: "",
    inDemo: "other:1000000",
    read: byPrefix,
  },
  smsPerBlockHour: {
    env: "RIGHTFUL_SMS_PER_BLOCK_HOUR",
    about:
      "Codes by text message in an hour to 10,000 neighbouring numbers (all but the last four digits); empty: the policy's, except in the demo.",
    otherwise: "",
    inDemo: "1000000",
    read: numberOrNone,
  },
  smsPerNetworkHour: {
    env: "RIGHTFUL_SMS_PER_NETWORK_HOUR",
    about:
      "Codes by text message that one network may ask for in an hour; empty: the policy's, except in the demo.",
    otherwise: "",
    inDemo: "1000000",
    read: numberOrNone,
  },
  wrongCodes: {
    env: "RIGHTFUL_WRONG_CODES",
    about:
      "Wrong codes of unknown devices over all accounts in a window before their way rests; empty: the policy's, except in the demo.",
    otherwise: "",
    inDemo: "1000000",
    read: numberOrNone,
  },
  alarmEmail: {
    env: "RIGHTFUL_ALARM_EMAIL",
    about: "Where alarms are sent; empty: they are logged and listed only.",
    otherwise: "",
    read: text,
  },
  backupRecipient: {
    env: "RIGHTFUL_BACKUP_RECIPIENT",
    about:
      "Public key that backups are made for (age1...; `rightful backup key` makes a pair); its other half stays elsewhere.",
    otherwise: "",
    read: text,
  },
  deliverToLoopback: {
    env: "RIGHTFUL_DELIVER_TO_LOOPBACK",
    about:
      "`yes` when signals and webhooks may go to this very machine, without TLS; other internal addresses are refused always.",
    otherwise: "no",
    inDemo: "yes",
    read: yesNo,
  },
  workers: {
    env: "RIGHTFUL_WORKERS",
    about:
      "`no` for a server that only answers: timers and messages are then the work of others on the same database.",
    otherwise: "yes",
    read: yesNo,
  },
  connections: {
    env: "RIGHTFUL_DB_CONNECTIONS",
    about: "Connections to the database.",
    otherwise: "16",
    read: number,
  },
  ...directorySettings,
  ...telecomSettings,
  ...deskSettings,
  ...faceSettings,
  ...shieldSettings,
  ...watchSettings,
} satisfies Record<string, Setting<unknown>>;
