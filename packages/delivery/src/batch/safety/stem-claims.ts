import { stemOf } from '../../jobs/name-outputs.ts';

/**
 * Finds sources whose outputs would have one name: those that differ in their endings alone. It looks at keys in the
 * order of a listing and remembers a few of them, because whatever has the stem `a/b` lies before `a/b/` in it.
 */
export function stemClaims(): (key: string) => string | undefined {
  let claims: { readonly stem: string; readonly key: string }[] = [];
  const mayComeAgain = (stem: string, key: string) =>
    key.startsWith(stem) && (key.length === stem.length || key[stem.length]! < '/');

  /** The key that has claimed the name before. */
  return (key) => {
    claims = claims.filter((claim) => mayComeAgain(claim.stem, key));
    const stem = stemOf(key);
    const holder = claims.find((claim) => claim.stem === stem);
    if (holder !== undefined) return holder.key;
    claims.push({ stem, key });
    return undefined;
  };
}
