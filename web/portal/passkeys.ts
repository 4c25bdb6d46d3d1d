/** Can this browser use a passkey? Asked of the browser itself, never of its name. */
import { useEffect, useState } from "react";

/** `here`: this device checks a finger, a face or a PIN itself. `some`: with a key or another device. */
export type Passkeys = "here" | "some" | "none";

let known: Passkeys | null = null;

async function look(): Promise<Passkeys> {
  if (typeof window.PublicKeyCredential !== "function") return "none";
  try {
    const here = await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
    return here ? "here" : "some";
  } catch {
    return "some";
  }
}

/** Null where it is not known yet: on the server, and in the first moment. */
export function usePasskeys(): Passkeys | null {
  const [can, setCan] = useState(known);
  useEffect(() => {
    if (known) return;
    void look().then((found) => {
      known = found;
      setCan(found);
    });
  }, []);
  return can;
}
