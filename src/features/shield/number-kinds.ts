/**
 * What kind of number a number is, by its form (China's numbering plan; elsewhere E.164). The form says who can have
 * such a number, never who has it: anyone may rent a 400 or a 106 number, and what a phone shows can be forged.
 */

import { clean } from "./message-text.ts";
import type { Brand, Prepared } from "./registry.ts";

export type NumberKind =
  | "official"
  /** An official one with something before or behind it. */
  | "disguised"
  /** Official hotline of a carrier, with more digits behind: its own sub-number or anybody's. */
  | "extended"
  /** 95, 96, 10, 12: given by the authorities to one company, not in the registry. */
  | "service"
  /** 110, 96110, 12345 and the like. */
  | "public"
  /** 106...: the sender of messages of whoever rents it. */
  | "access"
  | "rented"
  | "abroad"
  | "mobile"
  | "landline"
  | "unknown";

export type KnownNumber = { kind: NumberKind; digits: string; brand?: Brand };

const PUBLIC = new Set(
  "110 112 119 120 122 911 999 96110 12110 12321 12381 12345 12315 12333 12366 12393 12367 12309 12368 12378 12363 12386 12329 12339".split(
    " ",
  ),
);

const byPhone = new WeakMap<Prepared, Map<string, Brand>>();
function phonesOf(prepared: Prepared): Map<string, Brand> {
  let phones = byPhone.get(prepared);
  if (!phones) {
    phones = new Map();
    for (const brand of prepared.registry.brands)
      for (const phone of brand.phones) phones.set(phone.replace(/\D/g, ""), brand);
    byPhone.set(prepared, phones);
  }
  return phones;
}

/** Hotlines are short; what is dialled before one is longer than the rest of it. */
const HOTLINE = /^(?:9\d{4,7}|1\d{4})$/;

/** A hotline with digits before or behind it: `+95188`, `0095188`, `008695188`, `95188123`. */
function disguise(
  phones: Map<string, Brand>,
  digits: string,
  isAbroad: boolean,
): KnownNumber | undefined {
  const bare = digits.replace(/^0+/, "");
  for (const rest of [bare, bare.replace(/^86/, "")]) {
    const brand = HOTLINE.test(rest) && phones.get(rest);
    if (brand && (isAbroad || rest !== digits)) return { kind: "disguised", digits, brand };
  }
  // 010-95188: what one dials from elsewhere in China; it reaches the hotline.
  if (isAbroad || bare !== digits) return;
  for (let length = 5; length < digits.length; length++) {
    const start = digits.slice(0, length);
    const brand = HOTLINE.test(start) && phones.get(start);
    // Ten digits are an American number: (951) 881-2345.
    if (brand && digits.length <= 9)
      return { kind: start.startsWith("9") ? "disguised" : "extended", digits, brand };
  }
}

/** A number as it was shown or written. */
export function knownNumber(prepared: Prepared, text: string): KnownNumber {
  const shown = clean(text).trim();
  const digits = shown.replace(/\D/g, "");
  const isAbroad = /^\D*\+/.test(shown);
  const phones = phonesOf(prepared);
  const own = isAbroad ? undefined : phones.get(digits);
  if (own) return { kind: "official", digits, brand: own };
  const disguised = disguise(phones, digits, isAbroad);
  if (disguised) return disguised;
  // Of a registered number of full length the country's code is part.
  const full = isAbroad
    ? (phones.get(digits) ?? phones.get(digits.replace(/^(?:86|1)/, "")))
    : undefined;
  if (full) return { kind: "official", digits, brand: full };
  const home = digits.replace(/^(?:0{0,2}86)(?=1[3-9]\d{9}$|400\d{7}$)/, "");
  return { kind: kindByForm(home, isAbroad && home === digits), digits };
}

function kindByForm(digits: string, isAbroad: boolean): NumberKind {
  if (isAbroad) return digits.length >= 7 ? "abroad" : "unknown";
  if (PUBLIC.has(digits)) return "public";
  if (/^1[3-9]\d{9}$/.test(digits)) return "mobile";
  if (/^[48]00\d{7}$/.test(digits)) return "rented";
  if (/^00\d{6,}$/.test(digits)) return "abroad";
  if (/^106\d{5,18}$/.test(digits)) return "access";
  if (/^(?:9[56]\d{3,6}|10\d{3,4}|12\d{3,4}|101\d{5})$/.test(digits)) return "service";
  if (/^0\d{9,11}$/.test(digits)) return "landline";
  return "unknown";
}

/**
 * The number in one spelling: E.164 with its plus where its form says the country (a mobile, rented or town number of
 * China), else the digits as they are (short codes, senders of messages).
 */
export function oneNumber(text: string): string {
  const shown = clean(text.slice(0, 200)).trim();
  const digits = shown.replace(/\D/g, "").slice(0, 20);
  if (/^\D*\+/.test(shown)) return `+${digits}`;
  if (/^00[1-9]\d{6,}$/.test(digits)) return `+${digits.slice(2)}`;
  if (/^86(?:1[3-9]\d{9}|[48]00\d{7})$/.test(digits)) return `+${digits}`;
  if (/^(?:1[3-9]\d{9}|[48]00\d{7})$/.test(digits)) return `+86${digits}`;
  if (/^0\d{9,11}$/.test(digits)) return `+86${digits.slice(1)}`;
  return digits;
}
