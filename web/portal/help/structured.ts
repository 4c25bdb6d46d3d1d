/** The same page for machines: schema.org in JSON-LD, a data block that nothing runs. */
import type { GuideFacts } from "./facts.ts";

type Crumb = { name: string; path: string };

const crumbs = (origin: string, trail: Crumb[]) => ({
  "@type": "BreadcrumbList",
  itemListElement: trail.map(({ name, path }, at) => ({
    "@type": "ListItem",
    position: at + 1,
    name,
    item: `${origin}${path}`,
  })),
});

const graph = (lang: string, parts: object[]) => ({
  "@context": "https://schema.org",
  "@graph": parts.map((part) => ({ inLanguage: lang, ...part })),
});

export const ofHelp = (
  lang: string,
  origin: string,
  trail: Crumb[],
  questions: { name: string; steps: string[] }[],
) =>
  graph(lang, [
    crumbs(origin, trail),
    {
      "@type": "FAQPage",
      mainEntity: questions.map(({ name, steps }) => ({
        "@type": "Question",
        name,
        acceptedAnswer: { "@type": "Answer", text: steps.join(" ") },
      })),
    },
  ]);

export const ofGuide = (lang: string, origin: string, trail: Crumb[], guide: GuideFacts) =>
  graph(lang, [
    crumbs(origin, trail),
    {
      "@type": "HowTo",
      name: guide.title,
      description: guide.summary,
      dateModified: guide.checkedOn,
      url: `${origin}/help/${guide.slug}`,
      step: guide.steps.map((text, at) => ({ "@type": "HowToStep", position: at + 1, text })),
    },
  ]);
