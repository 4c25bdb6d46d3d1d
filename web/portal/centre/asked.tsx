import { useEffect, useRef } from "react";
import { useApprovals } from "../approvals.ts";
import { say } from "../parts.tsx";
import { usePortal } from "../portal.ts";

/** On the first page of the centre: somebody asks this device to approve a recovery. */
export function AskedHere() {
  const { text, state } = usePortal();
  const { t } = text;
  const { approvals } = useApprovals(state.approvals);
  const said = useRef(approvals.length);
  useEffect(() => {
    if (approvals.length > said.current) say(t("asked.title"));
    said.current = approvals.length;
  }, [approvals.length]);
  if (approvals.length === 0) return null;
  return (
    <section className="notice" aria-labelledby="asked-title">
      <p>
        <b id="asked-title">{t("asked.title")}</b>
      </p>
      <p>{t("asked.more")}</p>
      <a className="inline" href="/me/approvals">
        {t("asked.go")}
      </a>
    </section>
  );
}
