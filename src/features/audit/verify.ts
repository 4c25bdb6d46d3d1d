/**
 * Verifies everything there is: every event of every chain in two streams of pages, whatever the number of
 * accounts, and each chain against what bears witness to it. Nothing is written; others may write meanwhile.
 */
import {
  type Fault,
  faultOfHead,
  faultOfRow,
  headAfter,
  noHead,
  readChain,
} from "../../core/events.ts";
import type { Head } from "../../core/unit.ts";
import { chainKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { isShadow } from "../accounts/index.ts";
import * as anchors from "./anchors.ts";
import { findAuditKey } from "./keys.ts";
import * as store from "./store.ts";

const ACCOUNTS = 2_000;
const EVENTS = 10_000;
const FINDINGS_MAX = 1_000;
/** Of an integer column: behind every event of an account. */
const SEQ_MAX = 2 ** 31 - 1;

export type Report = {
  chains: number;
  events: number;
  checkpoints: number;
  /** Lines of the file; null: none was given. */
  anchored: number | null;
  /** Restores that the record speaks of, and what the lines outside say that each lost. */
  restores: { at: string; backupAt: string; checkpoints: number; chains: number }[];
  /** The first thousand. */
  findings: anchors.Finding[];
  /** How many there are in all. */
  found: number;
};

export type Lines = AsyncIterable<string> | Iterable<string>;

export async function verifyAudit(world: World, anchor?: Lines): Promise<Report> {
  const report: Report = {
    chains: 0,
    events: 0,
    checkpoints: 0,
    anchored: null,
    restores: [],
    findings: [],
    found: 0,
  };
  const found: anchors.Found = (finding) => {
    report.found++;
    if (report.findings.length < FINDINGS_MAX) report.findings.push(finding);
  };
  const audit = await findAuditKey(world);
  const key = anchors.keyOf(audit?.x);
  const outside: anchors.Witness = new Map();
  const inside: anchors.Witness = new Map();
  // Witnesses first: a chain that grows meanwhile still has the heads that they name.
  const restores = await anchors.readRestores(world, key);
  const file = anchor ? await anchors.readAnchor(anchor, key, outside, restores, found) : null;
  report.anchored = file?.lines.size ?? null;
  report.checkpoints = await anchors.readCheckpoints(world, key, file, inside, restores, found);
  report.restores = restores.all.map(({ seq, after, at, backupAt }) => ({
    ...{ at, backupAt, chains: restores.lost.get(seq)?.size ?? 0 },
    checkpoints: [...(file?.lines.keys() ?? [])].filter((n) => n > after && n < seq).length,
  }));
  if (!audit && (report.checkpoints > 0 || file)) found({ kind: "key-missing" });
  await verifyChains(world, {
    now: world.now(),
    report,
    found,
    tag: audit?.tag ?? String,
    witnesses: [outside, inside],
  });
  // What nobody has asked for is nobody's: the account is gone.
  const gone = new Map([...inside, ...outside]);
  for (const { seq, checkpoint } of gone.values())
    found({ kind: "account-removed", seq, checkpoint });
  return report;
}

type Verifying = {
  now: Date;
  report: Report;
  found: anchors.Found;
  tag(accountId: string): string;
  /** Each is asked once, and what it said is taken out. */
  witnesses: anchors.Witness[];
};

type Wanted = { seq: number; hash: string; checkpoint?: number };
type Chain = {
  row: store.HeadRow;
  key: Buffer | null;
  last: Head;
  wrong: { kind: anchors.Kind; seq: number; checkpoint?: number } | null;
  wanted: Wanted[];
};

async function verifyChains(world: World, to: Verifying): Promise<void> {
  let after = { accountId: "", seq: 0 };
  for (;;) {
    const rows = await store.listHeads(world.db, after.accountId, ACCOUNTS);
    const isLast = rows.length < ACCOUNTS;
    const chains = new Map(rows.map((row) => [row.accountId, begin(world, to, row)]));
    // Behind the last account there may still be events: of one that was taken out.
    const last = isLast ? null : (rows.at(-1)?.accountId ?? null);
    await readEvents(world, to, chains, after, last);
    for (const chain of chains.values()) await end(world, to, chain);
    if (last === null) return;
    after = { accountId: last, seq: SEQ_MAX };
  }
}

function begin(world: World, { tag, witnesses }: Verifying, row: store.HeadRow): Chain {
  const { accountId, dataKey, anchoredSeq, anchoredHash } = row;
  const wanted: Wanted[] = [];
  if (!isShadow(accountId)) {
    const name = tag(accountId);
    for (const witness of witnesses) {
      const said = witness.get(name);
      if (said) wanted.push(said);
      witness.delete(name);
    }
    if (anchoredSeq !== null) wanted.push({ seq: anchoredSeq, hash: anchoredHash ?? "" });
  }
  const { key, isWrong } = chainKey(world, accountId, dataKey);
  const wrong = isWrong ? { kind: "payload" as const, seq: 1 } : null;
  return { row, key, last: noHead, wrong, wanted };
}

/** Page after page; the next is on its way while this one is verified. */
async function readEvents(
  world: World,
  { now, report, found }: Verifying,
  chains: Map<string, Chain>,
  from: { accountId: string; seq: number },
  last: string | null,
): Promise<void> {
  const read = (after: { accountId: string; seq: number }) =>
    store.listLinksAfter(world.db, after, last, EVENTS);
  let orphan = "";
  for (let page = await read(from); page.length > 0; ) {
    const final = page.at(-1);
    const next = final && page.length === EVENTS ? read(final) : Promise.resolve([]);
    next.catch(() => {});
    for (const row of page) {
      report.events++;
      const chain = chains.get(row.accountId);
      if (chain) step(chain, row, now);
      else if (row.accountId !== orphan && !isShadow(row.accountId)) {
        orphan = row.accountId;
        // Made after this page of accounts was read?
        const [now] = await store.findHeads(world.db, [orphan]);
        if (!now) found({ kind: "account-missing", accountId: orphan, seq: row.seq });
      }
    }
    page = await next;
  }
}

function step(chain: Chain, row: store.LinkRow, now: Date) {
  if (chain.wrong) return;
  const fault = faultOfRow(chain.last, row, chain.key, now);
  if (fault) {
    chain.wrong = { kind: fault, seq: chain.last.chainSeq + 1 };
    return;
  }
  chain.last = headAfter(row);
  const other = chain.wanted.find(({ seq, hash }) => seq === row.seq && hash !== row.hash);
  if (other) chain.wrong = rewritten(row.seq, other);
}

const rewritten = (seq: number, { checkpoint }: Wanted) => ({
  ...{ kind: "rewritten" as const, seq },
  ...(checkpoint !== undefined && { checkpoint }),
});

async function end(world: World, { report, found }: Verifying, chain: Chain): Promise<void> {
  report.chains++;
  const { row, last, wanted } = chain;
  const beyond = wanted.find(({ seq }) => seq > last.chainSeq);
  const fault: Fault | null = faultOfHead(row, last) ?? (beyond ? "tail" : null);
  chain.wrong ??= fault && {
    ...{ kind: fault, seq: last.chainSeq + 1 },
    ...(beyond?.checkpoint !== undefined && { checkpoint: beyond.checkpoint }),
  };
  if (!chain.wrong) return;
  // Read in several statements, while others write: one statement decides.
  const { accountId } = row;
  const isWitnessed = chain.wrong.kind === "rewritten" || beyond !== undefined;
  if (!isWitnessed && (await readChain(world, accountId)).brokenAt === null) return;
  found({ accountId, ...chain.wrong });
}
