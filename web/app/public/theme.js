// Before the first paint, so that a chosen appearance never flashes in the other one. The rest is app/settings.
try {
  const { theme } = JSON.parse(localStorage.getItem('parley.settings') ?? '{}');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no choice.
}
