/** Files that were sent for this account in a case, and when staff looked at each: never who. */
import { SignedOut } from "../pages/me.tsx";
import { Page } from "../parts.tsx";
import { usePortal } from "../portal.ts";

const kinds = [
  ...["id-front", "id-back", "selfie", "sim-contract", "screenshot"],
  ...["chat-with-scammer", "bank-slip"],
];

export function Files() {
  const { text, state, when } = usePortal();
  const { t } = text;
  if (!state.me || !state.files) return <SignedOut />;
  return (
    <Page title={t("files.title")} back="/me">
      <p className="lead">{t("files.lead")}</p>
      {state.files.length === 0 ? <p>{t("files.none")}</p> : null}
      {state.files.map(({ id, kind, at, deletedAt, seen }) => (
        <section className="way" key={id} aria-labelledby={id}>
          <h2 id={id}>
            {t(kinds.includes(kind) ? `files.kind.${kind}` : "files.kind.other")}
            <span className="tag">{t(deletedAt ? "files.deleted" : "files.kept")}</span>
          </h2>
          <p className="hint">{t("files.sent", { at: when.full(at) })}</p>
          {deletedAt ? (
            <p className="hint">{t("files.deleted.at", { at: when.full(deletedAt) })}</p>
          ) : null}
          {seen.length === 0 ? (
            <p>{t("files.unseen")}</p>
          ) : (
            <ul className="seen">
              {seen.map((one) => (
                <li key={one}>{t("files.seen", { at: when.full(one) })}</li>
              ))}
            </ul>
          )}
        </section>
      ))}
      <p className="note">{t("files.end")}</p>
    </Page>
  );
}
