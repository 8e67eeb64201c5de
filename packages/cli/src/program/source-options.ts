import { encodings, jsonNestings, typeNames } from '@parquetry/core';
import { type Command, Option } from 'commander';
import { anyInteger, byteCount, positiveInteger } from '../options/number-types.ts';
import {
  collect,
  commentPrefix,
  delimiterText,
  escapeCharacter,
  nameList,
  quoteCharacter,
} from '../options/text-types.ts';

/** How a source is read, where it is not to be found out: what `convert` and `inspect` share. */
export const sourceOptions = (command: Command) =>
  command
    .optionsGroup('Reading (each is found in the file unless given):')
    .addOption(new Option('--from <format>', 'format of the records').choices(['csv', 'json']))
    .addOption(new Option('--encoding <name>', 'how its characters are written').choices(encodings))
    .option(
      '--delimiter <text>',
      'one character or several; tab, \\t and \\x1f are understood',
      delimiterText,
    )
    .option('--quote <char>', 'one ASCII character, or none', quoteCharacter)
    .option(
      '--escape <char>',
      'what makes a quote text: double, \\ or another character, none',
      escapeCharacter,
    )
    .option('--comment <prefix>', 'lines that begin with it are no records', commentPrefix)
    .option('--skip-lines <n>', 'lines before the header that are not read', anyInteger)
    .option('--header', 'the first record holds the names')
    .option('--no-header', 'the first record is data')
    .option('--trim', 'spaces and tabs around fields are not part of them')
    .option('--no-trim', 'they are')
    .option('--trailing-delimiter', 'records may end in one more delimiter than the header')
    .option('--no-trailing-delimiter', 'they may not')
    .option('--names <list>', 'names of the columns, as a,b,"c, d"', nameList)
    .option(
      '--records <member>',
      "of JSON: the member that holds the records; '' where the whole object is one",
    )
    .optionsGroup('Reading (never guessed):')
    .option('--null <text>', 'a field that is this text is null, as the empty one; repeatable', collect)
    .addOption(
      new Option('--quoted-empty <what>', 'what a quoted empty field is (default: null)').choices([
        'null',
        'string',
      ]),
    )
    .addOption(
      new Option(
        '--nested <how>',
        'objects within JSON records become columns a.b, or JSON text (default: flatten)',
      ).choices(jsonNestings),
    )
    .addOption(
      new Option(
        '--invalid-bytes <what>',
        'bytes that are not in the encoding make a bad row, or become U+FFFD (default: bad-row)',
      ).choices(['bad-row', 'replace']),
    )
    .option('--max-record-bytes <size>', 'a longer record is a bad row (default: 64MiB)', byteCount)
    .option('--max-field-bytes <size>', 'a row with a longer field is bad (default: 64MiB)', byteCount)
    .option('--max-columns <n>', 'a wider header is refused (default: 65536)', positiveInteger);

/** Which types columns have, where they are not to be inferred. */
export const typeOptions = (command: Command) =>
  command
    .option('--schema <file>', 'names and types of all columns, from a file that --save-schema wrote')
    .option(
      '--columns <list>',
      `column types as name:type,…; types: ${typeNames.join(', ')}; name:type! means required`,
    );
