/** What somebody pasted: an address, a number, a link, or words. The server judges it as that. Pure. */
export type Asked = { url: string } | { text: string } | { phone: string } | { email: string };

const EMAIL = /^(mailto:)?[^\s@<>,;:/\\?#]+@[^\s@<>,;:/\\?#]+\.[^\s@<>,;:/\\?#]{2,}$/i;
const PHONE = /^(tel:)?[+＋]?[\d\s().\p{Pd}]{3,24}$/iu;
/** One word with a scheme, or with a dot and letters after it. */
const LINK = /^(?:[a-z][a-z0-9+.-]{1,20}:\S+|\S+\.[\p{L}\p{N}-]{2,}\S*)$/iu;

/** `typed` is not empty. */
export function kindOf(typed: string): Asked {
  const text = typed.trim();
  const plain = text.normalize("NFKC");
  if (plain.length <= 320 && EMAIL.test(plain)) return { email: text.replace(/^mailto:/i, "") };
  if (plain.length <= 40 && PHONE.test(plain) && /\d{3}/.test(plain.replace(/\D/g, "")))
    return { phone: text.replace(/^tel:/i, "") };
  if (plain.length <= 4096 && LINK.test(plain)) return { url: text };
  return { text };
}
