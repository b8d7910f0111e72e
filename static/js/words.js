// What scripts say, in the page's language: the page brings a dictionary where that is not English.
const kept = document.getElementById("script-words");
const dictionary = kept ? JSON.parse(kept.textContent) : {};

/** `english` in the page's language; `%(name)s` in it stands for a value. */
export function worded(english, values = {}) {
  return (dictionary[english] ?? english).replace(/%\((\w+)\)s/g, (place, name) => values[name] ?? place);
}
