/** People of the demo's desk, each in a browser of their own. */
import type { Page } from "playwright-core";
import { judge, type Lang, type Stage, type Visitor } from "./harness.ts";

export const people = {
  agt_tang: { en: "Tang Wei", zh: "唐薇" },
  agt_luo: { en: "Luo Cheng", zh: "罗成" },
  agt_ye: { en: "Ye Qing", zh: "叶青" },
  agt_pan: { en: "Pan Rui", zh: "潘蕊" },
  agt_shen: { en: "Shen Hua", zh: "沈华" },
  agt_qian: { en: "Qian Yi", zh: "钱一" },
  agt_du: { en: "Du Heng", zh: "杜衡" },
  agt_xu: { en: "Xu Wen", zh: "徐雯" },
} as const;
export type Who = keyof typeof people;

export async function atDesk(on: Stage, lang: Lang, who: Who, width = 1280): Promise<Visitor> {
  const visitor = await on.visitor(lang, { width });
  const { page } = visitor;
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`${on.demo.url}/desk?lang=${lang}`);
  await page.waitForURL(/\/desk\/sign-in/);
  await page.locator(".people button", { hasText: people[who][lang] }).press("Enter");
  await page.waitForURL(/\/desk$/);
  await page.locator("h1, .bar + .blank").first().waitFor();
  return visitor;
}

/** One of the other team's two: the one whose list of approvals is not empty. */
export async function whoWasDrawn(on: Stage, lang: Lang): Promise<Visitor & { who: Who }> {
  for (const who of ["agt_ye", "agt_pan"] as const) {
    const visitor = await atDesk(on, lang, who);
    await visitor.page.goto(`${on.demo.url}/desk?view=approvals`);
    await visitor.page.locator(".q table.qt, .q .blank").first().waitFor();
    if (await visitor.page.locator("table.qt").count()) return { ...visitor, who };
    await visitor.context.close();
  }
  throw new Error("Nobody of the other team was drawn.");
}

/** Both colour schemes, at the two widths of a desk. */
export async function judgeDesk(page: Page, what: string) {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await judge(page, `${what}, dark`, "colours");
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await judge(page, `${what}, light`);
  await page.setViewportSize({ width: 1024, height: 900 });
  await judge(page, `${what}, 1024 pixels`, "shape");
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Answers the whole checklist of the case that is open. */
export async function tickAll(page: Page, answer: "yes" | "no" = "yes") {
  const items = page.locator(".cl li");
  await items.first().waitFor();
  for (let n = 0; n < (await items.count()); n++) {
    const button = items
      .nth(n)
      .locator("button")
      .nth(answer === "yes" ? 0 : 1);
    await button.click();
    await items.nth(n).locator('button[aria-pressed="true"]').waitFor();
  }
}

/** Opens the decision from the case and gives it with the first reason. */
export async function decideAs(page: Page, outcome: string, reason?: string) {
  await page.locator('a[href$="/decide"]').click();
  await page.locator(`input[value="${outcome}"]`).check();
  await page.locator("#reason").selectOption(reason ?? { index: 1 });
  await page.locator("button[type=submit]").click();
}
