import { describeSource, fileRef, memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { findingTexts } from '../src/commands/source-notes.ts';

async function notesOf(text: string | Uint8Array): Promise<readonly string[]> {
  const store = memoryStore();
  const ref = fileRef('/a');
  await store.write(
    ref,
    (async function* () {
      yield Buffer.from(text);
    })(),
  );
  const { findings } = await describeSource(store, ref, {});
  return findingTexts(findings);
}

describe('what is told of a source unasked', () => {
  it.each([
    ['two lines', 'a,b\n1,2\n'],
    ['two lines with semicolons', 'a;b\n1;2\n'],
    ['a row of another width', 'a,b\n1,2\n3\n4,5\n'],
    ['one column', 'x\n1\n2\n'],
    ['decimal commas', 'a;b\n1,5;2\n2,5;3\n'],
    ['one JSON record', '{"a":1}'],
    ['a JSON record and a broken one', '{"a":1}\n{"a":\n'],
  ])('is nothing where no other reading is plausible: %s', async (_, text) => {
    expect(await notesOf(text)).toEqual([]);
  });

  it.each([
    ['a delimiter with a rival', 'a,b;c\n1,2;3\n4,5;6\n', /^delimiter ";" is a guess: .*--delimiter ','$/],
    ['an odd delimiter', 'a b\n1 2\n3 4\n5 6\n', /^delimiter space is a guess: /],
    [
      'names that may be a row',
      'name,city\nanna,rome\nbob,paris\n',
      /^header present is a guess: .*--no-header$/,
    ],
    ['no names', '1,anna\n2,bob\n3,eve\n', /^header none is a guess: .*--header$/],
    ['an encoding', Buffer.from('id,caf\xe9\n1,2\n', 'latin1'), /^encoding Windows-1252 is a guess: /],
    ['spaces', 'id, "name"\n1, "a"\n2, "b"\n', /^spaces around fields are dropped: .*--no-trim$/],
    ['a header that comes again', 'id,name\n1,a\nid,name\n2,b\n', /^header repeated: row 2 repeats it/],
    [
      'a member beside the records',
      '{"time":1,"rows":[{"a":1}]}',
      /^"time" is not converted: .*--records ''$/,
    ],
  ])('is %s', async (_, text, note) => {
    expect(await notesOf(text)).toEqual([expect.stringMatching(note)]);
  });
});
