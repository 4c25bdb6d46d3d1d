/** P38: the article, alive. Everything on it works without a script; the first things are those that help. */
import { Icon, type IconName } from "../../shared/icons.tsx";
import { Row } from "../parts.tsx";
import { usePortal } from "../portal.ts";
import type { HelpFacts } from "./facts.ts";
import { Emergency, Find, GuideList, HelpPage, Persons } from "./parts.tsx";
import { ofHelp } from "./structured.ts";
import { HotTopics, Measured } from "./tables.tsx";

const problems: { id: string; icon: IconName; href: string }[] = [
  { id: "forgot", icon: "key", href: "/recover/account?situation=forgot-password" },
  { id: "number", icon: "sim", href: "/recover/account?situation=lost-phone" },
  { id: "stolen", icon: "stolen", href: "/freeze" },
  { id: "phone", icon: "phone", href: "/freeze?after=phone" },
  { id: "scam", icon: "link", href: "/freeze?after=scam" },
  { id: "checks", icon: "face", href: "/help/other-ways" },
];
const walks = [
  { id: "forgot", steps: 4, href: "/recover/account?situation=forgot-password" },
  { id: "number", steps: 4, href: "/recover/account?situation=lost-phone" },
  { id: "stolen", steps: 4, href: "/freeze" },
];
const precautions = [
  { id: "password", href: "/me/password" },
  { id: "lock", href: "/me/lock" },
  { id: "check", href: "/check" },
  { id: "channels", href: "/help/impersonation-scam" },
];
const nothing: HelpFacts = { origin: "", topics: null, methods: null, guides: null, asked: "" };

export function Help() {
  const { state, url } = usePortal();
  const facts = state.help ?? nothing;
  return url.searchParams.get("q")?.trim() ? <Found facts={facts} /> : <Article facts={facts} />;
}

const stepsOf = (id: string, n: number, t: (id: string) => string) =>
  Array.from({ length: n }, (_, at) => t(`help.walk.${id}.${at + 1}`));

function Article({ facts }: { facts: HelpFacts }) {
  const { text, state, when, head } = usePortal();
  const { t, lang } = text;
  const { topics, methods, guides, origin } = facts;
  const quick = methods?.rows.find(({ way }) => way === "self-service");
  head.data = ofHelp(
    lang,
    origin,
    [
      { name: t("brand"), path: "/" },
      { name: t("help.crumb"), path: "/help" },
    ],
    walks.map(({ id, steps }) => ({ name: t(`help.walk.${id}`), steps: stepsOf(id, steps, t) })),
  );
  return (
    <HelpPage title={t("help.title")}>
      <main>
        <div className="first">
          <div>
            <h1>{text.rich("help.heading")}</h1>
            <p className="lead">{quick?.success ? t("help.lead.measured") : t("help.lead")}</p>
            <Find asked="" />
          </div>
          <Emergency />
        </div>
        <section aria-labelledby="happened">
          <h2 id="happened">{t("home.title")}</h2>
          <ul className="list six">
            {problems.map(({ id, icon, href }) => (
              <Row
                key={id}
                href={href}
                icon={icon}
                name={t(`home.${id}.name`)}
                more={t(`home.${id}.more`)}
              />
            ))}
            <Row href="/number" icon="sim" name={t("help.number")} more={t("help.number.more")} />
            <Row href="#person" icon="talk" name={t("help.else")} more={t("help.else.more")} />
          </ul>
        </section>
        <section aria-labelledby="measured">
          <h2 id="measured">
            {t("help.measured")}
            <small>
              {methods
                ? t("help.measured.when", {
                    from: when.date(methods.from),
                    to: when.date(methods.to),
                  })
                : t("help.measured.none")}
            </small>
            {state.portal.demo ? <span className="demo1">{t("help.demo")}</span> : null}
          </h2>
          <Measured methods={methods} />
        </section>
        <section aria-labelledby="hot">
          <h2 id="hot">
            {t("help.hot", { days: topics?.days ?? 10 })}
            <small>{t("help.hot.how")}</small>
            {state.portal.demo ? <span className="demo1">{t("help.demo")}</span> : null}
          </h2>
          <HotTopics topics={topics} />
        </section>
        <section className="steps" aria-labelledby="steps">
          <h2 id="steps">{t("help.steps")}</h2>
          <div className="cols">
            {walks.map(({ id, steps, href }, at) => (
              <details key={id} open={at === 0}>
                <summary>
                  {t(`help.walk.${id}`)}
                  <Icon of="go" />
                </summary>
                <ol>
                  {stepsOf(id, steps, t).map((step) => (
                    <li key={step}>
                      <span>{step}</span>
                    </li>
                  ))}
                </ol>
                <a className="inline" href={href}>
                  {t(`help.walk.${id}.go`)}
                </a>
              </details>
            ))}
          </div>
        </section>
        <section aria-labelledby="care">
          <h2 id="care">{t("help.care")}</h2>
          <ul className="care">
            {precautions.map(({ id, href }) => (
              <li key={id}>
                <b>{t(`help.care.${id}`)}</b>
                <p>{t(`help.care.${id}.more`, { phone: state.portal.operator.phone })}</p>
                <a className="inline" href={href}>
                  {t(`help.care.${id}.go`)}
                </a>
              </li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="person">
          <h2 id="person">{t("help.person")}</h2>
          <Persons />
        </section>
        <section aria-labelledby="guides">
          <h2 id="guides">
            {t("help.guides")}
            <small>{t("help.guides.more")}</small>
          </h2>
          {guides ? (
            <GuideList guides={guides} brief />
          ) : (
            <p className="none">{t("help.guides.failed")}</p>
          )}
        </section>
        <p className="note written">{t("help.written", { at: when.full(state.now) })}</p>
      </main>
    </HelpPage>
  );
}

/** Something that one would rather have looked at than looked up: a link, a number, an address. */
const isStrange = (asked: string) =>
  /https?:|www\.|\b[\w-]+\.[a-z]{2,}(\/|$)|@[\w-]+\.|\d{5,}/i.test(asked.normalize("NFKC"));

function Found({ facts: { guides, asked } }: { facts: HelpFacts }) {
  const { t } = usePortal().text;
  const found = guides ?? [];
  return (
    <HelpPage title={t("help.found", { asked })}>
      <main className="narrow">
        <a className="back" href="/help">
          <Icon of="back" />
          {t("help.all")}
        </a>
        <h1>{t(found.length > 0 ? "help.found.title" : "help.nothing.title", { asked })}</h1>
        <Find asked={asked} large />
        {isStrange(asked) ? (
          <ul className="list low">
            <Row href="/check" icon="link" name={t("help.strange")} more={t("help.strange.more")} />
          </ul>
        ) : null}
        {found.length > 0 ? (
          <GuideList guides={found} />
        ) : (
          <p className="lead">{t("help.nothing")}</p>
        )}
        <h2 id="person">{t("help.person")}</h2>
        <Persons />
      </main>
    </HelpPage>
  );
}
