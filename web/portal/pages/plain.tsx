/** Pages that only say something: display, errors. They need no script. */
import { Icon } from "../../shared/icons.tsx";
import { Page, Person } from "../parts.tsx";
import { usePortal } from "../portal.ts";

/** P40: remembered on this device only. */
export function Display() {
  const { text, large } = usePortal();
  const { t, lang } = text;
  return (
    <Page title={t("display.title")} back="/">
      <p className="lead">{t("display.lead")}</p>
      <h2>{t("display.type")}</h2>
      <ul className="list">
        <Pick href="/display?large=0" chosen={!large} name={t("display.normal")} />
        <Pick href="/display?large=1" chosen={large} name={t("display.large")} />
      </ul>
      <h2>{t("display.language")}</h2>
      <ul className="list">
        <Pick href="/display?lang=en" chosen={lang === "en"} name="English" lang="en" />
        <Pick href="/display?lang=zh" chosen={lang === "zh"} name="中文" lang="zh-CN" />
      </ul>
      <p className="note">{t("display.dark")}</p>
    </Page>
  );
}

const Pick = (props: { href: string; chosen: boolean; name: string; lang?: string }) => {
  const { text } = usePortal();
  return (
    <li>
      <a className="row" href={props.href} aria-current={props.chosen ? "true" : undefined}>
        <span>
          <b lang={props.lang}>{props.name}</b>
        </span>
        {props.chosen ? (
          <span className="tag ok">
            <Icon of="tick" small />
            {text.t("display.chosen")}
          </span>
        ) : null}
      </a>
    </li>
  );
};

/** P39: what happened, that nothing was lost, and a way on. */
export function ErrorPage({ status }: { status: number }) {
  const { text } = usePortal();
  const { t } = text;
  const named = [403, 404, 410, 429].includes(status);
  const kind = named ? String(status) : status >= 500 ? "500" : "400";
  return (
    <Page title={t(`error.${kind}.title`)}>
      <p className="lead">{t(`error.${kind}`)}</p>
      <div className="acts">
        <a className="btn go1" href="/">
          {t("to-start")}
        </a>
      </div>
      <Person />
    </Page>
  );
}
