/** What stands around every chart: its name, what it counts, its sentence, the same as a table, as a file, and as cases. */
import { type ReactNode, useId, useState } from "react";
import { useText } from "../../i18n.ts";
import type { Words } from "../../model.ts";

export type Definition = { id: string; name: Words; formula: Words; version: number };
/** `number`: written to the right. */
export type Column = { name: string; number?: boolean };
export type Cell = string | number | null;

export type FigureProps = {
  title: string;
  /** The chart in a sentence. */
  summary: string;
  /** The table twin: everything that the chart shows, and all that its file holds. */
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  csvHref?: string;
  /** Where the cases behind the figure are listed. */
  casesHref?: string;
  definition?: Definition | undefined;
  /** What its marks mean. */
  legend?: ReactNode;
  children: ReactNode;
};

export function Figure(given: FigureProps) {
  const { t } = useText();
  const [isPlain, setPlain] = useState(false);
  const { title, summary, columns, rows, csvHref, casesHref, definition, legend } = given;
  return (
    <figure className="panel">
      <div className="fig-head">
        <h2>{title}</h2>
        {definition ? <Explained of={definition} /> : null}
        <div className="fig-ways">
          <button
            type="button"
            className="plain"
            aria-pressed={isPlain}
            onClick={() => setPlain(!isPlain)}
          >
            {t("insights.as-table")}
          </button>
          {csvHref ? (
            <a href={csvHref} download>
              {t("insights.csv")}
            </a>
          ) : null}
          {casesHref ? <a href={casesHref}>{t("insights.show-cases")}</a> : null}
        </div>
      </div>
      {isPlain ? <Twin title={title} columns={columns} rows={rows} /> : given.children}
      {legend && !isPlain ? <div className="legend">{legend}</div> : null}
      <figcaption>{summary}</figcaption>
    </figure>
  );
}

/** The numbers alone. */
export function Twin({ title, columns, rows }: Pick<FigureProps, "title" | "columns" | "rows">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it.
    <div className="wide" tabIndex={0}>
      <table className="twin">
        <caption className="vh">{title}</caption>
        <thead>
          <tr>
            {columns.map(({ name, number }) => (
              <th key={name} scope="col" className={number ? "n" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr key={cells.join("|")}>
              {cells.map((cell, n) => {
                const { name, number } = columns[n] ?? { name: String(n) };
                return n === 0 ? (
                  <th key={name} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={name} className={number ? "n" : undefined}>
                    {cell ?? "–"}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The `i` beside a figure: the words of the page of definitions. */
export function Explained({ of: { name, formula, version } }: { of: Definition }) {
  const { t, say } = useText();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button
        type="button"
        className="what-is"
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={t("insights.what-is", { name: say(name) })}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={({ key }) => key === "Escape" && setOpen(false)}
      >
        i
      </button>
      <p className="explained" id={id} hidden={!isOpen}>
        <b>{say(name)}</b> {say(formula)}{" "}
        <small className="m">{t("insights.version", { version })}</small>
      </p>
    </>
  );
}
