/** What the owner is told of the face check: that there was one, never a score, a reason or who looked. */
export const faceTold = {
  "face.consented": {
    en: "You agreed to the face check",
    zh: "您同意使用人脸验证",
  },
  "face.deleted": {
    en: "What was kept of the face was deleted",
    zh: "留存的人脸信息已删除",
  },
  "glance.approved": {
    en: "For a recovery, somebody of customer service compared two pictures: the same person",
    zh: "找回申请：客服比对了两张照片，为同一人",
  },
  "glance.declined": {
    en: "For a recovery, somebody of customer service compared two pictures and could not confirm it",
    zh: "找回申请：客服比对了两张照片，未能确认",
  },
} as const;

/** Scores and refusals help only whoever tries to get past; who was drawn is nobody's business. */
export const faceUntold = [
  ...["face.checked", "face.enrol-refused", "glance.drawn", "glance.attempt-refused"],
] as const;
