/** The signed-rank test by its definition: every choice of signs, one by one. */
export function pByAllSigns(differences: readonly number[]): { greater: number; less: number } {
  const sizes = differences.map(Math.abs);
  const rankOf = (size: number) =>
    sizes.filter((other) => other < size).length + (sizes.filter((other) => other === size).length + 1) / 2;
  const ranks = sizes.filter((size) => size > 0).map(rankOf);
  const found = sizes.reduce((total, size, at) => total + (differences[at]! > 0 ? rankOf(size) : 0), 0);
  const choices = 2 ** ranks.length;
  let [greater, less] = [0, 0];
  for (let choice = 0; choice < choices; choice += 1) {
    const sum = ranks.reduce((total, rank, bit) => total + (choice & (1 << bit) ? rank : 0), 0);
    if (sum >= found) greater += 1 / choices;
    if (sum <= found) less += 1 / choices;
  }
  return { greater, less };
}
