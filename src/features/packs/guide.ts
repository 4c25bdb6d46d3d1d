/** The page inside a pack that says how to check it, for whoever has OpenSSL and nothing of ours. */
import type { Made } from "./facts.ts";

const shownAs = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** The commands of docs/guide/packs.md; a test runs them on a pack. */
export const commands = {
  signature:
    "openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig",
  fingerprint: "openssl pkey -pubin -in public-key.pem -outform DER | openssl dgst -sha256",
  sums: "openssl dgst -sha256 SHA256SUMS",
  files: "sha256sum -c SHA256SUMS",
};

export function guideOf({
  publishedAt,
  fingerprint,
}: {
  publishedAt: string;
  fingerprint: string;
}): Made {
  const shown = { url: shownAs(publishedAt), key: shownAs(fingerprint) };
  const code = (text: string) => `<pre>${shownAs(text)}</pre>`;
  const html = `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>核验 Verify</title>
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{font:16px/1.6 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}pre{background:#f3f3f3;padding:.6em;white-space:pre-wrap;word-break:break-all}</style></head><body>
<section lang="zh"><h1>如何核验本材料</h1>
<p>只需 OpenSSL 3 和 sha256sum（Linux、macOS、Windows 均有）。先解压，再在该文件夹内依次执行：</p>
<ol><li>签名。应显示 “Signature Verified Successfully”：${code(commands.signature)}</li>
<li>公钥。结果应与平台公布的指纹一致（${shown.url}）：${code(commands.fingerprint)}${code(shown.key)}</li>
<li>清单。结果应与 manifest.json 中 SHA256SUMS 一项的 sha256 相同：${code(commands.sums)}</li>
<li>文件。每行应显示 OK：${code(commands.files)}</li>
<li>文件夹中除 manifest.json、manifest.sig、SHA256SUMS 外，不应有 SHA256SUMS 未列出的文件。</li></ol>
<p>manifest.json 列明每个文件的类型、格式、大小和校验值；chain 一项把各项首尾相连：对“上一项 chain、序号、文件名、类型、格式、大小、sha256”逐行（每行以换行结束）计算 SHA-256。signedAt 为平台服务器的签名时间。</p></section>
<section lang="en"><h1>How to check this pack</h1>
<p>OpenSSL 3 and sha256sum are enough. Unpack it, and in its folder:</p>
<ol><li>The signature; it says “Signature Verified Successfully”: ${code(commands.signature)}</li>
<li>The key; the result is the fingerprint that the operator publishes (${shown.url}): ${code(commands.fingerprint)}${code(shown.key)}</li>
<li>The list; the result is the sha256 of SHA256SUMS in manifest.json: ${code(commands.sums)}</li>
<li>The files; each line says OK: ${code(commands.files)}</li>
<li>But for manifest.json, manifest.sig and SHA256SUMS there is no file that SHA256SUMS does not list.</li></ol>
<p>manifest.json gives type, format, size and hash of each file. “chain” ties each entry to the one before: the SHA-256 of the chain before, number, name, type, format, size and sha256, each on a line of its own. “signedAt” is the time by the operator's server.</p></section>
</body></html>
`;
  return {
    ...{ name: "how-to-verify.html", type: "guide", format: "text/html; charset=utf-8" },
    bytes: Buffer.from(html),
  };
}
