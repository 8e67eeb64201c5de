function select(element: HTMLElement): void {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** Copies through the clipboard API where the page may use it; else leaves the text selected for the reader's own copy. */
async function copy(source: HTMLElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return 'Copied';
  } catch {
    select(source);
    return 'Selected – press Ctrl+C or ⌘C';
  }
}

/** Makes each copy button work and tell what happened, to eyes and to screen readers. */
export function startCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const source = document.getElementById(button.dataset['copy'] ?? '');
    const status = document.getElementById(button.dataset['status'] ?? '');
    if (source === null || status === null) continue;
    button.addEventListener('click', async () => {
      status.textContent = await copy(source);
    });
    button.hidden = false;
  }
}
