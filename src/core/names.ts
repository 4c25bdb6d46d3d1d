/** Names of columns: `account_id` in the database, `accountId` here. */
import {
  CamelCasePlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
} from "kysely";

/**
 * Kysely's plugin, but for the rows: `trip.ts` names their columns once for all of them. Statements that do not
 * come this way (Kysely's own look at the tables) keep the database's names, as with the plugin itself.
 */
class Names extends CamelCasePlugin {
  readonly #ours = new WeakSet<QueryId>();

  of = (column: string) => this.camelCase(column);
  has = (query: QueryId) => this.#ours.has(query);

  override transformQuery(args: PluginTransformQueryArgs) {
    this.#ours.add(args.queryId);
    return super.transformQuery(args);
  }

  override transformResult = async ({ result }: PluginTransformResultArgs) => result;
}

export const names = new Names({ maintainNestedObjectKeys: true });
