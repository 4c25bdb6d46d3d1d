/**
 * Debian's slapd for one test file: the installed one, or its package unpacked into `data/cache`, without installing
 * anything. Where neither can be had there is none, and the reason is a sentence.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "ldapts";
import { twoPorts } from "../src/commands/two-ports.ts";

const PACKAGES = [
  "slapd",
  "libltdl7",
  "libwrap0",
  "libnsl2",
  "libtirpc3",
  "libldap-2.5-0",
  "libsasl2-2",
];
const CACHE = resolve("data/cache/slapd");
const BASE = "dc=example,dc=cn";
const ADMIN = `cn=admin,${BASE}`;
export const SERVICE = `cn=rightful,${BASE}`;

/** The folder that slapd's own paths begin in, or why there is none. */
function programs(): { root: string } | { none: string } {
  if (existsSync("/usr/sbin/slapd")) return { root: "/" };
  const isThere = () => existsSync(join(CACHE, "usr/sbin/slapd"));
  if (isThere()) return { root: CACHE };
  if (!existsSync("/usr/bin/apt-get") || !existsSync("/usr/bin/dpkg"))
    return { none: "slapd is not installed, and this is no Debian from which it could be had" };
  mkdirSync(resolve("data/cache"), { recursive: true });
  const draft = mkdtempSync(join(resolve("data/cache"), "slapd-"));
  try {
    const options = { cwd: draft, stdio: "ignore", timeout: 60_000 } as const;
    execFileSync("apt-get", ["download", "-o", "APT::Sandbox::User=root", ...PACKAGES], options);
    for (const name of readdirSync(draft).filter((each) => each.endsWith(".deb"))) {
      execFileSync("dpkg", ["-x", name, "."], options);
      rmSync(join(draft, name));
    }
    // Another test run may have been quicker.
    if (!isThere()) renameSync(draft, CACHE);
  } catch {
    return { none: "slapd is not installed, and its Debian package could not be fetched" };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return { root: CACHE };
}

const settings = (root: string, folder: string, held: string) => `
include ${root}/etc/ldap/schema/core.schema
include ${root}/etc/ldap/schema/cosine.schema
include ${root}/etc/ldap/schema/inetorgperson.schema
modulepath ${root}/usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile ${folder}/pid
TLSCertificateFile ${folder}/cert.pem
TLSCertificateKeyFile ${folder}/key.pem
database mdb
suffix "${BASE}"
rootdn "${ADMIN}"
rootpw admin-secret
directory ${folder}/db
dbnosync
index uid,mobile,mail eq
overlay ppolicy
ppolicy_default "cn=rules,${BASE}"
access to dn.subtree="ou=people,${BASE}" attrs=userPassword filter="(${held})"
  by dn.exact="${SERVICE}" write
  by * none
access to attrs=userPassword
  by dn.exact="${SERVICE}" write
  by anonymous auth
  by * none
access to *
  by dn.exact="${SERVICE}" write
  by * none
`;

export type Person = { uid: string; password: string; mobile: string; mail: string };

/** `held`: the filter of those who may not sign in, as an operator would write it (docs/guide/integrate.md). */
export async function openSlapd(people: readonly Person[], held: string) {
  const found = programs();
  if ("none" in found) return found;
  const { root } = found;
  const folder = mkdtempSync(join(tmpdir(), "rightful-slapd-"));
  mkdirSync(join(folder, "db"));
  try {
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
        ...["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem"), "-days", "3650"],
        ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
      ],
      { stdio: "ignore" },
    );
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return { none: "openssl, which makes the certificate of the test, is not there" };
  }
  writeFileSync(join(folder, "slapd.conf"), settings(root === "/" ? "" : root, folder, held));
  const [port, securePort] = [await twoPorts(), await twoPorts()];
  const [url, secureUrl] = [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${securePort}`];
  const libraries = readdirSync(join(root, "usr/lib")).filter((name) => name.endsWith("linux-gnu"));
  const child = spawn(
    join(root, "usr/sbin/slapd"),
    ["-d", "0", "-h", `${url} ${secureUrl}`, "-f", join(folder, "slapd.conf")],
    {
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        LD_LIBRARY_PATH: libraries.map((name) => join(root, "usr/lib", name)).join(":"),
      },
    },
  );
  let complaint = "";
  child.stderr?.on("data", (part) => {
    complaint += part;
  });
  const close = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const admin = await patiently(url, child);
  if (!admin) {
    await close();
    return { none: `slapd did not start: ${complaint.trim().split("\n").at(-1) ?? ""}` };
  }
  await fill(admin, people);
  return {
    ...{ url, secureUrl, base: `ou=people,${BASE}`, admin, ca: join(folder, "cert.pem") },
    close: async () => {
      await admin.unbind();
      await close();
    },
  };
}

async function fill(admin: Client, people: readonly Person[]) {
  await admin.add(BASE, { objectClass: ["dcObject", "organization"], o: "Example", dc: "example" });
  await admin.add(`cn=rules,${BASE}`, {
    objectClass: ["device", "pwdPolicy"],
    ...{ cn: "rules", pwdAttribute: "userPassword", pwdMinLength: "8", pwdCheckQuality: "2" },
  });
  await admin.add(SERVICE, {
    objectClass: ["organizationalRole", "simpleSecurityObject"],
    ...{ cn: "rightful", userPassword: "service-secret" },
  });
  await admin.add(`ou=people,${BASE}`, { objectClass: "organizationalUnit", ou: "people" });
  for (const { uid, password, mobile, mail } of people)
    await admin.add(`uid=${uid},ou=people,${BASE}`, {
      ...{ objectClass: "inetOrgPerson", uid, cn: uid, sn: uid, mobile, mail },
      userPassword: password,
    });
}

async function patiently(url: string, child: ChildProcess): Promise<Client | null> {
  for (let turn = 0; turn < 100 && child.exitCode === null; turn++) {
    const client = new Client({ url, connectTimeout: 2_000, timeout: 10_000 });
    try {
      await client.bind(ADMIN, "admin-secret");
      return client;
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  return null;
}

async function ended(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await gone;
}

/** Whether this name and password open a connection, as a wallet would ask. */
export async function binds(url: string, dn: string, password: string): Promise<boolean> {
  if (password === "") return false;
  const client = new Client({ url, connectTimeout: 5_000, timeout: 10_000 });
  try {
    await client.bind(dn, password);
    return true;
  } catch {
    return false;
  } finally {
    await client.unbind().catch(() => {});
  }
}
