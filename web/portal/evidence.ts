/** Files of a case, as the server says them. */
export type Sent = {
  id: string;
  kind: string;
  name: string;
  state: "uploading" | "checking" | "accepted" | "unreadable" | "rejected" | "deleted";
  sizeBytes: number;
  receivedBytes: number;
  at: string;
  seen: string[];
  fingerprint?: string;
};
export type Evidence = {
  files: Sent[];
  kinds: string[];
  isOpen: boolean;
  limits: { bytesMax: number; filesMax: number };
};
