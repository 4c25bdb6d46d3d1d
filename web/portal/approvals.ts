/** What a signed-in device is asked, kept fresh while a page of the security centre is open. */
import { useEffect, useState } from "react";
import { call } from "./api.ts";

export type Approval = {
  id: string;
  situation: string;
  /** The name of the browser that asks; nothing more exact is known. */
  browser: string;
  askedAt: string;
  expiresAt: string;
  triesLeft: number;
  /** May this device answer? */
  here: boolean;
};
export type Approvals = { approvals: Approval[] };

const POLL_MS = 4_000;

export function useApprovals(first: Approvals | null | undefined) {
  const [approvals, setApprovals] = useState(first?.approvals ?? []);
  const look = async () => {
    const answer = await call<Approvals>("GET", "/v1/me/approvals");
    if (answer.ok) setApprovals(answer.body.approvals);
  };
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void look();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, []);
  return { approvals, look };
}
