/** A process that builds the packs that are due in a database, until it is killed or done. */
import { features, handlersOf, readersOf } from "../../src/app.ts";
import { readConfig } from "../../src/core/config.ts";
import { keyring } from "../../src/core/crypto.ts";
import { connect } from "../../src/core/db.ts";
import { silentLog } from "../../src/core/log.ts";
import { runDue } from "../../src/core/workers.ts";
import { chance, type World } from "../../src/core/world.ts";
import { loadPolicies, rememberPolicies } from "../../src/features/policies/index.ts";
import { loadRegistry, rememberRegistry } from "../../src/features/registry/index.ts";

const [url = "", at = "", environment = "{}"] = process.argv.slice(2);
const now = () => new Date(at);
const config = readConfig(JSON.parse(environment), true);
const db = connect({ url, connections: 4 });
const nobody = { name: "nobody", send: async () => ({ providerId: null }) };
const world: World = {
  ...{ config, db, log: silentLog, keys: keyring(config.keys), readers: readersOf(features) },
  ...{ ports: { sms: nobody, email: nobody }, now, wallNow: now, ...chance(now) },
  policies: await rememberPolicies({ db, now }, await loadPolicies("policies")),
  registry: await rememberRegistry({ db, now }, loadRegistry()),
};
await runDue(world, handlersOf(features));
await db.destroy();
