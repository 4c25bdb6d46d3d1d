import { useEffect } from "react";
import { Page, Person } from "../parts.tsx";
import { usePortal } from "../portal.ts";

/** Used, run out, withdrawn or never given: one page for all of them. */
export function Gone() {
  const { t } = usePortal().text;
  useEffect(() => document.querySelector("h1")?.focus(), []);
  return (
    <Page title={t("error.410.title")} bare>
      <p className="lead">{t("contacts.gone")}</p>
      <Person />
    </Page>
  );
}
