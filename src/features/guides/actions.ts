import type { World } from "../../core/world.ts";
import { deskTerms, type Policy, policyInForce } from "../policies/index.ts";
import { type Drawn, draw } from "./markdown.ts";
import { fill, type Lang, minutesOf, NoGuide } from "./rules.ts";
import { search } from "./search.ts";
import { guideIndex, guides } from "./shelf.ts";

type Wanted = { q?: string; situation?: string; lang?: Lang };

/** Guides that answer, best first; all of them, those of a situation first, when nothing is asked. */
export function listGuides({ q = "", situation, lang = "en" }: Wanted) {
  const asked = q.trim();
  const all = guides();
  const slugs = asked === "" ? [...all.keys()] : search(guideIndex(), asked);
  const found = slugs
    .map((slug) => all.get(slug)?.[lang])
    .filter((each) => each !== undefined)
    .filter((each) => situation === undefined || each.situation === situation)
    .toSorted((a, b) => (asked === "" ? Number(!a.situation) - Number(!b.situation) : 0))
    .map(({ slug, title, summary, situation, topics, checkedOn, text }) => ({
      ...{ slug, title, summary, situation, topics, checkedOn },
      minutes: minutesOf(lang, text),
    }));
  return { guides: found, total: found.length };
}

/** Numbers that an article may quote: those of the policy in force, and whom to call. */
export const factsOf = (policy: Policy, phone: string) => ({
  ...policy,
  desk: policy.desk ?? deskTerms,
  phone,
  tel: phone.replace(/[^\d+]/g, ""),
});

const drawn = new Map<string, Promise<Drawn>>();

/** One guide, drawn; its numbers are those of the policy in force. */
export async function openGuide(world: World, slug: string, lang: Lang = "en") {
  const all = guides();
  const written = all.get(slug)?.[lang];
  if (!written) throw NoGuide();
  const policy = policyInForce(world);
  const key = `${policy.name}@${policy.version} ${lang} ${slug}`;
  let drawing = drawn.get(key);
  if (!drawing) {
    drawing = draw(fill(written.text, factsOf(policy, world.config.operatorPhone)));
    drawn.set(key, drawing);
  }
  const { title, summary, situation, topics, checkedOn, related } = written;
  return {
    ...{ slug, title, summary, situation, topics, checkedOn },
    ...(await drawing),
    related: related.map((slug) => ({ slug, title: all.get(slug)?.[lang].title ?? slug })),
  };
}

/** The guide that helps with a topic; null when none does. Pure: of content alone. */
export function guideFor(topicId: string): { slug: string; title: Record<Lang, string> } | null {
  for (const [slug, { en, zh }] of guides())
    if (en.topics[0] === topicId) return { slug, title: { en: en.title, zh: zh.title } };
  for (const [slug, { en, zh }] of guides())
    if (en.topics.includes(topicId)) return { slug, title: { en: en.title, zh: zh.title } };
  return null;
}
