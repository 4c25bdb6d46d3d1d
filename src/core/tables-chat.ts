/** The rows of chats, as TypeScript sees them. */
export type ChatTables = {
  caseMessages: {
    accountId: string;
    caseId: string;
    seq: number;
    side: string;
    author: string;
    clientId: string;
    text: string;
    at: Date;
  };
  caseChats: {
    accountId: string;
    caseId: string;
    seenSeq: number;
    toldSeq: number;
    openUntil: Date;
  };
};
