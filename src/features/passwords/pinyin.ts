/** How a Chinese name is typed in Latin letters: 陈伟 as chenwei, weichen, wei. */

/** Reads one character: its syllables, commonest first; empty when unknown. */
export type Reader = (character: string) => readonly string[];

/**
 * Builds a reader from lines "syllable characters". A character outside the table is placed by the
 * pinyin order that Unicode's collation knows; when both its neighbours read alike, so does it.
 */
export function reader(lines: readonly string[]): Reader {
  const table = new Map<string, string[]>();
  for (const line of lines) {
    const [syllable = "", characters = ""] = line.split(" ");
    for (const one of characters) table.set(one, [...(table.get(one) ?? []), syllable]);
  }
  const order = new Intl.Collator("zh-u-co-pinyin");
  // A character of two readings has one place in the order, so it is no landmark.
  const landmarks = [...table].filter(([, read]) => read.length === 1).map(([one]) => one);
  landmarks.sort(order.compare);

  return (character) => {
    const known = table.get(character);
    if (known || !/\p{Script=Han}/u.test(character)) return known ?? [];
    let [low, high] = [0, landmarks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order.compare(landmarks[middle]!, character) < 0) low = middle + 1;
      else high = middle;
    }
    const before = table.get(landmarks[low - 1] ?? "")?.[0];
    const after = table.get(landmarks[low] ?? "")?.[0];
    return before !== undefined && before === after ? [before] : [];
  };
}

// Surnames of two characters; every other name begins with a surname of one.
const doubleSurnames = new Set(
  "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯 端木 南宫 长孙 宇文 独孤".split(
    " ",
  ),
);

const typed = (syllable: string) =>
  /^[ln]v$/.test(syllable) ? [syllable, `${syllable[0]}u`, `${syllable[0]}yu`] : [syllable];

/** All ways to read some characters; none when one of them is unknown. Bounded: names are short. */
function readings(characters: readonly string[], read: Reader): string[][] {
  let ways: string[][] = [[]];
  for (const one of characters) {
    const syllables = read(one).flatMap(typed);
    ways = ways.flatMap((way) => syllables.map((each) => [...way, each])).slice(0, 12);
  }
  return ways;
}

/** The forms under which a name written in characters appears in passwords. */
export function chineseNameForms(name: string, read: Reader): string[] {
  const characters = Array.from(name);
  if (characters.length < 2 || characters.length > 6) return characters.length > 6 ? [name] : [];
  const cut = doubleSurnames.has(characters.slice(0, 2).join("")) ? 2 : 1;
  const given = characters.slice(cut).join("");
  const forms = new Set([name, given + characters.slice(0, cut).join("")]);
  if (given.length > 1) forms.add(given);
  for (const way of readings(characters, read)) {
    const surname = way.slice(0, cut).join("");
    const first = way.slice(cut).join("");
    const initials = way
      .slice(cut)
      .map((syllable) => syllable[0])
      .join("");
    for (const form of [surname + first, first + surname, surname + initials, initials + surname])
      if (form.length >= 4) forms.add(form);
    for (const form of [surname, first]) if (form.length >= 3) forms.add(form);
  }
  return [...forms];
}
