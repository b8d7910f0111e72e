// Files are sent as soon as they are chosen; without this script a button sends them.
const form = document.querySelector("form[data-files]");
const field = form?.querySelector("input[type=file]");

if (field) {
  form.querySelector("button").hidden = true;
  field.addEventListener("change", () => {
    if (field.files.length) form.requestSubmit();
  });
}
