const root = document.documentElement;
const systemPrefersDark = matchMedia('(prefers-color-scheme: dark)');

function isDark(): boolean {
  const chosen = root.dataset['theme'];
  return chosen === undefined ? systemPrefersDark.matches : chosen === 'dark';
}

function setTheme(theme: string | undefined): void {
  if (theme === undefined) delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}

/** Follows the system until the reader presses the button; prints in light colours whatever is on the screen. */
export function startTheme(button: HTMLButtonElement, redraw: () => void): void {
  const show = () => {
    button.setAttribute('aria-pressed', String(isDark()));
    redraw();
  };
  button.addEventListener('click', () => {
    setTheme(isDark() ? 'light' : 'dark');
    show();
  });
  systemPrefersDark.addEventListener('change', show);

  let beforePrinting: string | undefined;
  addEventListener('beforeprint', () => {
    beforePrinting = root.dataset['theme'];
    setTheme('light');
    redraw();
  });
  addEventListener('afterprint', () => {
    setTheme(beforePrinting);
    redraw();
  });

  button.hidden = false;
  show();
}
