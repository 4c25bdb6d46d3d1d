/** Days and promises of a report, in words. A day is a day of the calendar: no zone moves it. */
import { usePortal } from "../portal.ts";
import { whenIn } from "../when.ts";
import { noonOf, type Report } from "./report.ts";

export function useReportWords() {
  const { text, clock } = usePortal();
  const { t } = text;
  const utc = whenIn(text.lang, "UTC", clock.now);
  const day = (date: string) => utc.date(noonOf(date));
  const name = ({ place, station }: Pick<Report, "place" | "station">) =>
    station || t(`report.place.${place}`);
  const due = ({ dueOn, workingDays, isLate }: Report, today: string) => {
    if (!dueOn) return t("report.due.none");
    const date = day(dueOn);
    if (isLate) return t("report.due.late", { date });
    if (dueOn === today) return t("report.due.today", { date });
    return workingDays
      ? t("report.due.days", { date, n: workingDays })
      : t("report.due.on", { date });
  };
  return { day, name, due };
}
