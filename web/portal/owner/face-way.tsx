/** One line among the ways back in: it leads to the page where a face check is agreed to, added and ended. */
import type { Ways } from "../me.ts";
import { usePortal } from "../portal.ts";

export function FaceWay({ ways }: { ways: Ways }) {
  const { text, when } = usePortal();
  const { t } = text;
  if (!ways.face && !ways.faceOffered) return null;
  return (
    <section className="way" id="face">
      <h2>{t("proof.face")}</h2>
      <p>
        {ways.face
          ? t("ways.face.more", { at: when.short(ways.face.addedAt) })
          : t("ways.face.none")}
      </p>
      <a className="btn sec" href="/me/face">
        {t(ways.face ? "ways.face.change" : "ways.add")}
      </a>
    </section>
  );
}
