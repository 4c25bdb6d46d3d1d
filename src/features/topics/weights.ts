export const LABELS = "other";
export const BIASES = [0];
export const FEATURES = "";
export const WEIGHTS = "_";
