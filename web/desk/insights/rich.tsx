/** A sentence whose *important parts* stand out. */
export const Rich = ({ words }: { words: string }) => (
  <>
    {words.split(/\*([^*]+)\*/).map((part, n) =>
      // biome-ignore lint/suspicious/noArrayIndexKey: a part of a sentence has no other name than its place.
      n % 2 === 1 ? <b key={n}>{part}</b> : part,
    )}
  </>
);
