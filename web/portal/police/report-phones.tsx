/** Numbers at which a theft is reported, as the installation has them. */
import { Icon } from "../../shared/icons.tsx";
import { telephone } from "../parts.tsx";
import { usePortal } from "../portal.ts";

const known = ["110", "96110"];

export function PhoneButtons() {
  const { text, state } = usePortal();
  const phones = state.portal.reportPhones ?? [];
  if (phones.length === 0) return null;
  return (
    <div className="calls">
      {phones.map((phone) => (
        <a key={phone} href={telephone(phone)}>
          <Icon of="call" small />
          {known.includes(phone) ? text.t(`freeze.${phone}`) : phone}
        </a>
      ))}
    </div>
  );
}

export function ReportPhones() {
  const { text, state } = usePortal();
  if ((state.portal.reportPhones ?? []).length === 0) return null;
  return (
    <section aria-label={text.t("report.call")}>
      <p className="note">{text.t("report.call")}</p>
      <PhoneButtons />
    </section>
  );
}
