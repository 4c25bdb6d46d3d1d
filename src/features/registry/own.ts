/**
 * The operator's own channels, out of the configuration: whoever runs this server need not be in the registry that ships, and
 * our own notices must never look like somebody else's. What the registry says goes first.
 */
import type { Config } from "../../core/config.ts";
import type { Brand, Registry } from "./rules.ts";

type Own = Pick<
  Config,
  "operatorName" | "operatorNameZh" | "operatorPhone" | "url" | "walletUrl" | "smtpFrom"
>;

/** Its id in answers and in the signed list. */
export const OWN = "operator";

/** Names of the inner network are nobody's: on another machine they are another's. */
const isPublic = (host: string) => /^(?=.*[a-z])[a-z0-9.-]+\.[a-z][a-z0-9-]+$/.test(host);

/** Where anyone gets an address: a mail from there is not the operator's for its domain. */
const SHARED = /^(?:gmail|outlook|hotmail|qq|163|126|foxmail|yahoo|icloud|aliyun|sina|sohu)\./;

/** The registry with the operator in it: a brand of its own, or the one that has its name. */
export function withOwn(registry: Registry, own: Own): Registry {
  const hosts = [own.url, own.walletUrl].filter(Boolean).map((each) => new URL(each).hostname);
  const mail = /@([a-z0-9.-]+)>?\s*$/i.exec(own.smtpFrom)?.[1]?.toLowerCase() ?? "";
  const phone = own.operatorPhone.replace(/\D/g, "");
  const names = [...new Set([own.operatorName, own.operatorNameZh].filter(Boolean))];
  const isNamed = (brand: Brand) =>
    brand.id === OWN || [brand.name.en, brand.name.zh].some((name) => names.includes(name));
  const isTaken = (host: string) =>
    registry.brands.some((brand) =>
      [...brand.domains, ...brand.hosts].some((each) => host === each || host.endsWith(`.${each}`)),
    );
  const isDialled = registry.brands.some(({ phones }) => phones.includes(phone));
  const more = {
    hosts: [...new Set(hosts)].filter((host) => isPublic(host) && !isTaken(host)),
    phones: phone.length >= 3 && !isDialled ? [phone] : [],
    emailDomains: isPublic(mail) && !SHARED.test(mail) ? [mail] : [],
  };
  const listed = registry.brands.find(isNamed);
  const brand: Brand = listed
    ? {
        ...listed,
        hosts: [...listed.hosts, ...more.hosts],
        phones: [...listed.phones, ...more.phones],
        emailDomains: [...new Set([...listed.emailDomains, ...more.emailDomains])],
      }
    : {
        ...{ id: OWN, name: { en: own.operatorName, zh: own.operatorNameZh || own.operatorName } },
        ...{ tier: 1, domains: [], keywords: [], ambiguous: [], innocent: [], exceptions: [] },
        ...{ signatures: names, senderIds: [] },
        ...more,
      };
  const brands = listed
    ? registry.brands.map((each) => (each === listed ? brand : each))
    : [...registry.brands, brand];
  return { ...registry, brands };
}
