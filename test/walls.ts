/**
 * The rules of the house as functions of a tree of texts: each returns what stands against it. So the
 * same function judges this tree and the planted faults that prove it (`tidy.test.ts`).
 */
import { dirname, join } from "node:path/posix";

/** Path from the project's folder -> text. */
export type Tree = Readonly<Record<string, string>>;
type Import = { from: string; to: string; isType: boolean };

const isTest = (path: string) => /\.test\.tsx?$/.test(path);
const isSource = (path: string) => /\.(ts|tsx|mjs)$/.test(path) && !isTest(path);
const under = (tree: Tree, ...folders: string[]) =>
  Object.entries(tree).filter(([path]) => folders.some((folder) => path.startsWith(`${folder}/`)));

/** Comments may name what code may not do. A `//` inside an address is kept. */
export const withoutComments = (text: string) =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`\\])\/\/[^\n]*/g, "$1");

const IMPORT =
  /^(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** `import { type A }` is a type's import too when nothing else stands between the braces. */
const onlyTypes = (statement: string) => {
  const [, inside] = /\{([^}]*)\}/.exec(statement) ?? [];
  if (inside === undefined || /^(?:import|export)\s+\w+\s*,/.test(statement)) return false;
  const names = inside.split(",").filter((name) => name.trim() !== "");
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
};

/** The imports of one file that lead to other files of the tree. */
export function importsOf(path: string, text: string): Import[] {
  return [...withoutComments(text).matchAll(IMPORT)].flatMap(([whole, type, target, dynamic]) => {
    const to = target ?? dynamic ?? "";
    if (!to.startsWith(".")) return [];
    // `typeof import()` and `import("...").Type` are types.
    const isType = type !== undefined || onlyTypes(whole);
    return [{ from: path, to: join(dirname(path), to), isType }];
  });
}

const allImports = (tree: Tree, ...folders: string[]) =>
  under(tree, ...folders)
    .filter(([path]) => isSource(path))
    .flatMap(([path, text]) => importsOf(path, text));

export const tooLong = (tree: Tree, lines = 300) =>
  under(tree, "src")
    .filter(([path, text]) => isSource(path) && text.trimEnd().split("\n").length > lines)
    .map(([path, text]) => `${path} has ${text.trimEnd().split("\n").length} lines`);

const OUTSIDE = /Date\.now\(|new Date\(\)|Math\.random|randomUUID|process\.env|console\./;
const PRINTS = /process\.(stdout|stderr)\b/;
const MAY_PRINT = /^src\/(main\.ts|commands\/)/;

/** Time, chance and environment come in through World; only the command line prints. */
export const outsideOfWorld = (tree: Tree) =>
  under(tree, "src")
    .filter(([path]) => isSource(path))
    .flatMap(([path, text]) => {
      const code = withoutComments(text);
      const read = path === "src/core/world.ts" ? null : OUTSIDE.exec(code);
      const printed = MAY_PRINT.test(path) ? null : PRINTS.exec(code);
      return [read, printed].flatMap((found) => (found ? [`${path}: ${found[0]}`] : []));
    });

const featureOf = (path: string) => /^src\/features\/(\w+)\//.exec(path)?.[1];

/** Core and ports know no feature; at most a type of one. */
export const coreKnowsFeature = (tree: Tree) =>
  allImports(tree, "src/core", "src/ports")
    .filter(({ to, isType }) => featureOf(to) && !isType)
    .map(({ from, to }) => `${from} imports ${to}`);

/** Other features only through their door, and only those to the left. */
export const throughTheWall = (tree: Tree, order: readonly string[]) =>
  allImports(tree, "src/features").flatMap(({ from, to }) => {
    const [here, there] = [featureOf(from) ?? "", featureOf(to)];
    if (!there || there === here) return [];
    if (!order.includes(here) || !order.includes(there))
      return [`${here} or ${there}: not in the order`];
    if (to !== `src/features/${there}/index.ts`) return [`${from} imports ${to}, not its index`];
    if (order.indexOf(there) > order.indexOf(here))
      return [`${from} imports ${there}, to its right`];
    return [];
  });

const LAYERS: Record<string, number> = { rules: 0, store: 1, actions: 2, routes: 3, index: 4 };
const nameOf = (path: string) => path.replace(/^.*\//, "").replace(/\.ts$/, "");

/** Inside a feature nothing imports upwards. A file of another name stands as high as what it uses. */
export function upwards(tree: Tree): string[] {
  const inside = allImports(tree, "src/features").filter(
    ({ from, to, isType }) => featureOf(from) === featureOf(to) && !isType,
  );
  const rank = (path: string, seen: readonly string[] = []): number => {
    const fixed = LAYERS[nameOf(path)];
    if (fixed !== undefined) return fixed;
    if (seen.includes(path)) return 0;
    const uses = inside
      .filter(({ from }) => from === path)
      .map(({ to }) => rank(to, [...seen, path]));
    const highest = Math.max(0, ...uses);
    return highest === 0 ? 0 : Math.max(2, highest);
  };
  return inside
    .filter(({ from, to }) => rank(to) > rank(from) || (nameOf(to) === "index" && from !== to))
    .map(({ from, to }) => `${from} imports ${to}, above it`);
}

const FORBIDDEN = /(^|[-_.])(utils?|helpers?|common|service|services|managers?|base)([-_.]|$)/i;
export const badNames = (tree: Tree) =>
  Object.keys(tree).filter(
    (path) =>
      /^(src|web|wallet|test|scripts|bench)\//.test(path) &&
      path.split("/").some((part) => FORBIDDEN.test(part)),
  );

export const strangersUse = (tree: Tree) =>
  [
    ...allImports(tree, "web").filter(({ to, isType }) => to.startsWith("src/") && !isType),
    ...allImports(tree, "wallet").filter(({ to }) => to.startsWith("src/")),
  ].map(({ from, to }) => `${from} imports ${to}`);

/** A test may say within itself why this machine cannot run it (`t.skip("...")`); never without a reason. */
const LEFT_OUT =
  /\b(?:test|it|describe|suite)\.(?:only|skip|todo)\b|[{,]\s*(?:only|skip|todo)\s*[:,}]|\b(?:t|context)\.(?:skip|todo)\(\s*\)/;
export const leftOut = (tree: Tree) =>
  Object.entries(tree)
    .filter(([path, text]) => isTest(path) && LEFT_OUT.test(withoutComments(text)))
    .map(([path, text]) => `${path}: ${LEFT_OUT.exec(withoutComments(text))?.[0]}`);

// Migrations and SQL --------------------------------------------------------------------------------

const plainSql = (sql: string) => sql.replace(/--[^\n]*/g, "").toLowerCase();
const migrations = (tree: Tree) =>
  under(tree, "migrations").filter(([path]) => path.endsWith(".sql"));

export const gaps = (tree: Tree) =>
  migrations(tree)
    .map(([path]) => nameOf(path))
    .sort()
    .flatMap((name, index) =>
      name.startsWith(`${String(index + 1).padStart(4, "0")}_`)
        ? []
        : [`${name} should be number ${index + 1}`],
    );

const UNPORTABLE =
  /\bcreate\s+(or\s+replace\s+)?(trigger|function|procedure|sequence)\b|\bplpgsql\b|\bdo\s+\$|advisory|\bserial\b|\bbigserial\b|\bnextval\b|\bgenerated\s+(always|by\s+default)\s+as\s+identity\b|\breferences\s+\w+\s*\(|\bforeign\s+key\b|\bexclude\s+using\b|\bnow\(\)|\bcurrent_(timestamp|date|time)\b|\bclock_timestamp\b/;

export const unportable = (tree: Tree) => [
  ...migrations(tree).flatMap(([path, text]) => {
    const found = UNPORTABLE.exec(plainSql(text));
    return found ? [`${path}: ${found[0]}`] : [];
  }),
  ...under(tree, "src")
    .filter(([path]) => isSource(path))
    .flatMap(([path, text]) =>
      // A time in SQL text: `.now()` is World's, a bare one between backticks is the database's.
      [...withoutComments(text).matchAll(/sql(?:<[^>]*>)?`([^`]*)`/g)].flatMap(([, sql = ""]) => {
        const found = UNPORTABLE.exec(sql.toLowerCase().replace(/\$\{[^}]*\}/g, "?"));
        return found ? [`${path}: ${found[0]}`] : [];
      }),
    ),
];

/** A table of accounts has account_id in its primary key and in every unique index. */
export function accountless(tree: Tree): string[] {
  const faults: string[] = [];
  const owned = new Set<string>();
  const all = migrations(tree)
    .map(([, text]) => plainSql(text))
    .join("\n");
  for (const [, table = "", body = ""] of all.matchAll(/create table (\w+) \(([\s\S]*?)\n\);/g)) {
    if (!/^\s*account_id\b/m.test(body)) continue;
    owned.add(table);
    const keys = [...body.matchAll(/(?:primary key|unique) \(([^)]*)\)/g)].map(
      ([, key = ""]) => key,
    );
    const inline = /^\s*(\w+)[^,]*?\b(primary key|unique)\b(?! \()/gm;
    for (const [, column = ""] of body.matchAll(inline)) keys.push(column);
    if (keys.length === 0) faults.push(`${table} has no primary key`);
    for (const key of keys)
      if (!/\baccount_id\b/.test(key)) faults.push(`${table}: a key without account_id (${key})`);
  }
  for (const [, name, table = "", columns = ""] of all.matchAll(
    /create unique index (\w+)\s+on (\w+) \(([^)]*)\)/g,
  ))
    if (owned.has(table) && !/\baccount_id\b/.test(columns))
      faults.push(`${table}: the unique index ${name} lacks account_id`);
  return faults;
}

// The project's papers ------------------------------------------------------------------------------

export const inexact = (manifest: string) => {
  const given = JSON.parse(manifest) as Record<string, Record<string, string> | undefined>;
  return ["dependencies", "devDependencies", "optionalDependencies"].flatMap((kind) =>
    Object.entries(given[kind] ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name} ${version}`),
  );
};

export const addresses = (lockfile: string) =>
  [...lockfile.matchAll(/"resolved":\s*"(\w+:[^"]*)"/g)].map(([, address = ""]) => address);

/** In pieces, so that this file does not name what it looks for. */
const MACHINE = new RegExp(
  [
    "(?<![\\w.])/work" + "/",
    "(?<![\\w.])/ro" + "ot/",
    "(?<![\\w.])/home" + "/\\w+/",
    "registry\\." + "(npmjs|npmmirror)",
  ].join("|"),
);
export const ofThisMachine = (tree: Tree) =>
  Object.entries(tree).flatMap(([path, text]) => {
    const found = MACHINE.exec(text);
    return found && path !== "package-lock.json" ? [`${path}: ${found[0]}`] : [];
  });

/** In the last cell of each row of `docs/threats.md` stand names of tests, each between backticks. */
export const testsNamed = (threats: string) =>
  threats
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (threat|---)/.test(line))
    .flatMap((row) => [...(row.split("|").at(-2) ?? "").matchAll(/`([^`]+)`/g)])
    .map(([, name = ""]) => name);

function namesIn(tree: Tree, how: RegExp, isIn = (_text: string) => true): Set<string> {
  const texts = Object.entries(tree).filter(([path, text]) => isTest(path) && isIn(text));
  const found = texts.flatMap(([, text]) => [...text.matchAll(how)]);
  return new Set(found.map(([, quoted, template]) => quoted ?? template ?? ""));
}

export function unknownTests(threats: string, tree: Tree): string[] {
  const names = namesIn(tree, /\b(?:test|it|inFull|describe)\(\s*(?:"([^"]+)"|`([^`]+)`)/g);
  return testsNamed(threats).filter((name) => !names.has(name));
}

/** Rows of which every test runs in full only: nothing of the usual run would notice. */
export function onlyInFull(threats: string, tree: Tree): string[] {
  const usual = namesIn(
    tree,
    /\b(?:test|it|describe)\(\s*(?:"([^"]+)"|`([^`]+)`)/g,
    (text) => !/^\/\/ In full only: /m.test(text),
  );
  const rows = threats.split("\n").filter((row) => testsNamed(row).length > 0);
  return rows.filter((row) => !testsNamed(row).some((name) => usual.has(name)));
}
