import { expect, test } from 'vitest';
import { s3Event } from '../src/server/s3-event.ts';

const origin = {
  region: 'us-east-1',
  configurationId: 'rule',
  requestId: '0123456789ABCDEF',
  time: new Date(0),
  sequence: 0xabcn,
};
const created = { creation: 'Put', bucket: 'b', key: 'k', size: 1, eTag: 'e' } as const;

test('an event carries the version of the object where there is one', () => {
  const versioned = s3Event({ ...created, versionId: 'v1' }, origin).Records[0]?.s3.object;
  expect(versioned).toMatchObject({ versionId: 'v1', sequencer: '000000000000000ABC' });
  expect(s3Event(created, origin).Records[0]?.s3.object).not.toHaveProperty('versionId');
});

test('keys are encoded as a form is, their slashes left as they are', () => {
  const encoded = (key: string) => s3Event({ ...created, key }, origin).Records[0]?.s3.object.key;
  expect(encoded('a/b c')).toBe('a/b+c');
  expect(encoded("~!'()*-._+%&=:日")).toBe('%7E%21%27%28%29*-._%2B%25%26%3D%3A%E6%97%A5');
});
