/** (placeholder until trained) */
export const wording = (_folded: string) => ({ isTypical: false, score: 0 });
