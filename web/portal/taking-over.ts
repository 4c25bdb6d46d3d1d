/**
 * What a person has written or chosen before the scripts were there. Taking a page over sets every
 * field to what the scripts know, which is nothing: on a slow line that emptied what was typed.
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
