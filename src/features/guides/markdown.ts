/**
 * Articles as HTML. The parser starts from nothing and is given six constructions, so that no other markup
 * can come of an article, whatever it holds; links lead into this portal, to a telephone number, or nowhere.
 */
const ALLOWED = ["heading", "list", "emphasis", "link", "escape", "newline"];
const LINK = /^(\/(?![/\\])[\w/?=&#.-]*|tel:\+?\d{2,15})$/;

export type Drawn = { html: string; steps: string[] };

type Parser = ReturnType<typeof import("markdown-it")["default"]>;

let parser: Promise<Parser> | undefined;

/** Loaded with the first article that is read: a start does without it. */
function load(): Promise<Parser> {
  parser ??= import("markdown-it").then(({ default: markdownIt }) => {
    const md = markdownIt("zero").enable(ALLOWED);
    md.validateLink = (url) => LINK.test(url);
    return md;
  });
  return parser;
}

/** `steps`: the lines of its first numbered list, as plain text. */
export async function draw(text: string): Promise<Drawn> {
  const md = await load();
  const tokens = md.parse(text, {});
  const steps: string[] = [];
  let depth = 0;
  let lists = 0;
  for (const { type, level, children } of tokens) {
    if (type === "ordered_list_open" && ++lists === 1) depth = level + 1;
    if (type === "ordered_list_close" && level + 1 === depth) depth = 0;
    if (type !== "inline" || depth === 0 || lists !== 1) continue;
    const plain = (children ?? []).map(({ type, content }) => (type === "text" ? content : ""));
    steps.push(plain.join(""));
  }
  return { html: md.renderer.render(tokens, md.options, {}), steps };
}
