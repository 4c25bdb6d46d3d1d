import { Icon, type IconName } from "../../shared/icons.tsx";
import { hasEnded, pageFor, referenceOf } from "../model.ts";
import { Page, Row, telephone } from "../parts.tsx";
import { usePortal } from "../portal.ts";

const problems: { id: string; icon: IconName; href: string }[] = [
  { id: "forgot", icon: "key", href: "/recover/account?situation=forgot-password" },
  { id: "number", icon: "sim", href: "/recover/account?situation=lost-phone" },
  { id: "stolen", icon: "stolen", href: "/freeze" },
  { id: "phone", icon: "phone", href: "/freeze?after=phone" },
  { id: "scam", icon: "link", href: "/freeze?after=scam" },
  { id: "checks", icon: "face", href: "/help/other-ways" },
];

/** P1: one tap says what happened. */
export function Home() {
  const { text, state, when, large } = usePortal();
  const { t } = text;
  const open = state.recovery && !hasEnded(state.recovery) ? state.recovery : null;
  const { phone } = state.portal.operator;
  return (
    <Page title={t("home.title")} step={<FreezeFirst />} far>
      <ul className="list low">
        {problems.map(({ id, icon, href }) => (
          <Row
            key={id}
            href={href}
            icon={icon}
            name={t(`home.${id}.name`)}
            more={t(`home.${id}.more`)}
          />
        ))}
      </ul>
      {large ? (
        <ul className="list low">
          <Row href={telephone(phone)} icon="call" name={t("home.call")} />
        </ul>
      ) : null}
      <div className="others">
        <a className="other" href="/check">
          {t("home.check")}
        </a>
        <a className="other" href="/help">
          {t("home.else")}
        </a>
        {open ? null : (
          <a className="other" href="/recover/return">
            {t("home.return")}
          </a>
        )}
      </div>
      {open ? (
        <ul className="list near">
          <Row
            href={pageFor(open, state.case)}
            icon="clock"
            name={t("home.continue", { reference: referenceOf(open, state.case) })}
            more={t("home.continue.more", { at: when.short(open.createdAt) })}
          />
        </ul>
      ) : null}
    </Page>
  );
}

/** The second thing in the document, on the home page: money first. */
export const FreezeFirst = () => {
  const { text } = usePortal();
  return (
    <a className="freeze1" href="/freeze">
      <Icon of="freeze" />
      <span>
        <b>{text.t("freeze.first")}</b>
        <small>{text.t("freeze.first.more")}</small>
      </span>
      <Icon of="go" as="go" />
    </a>
  );
};
