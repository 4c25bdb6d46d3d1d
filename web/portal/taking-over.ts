/**
 * What a person has written, chosen or pressed before the scripts were there. Taking a page over sets every
 * field to what the scripts know, which is nothing: on a slow line that emptied what was typed. And a button that
 * sends no form does nothing until then: whoever pressed it would wait for an answer that does not come.
 */
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isMarked = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");

const isChanged = (field: Field) => {
  if (field instanceof HTMLSelectElement)
    return [...field.options].some((each) => each.selected !== each.defaultSelected);
  if (isMarked(field)) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
};

/** Of files the browser itself keeps what was chosen; hidden fields are the page's own. */
const isWritten = (field: Field) => field.type !== "file" && field.type !== "hidden";

/** Remembers the fields inside `at`; the answer writes them back, so that the page hears of each. */
export function remember(at: HTMLElement): () => void {
  const fields = [...at.querySelectorAll<Field>("input, textarea, select")];
  const written = fields
    .filter((field) => isWritten(field) && isChanged(field))
    .map((field) => ({ field, value: field.value, marked: isMarked(field) && field.checked }));
  return () => {
    for (const { field, value, marked } of written) {
      if (isMarked(field)) {
        if (field.checked !== marked) field.click();
        continue;
      }
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
}

/** Listens for the last such button pressed on the page; the answer stops listening and presses it, if it is still there. */
export function rememberPress(): () => void {
  let pressed: HTMLElement | null = null;
  const press = ({ target }: Event) => {
    pressed = (target as Element | null)?.closest<HTMLElement>('button[type="button"]') ?? null;
  };
  addEventListener("click", press);
  return () => {
    removeEventListener("click", press);
    if (pressed?.isConnected) pressed.click();
  };
}
