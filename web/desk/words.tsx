/** What a program reads in an opened file: a help for the eye that has the picture beside it, and no more. */
import { useState } from "react";
import { api, Refusal } from "./api.ts";
import type { Reading } from "./evidence-model.ts";
import { useText } from "./i18n.ts";

export function Words({ caseId, fileId }: { caseId: string; fileId: string }) {
  const { t } = useText();
  const [read, setRead] = useState<Reading | null>(null);
  const [stands, setStands] = useState<"" | "busy" | "nothing" | "done">("");
  const [wrong, setWrong] = useState("");
  const ask = async () => {
    setStands("busy");
    setWrong("");
    try {
      const { reading } = await api.readEvidence(caseId, fileId);
      setRead(reading);
      setStands(reading && reading.lines.length > 0 ? "done" : "nothing");
    } catch (error) {
      setStands("");
      setWrong((error instanceof Refusal && error.message) || t("unreachable"));
    }
  };
  return (
    <div className="read">
      <button
        className="b sm"
        type="button"
        aria-disabled={stands === "busy" ? "true" : undefined}
        onClick={() => (stands === "busy" ? undefined : void ask())}
      >
        {t(stands === "busy" ? "reading.busy" : "reading.ask")}
      </button>
      <p className="m" role="status">
        {stands === "nothing" ? t("reading.nothing") : stands === "done" ? t("reading.not") : ""}
      </p>
      {wrong ? (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      ) : null}
      {read && stands === "done" ? (
        <>
          <dl className="facts">
            {read.fields.map(({ name, value, check, from }) => (
              <div key={`${name} ${value} ${from}`}>
                <dt>{t(`reading.${name}`)}</dt>
                <dd>
                  {value}{" "}
                  <small className={check === "failed" ? "r" : "m"}>
                    {t(`reading.check.${check}`)}
                    {from === "zone" ? ` · ${t("reading.zone")}` : ""}
                  </small>
                </dd>
              </div>
            ))}
          </dl>
          <details>
            <summary>{t("reading.lines", { n: read.lines.length })}</summary>
            <p className="lines">{read.lines.join("\n")}</p>
          </details>
        </>
      ) : null}
    </div>
  );
}
