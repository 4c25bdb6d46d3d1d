/** Uploads over connections that break: a program that knows nothing of us but tus; and what thieves try. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { after, describe, test } from "node:test";
import { defaultOptions, Upload } from "tus-js-client";
import { aDesk, claimCase } from "../../../test/cases.ts";
import { owners } from "../../../test/claimant.ts";
import { jpeg, metadata, ok, sender } from "../../../test/evidence.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const someone = owners(world);
const desk = aDesk(world);
let begun: Promise<string> | undefined;
/** A real server: only there a connection can break. */
const listens = () => {
  begun ??= world.app.listen({ host: "127.0.0.1", port: 0 });
  return begun;
};
after(() => world.app.server.closeAllConnections());

async function aCase() {
  const owner = await someone();
  const claim = await claimCase(world, owner.typed);
  return { owner, claim, files: sender(world, claim) };
}
const noise = (size: number) => {
  const bytes = world.world.bytes(size);
  bytes.set([0xff, 0xd8, 0xff], 0);
  return bytes;
};
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Sends by hand, and hangs up after so many bytes. */
async function cutOff(
  path: string,
  token: string,
  offset: number,
  bytes: Buffer,
  after: number,
): Promise<void> {
  const { hostname, port } = new URL(await listens());
  await new Promise<void>((done) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `PATCH ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: ${offset}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: ${bytes.length - offset}\r\n\r\n`,
      );
      socket.write(bytes.subarray(offset, offset + after), () =>
        setTimeout(() => socket.destroy(), 150),
      );
    });
    socket.on("error", () => {});
    socket.on("close", () => setTimeout(done, 250));
  });
}

describe("an upload", () => {
  test("E16 goes on where it stood after the connection broke twice and the device was changed", async () => {
    const { claim, files } = await aCase();
    const bytes = noise(3_000_000);
    const begun = await files.begin(bytes.length, {
      ...{ kind: "id-front", filename: "IMG_1.jpg", fingerprint: "abc-123" },
    });
    const { id } = begun.body.evidence;
    assert.equal(begun.headers.location, `${files.at}/${id}`);
    assert.ok(Date.parse(begun.headers["upload-expires"]) > world.now().getTime());
    await cutOff(`${files.at}/${id}`, claim.token, 0, bytes, 1_400_000);
    const first = await files.head(id);
    const stood = Number(first.headers["upload-offset"]);
    assert.ok(stood > 0 && stood <= 1_400_000, String(stood));
    assert.equal(first.headers["upload-length"], "3000000");
    await cutOff(`${files.at}/${id}`, claim.token, stood, bytes, 700_000);
    // Another device finds it by what the first one said of the file.
    const [unfinished] = await files.list();
    assert.deepEqual([unfinished.state, unfinished.fingerprint], ["uploading", "abc-123"]);
    assert.ok(unfinished.receivedBytes > stood);
    const rest = bytes.subarray(unfinished.receivedBytes);
    const done = await files.go(id, unfinished.receivedBytes, rest);
    assert.equal(done.headers["upload-offset"], "3000000");
    // The last answer was lost, and it is sent again: nothing happens twice.
    ok(await files.go(id, 3_000_000, Buffer.alloc(0)), 204);
    await world.settle();
    const [file] = ok(await desk.luo.get(`/v1/cases/${claim.caseId}/evidence`)).evidence;
    assert.equal(file.sha256, sha256(bytes));
    // Noise after two bytes: kept as it came, and not to be shown.
    assert.equal(file.state, "unreadable");
  });

  test("a stranger's program that speaks tus 1.0.0 sends a photo through a server that fails in between", async () => {
    const { claim, files } = await aCase();
    const bytes = Buffer.concat([await jpeg("u"), Buffer.alloc(700_000, 7)]);
    const url = await listens();
    let sent = 0;
    const plain = defaultOptions.httpStack as any;
    await new Promise<void>((done, fail) => {
      const upload = new Upload(bytes as any, {
        endpoint: `${url}${files.at}`,
        ...{
          chunkSize: 200_000,
          retryDelays: [0, 0, 0, 0],
          headers: { authorization: `Bearer ${claim.token}` },
        },
        metadata: { kind: "screenshot", filename: "s.jpg" },
        httpStack: {
          createRequest: (method: string, to: string) => {
            const request = plain.createRequest(method, to);
            // The third and the fifth piece do not arrive.
            const isLost = method === "PATCH" && [3, 5].includes(++sent);
            if (isLost) request.send = () => Promise.reject(new Error("cut"));
            return request;
          },
          getName: () => "cut",
        } as any,
        onSuccess: () => done(),
        onError: fail,
      });
      upload.start();
    });
    await world.settle();
    const [file] = ok(await desk.luo.get(`/v1/cases/${claim.caseId}/evidence`)).evidence;
    assert.equal(file.sha256, sha256(bytes));
    assert.equal(file.state, "accepted");
  });

  test("of two that send the same piece at once one is told where it stands", async () => {
    const { files } = await aCase();
    const bytes = noise(400_000);
    const { id } = (await files.begin(bytes.length, { kind: "other" })).body.evidence;
    const both = await Promise.all([files.go(id, 0, bytes), files.go(id, 0, bytes)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [204, 409]);
    const lost = both.find(({ status }) => status === 409);
    assert.deepEqual([lost?.body.code, lost?.body.offset], ["other-offset", 400_000]);
  });

  test("twelve megabytes come in, in pieces, within seconds", async () => {
    const { files } = await aCase();
    const bytes = noise(12_000_000);
    const begun = performance.now();
    const id = await files.send(bytes);
    const tookMs = performance.now() - begun;
    assert.ok(tookMs < 30_000, `${tookMs} ms`);
    assert.equal((await files.one(id)).receivedBytes, 12_000_000);
  });

  test("that is never finished is gone after a week, and one taken back is gone at once", async () => {
    const { owner, claim, files } = await aCase();
    const { id } = (await files.begin(1000, { kind: "other" })).body.evidence;
    ok(await files.go(id, 0, noise(400)), 204);
    const back = await files.send(await jpeg("b"));
    await world.settle();
    ok(await world.call("DELETE", `${files.at}/${back}`, undefined, { bearer: claim.token }), 204);
    assert.equal((await files.head(back)).status, 404);
    const parts = () =>
      world.world.db
        .selectFrom("evidenceParts")
        .select("fileId")
        .where("accountId", "=", owner.id)
        .execute();
    assert.deepEqual([...new Set((await parts()).map(({ fileId }) => fileId))], [id]);
    await world.pass(24 * 7 + 1);
    assert.deepEqual(await parts(), []);
    assert.equal((await files.head(id)).status, 404);
  });
});

describe("what a thief tries with uploads", () => {
  test("another claim's upload is never reached: not read, gone on with, taken back, nor told from none", async () => {
    const [mine, theirs] = [await aCase(), await aCase()];
    // Whoever claims the very same account is a stranger to this upload too.
    // Guard taken out once (the case not compared in ownFile): only this part went red.
    const rival = sender(world, await claimCase(world, theirs.owner.typed));
    const { id } = (await theirs.files.begin(1000, { kind: "other" })).body.evidence;
    const as = { bearer: mine.claim.token };
    const crossed = [`${theirs.files.at}/${id}`, `${mine.files.at}/${id}`];
    const none = [`${theirs.files.at}/evd_none`, `${mine.files.at}/evd_none`];
    for (const [n, path] of crossed.entries()) {
      for (const method of ["GET", "HEAD", "DELETE"]) {
        const [real, unreal] = [
          await world.call(method, path, undefined, as),
          await world.call(method, none[n] ?? "", undefined, as),
        ];
        assert.equal(real.status, 404);
        assert.equal(real.body.code, unreal.body.code);
      }
      const headers = { "upload-offset": "0", "content-type": "application/offset+octet-stream" };
      const sent = await world.call("PATCH", path, Buffer.from("x"), { ...as, headers });
      assert.equal(sent.status, 404);
    }
    assert.equal((await rival.head(id)).status, 404);
    assert.equal((await rival.go(id, 0, Buffer.from("x"))).body.code, "no-file");
    assert.deepEqual(await rival.list(), []);
    const nobody = await world.call("HEAD", `${theirs.files.at}/${id}`);
    assert.equal(nobody.status, 401);
    assert.equal((await theirs.files.one(id)).receivedBytes, 0);
  });

  test("more bytes than were announced, or than fit, are refused, and what stands there stands", async () => {
    const { files } = await aCase();
    const { id } = (await files.begin(1000, { kind: "other" })).body.evidence;
    const more = await files.go(id, 0, noise(1001));
    assert.equal(more.body.code, "file-too-large");
    assert.equal((await files.head(id)).headers["upload-offset"], "0");
    assert.equal((await files.begin(20_000_001, { kind: "other" })).body.code, "file-too-large");
    assert.equal((await files.begin(0, { kind: "other" })).body.code, "file-too-large");
    for (let n = 0; n < 5; n++) ok(await files.begin(20_000_000, { kind: "other" }), 201);
    assert.equal((await files.begin(20_000_000, { kind: "other" })).body.code, "too-many-files");
  });

  test("what cannot be read of an upload is refused with a reason, and changes nothing", async () => {
    const { claim, files } = await aCase();
    const refused = async (status: number, code: string, reply: any) =>
      assert.deepEqual([reply.status, reply.body.code], [status, code]);
    await refused(422, "bad-upload", await files.begin(10, { kind: "passport-of-a-cat" }));
    await refused(422, "bad-upload", await files.begin(10, { kind: "other", fingerprint: "a b" }));
    await refused(422, "bad-upload", await files.begin(10, { kind: "other", filename: "a\0b" }));
    await refused(
      412,
      "not-tus",
      await files.begin(10, { kind: "other" }, { "tus-resumable": "0.2" }),
    );
    await refused(400, "bad-input", await files.begin(10, {}, { "upload-length": "-1" }));
    await refused(
      422,
      "bad-upload",
      await world.call("POST", files.at, undefined, { bearer: claim.token }),
    );
    const { id } = (await files.begin(10, { kind: "other" })).body.evidence;
    await refused(409, "other-offset", await files.go(id, 5, Buffer.from("12345")));
    await refused(
      415,
      "wrong-type",
      await files.go(id, 0, Buffer.from("{}"), { "content-type": "application/json" }),
    );
    await refused(
      400,
      "bad-input",
      await files.go(id, 0, Buffer.from("x"), { "upload-offset": "x" }),
    );
    assert.deepEqual(
      (await files.list()).map(({ receivedBytes }) => receivedBytes),
      [0],
    );
  });

  test("E41 the same beginning sent again with its key is one upload", async () => {
    const { claim, files } = await aCase();
    const more = {
      ...{ bearer: claim.token, key: "k-1" },
      headers: { "upload-length": "10", "upload-metadata": metadata({ kind: "other" }) },
    };
    const [one, two] = [
      await world.call("POST", files.at, undefined, more),
      await world.call("POST", files.at, undefined, more),
    ];
    assert.equal(one.body.evidence.id, two.body.evidence.id);
    assert.equal((await files.list()).length, 1);
    const other = { ...more, headers: { ...more.headers, "upload-length": "11" } };
    assert.equal((await world.call("POST", files.at, undefined, other)).body.code, "key-reused");
  });

  test("a claim without a case, and a case that has ended, take no file", async () => {
    const { claim, files } = await aCase();
    const { id } = (await files.begin(10, { kind: "other" })).body.evidence;
    await claim.cancel();
    await world.settle();
    assert.equal((await files.begin(10, { kind: "other" })).body.code, "case-ended");
    assert.equal((await files.go(id, 0, Buffer.from("x"))).body.code, "case-ended");
  });

  test("a name without an account takes a file in the very same way", async () => {
    const claim = await claimCase(world, "139 7777 0001");
    const files = sender(world, claim);
    const id = await files.send(await jpeg("w"));
    await world.settle();
    assert.equal((await files.one(id)).state, "accepted");
  });
});
