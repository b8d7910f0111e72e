// Saved replies: a press puts the words where the cursor is, beside what stands there.
for (const link of document.querySelectorAll("a[data-reply]")) {
  link.addEventListener("click", (event) => {
    const target = link.closest("form").elements[link.dataset.into];
    event.preventDefault();
    target.setRangeText(link.dataset.reply, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.focus();
  });
}
