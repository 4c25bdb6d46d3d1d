/** What the desk sees of scam reports and does about them: nothing here can be opened by a click, and no count decides. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { NotYou } from "../cases/index.ts";
import { isVouchedFor, listed, listingKey, officialChannels } from "../registry/index.ts";
import { type Asked, judge, preparedOf } from "../shield/index.ts";
import { type Agent, askForListing, listStaff, openFile, SCAMS, tiedTo } from "../staff/index.ts";
import { readSaid } from "./actions.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const SHOWN = 200;
const REPORTS = 50;
const DAYS = 10;

const windows = (now: Date) => ({
  day: rules.daysBefore(now, 1),
  tenDays: rules.daysBefore(now, DAYS),
});

const listableKind = (kind: string) => listed.find((one) => one === kind);

function askedOf({ kind, value }: store.Cluster): Asked | null {
  if (kind === "link") return { url: `https://${value}` };
  if (kind === "phone") return { phone: value };
  return kind === "email" ? { email: value } : null;
}

/** What the shield says of it now; of words, what it said of the newest message. */
function said(world: World, cluster: store.Cluster) {
  const prepared = preparedOf(world);
  const asked = askedOf(cluster);
  const now = asked ? judge(prepared, asked) : null;
  const brand = prepared.brands.get(now?.imitates ?? cluster.imitates ?? "");
  return {
    verdict: now?.verdict ?? cluster.verdict,
    reasons: (now?.reasons ?? []).map(({ severity, text }) => ({
      severity,
      text: { en: rules.defanged(text.en), zh: rules.defanged(text.zh) },
    })),
    imitates: brand ? { id: brand.id, name: brand.name } : null,
  };
}

const NOBODY = { today: 0, tenDays: 0, signedIn: 0, clicked: 0, paid: 0, gaveCode: 0 };

function clusterView(world: World, cluster: store.Cluster, standing: Partial<store.Standing> = {}) {
  const { id, kind, value, firstAt, lastAt, mark, markedBy, markedAt, markReason } = cluster;
  const { clusterId: _, ...counts } = { clusterId: id, ...NOBODY, ...standing };
  const listing = world.registry.listings.get(listingKey(kind, value));
  return {
    ...{ id, kind, value: rules.defanged(value), ...said(world, cluster) },
    people: counts,
    ...{ firstAt, lastAt },
    mark: mark === null ? null : { is: mark, by: markedBy, at: markedAt, reason: markReason },
    listedSince: listing?.since ?? null,
    mayList:
      listableKind(kind) !== undefined && !isVouchedFor(officialChannels(world), kind, value),
  };
}

const namesOf = async (world: World) =>
  Object.fromEntries((await listStaff(world)).map(({ id, name }) => [id, name]));

/** Clusters of the last ten days, by how many people reported them in the last day. */
export async function listScams(world: World) {
  const standings = await store.standings(world.db, windows(world.now()), SHOWN);
  const rows =
    standings.length > 0
      ? await store.listClusters(
          world.db,
          standings.map(({ clusterId }) => clusterId),
        )
      : [];
  const clusters = standings.flatMap((standing) => {
    const row = rows.find(({ id }) => id === standing.clusterId);
    return row ? [clusterView(world, row, standing)] : [];
  });
  return { clusters };
}

async function clusterOf(world: World, clusterId: string): Promise<store.Cluster> {
  const row = await store.findCluster(world.db, clusterId);
  if (!row) throw rules.NoCluster();
  return row;
}

/** One cluster with its days and its newest reports, of which none says by whom. Throws `no-cluster`. */
export async function readScam(world: World, clusterId: string) {
  const row = await clusterOf(world, clusterId);
  const asked = { ...windows(world.now()), clusterId };
  const [standing] = await store.standings(world.db, asked, 1);
  const reports = await store.listOfCluster(world.db, clusterId, REPORTS);
  return {
    cluster: clusterView(world, row, standing),
    days: await store.listDays(world.db, clusterId, DAYS),
    reports: reports.map((report) => ({
      ...{ id: report.id, kind: report.kind, verdict: report.verdict, at: report.createdAt },
      ...{ clicked: report.clicked, paid: report.paid, gaveCode: report.gaveCode },
      indicator: rules.defanged(report.indicator),
      signedIn: report.accountId !== SCAMS,
      hasText: report.said !== "",
    })),
    people: await namesOf(world),
  };
}

/** Something noted of a cluster, or taken back; no verdict changes by it. Throws `no-cluster`. */
export async function markScam(
  world: World,
  agent: Agent,
  clusterId: string,
  { mark, reason }: { mark: rules.Mark | "none"; reason: string },
) {
  await transact(world, async (world) => {
    await lockHouse(world, SCAMS);
    await clusterOf(world, clusterId);
    const isNone = mark === "none";
    await store.setMark(world.db, clusterId, {
      ...{ mark: isNone ? null : mark, markedBy: isNone ? null : agent.id },
      ...{ markedAt: isNone ? null : world.now(), markReason: isNone ? null : reason },
    });
    await emit(world, agent, "scam.marked", SCAMS, { cluster: clusterId, mark, reason });
  });
  return readScam(world, clusterId);
}

/**
 * Asks that two people put it on the shield's list, or take it off. Throws `no-cluster`, `cannot-list`,
 * `official-channel`, `listed-already`, `change-underway`.
 */
export async function askListing(
  world: World,
  agent: Agent,
  clusterId: string,
  { deed, reason }: { deed: "add" | "end"; reason: string },
) {
  const { kind, value } = await clusterOf(world, clusterId);
  const indicator = listableKind(kind);
  if (!indicator) throw rules.CannotList();
  return askForListing(world, agent, { deed, indicator, value, clusterId }, reason);
}

/**
 * The text as it was sent. The one way to a file: whoever has an interest in the account is refused, and the look is
 * counted and stands in both chains before anything is shown. Throws `no-scam-report`, `not-you`, `second-person`.
 */
export async function readText(world: World, agent: Agent, clusterId: string, reportId: string) {
  const report = (await store.listOfCluster(world.db, clusterId, REPORTS)).find(
    ({ id }) => id === reportId,
  );
  if (!report || report.said === "") throw rules.NoScamReport();
  const { accountId } = report;
  if ((await tiedTo(world, accountId)).includes(agent.id)) throw NotYou();
  await openFile(world, agent, { accountId, subject: reportId });
  const key = await accountKey(world, accountId);
  const { text, sender } = readSaid(key, report) ?? { text: "" };
  return { text: rules.defanged(text), sender: sender ? rules.defanged(sender) : null };
}
