// Runs before the first paint, so that the page never flashes in the wrong theme. The rule is that of src/app/theme.ts.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the device's theme holds, and the app itself explains the missing storage.
}
