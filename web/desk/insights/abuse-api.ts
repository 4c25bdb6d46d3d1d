/** What the pages of attacks, clock and share are answered. */
import type { Words } from "../model.ts";
import type { Head } from "./head.ts";
import type { Rate } from "./say.ts";

export type AttackKind = {
  id: string;
  name: Words;
  sign: Words;
  n: number;
  blocked: number;
  /** Null: no row tells. */
  through: number | null;
  unclear: number;
  open: number;
  gotThrough: Rate | null;
  gotThroughAtMost: Rate | null;
};
export type AttackDay = { kind: string; day: string; n: number };
export type Cluster = {
  name: string;
  by: "device" | "network";
  kinds: string[];
  attempts: number;
  names: number;
  accounts: number;
  blocked: number;
  through: number;
  first: string;
  last: string;
};
export type Abuse = Head & {
  kinds: AttackKind[];
  days: AttackDay[];
  clusters: Cluster[];
  notMeasured: { id: string; name: Words; why: Words }[];
};

type OfTeam = { team: string | null };
export type Sides = {
  n: number;
  oursSeconds: number;
  claimantSeconds: number;
  oursMedianSeconds: number | null;
  claimantMedianSeconds: number | null;
};
export type Replies = {
  n: number;
  answered: number;
  medianSeconds: number | null;
  p90Seconds: number | null;
  workingMedianSeconds: number | null;
  workingP90Seconds: number | null;
};
export type Age = { fromHours: number; toHours: number | null; ours: number; claimant: number };
export type Spread = { mean: number; least: number; most: number };
export type Team = Head & {
  promise: {
    all: Rate;
    days: { day: string; due: number; met: number; missed: number }[];
    teams: (OfTeam & Rate)[];
  };
  sides: {
    all: Sides;
    days: { day: string; n: number; oursSeconds: number; claimantSeconds: number }[];
    teams: (OfTeam & Sides)[];
  };
  firstReply: { all: Replies; teams: (OfTeam & Replies)[] };
  backlog: { all: Age[]; teams: (OfTeam & { ages: Age[] })[] };
  waiting: (OfTeam & { what: string; n: number; oldestSeconds: number | null })[];
  flow: { day: string; opened: number; closed: number }[];
  forecast: { day: string; arrivals: Spread; capacity: Spread; openAfter: number }[];
  /** Null: the reader leads no team. */
  people: {
    team: string;
    rows: {
      id: string;
      name: string;
      firsts: number;
      seconds: number;
      sentBack: Rate;
      quick: Rate;
    }[];
  } | null;
};

export type Share = Head & {
  target: number;
  now: {
    day: string;
    policy: { name: string; version: number };
    accounts: number;
    recoverable: number;
    soon: number;
    share: Rate;
    paths: { path: string; uses: string[]; accounts: number }[];
    missing: { id: string; accounts: number; add: string[] }[];
  } | null;
  trend: ({ day: string; version: number; soon: number } & Rate)[];
  nudges: { shown: number; dismissed: Rate; added: Rate };
};
