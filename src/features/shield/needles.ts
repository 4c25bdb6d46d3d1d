/**
 * Many words sought in one pass (Aho and Corasick 1975): linear in the text, however it is written. Letters without
 * regard to case; `.`, `-`, `_` and `/` are one and the same character, so that `alipay.com` is found in
 * `www-alipay-com`; all else matches nothing.
 */
const CLASSES = 38;
const SEPARATOR = 37;

const classOf = new Uint8Array(128);
for (let n = 0; n < 26; n++) {
  classOf[97 + n] = n + 1;
  classOf[65 + n] = n + 1;
}
for (let n = 0; n < 10; n++) classOf[48 + n] = n + 27;
for (const mark of ".-_/") classOf[mark.charCodeAt(0)] = SEPARATOR;

export class Needles {
  /** State times class to the next state. */
  readonly #next: Int32Array;
  /** The word that ends in a state, -1 for none, and the next shorter state with a word. */
  readonly #word: Int32Array;
  readonly #shorter: Int32Array;
  readonly #lengths: number[];
  readonly #finds: number[] = [];

  constructor(words: readonly string[]) {
    const rows = 1 + words.reduce((sum, word) => sum + word.length, 0);
    const next = new Int32Array(rows * CLASSES).fill(-1);
    const word = new Int32Array(rows).fill(-1);
    let states = 1;
    words.forEach((text, n) => {
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        const slot = state * CLASSES + (classOf[text.charCodeAt(i)] ?? 0);
        if (next[slot] === -1) next[slot] = states++;
        state = next[slot]!;
      }
      word[state] = n;
    });
    const fails = new Int32Array(states);
    this.#shorter = new Int32Array(states);
    const queue: number[] = [];
    for (let c = 0; c < CLASSES; c++) {
      const to = next[c]!;
      if (c === 0 || to === -1) next[c] = 0;
      else queue.push(to);
    }
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head]!;
      const fail = fails[state]!;
      this.#shorter[state] = word[fail] === -1 ? this.#shorter[fail]! : fail;
      for (let c = 0; c < CLASSES; c++) {
        const slot = state * CLASSES + c;
        const onward = c === 0 ? 0 : next[fail * CLASSES + c]!;
        if (next[slot] === -1) next[slot] = onward;
        else {
          fails[next[slot]!] = onward;
          queue.push(next[slot]!);
        }
      }
    }
    this.#next = next;
    this.#word = word;
    this.#lengths = words.map(({ length }) => length);
  }

  /** `[word, start, end]` of each find, flat, in the order of their ends. Good until this is asked again. */
  find(text: string, to = text.length): readonly number[] {
    const finds = this.#finds;
    finds.length = 0;
    let state = 0;
    for (let i = 0; i < to; i++) {
      const code = text.charCodeAt(i);
      state = this.#next[state * CLASSES + (code < 128 ? classOf[code]! : 0)]!;
      for (
        let at = this.#word[state] === -1 ? this.#shorter[state]! : state;
        at > 0;
        at = this.#shorter[at]!
      ) {
        const word = this.#word[at]!;
        finds.push(word, i + 1 - this.#lengths[word]!, i + 1);
      }
    }
    return finds;
  }
}
