// Loaded before the page is drawn, so that a dark page never flashes white and what only scripts can do has its place.
(() => {
  const kept = localStorage.getItem("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.script = "";
  document.documentElement.dataset.bsTheme = kept || (dark ? "dark" : "light");
})();
