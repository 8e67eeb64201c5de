/** Lets the reader save the record that the page carries, so that its evidence travels with it. */
export function startSaveButton(button: HTMLButtonElement, record: HTMLElement): void {
  button.addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([record.textContent], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = button.dataset['fileName'] ?? 'record.json';
    link.click();
    URL.revokeObjectURL(url);
  });
  button.hidden = false;
}
