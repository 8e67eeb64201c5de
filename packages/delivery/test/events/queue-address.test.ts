import { describe, expect, it } from 'vitest';
import { queueAddress } from '../../src/events/queue/queue-address.ts';

const LOCAL = 'http://127.0.0.1:4566/000000000000/jobs';
const AWS = 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs';

describe('where requests for a queue go', () => {
  it.each([
    ['to its own host, when that is this machine', { url: LOCAL }, {}, 'http://127.0.0.1:4566', 'us-east-1'],
    ['to AWS, when its URL is one of AWS', { url: AWS }, {}, undefined, 'eu-west-1'],
    [
      'to AWS, in China too',
      { url: 'https://sqs.cn-north-1.amazonaws.com.cn/1/j' },
      {},
      undefined,
      'cn-north-1',
    ],
    [
      'to AWS, by its old names too',
      { url: 'https://eu-west-1.queue.amazonaws.com/1/j' },
      {},
      undefined,
      'eu-west-1',
    ],
    [
      'never to AWS, when the environment names an endpoint',
      { url: AWS },
      { AWS_ENDPOINT_URL: 'http://localhost:9' },
      'http://localhost:9',
      'eu-west-1',
    ],
    [
      'to the endpoint of SQS before that of all services',
      { url: AWS },
      { AWS_ENDPOINT_URL: 'http://localhost:9', AWS_ENDPOINT_URL_SQS: 'http://localhost:8' },
      'http://localhost:8',
      'eu-west-1',
    ],
    [
      'to the endpoint that was named, wherever it is',
      { url: LOCAL, endpoint: 'https://queues.example.com' },
      { AWS_ENDPOINT_URL: 'http://localhost:9' },
      'https://queues.example.com/',
      'us-east-1',
    ],
    [
      'in the region that was named',
      { url: LOCAL, region: 'eu-north-1' },
      { AWS_REGION: 'eu-south-1' },
      'http://127.0.0.1:4566',
      'eu-north-1',
    ],
  ])('%s', (_, settings, environment, endpoint, region) => {
    expect(queueAddress(settings, environment)).toEqual({ endpoint, region });
  });

  it.each([
    [
      { url: 'https://queues.example.com/1/jobs' },
      {},
      'the queue names the endpoint https://queues.example.com, which',
    ],
    [
      { url: AWS },
      { AWS_ENDPOINT_URL: 'https://proxy.example.com' },
      'the environment (AWS_ENDPOINT_URL) names',
    ],
    [{ url: 'https://sqs.eu-west-1.amazonaws.com.example.com/1/j' }, {}, 'neither AWS nor on this machine'],
    [{ url: 'jobs' }, {}, "'jobs' is no URL of a queue; write it as http(s)://host/…"],
    [{ url: LOCAL, endpoint: 'ftp://x' }, {}, "'ftp://x' is no endpoint of SQS"],
  ])('nowhere, when nobody named the host: %j', (settings, environment, message) => {
    expect(() => queueAddress(settings, environment)).toThrow(message);
  });
});
